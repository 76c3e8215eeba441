"""Benefits: issued for a month, in cents of CAD, and reversed whole (R131 to R137, R145)."""

from datetime import date

from domain.calendar import month_days, months_between
from domain.case.commands import EstablishOverpayment, IssueBenefit, ReverseBenefit
from domain.case.events import BenefitIssued, BenefitReversed, OverpaymentEstablished
from domain.case.guard import decided, may_touch, member, reads_case, taken_here
from domain.case.state import CaseState
from domain.checks import code_valid, not_before, not_in_future
from domain.decision import Context, Decision, Refusal, States, decides
from domain.event import Authority
from domain.streams import case_stream


@decides(IssueBenefit, reads=reads_case)
def issue_benefit(states: States, command: IssueBenefit, context: Context) -> Decision | Refusal:
    """Issue for a month in which the case is open on some day, also after an exit later on.

    The same again for the same person and month is refused, where the type is a monthly one.
    """
    state: CaseState = states[case_stream(command.case_id)]
    days = month_days(command.month)
    if refused := may_touch(states, command, context):
        return refused
    if days is None:
        return Refusal("MONTH_NOT_REAL", {"month": command.month}, "month")
    refused = (
        _open_in_month(state, command, days)
        or _of_unit(state, command, days)
        or not_in_future(context, command.issued_on, "issued_on")
        or _month_near(command, context, days[0])
        or _type_valid(command, context, days)
        or code_valid(context, "payment_methods", command.method, command.issued_on, "method")
        or _once(state, command, context, days[1])
        or _amount(state, command, context, days)
    )
    if refused:
        return refused
    authority = taken_here(context, state, command.organisation, "PAY", command.issued_on)
    if isinstance(authority, Refusal):
        return authority
    benefit_id = context.new_id()
    event = BenefitIssued(
        case_id=command.case_id,
        benefit_id=benefit_id,
        benefit_type=command.benefit_type,
        month=command.month,
        amount_cents=command.amount_cents,
        payee_id=command.payee_id,
        method=command.method,
        issued_on=command.issued_on,
        organisation=command.organisation,
    )
    return decided(
        context, state, event, command.issued_on, authority=authority, benefit_id=benefit_id
    )


def _open_in_month(
    state: CaseState, command: IssueBenefit, days: tuple[date, date]
) -> Refusal | None:
    periods = state.periods()
    if not periods:
        return Refusal("CASE_NOT_GRANTED", {}, "case_id")
    decisions = [p.application.decision for p in periods if p.covers(*days)]
    if not decisions:
        return Refusal("NOT_OPEN_IN_MONTH", {"month": command.month}, "month")
    first = min(d.decided_on for d in decisions if d)
    return not_before(command.issued_on, first, "issued_on")


def _of_unit(state: CaseState, command: IssueBenefit, days: tuple[date, date]) -> Refusal | None:
    """Who was of the unit on the first or the last day of the month may be paid for it."""
    return member(state, command.payee_id, days[0], "payee_id") and member(
        state, command.payee_id, days[1], "payee_id"
    )


def _month_near(command: IssueBenefit, context: Context, first: date) -> Refusal | None:
    most = context.policy.limit("benefit_ahead_months", context.today)
    if months_between(context.today, first) > most:
        return Refusal("MONTH_TOO_FAR", {"month": command.month}, "month")
    return None


def _type_valid(command: IssueBenefit, context: Context, days: tuple[date, date]) -> Refusal | None:
    policy, code = context.policy, command.benefit_type
    if policy.code("benefit_types", code, days[0]) or policy.code("benefit_types", code, days[1]):
        return None
    document = policy.document("benefit_types", context.today)
    ended = document.codes.get(code) if document else None
    if ended is not None and ended.to_on < days[0]:
        details = {"benefit": policy.words("benefit_types", [code]), "last": ended.to_on}
        return Refusal("BENEFIT_TYPE_ENDED", details, "benefit_type")
    return code_valid(context, "benefit_types", code, days[0], "benefit_type")


def _amount(
    state: CaseState, command: IssueBenefit, context: Context, days: tuple[date, date]
) -> Refusal | None:
    if command.amount_cents <= 0:
        return Refusal("AMOUNT_NOT_POSITIVE", {}, "amount_cents")
    most = context.policy.limit("benefit_cents", context.today)
    if command.amount_cents > most:
        return Refusal("AMOUNT_IMPLAUSIBLE", {"limit_cents": most}, "amount_cents")
    maximum = monthly_maximum(state, command.benefit_type, context, days[1])
    issued = sum(b.amount_cents for b in _standing(state, command))
    if maximum is not None and issued + command.amount_cents > maximum:
        details = {
            "benefit": context.policy.words("benefit_types", [command.benefit_type]),
            "month": command.month,
            "maximum_cents": maximum,
            "issued_cents": issued,
        }
        return Refusal("AMOUNT_ABOVE_MAXIMUM", details, "amount_cents")
    return None


