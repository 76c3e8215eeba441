"""Incomes, payments and their reversals, overpayments. Cents of CAD."""

from collections.abc import Iterator
from datetime import date

from caseledger.importer.mapping.source import NOT_STATED, KeyedRow, Source
from caseledger.importer.rows import Income, Overpayment, Payment
from domain.case.events import (
    BenefitIssued,
    BenefitReversed,
    IncomeReported,
    OverpaymentEstablished,
)
from domain.decision import NewEvent


def income(source: Source, row: KeyedRow) -> Iterator[NewEvent]:
    """An income is of its month, and known since it was reported."""
    value = row.value
    assert isinstance(value, Income)
    first = date.fromisoformat(f"{value.month}-01")
    reported_on = value.reported_on or first
    event = IncomeReported(
        case_id=source.case(value.case_no),
        person_id=source.person(value.resident_no),
        month=value.month,
        earnings_cents=value.earnings_cents,
        other_cents=value.other_cents,
        reported_on=reported_on,
    )
    yield source.new(row, "reported", source.case_stream(value.case_no), event, first, reported_on)


def payment(source: Source, row: KeyedRow) -> Iterator[NewEvent]:
    """A benefit that was issued, and its reversal where it was taken back (whole)."""
    value = row.value
    assert isinstance(value, Payment)
    stream, case_id = source.case_stream(value.case_no), source.case(value.case_no)
    benefit_id = source.id("benefit", row.key)
    issued = BenefitIssued(
        case_id=case_id,
        benefit_id=benefit_id,
        benefit_type=value.type,
        month=value.month,
        amount_cents=value.amount_cents,
        payee_id=source.person(value.resident_no),
        method=value.method or NOT_STATED,
        issued_on=value.issued_on,
        organisation=value.issued_by,  # type: ignore[arg-type]
        envelope=value.envelope,
    )
    yield source.new(row, "issued", stream, issued, value.issued_on)
    if value.reversed_on:
        reversed_ = BenefitReversed(
            case_id=case_id,
            benefit_id=benefit_id,
            amount_cents=value.amount_cents,
            reversed_on=value.reversed_on,
            reason=value.reversal_reason or NOT_STATED,
        )
        yield source.new(row, "reversed", stream, reversed_, value.reversed_on)


def overpayment(source: Source, row: KeyedRow) -> Iterator[NewEvent]:
    """An overpayment that was established."""
    value = row.value
    assert isinstance(value, Overpayment)
    event = OverpaymentEstablished(
        case_id=source.case(value.case_no),
        overpayment_id=source.id("overpayment", row.key),
        person_id=source.person(value.resident_no),
        established_on=value.established_on,
        month=value.month,
        amount_cents=value.amount_cents,
        cause=value.cause,
    )
    stream = source.case_stream(value.case_no)
    yield source.new(row, "established", stream, event, value.established_on)
