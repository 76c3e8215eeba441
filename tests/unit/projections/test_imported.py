"""A past that another system had: whatever was corrected or taken back, file and domain agree."""

from collections import defaultdict
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case import events as e
from domain.case.state import CaseState
from domain.event import Recorded
from domain.evolve import fold
from domain.streams import stream_kind
from projections.case_file import rows
from projections.case_file.project import CASE_FILE
from projections.engine.model import ReadModel
from projections.timeline.project import TIMELINE
from tests.unit.projections.imported import imported_history
from tests.unit.projections.memory import Memory, sealed
from tests.unit.projections.told import ANN, BEN, CASE, Story, an_id

DAY = date(2024, 3, 4)


def states(events: list[Recorded]) -> dict[UUID, CaseState]:
    """Every case as the domain folds it, by its own stream."""
    streams: dict[str, list[Recorded]] = defaultdict(list)
    for recorded in events:
        if stream_kind(recorded.stream) == "case":
            streams[recorded.stream].append(recorded)
    return {s[0].event.case_id: fold("case", s) for s in streams.values()}


def by_case(memory: Memory, kind: type, key: str) -> dict[UUID, dict[UUID, Any]]:
    found: dict[UUID, dict[UUID, Any]] = defaultdict(dict)
    for row in memory.rows(kind):
        found[row.case_id][getattr(row, key)] = row
    return found


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_file_says_of_a_case_what_the_domain_says(seed: int) -> None:
    events = [sealed(r) for r in imported_history(Random(seed), 250)]
    memory = Memory(CASE_FILE)
    for start in range(0, len(events), 60):
        memory.take(events[start : start + 60])
    cases = {row.case_id: row for row in memory.rows(rows.CaseRow)}
    applications = by_case(memory, rows.ApplicationRow, "application_id")
    memberships = by_case(memory, rows.MembershipRow, "membership_id")
    exits = by_case(memory, rows.ExitRow, "event_id")
    assessments = by_case(memory, rows.AssessmentRow, "assessment_id")
    plans = by_case(memory, rows.PlanRow, "plan_id")
    deferrals = by_case(memory, rows.DeferralRow, "deferral_id")
    referrals = by_case(memory, rows.ReferralRow, "referral_id")
    benefits = by_case(memory, rows.BenefitRow, "benefit_id")
    overpayments = by_case(memory, rows.OverpaymentRow, "overpayment_id")
    for case_id, state in states(events).items():
        row = cases[case_id]
        assert (row.office or "", row.caseworker_id) == (state.office, state.caseworker_id)
        assert {
            key: (a.submitted_on, a.completed_on) for key, a in applications[case_id].items()
        } == {key: (a.submitted_on, a.completed_on) for key, a in state.applications.items()}
        assert {key for key, a in applications[case_id].items() if a.outcome == "GRANTED"} == {
            key for key, a in state.applications.items() if a.granted
        }
        assert {
            key: (m.joined_on or date.max, m.left_on or date.max)
            for key, m in memberships[case_id].items()
        } == {key: (m.joined_on, m.left_on) for key, m in state.memberships.items()}
        assert {(key, x.exited_on, x.corrected) for key, x in exits[case_id].items()} == {
            (x.event_id, x.exited_on, x.corrected) for x in state.exits
        }
        assert {key: a.completed_on for key, a in assessments[case_id].items()} == {
            key: a.completed_on for key, a in state.assessments.items()
        }
        assert {
            key: (p.created_on, {r.event_id: r.reviewed_on for r in p.reviews})
            for key, p in plans[case_id].items()
        } == {
            key: (p.created_on, p.reviews)
            for key, p in state.plans.items()
            if p.created_on or p.reviews or key in plans[case_id]
        }
        assert {
            key: (d.from_on, {r.event_id: (r.reviewed_on, r.outcome) for r in d.reviews})
            for key, d in deferrals[case_id].items()
        } == {
            key: (
                d.granted and d.granted.from_on,
                {at: (r.reviewed_on, r.outcome) for at, r in d.reviews.items()},
            )
            for key, d in state.deferrals.items()
        }
        for key, referral in state.referrals.items():
            told = referrals[case_id].get(key)
            if told is None:
                assert referral.status == "MADE" and referral.made is None
                continue
            assert told.made_on == (referral.made.made_on if referral.made else None)
            assert (told.acknowledged_on, told.started_on, told.state) == (
                referral.acknowledged_on,
                referral.started_on,
                referral.status,
            )
        assert {key: (b.issued_on, b.reversed_on) for key, b in benefits[case_id].items()} == {
            key: (b.issued and b.issued.issued_on, b.reversed and b.reversed.reversed_on)
            for key, b in state.benefits.items()
            if key in benefits[case_id] or b.issued or b.reversed
        }
        assert {key: o.established_on for key, o in overpayments[case_id].items()} == {
            key: o.established_on for key, o in state.overpayments.items()
        }


