"""Folds take any history: late rows in any order, and what breaks today's rules."""

import random
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.commands import AnswerReferral, CloseReferral, ExitCase, IssueBenefit, ReopenCase
from domain.case.events import (
    ApplicationDecided,
    ApplicationSubmitted,
    CaseExited,
    CaseReopened,
    Member,
)
from domain.consent import WithdrawConsent
from domain.event import Recorded
from domain.evolve import FOLDS, evolve, fold, initial
from domain.streams import case_stream, consent_stream, person_stream, stream_kind
from tests.support.world import DAY, World, uuid

CASE = uuid(1)


def day(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


def history(*facts: tuple[str, str]) -> World:
    """A case's grants and exits by month and day of 2024, recorded in the order given."""
    world = World()
    for number, (what, on) in enumerate(facts):
        application = uuid(100 + number)
        if what == "grant":
            submitted = ApplicationSubmitted(
                case_id=CASE,
                case_number="N",
                application_id=application,
                programme="OW",
                channel="PHONE",
                received_by="LOCAL",
                office="centre",
                submitted_on=day(on),
                members=(Member(uuid(5), "APPLICANT", "OW_ADULT"),),
            )
            decided = ApplicationDecided(
                case_id=CASE,
                application_id=application,
                outcome="GRANTED",
                decided_on=day(on),
                decided_by="STAFF",
                organisation="LOCAL",
            )
            world.record(case_stream(CASE), submitted, day(on))
            world.record(case_stream(CASE), decided, day(on))
        else:
            ended = CaseExited(case_id=CASE, reason="NO_CONTACT", exited_on=day(on))
            world.record(case_stream(CASE), ended, day(on))
    return world


@pytest.mark.parametrize(
    ("facts", "open_days", "closed_days"),
    [
        ([("grant", "02-01")], ["02-01", "12-31"], ["01-31"]),
        ([("grant", "02-01"), ("exit", "03-01")], ["02-29"], ["03-01", "12-31"]),
        # The exit was recorded after the return, and ends the first period only.
        (
            [("grant", "02-01"), ("grant", "06-01"), ("exit", "03-01")],
            ["02-29", "06-01", "12-31"],
            ["03-01", "05-31"],
        ),
        # The return was learned before the first grant.
        (
            [("grant", "06-01"), ("exit", "03-01"), ("grant", "02-01")],
            ["02-29", "06-01"],
            ["03-01", "05-31"],
        ),
        # Granted twice without an exit: no gap.
        ([("grant", "02-01"), ("grant", "06-01")], ["02-01", "05-31", "06-01"], ["01-31"]),
        # An exit on the grant's own day covers nothing.
        ([("grant", "02-01"), ("exit", "02-01")], [], ["01-31", "02-01", "02-02"]),
        # A second exit after the first changes nothing.
        ([("grant", "02-01"), ("exit", "03-01"), ("exit", "04-01")], ["02-29"], ["03-01", "04-02"]),
        ([("exit", "03-01")], [], ["02-01", "04-01"]),
    ],
)
def test_open_days_are_worked_out_from_days(
    facts: list, open_days: list[str], closed_days: list[str]
) -> None:
    periods = history(*facts).case(CASE).periods()
    for text in open_days:
        assert any(p.covers(day(text), day(text)) for p in periods), text
    for text in closed_days:
        assert not any(p.covers(day(text), day(text)) for p in periods), text


@given(
    st.lists(
        st.tuples(st.sampled_from(["grant", "exit"]), st.integers(0, 40)), min_size=1, max_size=8
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_learning_never_changes_which_days_are_open(
    facts: list[tuple[str, int]], shuffle: random.Random
) -> None:
    def open_days(ordered: list[tuple[str, int]]) -> list[bool]:
        dated = [(what, (DAY + timedelta(days=n)).strftime("%m-%d")) for what, n in ordered]
        periods = history(*dated).case(CASE).periods()
        start = date(2024, DAY.month, DAY.day)
        days = [start + timedelta(days=n) for n in range(45)]
        return [any(p.covers(d, d) for p in periods) for d in days]

    def by_definition(n: int) -> bool:
        grants = [g for what, g in facts if what == "grant" and g <= n]
        return bool(grants) and not any(
            what == "exit" and max(grants) <= e <= n for what, e in facts
        )

    shuffled = list(facts)
    shuffle.shuffle(shuffled)
    expected = [by_definition(n) for n in range(45)]
    assert open_days(facts) == open_days(shuffled) == expected


def lively() -> World:
    """A world with every kind of event of a person, their consents and their case."""
    world = World()
    case_id = world.granted_case()
    person = world.applicant(case_id)
    world.accepts(world.assess(case_id))
    world.accepts(world.plan(case_id))
    consent_id = UUID(world.accepts(world.consent(person)).result["consent_id"])
    referral = UUID(world.accepts(world.refer(case_id, "IDENTITY")).result["referral_id"])
    common = {"case_id": case_id, "referral_id": referral}
    world.accepts(AnswerReferral(**common, answer="ACCEPTED", answered_on=DAY))
    world.accepts(CloseReferral(**common, outcome="COMPLETED", closed_on=DAY))
    world.accepts(WithdrawConsent(person_id=person, consent_id=consent_id, method="VERBAL"))
    world.accepts(
        IssueBenefit(
            case_id=case_id,
            benefit_type="BASIC_NEEDS",
            month="2026-03",
            amount_cents=100,
            payee_id=person,
            method="CHEQUE",
            issued_on=DAY,
        )
    )
    world.accepts(ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=DAY))
    world.accepts(ReopenCase(case_id=case_id, reason="WRONG_CASE"))
    return world


LIVELY = lively()


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_any_order_of_a_history_folds(shuffle: random.Random) -> None:
    for stream, recorded in LIVELY.streams.items():
        mixed = list(recorded)
        shuffle.shuffle(mixed)
        state = fold(stream_kind(stream), mixed)
        assert state.version == mixed[-1].version
        if stream_kind(stream) == "case":
            straight = LIVELY.state(stream)
            assert state.benefits == straight.benefits
            assert state.referrals == straight.referrals
            assert {p: set(plan.items) for p, plan in state.plans.items()} == {
                p: set(plan.items) for p, plan in straight.plans.items()
            }
        if stream_kind(stream) == "consent":
            assert state.grants == LIVELY.state(stream).grants, "a withdrawal learned first counts"


def test_a_stream_that_does_not_exist_has_version_nought() -> None:
    for kind in FOLDS:
        assert fold(kind, []).version == initial(kind).version == 0
    with pytest.raises(KeyError):
        initial("dragon")


def test_one_step_and_the_whole_fold_agree() -> None:
    for stream, recorded in LIVELY.streams.items():
        state = initial(stream_kind(stream))
        for one in recorded:
            state = evolve(state, one)
        assert state == LIVELY.state(stream)


def test_two_states_share_nothing() -> None:
    first, second = initial("case"), initial("case")
    evolved = evolve(first, next(r for r in LIVELY.log if r.stream.startswith("case")))
    assert evolved.applications and not second.applications


def test_the_earliest_of_two_withdrawals_counts() -> None:
    world = World()
    person = world.person()
    consent_id = UUID(world.accepts(world.consent(person)).result["consent_id"])
    stream = consent_stream(person)
    withdrawn = world.accepts(
        WithdrawConsent(person_id=person, consent_id=consent_id, method="VERBAL")
    )
    late: datetime = world.now - timedelta(days=3)
    event = msgspec.structs.replace(withdrawn.events[0].event, received_at=late)
    world.record(stream, event, DAY)
    assert world.consents(person).grants[consent_id].withdrawn_at == late


def test_an_event_of_another_kind_of_stream_is_passed_over() -> None:
    registered: Recorded = next(r for r in LIVELY.log if stream_kind(r.stream) == "person")
    assert registered.stream == person_stream(registered.event.person_id)
    for kind in FOLDS:
        assert fold(kind, [registered]).version == registered.version


def test_a_grant_without_a_break_takes_over_from_the_one_before() -> None:
    first, second = (
        history(("grant", "02-01"), ("grant", "06-01"), ("exit", "09-01")).case(CASE).periods()
    )
    assert (first.until, first.exit) == (day("06-01"), None)
    assert second.until == day("09-01") and second.exit is not None


def test_a_correction_that_names_no_exit_corrects_the_last() -> None:
    world = history(("grant", "02-01"), ("exit", "03-01"), ("grant", "06-01"), ("exit", "09-01"))
    reopened = CaseReopened(case_id=CASE, reopened_on=day("10-01"), reason="WRONG_CASE")
    world.record(case_stream(CASE), reopened, day("09-01"))
    assert [e.corrected for e in world.case(CASE).exits] == [False, True]
