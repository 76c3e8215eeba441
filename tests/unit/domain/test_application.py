"""An application opens a case, becomes complete, and may be taken back."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.case.application import case_number
from domain.case.commands import (
    CompleteApplication,
    ExitCase,
    SubmitApplication,
    WithdrawApplication,
)
from domain.case.events import (
    ApplicationCompleted,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    Member,
)
from tests.support.world import DAY, World, uuid


def test_the_first_application_opens_a_case_under_a_number() -> None:
    world = World()
    command = world.submit(complete=False)
    [event] = world.records(command, ApplicationSubmitted)
    state = world.case(event.case_id)
    assert (state.number, state.office, state.status_on(DAY)) == (
        event.case_number,
        "centre",
        "APPLIED",
    )
    assert event.completed_on is None
    assert world.claims["case_number", event.case_number] == f"case-{event.case_id}"


def test_a_case_number_reads_well_and_comes_from_the_id_alone() -> None:
    assert case_number(uuid(0), 2026) == "2026-0000-0000"
    assert case_number(uuid((1 << 40) - 1), 2026) == "2026-ZZZZ-ZZZZ"
    assert len({case_number(uuid(n), 2026) for n in range(5000)}) == 5000


def test_a_number_already_taken_is_refused() -> None:
    world = World()
    first = world.applied_case()
    number = world.case(first).number
    members = (Member(world.person(), "APPLICANT", "OW_ADULT"),)
    upcoming = case_number(uuid(world.ids + 1), 2026)
    world.claims["case_number", upcoming] = world.claims["case_number", number]
    world.refuses("CASE_NUMBER_TAKEN", world.submit(*members))
    world.accepts(world.submit(*members))


def people(world: World, *roles: tuple[str, str]) -> tuple[Member, ...]:
    return tuple(Member(world.person(), role, kind) for role, kind in roles)


APPLICANT, SPOUSE = ("APPLICANT", "OW_ADULT"), ("SPOUSE", "OW_ADULT")
CHILD = ("DEPENDENT", "DEPENDENT_CHILD")


@pytest.mark.parametrize(
    ("roles", "code"),
    [
        ([SPOUSE], "ONE_APPLICANT"),
        ([APPLICANT, APPLICANT], "ONE_APPLICANT"),
        ([APPLICANT, SPOUSE, SPOUSE], "ONE_SPOUSE"),
        ([("APPLICANT", "DEPENDENT_CHILD")], "CLASS_NOT_FOR_ROLE"),
        ([("BOSS", "OW_ADULT")], "CODE_NOT_VALID"),
        ([("APPLICANT", "GHOST")], "CODE_NOT_VALID"),
        ([APPLICANT] + [CHILD] * 30, "TOO_MANY_MEMBERS"),
    ],
)
def test_a_unit_that_cannot_be_is_refused(roles: list, code: str) -> None:
    world = World()
    command = world.submit(*people(world, *roles))
    assert world.refuses(code, command).field == "members"


def test_an_application_without_anybody_is_refused() -> None:
    world = World()
    world.refuses("ONE_APPLICANT", world.submit(members=()))


def test_nobody_is_in_a_unit_twice_and_everybody_is_known() -> None:
    world = World()
    [applicant] = people(world, APPLICANT)
    twice = Member(applicant.person_id, "SPOUSE", "OW_ADULT")
    world.refuses("MEMBER_TWICE", world.submit(applicant, twice))
    world.refuses("PERSON_UNKNOWN", world.submit(applicant, Member(uuid(1), *SPOUSE)))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"programme": "EI"}, "CODE_NOT_VALID"),
        ({"channel": "PIGEON"}, "CODE_NOT_VALID"),
        ({"received_by": "COUSIN"}, "CODE_NOT_VALID"),
        ({"office": "moon"}, "CODE_NOT_VALID"),
        ({"submitted_on": DAY + timedelta(days=1)}, "DAY_IN_FUTURE"),
        ({"submitted_on": date(1950, 1, 1)}, "CODE_NOT_VALID"),
        ({"case_id": uuid(1)}, "CASE_UNKNOWN"),
    ],
)
def test_an_application_that_cannot_be_is_refused(changes: dict, code: str) -> None:
    world = World()
    world.refuses(code, world.submit(**changes))


def test_a_case_takes_one_application_at_a_time() -> None:
    world = World()
    case_id = world.applied_case()
    members = tuple(world.case(case_id).members(world.today).values())
    again = world.submit(*members, case_id=case_id)
    world.refuses("APPLICATION_PENDING", again)
    world.accepts(world.grant(case_id))
    world.refuses("CASE_ALREADY_OPEN", again)


def test_a_return_keeps_the_case_and_its_number() -> None:
    world = World()
    case_id = world.granted_case()
    members = tuple(world.case(case_id).members(world.today).values())
    world.accepts(ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=DAY))
    world.on(date(2026, 5, 4))
    [event] = world.records(
        world.submit(*members, case_id=case_id, office="east"), ApplicationSubmitted
    )
    state = world.case(case_id)
    assert (event.case_number, state.pending is not None) == (state.number, True)
    assert (state.office, state.caseworker_id) == ("east", None), "the receiving office takes over"


def test_an_application_is_complete_once() -> None:
    world = World()
    case_id = world.applied_case(complete=False)
    application = world.case(case_id).pending.application_id
    world.on(date(2026, 3, 5))
    command = CompleteApplication(
        case_id=case_id, application_id=application, completed_on=world.today
    )
    world.records(command, ApplicationCompleted)
    world.says_nothing_new(command)
    other = CompleteApplication(case_id=case_id, application_id=application, completed_on=DAY)
    world.refuses("APPLICATION_COMPLETE", other)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 3, 1), "DAY_TOO_EARLY"), (date(2026, 3, 3), "DAY_IN_FUTURE")],
)
def test_an_application_is_complete_between_its_receipt_and_today(day: date, code: str) -> None:
    world = World()
    case_id = world.applied_case(complete=False)
    application = world.case(case_id).pending.application_id
    world.refuses(
        code, CompleteApplication(case_id=case_id, application_id=application, completed_on=day)
    )


def test_papers_may_come_after_the_decision() -> None:
    world = World()
    case_id = world.applied_case(complete=False)
    application = world.case(case_id).pending.application_id
    world.accepts(world.grant(case_id))
    world.records(
        CompleteApplication(case_id=case_id, application_id=application, completed_on=DAY),
        ApplicationCompleted,
    )


def test_an_application_is_withdrawn_before_it_is_decided() -> None:
    world = World()
    case_id = world.applied_case()
    application = world.case(case_id).pending.application_id
    command = WithdrawApplication(
        case_id=case_id, application_id=application, withdrawn_on=DAY, reason="FOUND_WORK"
    )
    world.records(command, ApplicationWithdrawn)
    world.says_nothing_new(command)
    other = WithdrawApplication(
        case_id=case_id, application_id=application, withdrawn_on=DAY, reason="MOVED"
    )
    world.refuses("APPLICATION_WITHDRAWN", other)
    done = CompleteApplication(case_id=case_id, application_id=application, completed_on=DAY)
    world.refuses("APPLICATION_WITHDRAWN", done)
    assert world.case(case_id).status_on(DAY) == "CLOSED"


def test_a_decided_application_is_not_withdrawn() -> None:
    world = World()
    case_id = world.applied_case()
    application = world.case(case_id).pending.application_id
    world.accepts(world.grant(case_id))
    command = WithdrawApplication(
        case_id=case_id, application_id=application, withdrawn_on=DAY, reason="MOVED"
    )
    world.refuses("APPLICATION_DECIDED", command)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"withdrawn_on": date(2026, 3, 1)}, "DAY_TOO_EARLY"),
        ({"withdrawn_on": date(2026, 3, 3)}, "DAY_IN_FUTURE"),
        ({"reason": "BORED"}, "CODE_NOT_VALID"),
        ({"application_id": uuid(1)}, "APPLICATION_UNKNOWN"),
        ({"case_id": uuid(1)}, "CASE_UNKNOWN"),
    ],
)
def test_a_withdrawal_that_cannot_be_is_refused(changes: dict, code: str) -> None:
    world = World()
    case_id = world.applied_case()
    given = {
        "case_id": case_id,
        "application_id": world.case(case_id).pending.application_id,
        "withdrawn_on": DAY,
        "reason": "MOVED",
    }
    world.refuses(code, WithdrawApplication(**(given | changes)))


def test_an_application_taken_twice_is_two_cases_until_one_is_granted() -> None:
    world = World()
    command = world.submit()
    first = world.accepts(command).result["case_id"]
    second = world.accepts(command).result["case_id"]
    assert first != second and isinstance(command, SubmitApplication)
    world.accepts(world.grant(UUID(first)))
    world.refuses("MEMBER_OF_ANOTHER_CASE", world.grant(UUID(second)))
