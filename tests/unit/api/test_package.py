"""What a package leaves out without a word: of a household that was left, and what may not be told yet."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from api.read.package import Own, _after_leaving, _held_back
from domain.access import CaseOf
from domain.consent import DisclosureMade

ME, OTHER, CASE = UUID(int=1), UUID(int=2), UUID(int=3)
LEFT = date(2026, 3, 10)


def row(
    effective_on: date, known: date, about: UUID | None = None, case: UUID | None = CASE
) -> Any:
    known_at = datetime(known.year, known.month, known.day, 15, tzinfo=UTC)
    return SimpleNamespace(
        case_id=case, about_person_id=about, effective_on=effective_on, known_at=known_at
    )


def own(left: date | None) -> Own:
    case = CaseOf(CASE, "centre", None, "OPEN", left_on=left)
    return Own(frozenset({ME}), {CASE: case}, frozenset())


def test_nothing_later_of_a_household_that_was_left() -> None:
    before, after = date(2026, 3, 9), date(2026, 3, 11)
    assert not _after_leaving(own(LEFT), row(before, before))
    assert _after_leaving(own(LEFT), row(LEFT, LEFT))
    assert _after_leaving(own(LEFT), row(before, after)), "learned later of a day before"
    assert _after_leaving(own(LEFT), row(after, after, OTHER))
    assert not _after_leaving(own(LEFT), row(after, after, ME)), "their own"
    assert not _after_leaving(own(LEFT), row(after, after, None, None)), "of no case"
    assert not _after_leaving(own(None), row(after, after))


def test_a_disclosure_that_may_not_be_told_yet_is_not_there() -> None:
    made = DisclosureMade(
        disclosure_id=ME,
        person_id=ME,
        case_id=None,
        referral_id=None,
        recipient_kind="LAW_ENFORCEMENT",
        recipient="LAW_ENFORCEMENT",
        categories=("CONTACT",),
        purpose="INVESTIGATION",
        authority_kind="STATUTE",
        authority_reference="s. 32 (g)",
        made_at=datetime(2026, 3, 2, tzinfo=UTC),
        notice="WITHHELD",
        notice_withheld_until=LEFT,
        notice_withheld_for="INVESTIGATION",
    )
    told: Any = SimpleNamespace(event=made)
    assert _held_back(told, date(2026, 3, 9)) and not _held_back(told, LEFT)
