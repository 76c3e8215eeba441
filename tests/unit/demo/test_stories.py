"""The stories keep every rule on any day, and leave something for each role to do."""

from collections import Counter
from datetime import date, timedelta

import pytest

from caseledger.demo.staff import STAFF, of_role
from caseledger.demo.stories import plots
from domain.access import in_force
from domain.calendar import business_days_after, due_on
from domain.case.state import CaseState
from tests.support.world import published_policy
from tests.unit.demo.telling import Told, town

SUNDAY = date(2026, 11, 22)
POLICY = published_policy()


@pytest.fixture(scope="module")
def told() -> Told:
    return Told(SUNDAY, cases=320)


@pytest.fixture(scope="module")
def states(told: Told) -> list[CaseState]:
    return [told.world.state(stream) for stream in told.world.streams if stream.startswith("case-")]


@pytest.mark.parametrize(
    ("today", "seed"),
    [
        (date(2026, 11, 23), 1),
        (date(2027, 1, 1), 2),
        (date(2026, 2, 28), 3),
        (date(2028, 2, 29), 4),
    ],
)
def test_no_step_is_refused_whatever_the_day_and_seed(today: date, seed: int) -> None:
    assert len(Told(today, 40, seed).steps) > 500


def test_the_same_seed_and_day_tell_the_same_stories() -> None:
    def said(told: Told) -> list[tuple]:
        return [(s.at, s.actor, type(s.command), s.source) for _, s in told.steps]

    assert said(Told(SUNDAY, 25)) == said(Told(SUNDAY, 25))
    assert said(Told(SUNDAY, 25)) != said(Told(SUNDAY, 25, seed=21))


def test_there_are_as_many_cases_as_asked_for(told: Told, states: list[CaseState]) -> None:
    assert len(told.cases) == 320
    assert len(states) == 321, "one of them ends in two files"
    assert [len(plots(n)) for n in (1, 5, 12, 320, 700)] == [1, 5, 12, 320, 700]


def test_the_size_is_that_of_a_small_municipality(told: Told) -> None:
    assert 8_000 < len(told.world.log) < 12_000


def test_every_command_of_the_six_actions_is_given(told: Told) -> None:
    given = told.commands()
    assert set(given) == {
        "RegisterPerson",
        "UpdateContact",
        "SubmitApplication",
        "CompleteApplication",
        "DecideApplication",
        "WithdrawApplication",
        "AssignCase",
        "AddNote",
        "GrantConsent",
        "RequestConsent",
        "RefuseConsent",
        "WithdrawConsent",
        "CompleteAssessment",
        "CreateActionPlan",
        "ProgressActionPlanItem",
        "MakeReferral",
        "AnswerReferral",
        "CloseReferral",
        "IssueBenefit",
        "ReverseBenefit",
        "ExitCase",
        "ReopenCase",
        "EndMembership",
        "SealFile",
    }
    assert given["WithdrawConsent"] >= 5 and given["ReverseBenefit"] >= 5


def test_nothing_happens_today_or_out_of_office_days(told: Told) -> None:
    holidays = town(SUNDAY).holidays
    for _, step in told.steps:
        day = step.at.date()
        assert day < SUNDAY
        assert day.weekday() < 5 and day not in holidays, step
    assert min(step.at.date() for _, step in told.steps) < SUNDAY - timedelta(days=1050)


def test_what_the_ministry_did_is_reported_under_its_reference(told: Told) -> None:
    reported = [s for _, s in told.steps if s.actor.kind == "SYSTEM"]
    assert {type(s.command).__name__ for s in reported} >= {
        "SubmitApplication",
        "DecideApplication",
        "MakeReferral",
        "IssueBenefit",
    }
    assert all(s.source is not None for s in reported)
    references = [s.source.reference for s in reported if s.source]
    assert len(set(references)) == len(references)
    assert all(s.source is None for _, s in told.steps if s.actor.kind != "SYSTEM")


