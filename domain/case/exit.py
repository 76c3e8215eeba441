"""Exits: assistance ends; and the correction of an exit that was recorded in error (R163)."""

from datetime import timedelta

from domain.case.commands import ExitCase, ReopenCase
from domain.case.eligibility import member_claims, unit
from domain.case.events import CaseExited, CaseReopened
from domain.case.guard import decided, may_touch, reads_case
from domain.case.state import CaseState
from domain.checks import code_valid, language_valid, not_after, not_before, text_fits
from domain.decision import Context, Decision, Refusal, States, decides
from domain.private import clear_text
from domain.streams import case_stream


@decides(ExitCase, reads=reads_case)
def exit_case(states: States, command: ExitCase, context: Context) -> Decision | Refusal:
    """End assistance; the day named is the first one no longer covered.

    Referrals stay open, for support may go on (R114): the result counts them (``open_referrals``).
    """
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context):
        return refused
    current = state.current()
    if current is None:
        return Refusal("CASE_NOT_GRANTED", {}, "case_id")
    open_referrals = sum(r.status in ("MADE", "ACCEPTED") for r in state.referrals.values())
    if current.exit is not None:
        if (current.exit.exited_on, current.exit.reason) == (command.exited_on, command.reason):
            return Decision(result={"open_referrals": str(open_referrals)})
        return Refusal("CASE_CLOSED", {"exited_on": current.exit.exited_on}, "case_id")
    ahead = timedelta(days=context.policy.limit("exit_ahead_days", context.today))
    refused = (
        code_valid(context, "exit_reasons", command.reason, context.today, "reason")
        or not_before(command.exited_on, current.from_on, "exited_on")
        or not_after(command.exited_on, context.today + ahead, "exited_on")
        or text_fits(context, command.details, "details")
        or language_valid(command.text_language, "text_language")
    )
    if refused:
        return refused
    people = unit(current.application)
    event = CaseExited(
        case_id=command.case_id,
        reason=command.reason,
        exited_on=command.exited_on,
        details=clear_text(command.details, command.text_language, people[0]) if people else None,
    )
    decision = decided(context, state, event, command.exited_on, open_referrals=open_referrals)
    ever = (m.member.person_id for m in state.memberships.values() if m.member)
    held = dict.fromkeys((*people, *ever))
    decision.claims.extend(member_claims(command.case_id, held, "release"))
    return decision


@decides(ReopenCase, reads=reads_case)
def reopen_case(states: States, command: ReopenCase, context: Context) -> Decision | Refusal:
    """Correct the last exit: the case was never closed by it. Not once a new application came."""
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context):
        return refused
    current = state.current()
    if current is None:
        return Refusal("CASE_NOT_GRANTED", {}, "case_id")
    if current.exit is None:
        return Refusal("CASE_NOT_CLOSED", {}, "case_id")
    if state.latest is not current.application:
        return Refusal("APPLICATION_SINCE_EXIT", {}, "case_id")
    if refused := code_valid(context, "reopen_reasons", command.reason, context.today, "reason"):
        return refused
    event = CaseReopened(case_id=command.case_id, reopened_on=context.today, reason=command.reason)
    decision = decided(
        context, state, event, current.exit.exited_on, corrects=current.exit.event_id
    )
    exited_on = current.exit.exited_on
    people = state.members(exited_on) if state.memberships else unit(current.application)
    decision.claims.extend(member_claims(command.case_id, people, "claim"))
    return decision
