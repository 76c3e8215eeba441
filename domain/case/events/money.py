"""Money: incomes told, benefits issued and reversed, overpayments. Amounts are cents of CAD."""

from datetime import date
from uuid import UUID

from domain.case.events.application import Organisation
from domain.event import Event, wire


@wire("income.reported", 1)
class IncomeReported(Event, kw_only=True):
    """A person told what they earned and received in a month (``YYYY-MM``), in cents of CAD (R031).

    Told again for the same month, the newer report stands.
    """

    case_id: UUID
    person_id: UUID
    month: str
    earnings_cents: int
    other_cents: int
    reported_on: date


@wire("benefit.issued", 2)
class BenefitIssued(Event, kw_only=True):
    """A benefit was issued for a month (``YYYY-MM``), in cents of CAD (R131 to R137).

    ``envelope`` is the money that it was paid from, where it comes from one (R146).
    """

    case_id: UUID
    benefit_id: UUID
    benefit_type: str
    month: str
    amount_cents: int
    payee_id: UUID
    method: str
    issued_on: date
    organisation: Organisation
    envelope: str | None = None


@wire("benefit.reversed", 1)
class BenefitReversed(Event, kw_only=True):
    """An issued benefit was taken back whole, because it was wrong or never arrived. Cents of CAD."""

    case_id: UUID
    benefit_id: UUID
    amount_cents: int
    reversed_on: date
    reason: str


@wire("overpayment.established", 1)
class OverpaymentEstablished(Event, kw_only=True):
    """More was paid for a month (``YYYY-MM``) than was owed: so many cents of CAD (R020)."""

    case_id: UUID
    overpayment_id: UUID
    person_id: UUID
    established_on: date
    month: str
    amount_cents: int
    cause: str
