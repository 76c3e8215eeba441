"""The day on which a consent lapses has moved: in lists, in figures and in what is handed on."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from caseledger.exporter.rows.consents import consents
from caseledger.exporter.standing import standing
from domain.consent import ConsentGranted, ConsentLapseMoved
from projections.consent_audit.project import CONSENT_AUDIT
from projections.consent_audit.rows import ConsentRow
from projections.outcomes.project import OUTCOMES
from projections.outcomes.rows import Fact
from tests.unit.projections.told import ANN, BEN, CASE, Story, an_id

SIGNED = date(2024, 3, 4)
FIRST, OTHER, TERM = date(2026, 7, 1), date(2025, 5, 20), date(2027, 1, 31)
CONSENT = an_id("consent")


def moved_story(**changes: Any) -> Story:
    story = Story()
    given: dict[str, Any] = {
        "consent_id": CONSENT,
        "person_id": BEN,
        "categories": ("IDENTITY",),
        "recipients": ("EO",),
        "purposes": ("REFERRAL",),
        "signed_on": SIGNED,
        "valid_from": datetime(2024, 3, 4, 15, tzinfo=UTC),
        "expires_on": TERM,
        "notice": "sharing",
        "notice_version": "1",
        "notice_hash": "",
        "language": "fr",
        "method": "WRITTEN",
        "capacity": "PARENT",
        "grantor_id": ANN,
        "lapses_on": FIRST,
    }
    story.tell(ConsentGranted(**given), SIGNED)
    event = {"consent_id": CONSENT, "person_id": BEN, "lapses_on": OTHER, "instead_of": FIRST}
    moved = ConsentLapseMoved(**event | {"expires_on": TERM} | changes)
    story.tell(moved, SIGNED + timedelta(days=30))
    return story


def test_the_list_of_consents_knows_the_other_day_and_nothing_else_is_changed() -> None:
    [row] = moved_story().rows(CONSENT_AUDIT, ConsentRow)
    assert (row.lapses_on, row.expires_on, row.signed_on) == (OTHER, TERM, SIGNED)
    assert [row.state(day) for day in (OTHER - timedelta(days=1), OTHER)] == [
        "GIVEN",
        "NEEDS_REAFFIRMATION",
    ]


def test_figures_count_by_the_other_day_from_when_it_was_learned() -> None:
    rows = [row for row in moved_story().rows(OUTCOMES, Fact) if row.kind == "consent"]
    first, second = sorted(rows, key=lambda row: row.known_from)
    assert first.until_on == FIRST - timedelta(days=1)
    assert second.until_on == OTHER - timedelta(days=1)
    assert (first.known_to, second.known_to) == (second.known_from, None)
    assert (first.day, first.categories) == (second.day, second.categories)


def test_figures_leave_aside_a_consent_of_which_nothing_was_told() -> None:
    story = moved_story(consent_id=CASE)
    rows = [row for row in story.rows(OUTCOMES, Fact) if row.kind == "consent"]
    assert [row.until_on for row in rows] == [FIRST - timedelta(days=1)]


def test_what_is_handed_on_ends_on_the_other_day() -> None:
    parts, _ = standing([r for r in moved_story().events if "consent" in r.event.wire_name])
    around: Any = SimpleNamespace(
        consents={CONSENT: "C-1"}, persons={BEN: "P-1"}, day=lambda at: at.date()
    )
    [row] = consents(around, parts)
    assert row.expires_on == OTHER - timedelta(days=1)