def test_cases_have_every_fate(states: list[CaseState]) -> None:
    fates = Counter(
        a.decision.outcome if a.decision else "WITHDRAWN" if a.withdrawn_on else "PENDING"
        for state in states
        for a in state.applications.values()
    )
    assert set(fates) == {"GRANTED", "REFUSED", "WITHDRAWN", "PENDING"}
    assert fates["PENDING"] >= 12
    assert any(len(state.periods()) > 1 for state in states), "somebody came back"
    assert {e.reason for s in states for e in s.exits if not e.corrected} >= {
        "EMPLOYMENT",
        "OTHER_INCOME",
        "MOVED_TO_OTHER_AGENT",
        "NO_CONTACT",
    }
    assert sum(e.corrected for s in states for e in s.exits) >= 2
    assert 90 < sum(s.open_on(SUNDAY) for s in states) < 220


def test_decisions_are_within_and_beyond_the_standard(states: list[CaseState]) -> None:
    waits = [
        business_days_after(a.completed_on, a.decision.decided_on, POLICY.holidays())
        for s in states
        for a in s.applications.values()
        if a.decision and a.completed_on
    ]
    within = sum(days <= 4 for days in waits) / len(waits)
    assert 0.6 < within < 0.9


def test_intake_has_decision_clocks_running_out_and_run_out(states: list[CaseState]) -> None:
    waiting = [s.pending for s in states if s.pending]
    due = [
        due_on(POLICY, "eligibility_decision", a.completed_on) for a in waiting if a.completed_on
    ]
    assert any(day < SUNDAY for day in due), "overdue"
    assert any(SUNDAY <= day <= SUNDAY + timedelta(days=3) for day in due), "running out"
    assert any(a.completed_on is None for a in waiting), "still lacking papers"


def test_caseworkers_have_cases_that_wait_for_them(told: Told, states: list[CaseState]) -> None:
    caseworkers = Counter(s.caseworker_id for s in states if s.open_on(SUNDAY))
    assert all(caseworkers[a.account_id] >= 5 for a in of_role("CASEWORKER"))
    assert caseworkers[None] >= 2, "granted, and assigned to nobody yet"
    assert sum(s.open_on(SUNDAY) and not s.plans for s in states) >= 8, "no plan yet"


def test_partners_have_referrals_to_answer_and_some_are_overdue(states: list[CaseState]) -> None:
    for partner in of_role("EMPLOYMENT_PARTNER"):
        silent = [
            r.made
            for s in states
            for r in s.referrals.values()
            if r.made and r.status == "MADE" and r.made.recipient == partner.organisation
        ]
        assert len(silent) >= 5
        assert any(m.reply_due_on and m.reply_due_on < SUNDAY for m in silent)
        assert any(m.disclosure_id for m in silent), "with something shared on consent"


def test_consents_are_given_refused_expired_and_lately_withdrawn(told: Told) -> None:
    now = town(SUNDAY).last_instant
    people = [
        told.world.state(stream) for stream in told.world.streams if stream.startswith("consent-")
    ]
    grants = [g for p in people for g in p.grants.values()]
    assert sum(in_force(g, now, SUNDAY) for g in grants) > 60
    assert sum(bool(g.expires_on and g.expires_on < SUNDAY) for g in grants) > 5
    assert any(g.capacity == "PARENT" and g.lapses_on for g in grants)
    assert any(p.requests for p in people), "somebody has not answered yet"
    parts = [g for g in grants if any(not ending.whole for ending in g.endings)]
    assert len(parts) >= 3 and any(in_force(g, now, SUNDAY) for g in parts)
    assert sum(len(p.refusals) for p in people) > 20
    assert sum(bool(p.disclosures) for p in people) > 40
    lately = [g for g in grants if g.withdrawn_at and now - g.withdrawn_at < timedelta(days=7)]
    assert len(lately) >= 3


def test_fast_track_only_after_its_start(told: Told) -> None:
    fast = [s for _, s in told.steps if getattr(s.command, "origin", "") == "FAST_TRACK"]
    assert len(fast) >= 5
    assert min(s.at.date() for s in fast) >= date(2025, 11, 10)


def test_every_account_that_may_act_acts(told: Told) -> None:
    acted = {step.actor.id for _, step in told.steps}
    quiet = {a.role for a in STAFF if a.account_id not in acted}
    assert quiet == {"LIAISON", "REPORTING", "OPERATOR"}


def test_notes_are_in_both_languages(told: Told) -> None:
    languages = Counter(
        s.command.text_language for _, s in told.steps if type(s.command).__name__ == "AddNote"
    )
    assert 0.2 < languages["fr"] / languages.total() < 0.6