def monthly_maximum(state: CaseState, benefit_type: str, context: Context, on: date) -> int | None:
    """The most that the rates give this unit in a month (cents); nothing where they are silent."""
    rates = context.policy.content("rates", on)
    members = state.members(on).values()
    classes = [context.policy.code("participant_classes", m.participant_class, on) for m in members]
    adults = sum(1 for c in classes if c and c.get("adult"))
    dependents = [m for m in members if m.role == "DEPENDENT"]
    if benefit_type == "SHELTER":
        rows = [r for r in rates.get("shelter", ()) if r["programme"] == state.programme]
        largest = max((r["size"] for r in rows), default=0)
        size = min(len(classes), largest)
        return next((r["cents"] for r in rows if r["size"] == size), None)
    if benefit_type == "BASIC_NEEDS":
        if any(m.participant_class == "DEPENDENT_ADULT" for m in dependents):
            return None
        shape = (state.programme, adults, bool(dependents))
        for row in rates.get("basic_needs", ()):
            if (row["programme"], row["adults"], row["children"]) == shape:
                return row["cents"]
    return None


def _standing(state: CaseState, command: IssueBenefit) -> list[BenefitIssued]:
    """What was issued of this type for this month, and not reversed."""
    standing = (b.issued for b in state.benefits.values() if b.issued and not b.reversed)
    wanted = (command.benefit_type, command.month)
    return [b for b in standing if (b.benefit_type, b.month) == wanted]


def _once(state: CaseState, command: IssueBenefit, context: Context, on: date) -> Refusal | None:
    kind = context.policy.code("benefit_types", command.benefit_type, on)
    if kind is None or not kind.get("monthly"):
        return None
    for issued in _standing(state, command):
        if issued.payee_id == command.payee_id:
            details = {
                "benefit": context.policy.words("benefit_types", [command.benefit_type]),
                "month": command.month,
                "issued_on": issued.issued_on,
            }
            return Refusal("BENEFIT_ALREADY_ISSUED", details, "month")
    return None


@decides(ReverseBenefit, reads=reads_case)
def reverse_benefit(
    states: States, command: ReverseBenefit, context: Context
) -> Decision | Refusal:
    """Take a benefit back, once and whole; also after the case has ended.

    What the ministry issued is reversed by the ministry, and reported under its reference.
    """
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context):
        return refused
    benefit = state.benefits.get(command.benefit_id)
    if benefit is None or benefit.issued is None:
        return Refusal("BENEFIT_UNKNOWN", {}, "benefit_id")
    known = benefit.reversed
    if known and (known.reversed_on, known.reason) == (command.reversed_on, command.reason):
        return Decision()
    if known:
        details = {"reversed_on": known.reversed_on}
        return Refusal("BENEFIT_REVERSED", details, "benefit_id")
    refused = (
        code_valid(context, "reversal_reasons", command.reason, context.today, "reason")
        or not_in_future(context, command.reversed_on, "reversed_on")
        or not_before(command.reversed_on, benefit.issued.issued_on, "reversed_on")
    )
    if refused:
        return refused
    organisation = benefit.issued.organisation
    authority: Authority | Refusal | None = taken_here(
        context, state, organisation, "PAY", command.reversed_on
    )
    if isinstance(authority, Refusal):
        return authority
    event = BenefitReversed(
        case_id=command.case_id,
        benefit_id=command.benefit_id,
        amount_cents=benefit.issued.amount_cents,
        reversed_on=command.reversed_on,
        reason=command.reason,
    )
    return decided(context, state, event, command.reversed_on, authority=authority)


@decides(EstablishOverpayment, reads=reads_case)
def establish_overpayment(
    states: States, command: EstablishOverpayment, context: Context
) -> Decision | Refusal:
    """Establish once a person, month and cause, for a month that assistance covered (R020)."""
    state: CaseState = states[case_stream(command.case_id)]
    days = month_days(command.month)
    if refused := may_touch(states, command, context):
        return refused
    if days is None:
        return Refusal("MONTH_NOT_REAL", {"month": command.month}, "month")
    on = command.established_on
    most = context.policy.limit("benefit_cents", context.today)
    refused = (
        not_in_future(context, on, "established_on")
        or not_before(on, days[0], "established_on")
        or code_valid(context, "overpayment_causes", command.cause, on, "cause")
        or _whose(state, command, days)
    )
    if refused:
        return refused
    if command.amount_cents <= 0:
        return Refusal("AMOUNT_NOT_POSITIVE", {}, "amount_cents")
    if command.amount_cents > most:
        return Refusal("AMOUNT_IMPLAUSIBLE", {"limit_cents": most}, "amount_cents")
    authority = taken_here(context, state, "LOCAL", "PAY", on)
    if isinstance(authority, Refusal):
        return authority
    for known in state.overpayments.values():
        if (known.person_id, known.month, known.cause) == (
            command.person_id,
            command.month,
            command.cause,
        ):
            return Refusal("OVERPAYMENT_ESTABLISHED", {"on": known.established_on}, "month")
    overpayment_id = context.new_id()
    event = OverpaymentEstablished(
        case_id=command.case_id,
        overpayment_id=overpayment_id,
        person_id=command.person_id,
        established_on=on,
        month=command.month,
        amount_cents=command.amount_cents,
        cause=command.cause,
    )
    return decided(context, state, event, on, authority=authority, overpayment_id=overpayment_id)


def _whose(
    state: CaseState, command: EstablishOverpayment, days: tuple[date, date]
) -> Refusal | None:
    """Somebody of the unit in a month that assistance covered on some day."""
    if not any(period.covers(*days) for period in state.periods()):
        return Refusal("NOT_OPEN_IN_MONTH", {"month": command.month}, "month")
    return member(state, command.person_id, days[0]) and member(state, command.person_id, days[1])
