"""Money against the rules of today: incomes, benefits, overpayments. Amounts are cents of CAD."""

from collections.abc import Iterator

from domain.calendar import months_between
from domain.case import events as e
from domain.history.case import CaseHistory, Paid, Told, checks


@checks(e.IncomeReported)
def _income(history: CaseHistory, event: e.IncomeReported, told: Told) -> Iterator[str]:
    if event.earnings_cents < 0 or event.other_cents < 0:
        yield "INCOME_NEGATIVE"
    days = history.rules.month(event.month)
    if days is None:
        yield "MONTH_NOT_REAL"
        return
    if event.reported_on < days[0]:
        yield "INCOME_FOR_COMING_MONTH"
    if not any(history.unit.member(event.person_id, day) for day in days):
        yield "NOT_IN_UNIT"


@checks(e.BenefitIssued)
def _issued(history: CaseHistory, event: e.BenefitIssued, told: Told) -> Iterator[str]:
    rules, issued_on = history.rules, event.issued_on
    most = rules.limit("benefit_cents")
    if event.amount_cents <= 0:
        yield "AMOUNT_NOT_POSITIVE"
    elif most is not None and event.amount_cents > most:
        yield "AMOUNT_IMPLAUSIBLE"
    if history.spells.granted_by(issued_on) is None:
        yield "ISSUED_BEFORE_GRANT"
    elif (days := rules.month(event.month)) is None:
        yield "MONTH_NOT_REAL"
    else:
        if not history.spells.open_within(*days):
            yield "ISSUED_WHILE_CLOSED"
        if not any(history.unit.member(event.payee_id, day) for day in (*days, issued_on)):
            yield "NOT_IN_UNIT"
        ahead = rules.limit("benefit_ahead_months")
        if ahead is not None and months_between(issued_on, days[0]) > ahead:
            yield "MONTH_TOO_FAR"
    if not rules.benefit_valid(event.benefit_type, event.month):
        yield "BENEFIT_TYPE_NOT_VALID"
    if event.organisation == "LOCAL" and not rules.may(history.office, "PAY", issued_on):
        yield "LOCAL_AFTER_TRANSFER"
    yield from _once(history, event)


def _once(history: CaseHistory, event: e.BenefitIssued) -> Iterator[str]:
    known = history.benefits.get(event.benefit_id)
    if known is not None and event.benefit_id not in history.reversed:
        history.paid[known.of] -= 1
    of = (event.benefit_type, event.month, event.payee_id)
    if event.benefit_id not in history.reversed:
        count = history.paid[of] = history.paid.get(of, 0) + 1
        if count > 1 and history.rules.monthly(event.benefit_type, event.month):
            yield "ISSUED_TWICE"
    history.benefits[event.benefit_id] = Paid(event.issued_on, event.amount_cents, of)
    history.last_paid_on = max(history.last_paid_on, event.issued_on)


@checks(e.BenefitReversed)
def _reversed(history: CaseHistory, event: e.BenefitReversed, told: Told) -> Iterator[str]:
    known = history.benefits.get(event.benefit_id)
    if known is None or event.reversed_on < known.issued_on:
        yield "REVERSED_BEFORE_ISSUE"
    elif event.amount_cents != known.amount_cents:
        yield "REVERSED_IN_PART"
    if event.benefit_id in history.reversed:
        if told.corrects is None:
            yield "REVERSED_TWICE"
        return
    history.reversed.add(event.benefit_id)
    if known is not None:
        history.paid[known.of] -= 1


@checks(e.OverpaymentEstablished)
def _overpaid(history: CaseHistory, event: e.OverpaymentEstablished, told: Told) -> Iterator[str]:
    if event.amount_cents <= 0:
        yield "AMOUNT_NOT_POSITIVE"
    days = history.rules.month(event.month)
    if days is None:
        yield "MONTH_NOT_REAL"
        return
    if event.established_on < days[0]:
        yield "OVERPAID_COMING_MONTH"
    # Money paid after an exit is owed back: only a month without any grant before it is strange.
    if history.spells.granted_by(days[1]) is None:
        yield "OVERPAID_BEFORE_GRANT"
