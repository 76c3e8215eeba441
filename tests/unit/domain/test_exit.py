"""Assistance ends on a day; an exit recorded in error is corrected, never deleted."""

from datetime import date, timedelta

import pytest

from domain.case.commands import ExitCase, ReopenCase
from domain.case.events import CaseExited, CaseReopened, Member
from tests.support.world import DAY, World, uuid


def test_an_exit_closes_the_case_from_its_day_on() -> None:
    world = World()
    case_id = world.granted_case()
    ends = DAY + timedelta(days=5)
    command = ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=ends, details="Embauchée")
    [event] = world.records(command, CaseExited)
    assert event.details.body.subject == world.applicant(case_id)
    state = world.case(case_id)
    assert state.open_on(DAY) and not state.open_on(ends)
    world.says_nothing_new(command)
    other = ExitCase(case_id=case_id, reason="NO_CONTACT", exited_on=ends)
    world.refuses("CASE_CLOSED", other)


def test_an_exit_before_a_grant_is_refused() -> None:
    world = World()
    command = ExitCase(case_id=world.applied_case(), reason="EMPLOYMENT", exited_on=DAY)
    world.refuses("CASE_NOT_GRANTED", command)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exited_on": date(2026, 3, 1)}, "DAY_TOO_EARLY"),
        ({"exited_on": date(2026, 6, 1)}, "DAY_TOO_LATE"),
        ({"reason": "BORED"}, "CODE_NOT_VALID"),
        ({"details": "x" * 4001}, "TEXT_TOO_LONG"),
        ({"case_id": uuid(1)}, "CASE_UNKNOWN"),
        ({"case_version": 1}, "CASE_CHANGED"),
    ],
)
def test_an_exit_that_cannot_be_is_refused(changes: dict, code: str) -> None:
    world = World()
    given = {"case_id": world.granted_case(), "reason": "EMPLOYMENT", "exited_on": DAY}
    world.refuses(code, ExitCase(**(given | changes)))


def test_reopening_corrects_the_last_exit_by_the_id_of_its_event() -> None:
    world = World()
    case_id = world.granted_case()
    world.refuses("CASE_NOT_CLOSED", reopen := _reopen(case_id))
    world.accepts(ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=DAY))
    exited = world.log[-1]
    [new] = world.accepts(reopen).events
    assert isinstance(new.event, CaseReopened) and new.corrects == exited.event_id
    assert world.case(case_id).open_on(DAY), "the case was never closed by it"
    world.refuses("CASE_NOT_CLOSED", reopen)
    world.records(ExitCase(case_id=case_id, reason="NO_CONTACT", exited_on=DAY), CaseExited)


def _reopen(case_id) -> ReopenCase:
    return ReopenCase(case_id=case_id, reason="EXIT_RECORDED_IN_ERROR")


def test_an_exit_is_not_corrected_once_a_new_application_came() -> None:
    world = World()
    case_id = world.granted_case()
    members = tuple(world.case(case_id).members(world.today).values())
    world.accepts(ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=DAY))
    world.on(DAY + timedelta(days=1)).applied_case(*members, case_id=case_id)
    world.refuses("APPLICATION_SINCE_EXIT", _reopen(case_id))


def test_a_case_is_not_reopened_while_a_member_is_assisted_elsewhere() -> None:
    world = World()
    person = Member(world.person(), "APPLICANT", "OW_ADULT")
    first = world.granted_case(person)
    world.accepts(ExitCase(case_id=first, reason="EMPLOYMENT", exited_on=DAY))
    world.granted_case(person)
    world.refuses("MEMBER_OF_ANOTHER_CASE", _reopen(first))


def test_a_case_never_granted_and_a_reason_unknown_are_refused() -> None:
    world = World()
    world.refuses("CASE_NOT_GRANTED", _reopen(world.applied_case()))
    case_id = world.granted_case()
    world.accepts(ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=DAY))
    world.refuses("CODE_NOT_VALID", ReopenCase(case_id=case_id, reason="WHIM"))
