"""What every decision on a case asks first: that it exists, may be touched, is as it was seen."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.access import Scope, may_act
from domain.case.commands import CaseCommand, SubmitApplication
from domain.case.state import CaseState
from domain.decision import Command, Context, Decision, NewEvent, Refusal, States
from domain.event import Authority
from domain.sealed_files import shut_to
from domain.streams import case_stream


def reads_case(command: CaseCommand) -> tuple[str, ...]:
    """The streams of a command that needs its case only."""
    return (case_stream(command.case_id),)


def may_touch(
    states: States, command: CaseCommand, context: Context, referral_id: UUID | None = None
) -> Refusal | None:
    """The case exists, the actor may give this command on it, and it is at the version they saw.

    ``referral_id`` names the referral that is acted on: its recipient may act on it too.
    """
    state: CaseState = states[case_stream(command.case_id)]
    if state.version == 0:
        return Refusal("CASE_UNKNOWN", {}, "case_id")
    if shut_to(context.actor, state.seal):
        return Refusal("NOT_YOUR_CASE")
    referral = state.referrals.get(referral_id) if referral_id else None
    made = referral.made if referral else None
    scope = Scope(
        office=state.office,
        caseworker_id=state.caseworker_id,
        recipient_kind=made.to_type if made else None,
        recipient=made.recipient if made else None,
    )
    return not_permitted(command, context, scope) or case_changed(state, command)


def not_permitted(command: Command, context: Context, scope: Scope | None) -> Refusal | None:
    code = may_act(context.actor, type(command).__name__, context.policy, context.today, scope)
    return Refusal(code) if code else None


def case_changed(state: CaseState, command: CaseCommand | SubmitApplication) -> Refusal | None:
    """Refuse where the case moved on since its author read it."""
    if command.case_version in (None, state.version):
        return None
    details = {"expected": command.case_version, "actual": state.version}
    return Refusal("CASE_CHANGED", details, "case_version")


def case_open(state: CaseState, today: date) -> Refusal | None:
    """Refuse what only a granted case that has not ended by today allows."""
    if state.open_on(today):
        return None
    current = state.current()
    if current is None or current.exit is None:
        return Refusal("CASE_NOT_GRANTED", {}, "case_id")
    return Refusal("CASE_CLOSED", {"exited_on": current.exit.exited_on}, "case_id")


def case_open_or_pending(state: CaseState, today: date) -> Refusal | None:
    """Refuse where neither assistance nor an application is under way."""
    return None if state.pending else case_open(state, today)


def member(state: CaseState, person_id: UUID, on: date, field: str = "person_id") -> Refusal | None:
    """Refuse somebody who is not of the benefit unit on that day."""
    return None if person_id in state.members(on) else Refusal("NOT_A_MEMBER", {}, field)


def decided(
    context: Context,
    state: CaseState,
    event: Any,
    effective_on: date,
    *,
    authority: Authority | None = None,
    corrects: UUID | None = None,
    **result: object,
) -> Decision:
    """One new event of a case (it names its ``case_id``), and what the caller is told (ids)."""
    new = NewEvent(
        stream=case_stream(event.case_id),
        event=event,
        effective_on=effective_on,
        authority=authority,
        source=context.source,
        corrects=corrects,
        programme=state.programme or None,
    )
    return Decision(events=[new], result={k: str(v) for k, v in result.items()})


def taken_here(
    context: Context, state: CaseState, organisation: str, function: str, on: date
) -> Authority | Refusal | None:
    """By what right the office decides or pays (``function`` DECIDE or PAY) on that day.

    Nothing for what the ministry did: that is reported, and needs the ministry's own reference.
    """
    if organisation == "MINISTRY":
        if context.source is None:
            return Refusal("REPORT_WITHOUT_REFERENCE", {}, "organisation")
        return None
    if organisation != "LOCAL":
        return Refusal("CODE_NOT_VALID", {"code": organisation, "on": on}, "organisation")
    held = context.policy.authority(state.office, function, on)
    if held is None:
        details = {"office": context.policy.words("offices", [state.office]), "on": on}
        code = "NO_AUTHORITY_TO_DECIDE" if function == "DECIDE" else "NO_AUTHORITY_TO_PAY"
        return Refusal(code, details, "organisation")
    return Authority("DELEGATION", held["instrument"])
