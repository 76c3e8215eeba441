"""What is known of a fact, and when: told again, corrected, taken back, learned in any order."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

import msgspec
import pytest

from domain.calendar import business_days_after
from domain.case import events as e
from domain.policy import Policy, PolicyPublished
from domain.policy_data import load_policy_data
from projections.outcomes.facts import EVENTS, KINDS
from projections.outcomes.measures import MEASURES
from projections.outcomes.project import OUTCOMES
from projections.outcomes.rows import Fact
from projections.outcomes.terms import Terms
from tests.unit.projections.histories import history
from tests.unit.projections.imported import imported_history
from tests.unit.projections.told import CASE, Story, an_id, fold

MONDAY = date(2024, 3, 4)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def facts(story: Story, kind: str) -> list[Fact]:
    found = [row for row in story.rows(OUTCOMES, Fact) if row.kind == kind]
    return sorted(found, key=lambda row: row.known_from)


def known_on(story: Story, kind: str, day: date) -> list[Fact]:
    """The facts of a kind as they were known at the end of a day."""
    end = noon(day) + timedelta(hours=12)
    return [
        row
        for row in facts(story, kind)
        if row.day and row.known_from < end and (row.known_to is None or row.known_to >= end)
    ]


def learned(story: Story, day: date) -> None:
    """What was told last was learned on that day."""
    story.events[-1] = msgspec.structs.replace(story.events[-1], known_at=noon(day))


def test_a_correction_stands_from_when_it_is_known() -> None:
    story = Story()
    story.submitted(MONDAY)
    wrong = story.exited(MONDAY + timedelta(days=30))
    right = e.CaseExited(case_id=CASE, reason="NO_CONTACT", exited_on=MONDAY + timedelta(days=33))
    again = story.tell(right, corrects=wrong)
    learned(story, MONDAY + timedelta(days=90))
    # Corrected once more, by naming the correction and not the first one.
    last = e.CaseExited(case_id=CASE, reason="DECEASED", exited_on=MONDAY + timedelta(days=34))
    story.tell(last, corrects=again)
    learned(story, MONDAY + timedelta(days=99))
    for day, reason in ((40, "EMPLOYMENT"), (90, "NO_CONTACT"), (99, "DECEASED")):
        [exit] = known_on(story, "exit", MONDAY + timedelta(days=day))
        assert (exit.code, exit.subject_id) == (reason, wrong)


def test_what_is_learned_out_of_order_stands_in_the_order_of_knowledge() -> None:
    story = Story()
    story.submitted(MONDAY)
    for days, outcome in ((50, "REFUSED"), (20, "GRANTED")):
        story.decided(MONDAY, outcome=outcome)
        learned(story, MONDAY + timedelta(days=days))
    assert known_on(story, "decision", MONDAY + timedelta(days=10)) == []
    for day, outcome in ((20, "GRANTED"), (49, "GRANTED"), (50, "REFUSED"), (400, "REFUSED")):
        [decision] = known_on(story, "decision", MONDAY + timedelta(days=day))
        assert decision.code == outcome


def test_an_exit_recorded_in_error_is_taken_back() -> None:
    story = Story()
    story.submitted(MONDAY)
    story.exited(MONDAY + timedelta(days=3))
    wrong = story.exited(MONDAY + timedelta(days=30))
    story.reopened(MONDAY + timedelta(days=60), corrects=wrong)
    assert len(known_on(story, "exit", MONDAY + timedelta(days=59))) == 2
    [exit] = known_on(story, "exit", MONDAY + timedelta(days=60))
    assert exit.day == MONDAY + timedelta(days=3)


def test_a_reopening_that_names_no_exit_takes_back_the_last_one_told() -> None:
    story = Story()
    story.exited(MONDAY + timedelta(days=30))
    story.exited(MONDAY)
    reopened = e.CaseReopened(case_id=CASE, reopened_on=MONDAY, reason="WRONG_CASE")
    story.tell(reopened, MONDAY + timedelta(days=60))
    [exit] = known_on(story, "exit", MONDAY + timedelta(days=60))
    assert exit.day == MONDAY + timedelta(days=30)


@pytest.mark.parametrize(
    ("entry", "subject", "kind"),
    [
        ("application.submitted", an_id("first"), "application"),
        ("application.decided", an_id("first"), "decision"),
        ("action_plan.created", an_id(f"plan {MONDAY}"), "plan"),
        ("referral.made", an_id("referral"), "referral"),
        ("case.assigned", None, "assignment"),
    ],
)
def test_an_entry_that_is_retracted_is_known_no_more(
    entry: str, subject: UUID | None, kind: str
) -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY)
    story.planned(MONDAY, review_on=MONDAY)
    story.referred(MONDAY)
    story.assigned(MONDAY)
    wrong = next(r.event_id for r in story.events if r.event.wire_name == entry)
    gone = e.EntryRetracted(case_id=CASE, subject_id=subject or wrong, entry=entry)
    story.tell(gone, MONDAY + timedelta(days=9), corrects=wrong)
    assert len(known_on(story, kind, MONDAY + timedelta(days=8))) == 1
    assert known_on(story, kind, MONDAY + timedelta(days=9)) == []


def test_a_decision_that_turns_out_a_withdrawal_was_none() -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY)
    withdrawn = e.ApplicationWithdrawn(
        case_id=CASE,
        application_id=an_id("first"),
        withdrawn_on=MONDAY + timedelta(days=5),
        reason="X",
    )
    story.tell(withdrawn)
    assert known_on(story, "decision", MONDAY + timedelta(days=5)), "it names nothing it corrects"
    story.tell(withdrawn, corrects=story.events[-2].event_id)
    assert known_on(story, "decision", MONDAY + timedelta(days=5)) == []


def test_due_days_are_the_last_with_at_most_four_days_behind_them_in_any_year() -> None:
    events = tuple(
        PolicyPublished(**msgspec.structs.asdict(command), content_hash="")
        for command in load_policy_data()
    )
    policy = Policy(events)
    terms, holidays = Terms(policy), policy.holidays()
    for year in (2009, 2016, 2023, 2038):
        for number in range(0, 365, 3):
            start = date(year, 1, 1) + timedelta(days=number)
            due = terms.due("submitted", start)
            last = due["submitted_due_business"]
            assert due["submitted_due_calendar"] == start + timedelta(days=4)
            assert business_days_after(start, last, holidays) == 4
            assert business_days_after(start, last + timedelta(days=1), holidays) == 5


def test_the_newest_definition_holds_and_without_one_nobody_takes_part() -> None:
    assert not Terms(Policy(())).takes_part("OW_ADULT")
    assert Terms(Policy(())).due("submitted", MONDAY) == {}
    story = Story()
    story.submitted(MONDAY)
    [application] = facts(story, "application")
    assert application.takes_part == (True, False)


def test_every_figure_is_defined_in_policy_in_both_languages_with_its_unit() -> None:
    newest = [c for c in load_policy_data() if c.policy_id == "measures"][-1]
    content = msgspec.json.decode(newest.content)
    defined = {m["id"]: m for m in content["measures"]}
    groups = {code["code"] for code in content["codes"]}
    assert list(defined) == list(MEASURES)
    for id, measure in MEASURES.items():
        entry = defined[id]
        assert (entry["unit"], entry["version"]) == (measure.unit, measure.version)
        assert entry["group"] in groups
        for words in (entry["fr"], entry["en"]):
            assert words.keys() >= {"name", "population", "numerator", "exclusions", "status"}
            assert all(words.values())
        assert measure.of is None or measure.of in MEASURES


def test_every_event_that_tells_of_a_case_has_a_kind() -> None:
    told = {event.wire_name for event in EVENTS}
    assert set(KINDS) <= told


def test_every_fact_cites_the_event_it_rests_on() -> None:
    events = history(Random(3), 300)
    at = {r.position: r for r in events}
    rows = fold(OUTCOMES, events).rows(Fact)
    assert len(rows) > 100
    for row in rows:
        cited = at[row.position]
        assert (cited.event.wire_name, cited.event_id) == (row.event_type, row.event_id)
        assert cited.known_at == row.known_from


def test_whose_a_fact_was_is_told_where_it_is_taken_back_too() -> None:
    rows = fold(OUTCOMES, imported_history(Random(3), 300)).rows(Fact)
    assert any(row.day is None for row in rows)
    assert all(row.case_id or row.person_id for row in rows)
