"""Incomes, payments with their reversals, overpayments. Cents of CAD."""

from collections.abc import Sequence

from caseledger.exporter.rows.around import Around, last, stated
from caseledger.exporter.standing import Standing
from caseledger.importer.rows import Income, Overpayment, Payment
from domain.case.events import (
    BenefitIssued,
    BenefitReversed,
    IncomeReported,
    OverpaymentEstablished,
)


def income(around: Around, parts: Sequence[Standing]) -> Income | None:
    told = last(parts, IncomeReported)
    if told is None:
        return None
    return Income(
        case_no=around.cases[told.case_id],
        resident_no=around.persons[told.person_id],
        month=told.month,
        earnings_cents=told.earnings_cents,
        other_cents=told.other_cents,
        reported_on=told.reported_on,
    )


def payment(around: Around, parts: Sequence[Standing]) -> Payment | None:
    """A benefit that was issued, and its reversal."""
    issued, reversed_ = last(parts, BenefitIssued), last(parts, BenefitReversed)
    if issued is None:
        return None
    return Payment(
        payment_no=around.own_number("benefit", "payments", parts),
        case_no=around.cases[issued.case_id],
        resident_no=around.persons[issued.payee_id],
        type=issued.benefit_type,
        month=issued.month,
        amount_cents=issued.amount_cents,
        issued_on=issued.issued_on,
        issued_by=issued.organisation,
        method=stated(issued.method),
        envelope=issued.envelope,
        reversed_on=reversed_.reversed_on if reversed_ else None,
        reversal_reason=stated(reversed_.reason) if reversed_ else None,
    )


def overpayment(around: Around, parts: Sequence[Standing]) -> Overpayment | None:
    told = last(parts, OverpaymentEstablished)
    if told is None:
        return None
    return Overpayment(
        overpayment_no=around.own_number("overpayment", "overpayments", parts),
        case_no=around.cases[told.case_id],
        resident_no=around.persons[told.person_id],
        established_on=told.established_on,
        month=told.month,
        amount_cents=told.amount_cents,
        cause=told.cause,
    )