@pytest.mark.parametrize("model", [CASE_FILE, TIMELINE], ids=lambda m: m.name)
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.integers(1, 90))
def test_batches_make_no_difference_to_amended_history(
    model: ReadModel, seed: int, size: int
) -> None:
    events = [sealed(r) for r in imported_history(Random(seed), 150)]
    whole, parts = Memory(model), Memory(model)
    whole.take(events)
    for start in range(0, len(events), size):
        parts.take(events[start : start + size])
    assert whole.bytes() == parts.bytes()


def joined(story: Story, who: UUID, role: str, on: date, corrects: UUID | None = None) -> UUID:
    event = e.MemberJoined(
        case_id=CASE,
        membership_id=an_id(f"{who}{role}"),
        person_id=who,
        role=role,
        participant_class="OW_ADULT",
        joined_on=on,
    )
    return story.tell(event, corrects=corrects)


def left(story: Story, who: UUID, role: str, on: date) -> UUID:
    return story.tell(
        e.MemberLeft(
            case_id=CASE, membership_id=an_id(f"{who}{role}"), person_id=who, left_on=on
        )
    )  # fmt: skip


def unit(story: Story) -> list[tuple[UUID, str]]:
    members = sorted(story.rows(CASE_FILE, rows.MemberRow), key=lambda m: m.ordinal)
    return [(m.person_id, m.role) for m in members]


def test_the_unit_is_who_has_not_left_it_and_of_an_empty_one_who_left_last() -> None:
    story = Story()
    story.submitted(DAY)
    assert len(unit(story)) == 2, "as the application names it"
    joined(story, BEN, "SPOUSE", DAY)
    joined(story, ANN, "APPLICANT", DAY)
    assert unit(story) == [(ANN, "APPLICANT"), (BEN, "SPOUSE")]
    left(story, BEN, "SPOUSE", date(2024, 5, 1))
    assert unit(story) == [(ANN, "APPLICANT")]
    gone = left(story, ANN, "APPLICANT", date(2024, 6, 1))
    assert unit(story) == [(ANN, "APPLICANT")]
    [row] = story.rows(CASE_FILE, rows.CaseRow)
    assert (row.members, row.applicant_id) == (1, ANN)
    story.tell(
        e.EntryRetracted(
            case_id=CASE, subject_id=an_id(f"{ANN}APPLICANT"), entry="unit.member_left"
        ),
        DAY,
        corrects=gone,
    )
    kept = {m.person_id: m.left_on for m in story.rows(CASE_FILE, rows.MembershipRow)}
    assert kept == {ANN: None, BEN: date(2024, 5, 1)}


def test_a_corrected_exit_is_struck_and_the_new_one_counts() -> None:
    story = Story()
    story.submitted(DAY)
    story.decided(DAY)
    was = story.tell(e.CaseExited(case_id=CASE, reason="NO_CONTACT", exited_on=date(2024, 5, 1)))
    now = e.CaseExited(case_id=CASE, reason="EMPLOYMENT", exited_on=date(2024, 6, 1))
    story.tell(now, corrects=was)
    [row] = story.rows(CASE_FILE, rows.CaseRow)
    assert (row.status, row.exited_on, row.exit_reason) == (
        "EXITED",
        date(2024, 6, 1),
        "EMPLOYMENT",
    )
    assert sorted(x.corrected for x in story.rows(CASE_FILE, rows.ExitRow)) == [False, True]


def test_the_office_follows_a_corrected_assignment() -> None:
    story = Story()
    story.submitted(DAY)
    worker = an_id("worker")
    told = {"case_id": CASE, "caseworker_id": worker}
    was = story.tell(e.CaseAssigned(**told, office="east", assigned_on=date(2024, 9, 1)))
    story.tell(e.CaseAssigned(**told, office="west", assigned_on=date(2024, 4, 1)), corrects=was)
    [row] = story.rows(CASE_FILE, rows.CaseRow)
    assert (row.office, row.caseworker_id) == ("west", worker)
