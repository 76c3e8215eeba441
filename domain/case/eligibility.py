"""Eligibility: an application is granted or refused; here, or as the ministry reports it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from domain.case.application import find_application, undecided
from domain.case.commands import DecideApplication
from domain.case.events import ApplicationDecided
from domain.case.guard import decided, may_touch, reads_case, taken_here
from domain.case.state import Application, CaseState
from domain.checks import (
    code_valid,
    codes_valid,
    language_valid,
    not_after,
    not_before,
    not_in_future,
    text_fits,
)
from domain.decision import Claim, Context, Decision, Refusal, States, decides
from domain.private import clear_text
from domain.streams import case_stream


@decides(DecideApplication, reads=reads_case)
def decide_application(
    states: States, command: DecideApplication, context: Context
) -> Decision | Refusal:
    """Grant or refuse. Automation may grant, and never refuses (R026)."""
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context):
        return refused
    application = find_application(state, command.application_id)
    if isinstance(application, Refusal):
        return application
    if _same_decision(application, command):
        return Decision()
    refused = (
        undecided(application)
        or code_valid(
            context, "application_outcomes", command.outcome, command.decided_on, "outcome"
        )
        or code_valid(context, "decided_by", command.decided_by, command.decided_on, "decided_by")
        or _by_automation(command)
        or _reasons(command, context)
        or not_in_future(context, command.decided_on, "decided_on")
        or not_before(command.decided_on, application.submitted_on or date.min, "decided_on")
        or _first_day(state, application, command, context)
        or text_fits(context, command.explanation, "explanation")
        or language_valid(command.text_language, "text_language")
    )
    if refused:
        return refused
    authority = taken_here(context, state, command.organisation, "DECIDE", command.decided_on)
    if isinstance(authority, Refusal):
        return authority
    people = unit(application)
    if not people:
        return Refusal("ONE_APPLICANT", {"count": 0}, "application_id")
    event = ApplicationDecided(
        case_id=command.case_id,
        application_id=command.application_id,
        outcome=command.outcome,
        decided_on=command.decided_on,
        decided_by=command.decided_by,
        organisation=command.organisation,
        reasons=command.reasons,
        explanation=clear_text(command.explanation, command.text_language, people[0]),
    )
    decision = decided(context, state, event, command.effective_on, authority=authority)
    if command.outcome == "GRANTED":
        decision.claims.extend(member_claims(command.case_id, people, "claim"))
    return decision


def member_claims(
    case_id: UUID, people: Iterable[UUID], op: Literal["claim", "release"]
) -> list[Claim]:
    """Nobody is in two granted units at once: claimed at the grant, released at the exit."""
    taken = Refusal("MEMBER_OF_ANOTHER_CASE", {}, "members")
    stream = case_stream(case_id)
    return [Claim("member", str(person_id), stream, op, taken) for person_id in people]


def unit(application: Application) -> list[UUID]:
    """The people of an application, the applicant first."""
    members = sorted(application.members, key=lambda m: m.role != "APPLICANT")
    return [m.person_id for m in members]


def _same_decision(application: Application, command: DecideApplication) -> bool:
    known = application.decision
    return known is not None and (
        (known.outcome, known.decided_on, known.decided_by, known.organisation, known.reasons)
        == (
            command.outcome,
            command.decided_on,
            command.decided_by,
            command.organisation,
            command.reasons,
        )
        and application.effective_on == command.effective_on
    )


def _by_automation(command: DecideApplication) -> Refusal | None:
    if command.outcome not in ("GRANTED", "REFUSED"):
        return Refusal("OUTCOME_NOT_A_DECISION", {}, "outcome")
    if command.decided_by == "AUTOMATED" and command.outcome == "REFUSED":
        return Refusal("AUTOMATION_NEVER_REFUSES", {}, "decided_by")
    return None


def _reasons(command: DecideApplication, context: Context) -> Refusal | None:
    on = command.decided_on
    if command.outcome == "REFUSED" and not command.reasons:
        return Refusal("REFUSAL_NEEDS_REASON", {}, "reasons")
    if refused := codes_valid(context, "decision_reasons", command.reasons, on, "reasons"):
        return refused
    for code in command.reasons:
        reason = context.policy.code("decision_reasons", code, on)
        if reason and reason.get("outcome", command.outcome) != command.outcome:
            details = {"reason": context.policy.words("decision_reasons", [code])}
            return Refusal("REASON_NOT_FOR_OUTCOME", details, "reasons")
    return None


def _first_day(
    state: CaseState, application: Application, command: DecideApplication, context: Context
) -> Refusal | None:
    """The first day covered lies near the application, and after the last day of assistance."""
    on = command.decided_on
    back = timedelta(days=context.policy.limit("grant_backdate_days", context.today))
    ahead = timedelta(days=context.policy.limit("grant_ahead_days", context.today))
    refused = not_before(
        command.effective_on, (application.submitted_on or on) - back, "effective_on"
    ) or not_after(command.effective_on, on + ahead, "effective_on")
    latest = state.current()
    if refused or command.outcome != "GRANTED" or latest is None:
        return refused
    if latest.exit is None:
        return Refusal("CASE_ALREADY_OPEN", {"number": state.number}, "case_id")
    return not_before(
        command.effective_on, latest.exit.exited_on + timedelta(days=1), "effective_on"
    )
