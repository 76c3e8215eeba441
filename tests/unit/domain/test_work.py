"""Which work a look comes from, by what opened the file."""

from uuid import UUID

import pytest

from domain.access import Access, Work, work_of, work_of_list
from domain.access.codes import YES

CASE, OTHER, EMERGENCY = UUID(int=1), UUID(int=2), UUID(int=3)


def yes(code: str, reference: UUID | str | None = CASE) -> Access:
    return Access(True, code, "ASSIGNMENT", reference)


@pytest.mark.parametrize(
    ("code", "came_from"),
    [
        ("ASSIGNED_CASEWORKER", "CASELOAD"),
        ("UNASSIGNED_IN_OFFICE", "CASELOAD"),
        ("SITE_LIAISON", "CASELOAD"),
        ("INTAKE_PENDING_APPLICATION", "DUTY"),
        ("PRIVACY_OFFICER_DUTY", "DUTY"),
        ("CONSENT_IN_FORCE", "REFERRAL"),
        ("STATUTE_ALLOWS", "REFERRAL"),
        ("BREAK_GLASS_OPEN", "BREAK_GLASS"),
    ],
)
def test_given_what_opened_a_file_then_that_is_the_work(code: str, came_from: str) -> None:
    assert work_of([yes(code)], set()) == Work(came_from, CASE)


def test_given_a_section_of_a_statute_then_it_is_no_piece_of_work() -> None:
    assert work_of([yes("STATUTE_ALLOWS", "s. 32 (e)")], set()).task_ref is None


def test_given_a_supervisor_then_only_a_case_that_waits_for_them_is_their_work() -> None:
    seen = [yes("OFFICE_SUPERVISOR")]
    assert work_of(seen, {CASE}) == Work("DUTY", CASE)
    assert work_of(seen, {OTHER}) == Work() == work_of([], set())


def test_given_several_then_the_work_of_every_day_comes_before_an_emergency() -> None:
    both = [yes("BREAK_GLASS_OPEN", EMERGENCY), yes("ASSIGNED_CASEWORKER")]
    assert work_of(both, set()) == Work("CASELOAD", CASE)
    supervising = [yes("OFFICE_SUPERVISOR"), yes("BREAK_GLASS_OPEN", EMERGENCY)]
    assert work_of(supervising, set()) == Work("BREAK_GLASS", EMERGENCY)


def test_what_was_refused_is_no_work() -> None:
    assert work_of([Access(False, "NO_ASSIGNMENT")], {CASE}) == Work()


def test_every_reason_to_see_a_file_comes_from_some_work() -> None:
    without = {code for code in YES if work_of([yes(code)], {CASE}) == Work()}
    assert without == set()


@pytest.mark.parametrize(
    ("basis", "came_from"),
    [("ASSIGNED", "CASELOAD"), ("OFFICE", "DUTY"), ("CONSENT", "REFERRAL"), ("NONE", None)],
)
def test_of_a_list_the_list_is_the_work(basis: str, came_from: str | None) -> None:
    assert work_of_list(basis) == Work(came_from)
