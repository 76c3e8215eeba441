"""A benefit is issued for a month in which the case is open, once, and reversed whole."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.case.commands import ExitCase, IssueBenefit, ReverseBenefit
from domain.case.events import BenefitIssued, BenefitReversed, Member
from domain.event import Authority
from tests.support.world import DAY, MINISTRY, World, uuid


def issue(world: World, case_id: UUID, /, **changes: object) -> IssueBenefit:
    given = {
        "case_id": case_id,
        "benefit_type": "BASIC_NEEDS",
        "month": "2026-03",
        "amount_cents": 34300,
        "payee_id": world.applicant(case_id),
        "method": "DIRECT_DEPOSIT",
        "issued_on": world.today,
    }
    return IssueBenefit(**(given | changes))


def test_a_benefit_is_issued_on_the_offices_authority() -> None:
    world = World()
    case_id = world.granted_case()
    [new] = world.accepts(issue(world, case_id)).events
    assert isinstance(new.event, BenefitIssued) and new.event.amount_cents == 34300
    assert new.authority == Authority("DELEGATION", "RN-DELEGATION-2018")


def test_a_monthly_benefit_is_issued_once_a_month_until_it_is_reversed() -> None:
    world = World()
    case_id = world.granted_case()
    command = issue(world, case_id)
    [first] = world.records(command, BenefitIssued)
    assert world.refuses("BENEFIT_ALREADY_ISSUED", command).details["issued_on"] == DAY
    world.accepts(reverse(case_id, first.benefit_id))
    world.records(command, BenefitIssued)


def test_other_benefits_may_be_issued_several_times_a_month() -> None:
    world = World()
    case_id = world.granted_case()
    command = issue(world, case_id, benefit_type="MEDICAL_TRANSPORT", amount_cents=2000)
    world.records(command, BenefitIssued)
    world.records(command, BenefitIssued)


@pytest.mark.parametrize(
    ("benefit_type", "roles", "maximum"),
    [
        ("BASIC_NEEDS", ["APPLICANT"], 34300),
        ("BASIC_NEEDS", ["APPLICANT", "CHILD"], 36000),
        ("BASIC_NEEDS", ["APPLICANT", "SPOUSE"], 49400),
        ("SHELTER", ["APPLICANT"], 39000),
        ("SHELTER", ["APPLICANT", "SPOUSE", "CHILD"], 69700),
        ("SHELTER", ["APPLICANT", *["CHILD"] * 7], 84400),
    ],
)
def test_the_rates_of_the_unit_are_the_most(
    benefit_type: str, roles: list[str], maximum: int
) -> None:
    world = World()
    kinds = {
        "APPLICANT": ("APPLICANT", "OW_ADULT"),
        "SPOUSE": ("SPOUSE", "OW_ADULT"),
        "CHILD": ("DEPENDENT", "DEPENDENT_CHILD"),
    }
    case_id = world.granted_case(*(Member(world.person(), *kinds[r]) for r in roles))
    over = issue(world, case_id, benefit_type=benefit_type, amount_cents=maximum + 1)
    refusal = world.refuses("AMOUNT_ABOVE_MAXIMUM", over)
    assert refusal.details["maximum_cents"] == maximum
    world.accepts(issue(world, case_id, benefit_type=benefit_type, amount_cents=maximum))


def test_two_payees_share_the_maximum_of_their_unit() -> None:
    world = World()
    spouse = Member(world.person(), "SPOUSE", "OW_ADULT")
    case_id = world.granted_case(Member(world.person(), "APPLICANT", "OW_ADULT"), spouse)
    world.accepts(issue(world, case_id, amount_cents=30000))
    second = {"payee_id": spouse.person_id}
    refusal = world.refuses(
        "AMOUNT_ABOVE_MAXIMUM", issue(world, case_id, amount_cents=30000, **second)
    )
    assert refusal.details["issued_cents"] == 30000
    world.accepts(issue(world, case_id, amount_cents=19400, **second))


def test_where_the_rates_are_silent_there_is_no_maximum() -> None:
    world = World()
    adult_child = Member(world.person(), "DEPENDENT", "DEPENDENT_ADULT")
    case_id = world.granted_case(Member(world.person(), "APPLICANT", "OW_ADULT"), adult_child)
    world.accepts(issue(world, case_id, amount_cents=90000))
    odsp = world.granted_case(programme="ODSP")
    world.accepts(issue(world, odsp, amount_cents=130000))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"amount_cents": 0}, "AMOUNT_NOT_POSITIVE", "amount_cents"),
        ({"amount_cents": -1}, "AMOUNT_NOT_POSITIVE", "amount_cents"),
        ({"benefit_type": "HEALTH", "amount_cents": 2500001}, "AMOUNT_IMPLAUSIBLE", "amount_cents"),
        ({"month": "2026-13"}, "MONTH_NOT_REAL", "month"),
        ({"month": "March"}, "MONTH_NOT_REAL", "month"),
        ({"month": "2026-05"}, "MONTH_TOO_FAR", "month"),
        ({"month": "2026-02"}, "NOT_OPEN_IN_MONTH", "month"),
        ({"benefit_type": "HOLIDAY"}, "CODE_NOT_VALID", "benefit_type"),
        ({"benefit_type": "BOOKS_TUITION"}, "BENEFIT_TYPE_ENDED", "benefit_type"),
        ({"method": "GOLD"}, "CODE_NOT_VALID", "method"),
        ({"payee_id": uuid(1)}, "NOT_A_MEMBER", "payee_id"),
        ({"issued_on": date(2026, 3, 3)}, "DAY_IN_FUTURE", "issued_on"),
        ({"issued_on": date(2026, 3, 1)}, "DAY_TOO_EARLY", "issued_on"),
        ({"organisation": "MINISTRY"}, "REPORT_WITHOUT_REFERENCE", "organisation"),
        ({"case_id": uuid(1)}, "CASE_UNKNOWN", "case_id"),
    ],
)
def test_a_benefit_that_cannot_be_is_refused(changes: dict, code: str, field: str) -> None:
    world = World()
    assert world.refuses(code, issue(world, world.granted_case(), **changes)).field == field


def test_a_legacy_employment_support_was_issued_before_2024() -> None:
    world = World().on(date(2023, 12, 1))
    case_id = world.granted_case()
    legacy = {"benefit_type": "WORK_CLOTHING", "amount_cents": 9000}
    world.accepts(issue(world, case_id, month="2023-12", **legacy))
    world.on(date(2024, 1, 2))
    refusal = world.refuses("BENEFIT_TYPE_ENDED", issue(world, case_id, month="2024-01", **legacy))
    assert refusal.details["last"] == date(2023, 12, 31)


def test_no_benefit_before_a_grant() -> None:
    world = World()
    world.refuses("CASE_NOT_GRANTED", issue(world, world.applied_case()))


def test_a_closed_case_gets_benefits_for_the_months_it_was_open_only() -> None:
    world = World()
    case_id = world.granted_case()
    world.on(date(2026, 5, 15))
    world.accepts(ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=date(2026, 5, 1)))
    world.refuses("NOT_OPEN_IN_MONTH", issue(world, case_id, month="2026-05"))
    world.accepts(issue(world, case_id, month="2026-04"))


def test_what_the_ministry_paid_is_reported_and_reversed_by_it() -> None:
    world = World()
    case_id = world.granted_case()
    command = issue(world, case_id, organisation="MINISTRY")
    [new] = world.accepts(command, source=MINISTRY).events
    assert (new.source, new.authority) == (MINISTRY, None)
    back = reverse(case_id, new.event.benefit_id)
    world.refuses("REPORT_WITHOUT_REFERENCE", back)
    world.accepts(back, source=MINISTRY)


def reverse(case_id: UUID, benefit_id: UUID, **changes: object) -> ReverseBenefit:
    given = {
        "case_id": case_id,
        "benefit_id": benefit_id,
        "reversed_on": DAY,
        "reason": "RETURNED",
    }
    return ReverseBenefit(**(given | changes))


def test_a_benefit_is_reversed_once_and_whole_even_after_the_exit() -> None:
    world = World()
    case_id = world.granted_case()
    [issued] = world.records(issue(world, case_id), BenefitIssued)
    world.accepts(ExitCase(case_id=case_id, reason="EMPLOYMENT", exited_on=DAY))
    [event] = world.records(reverse(case_id, issued.benefit_id), BenefitReversed)
    assert event.amount_cents == issued.amount_cents
    world.says_nothing_new(reverse(case_id, issued.benefit_id))
    other = reverse(case_id, issued.benefit_id, reason="WRONG_PAYEE")
    world.refuses("BENEFIT_REVERSED", other)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "MOOD"}, "CODE_NOT_VALID"),
        ({"reversed_on": DAY - timedelta(days=1)}, "DAY_TOO_EARLY"),
        ({"reversed_on": DAY + timedelta(days=1)}, "DAY_IN_FUTURE"),
        ({"benefit_id": uuid(1)}, "BENEFIT_UNKNOWN"),
    ],
)
def test_a_reversal_that_cannot_be_is_refused(changes: dict, code: str) -> None:
    world = World()
    case_id = world.granted_case()
    [issued] = world.records(issue(world, case_id), BenefitIssued)
    given = {"benefit_id": issued.benefit_id} | changes
    world.refuses(code, reverse(case_id, given.pop("benefit_id"), **given))
