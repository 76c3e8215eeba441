"""Figures against a recount by hand, and their hard cases one by one."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case import events as e
from domain.case.evolve import evolve
from domain.case.state import CaseState
from domain.event import Recorded
from domain.policy_data import load_policy_data
from projections.outcomes.measures import DEFINITION_VERSION, MEASURES
from projections.outcomes.project import OUTCOMES
from projections.outcomes.rows import FactRow, ParticipantRow, PeriodRow
from tests.unit.projections.histories import history
from tests.unit.projections.told import ANN, Story, fold

MONDAY = date(2024, 3, 4)


def days(story: Story, measure: str) -> list[date]:
    return sorted(f.day for f in story.rows(OUTCOMES, FactRow) if f.measure == measure)


def recount(events: list[Recorded]) -> Counter[str]:
    """Straight from the events, the way one would on paper; each thing counts once."""
    last: dict[tuple[str, object], e.Event] = {}
    exits: dict[UUID, e.CaseExited] = {}
    states: dict[str, CaseState] = {}
    counted: Counter[str] = Counter()
    for recorded in events:
        if recorded.stream.startswith("case-"):
            evolve(states.setdefault(recorded.stream, CaseState()), recorded)
        match recorded.event:
            case e.ApplicationSubmitted() as event:
                last["applications_received", event.application_id] = event
                if event.received_by == "IBAU":
                    last["received_centrally", event.application_id] = event
            case e.ApplicationDecided() as event:
                last["applications_decided", event.application_id] = event
                if event.outcome == "GRANTED":
                    last["applications_granted", event.application_id] = event
                else:
                    last.pop(("applications_granted", event.application_id), None)
            case e.AssessmentCompleted() as event:
                last["assessments_completed", event.assessment_id] = event
            case e.ActionPlanCreated() as event:
                last["plans_created", event.plan_id] = event
            case e.ReferralMade(to_type="EO") as event:
                last["referrals_made", event.referral_id] = event
                if event.origin != "FAST_TRACK":
                    last["referrals_made_without_fast_track", event.referral_id] = event
            case e.BenefitIssued() as event:
                counted["cents issued"] += event.amount_cents
            case e.BenefitReversed() as event:
                last["benefits_reversed", event.benefit_id] = event
            case e.CaseExited() as event:
                exits[recorded.event_id] = event
            case e.CaseReopened() as event:
                of_case = [i for i, x in exits.items() if x.case_id == event.case_id]
                named = recorded.metadata.corrects
                wrong = [i for i in of_case if named in (None, i)]
                if wrong:
                    exits.pop(wrong[-1])
    counted.update(measure for measure, _ in last)
    programmes = {
        period.exit.event_id: period.application.programme
        for state in states.values()
        for period in state.periods()
        if period.exit
    }
    of_ow = [
        x
        for i, x in exits.items()
        if programmes.get(i, latest_programme(states[f"case-{x.case_id}"])) == "OW"
    ]
    counted["exits"] = len(of_ow)
    counted["exits_to_employment"] = sum(x.reason == "EMPLOYMENT" for x in of_ow)
    return counted


def latest_programme(state: CaseState) -> str:
    return state.latest.programme if state.latest else ""


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_recount_by_hand_agrees(seed: int) -> None:
    events = history(Random(seed), 250)
    found: Counter[str] = Counter()
    for fact in fold(OUTCOMES, events).rows(FactRow):
        found[fact.measure] += 1
        if fact.measure == "benefits_issued":
            found["cents issued"] += fact.amount_cents or 0
    told = recount(events)
    assert {name: found[name] for name in told} == dict(told)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), back=st.integers(0, 400))
def test_open_cases_on_a_day_are_those_that_the_domain_calls_open(seed: int, back: int) -> None:
    events = history(Random(seed), 250)
    states: dict[str, CaseState] = {}
    for recorded in events:
        if recorded.stream.startswith("case-"):
            evolve(states.setdefault(recorded.stream, CaseState()), recorded)
    day = date(2024, 12, 31) - timedelta(days=back)
    granted = [s for s in states.values() if any(a.granted for a in s.applications.values())]
    expected = sorted(
        str(s.case_id or stream_case(states, s))
        for s in granted
        for period in s.periods()
        if period.covers(day, day)
    )
    periods = fold(OUTCOMES, events).rows(PeriodRow)
    assert sorted(str(p.case_id) for p in periods if p.from_on <= day < p.to_on) == expected


def stream_case(states: dict[str, CaseState], state: CaseState) -> str:
    return next(stream for stream, found in states.items() if found is state)[5:]


def test_four_days_are_read_four_ways() -> None:
    # Submitted on the Thursday before Good Friday 2024, complete on the Tuesday after.
    story = Story()
    story.submitted(date(2024, 3, 28))
    story.completed(date(2024, 4, 2))
    story.decided(date(2024, 4, 4))
    assert days(story, "decided_within_standard") == [date(2024, 4, 4)]
    assert days(story, "decided_within_standard_calendar") == [date(2024, 4, 4)]
    assert days(story, "decided_within_standard_submitted") == [date(2024, 4, 4)]
    assert days(story, "decided_within_standard_calendar_submitted") == []


def test_the_last_day_of_the_standard_counts_and_the_next_does_not() -> None:
    for decided_on, within in ((date(2024, 4, 8), 1), (date(2024, 4, 9), 0)):
        story = Story()
        story.submitted(date(2024, 4, 2), completed_on=date(2024, 4, 2))
        story.decided(decided_on)
        assert len(days(story, "decided_within_standard")) == within
        assert days(story, "applications_decided") == [decided_on]


def test_a_completion_that_is_learned_after_the_decision_moves_the_standard() -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY + timedelta(days=14))
    assert days(story, "decided_within_standard") == []
    story.completed(MONDAY + timedelta(days=11))
    assert days(story, "decided_within_standard") == [MONDAY + timedelta(days=14)]


def test_an_exit_recorded_in_error_counts_nowhere() -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY)
    wrong = story.exited(MONDAY + timedelta(days=30))
    assert days(story, "exits_to_employment") == [MONDAY + timedelta(days=30)]
    story.reopened(MONDAY + timedelta(days=31), corrects=wrong)
    for measure in ("exits", "exits_to_employment", "exits_matured", "no_return_within_a_year"):
        assert days(story, measure) == []
    [period] = story.rows(OUTCOMES, PeriodRow)
    assert period.to_on == date.max


def test_a_return_within_the_year_is_one_and_one_after_it_is_none() -> None:
    for away, stayed in ((365, 0), (366, 1)):
        story = Story()
        story.submitted(MONDAY)
        story.decided(MONDAY)
        gone = MONDAY + timedelta(days=10)
        story.exited(gone)
        assert days(story, "no_return_within_a_year") == [gone + timedelta(days=365)]
        back = gone + timedelta(days=away)
        story.submitted(back, "return")
        story.decided(back, "return")
        assert len(days(story, "exits_matured")) == 1
        assert len(days(story, "no_return_within_a_year")) == stayed


def test_exits_of_another_programme_are_no_exits_from_ontario_works() -> None:
    story = Story()
    story.submitted(MONDAY, programme="ODSP")
    story.decided(MONDAY)
    story.exited(MONDAY + timedelta(days=9))
    assert days(story, "exits") == days(story, "exits_to_employment") == []
    assert len(days(story, "exits_matured")) == 1


def test_every_figure_is_defined_in_policy_in_both_languages_with_its_unit() -> None:
    [command] = [c for c in load_policy_data() if c.policy_id == "measures"]
    defined = {m["id"]: m for m in msgspec.json.decode(command.content)["measures"]}
    assert set(defined) == set(MEASURES)
    for id, measure in MEASURES.items():
        assert defined[id]["unit"] == measure.unit
        assert defined[id]["version"] == DEFINITION_VERSION
        assert defined[id]["fr"].keys() == defined[id]["en"].keys() >= {"name", "numerator"}


def test_the_dead_are_not_expected_back() -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY)
    story.exited(MONDAY, "DECEASED")
    assert days(story, "exits") == [MONDAY]
    assert days(story, "exits_matured") == []


def test_the_fast_track_stands_apart() -> None:
    story = Story()
    story.submitted(MONDAY)
    story.decided(MONDAY)
    story.referred(MONDAY, origin="FAST_TRACK")
    story.answered(MONDAY + timedelta(days=3))
    assert len(days(story, "referrals_made")) == len(days(story, "referrals_accepted")) == 1
    assert days(story, "referrals_made_without_fast_track") == []
    assert days(story, "referrals_accepted_without_fast_track") == []
    [participant] = story.rows(OUTCOMES, ParticipantRow)
    assert (participant.referred_on, participant.referred_otherwise_on) == (MONDAY, None)


def test_participants_are_adults_who_take_part_and_plans_those_since_the_grant() -> None:
    story = Story()
    story.submitted(MONDAY)
    story.planned(MONDAY - timedelta(days=3), review_on=MONDAY)
    story.decided(MONDAY, effective_on=date(2024, 3, 1) + timedelta(days=10))
    [participant] = story.rows(OUTCOMES, ParticipantRow)
    assert (participant.person_id, participant.planned_on) == (ANN, None), (
        "planned before the grant"
    )
    story.planned(MONDAY + timedelta(days=1), review_on=MONDAY)
    [participant] = story.rows(OUTCOMES, ParticipantRow)
    assert participant.planned_on == MONDAY + timedelta(days=1)


def test_an_answer_before_its_referral_counts_once_both_are_known() -> None:
    story = Story()
    story.submitted(MONDAY)
    story.answered(MONDAY + timedelta(days=2))
    assert days(story, "referrals_accepted") == []
    story.referred(MONDAY)
    assert days(story, "referrals_accepted") == [MONDAY + timedelta(days=2)]


def test_every_fact_cites_the_event_it_rests_on() -> None:
    events = history(Random(3), 300)
    at = {r.position: r.event.wire_name for r in events}
    facts = fold(OUTCOMES, events).rows(FactRow)
    assert facts and all(at[f.position] == f.event_type for f in facts)
