"""Appointments and visits at the counter: the work that leads somebody to a file that day."""

import re
from datetime import timedelta

import msgspec

from domain.access import Scope
from domain.case.commands import (
    CancelAppointment,
    MarkAppointment,
    RecordCounterVisit,
    ScheduleAppointment,
)
from domain.case.events import (
    AppointmentCancelled,
    AppointmentHeld,
    AppointmentMissed,
    AppointmentScheduled,
    CounterVisitRecorded,
)
from domain.case.guard import decided, may_touch, member, not_permitted, reads_case
from domain.case.state import Appointment, CaseState
from domain.checks import code_valid, codes_valid, not_after, not_before
from domain.decision import Context, Decision, NewEvent, Refusal, States, decides
from domain.sealed_files import shut_to
from domain.streams import case_stream, visit_stream

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@decides(ScheduleAppointment, reads=reads_case)
def schedule(states: States, command: ScheduleAppointment, context: Context) -> Decision | Refusal:
    """Set a day and a time, today or later; the same appointment twice is one."""
    state: CaseState = states[case_stream(command.case_id)]
    ahead = timedelta(days=context.policy.limit("appointment_ahead_days", context.today))
    refused = (
        may_touch(states, command, context)
        or member(state, command.person_id, context.today)
        or not_before(command.on, context.today, "on")
        or not_after(command.on, context.today + ahead, "on")
        or (None if _TIME.fullmatch(command.at) else Refusal("TIME_NOT_VALID", {}, "at"))
        or code_valid(context, "appointment_modes", command.mode, command.on, "mode")
    )
    if refused:
        return refused
    asked = AppointmentScheduled(
        case_id=command.case_id,
        appointment_id=context.new_id(),
        person_id=command.person_id,
        staff_id=command.staff_id,
        on=command.on,
        at=command.at,
        mode=command.mode,
    )
    for known in state.appointments.values():
        if known.scheduled and known.ended is None and _same(known.scheduled, asked):
            return Decision(result={"appointment_id": str(known.appointment_id)})
    return decided(context, state, asked, context.today, appointment_id=asked.appointment_id)


@decides(CancelAppointment, reads=reads_case)
def cancel(states: States, command: CancelAppointment, context: Context) -> Decision | Refusal:
    """Call off an appointment that was neither held nor missed."""
    state: CaseState = states[case_stream(command.case_id)]
    refused = may_touch(states, command, context) or code_valid(
        context, "cancellation_reasons", command.reason, context.today, "reason"
    )
    if refused:
        return refused
    found = _standing(state, command)
    if isinstance(found, Refusal):
        return found
    event = AppointmentCancelled(
        case_id=command.case_id,
        appointment_id=command.appointment_id,
        person_id=found.person_id,
        reason=command.reason,
    )
    return decided(context, state, event, context.today)


@decides(MarkAppointment, reads=reads_case)
def mark(states: States, command: MarkAppointment, context: Context) -> Decision | Refusal:
    """Say of an appointment, from its day on, whether the person came."""
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context):
        return refused
    found = _standing(state, command)
    if isinstance(found, Refusal):
        return found
    if found.on > context.today:
        return Refusal("APPOINTMENT_NOT_YET", {"on": found.on}, "appointment_id")
    kind = AppointmentHeld if command.outcome == "HELD" else AppointmentMissed
    event = kind(
        case_id=command.case_id, appointment_id=command.appointment_id, person_id=found.person_id
    )
    return decided(context, state, event, found.on)


def _visited(command: RecordCounterVisit) -> tuple[str, ...]:
    return (case_stream(command.case_id),) if command.case_id else ()


@decides(RecordCounterVisit, reads=_visited)
def visit(states: States, command: RecordCounterVisit, context: Context) -> Decision | Refusal:
    """Record a visit, to nobody's file or to one of the office where it is."""
    office, today = command.office, context.today
    refused = (
        not_permitted(command, context, Scope(office))
        or code_valid(context, "offices", office, today, "office")
        or codes_valid(context, "visit_reasons", command.reasons, today, "reasons")
    )
    if refused:
        return refused
    if not command.reasons:
        return Refusal("REASON_MISSING", {}, "reasons")
    event = CounterVisitRecorded(
        visit_id=context.new_id(),
        office=office,
        reasons=command.reasons,
        case_id=command.case_id,
    )
    result = {"visit_id": str(event.visit_id)}
    if command.case_id is None:
        stream = visit_stream(event.visit_id)
        new = NewEvent(stream=stream, event=event, effective_on=today)
        return Decision(events=[new], result=result)
    state: CaseState = states[case_stream(command.case_id)]
    if state.version == 0:
        return Refusal("CASE_UNKNOWN", {}, "case_id")
    if state.office != office or shut_to(context.actor, state.seal):
        return Refusal("NOT_YOUR_CASE")
    return decided(context, state, event, context.today, **result)


def _standing(
    state: CaseState, command: CancelAppointment | MarkAppointment
) -> AppointmentScheduled | Refusal:
    known: Appointment | None = state.appointments.get(command.appointment_id)
    if known is None or known.scheduled is None:
        return Refusal("APPOINTMENT_UNKNOWN", {}, "appointment_id")
    if known.ended is not None:
        return Refusal("APPOINTMENT_OVER", {}, "appointment_id")
    return known.scheduled


def _same(one: AppointmentScheduled, other: AppointmentScheduled) -> bool:
    return msgspec.structs.replace(other, appointment_id=one.appointment_id) == one
