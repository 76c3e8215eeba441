"""Tasks: what the program asks of whoever works on a case, on a day that came. Codes and ids alone.

A task has a stream of its own, so that one that comes up moves no version that a form has before it.
"""

from datetime import date
from typing import Literal
from uuid import UUID, uuid5

import msgspec

from domain.access import may_act
from domain.case.commands import CaseCommand
from domain.case.guard import may_touch
from domain.consent import ConsentState
from domain.consent_life import state_of
from domain.decision import Command, Context, Decision, NewEvent, Refusal, States, decides
from domain.event import Event, Recorded, wire
from domain.person import person_known
from domain.streams import case_stream, consent_stream, person_stream, task_stream

Outcome = Literal["DONE", "NOT_NEEDED"]

# --- Events ---------------------------------------------------------------------------------


@wire("task.raised", 1)
class TaskRaised(Event, kw_only=True):
    """Somebody who works on the case is to do this (a code of ``task_kinds``), from ``due_on`` on.

    ``about`` is what it is about: of CONSENT_REAFFIRMATION the consent.
    """

    task_id: UUID
    case_id: UUID
    kind: str
    person_id: UUID
    about: UUID
    due_on: date


@wire("task.closed", 1)
class TaskClosed(Event, kw_only=True):
    """A task was done, or found not to be needed."""

    task_id: UUID
    case_id: UUID
    outcome: Outcome


# --- State + evolve -------------------------------------------------------------------------


class TaskState(msgspec.Struct):
    """``version`` 0: there is no such task."""

    version: int = 0
    raised: TaskRaised | None = None
    closed: TaskClosed | None = None


def evolve(state: TaskState, recorded: Recorded) -> TaskState:
    """Move the state on by one event, in place."""
    state.version = recorded.version
    match recorded.event:
        case TaskRaised() as e:
            state.raised, state.closed = e, None
        case TaskClosed() as e:
            state.closed = e
    return state


def reaffirmation_task(consent_id: UUID) -> UUID:
    """The one task that asks for this consent to be reaffirmed."""
    return uuid5(consent_id, "caseledger.task:reaffirmation")


# --- Commands -------------------------------------------------------------------------------


class AskReaffirmation(Command, kw_only=True):
    """Have a person asked whether they confirm what a substitute had let be shared.

    The program's own. ``case_id``: a case of theirs, looked up as the command is sent.
    """

    filled = frozenset({"case_id"})

    person_id: UUID
    consent_id: UUID
    case_id: UUID | None = None


class SettleTask(Command, kw_only=True):
    """Close a task whose reason is gone; nothing, where it was never raised. The program's own."""

    task_id: UUID
    outcome: Outcome = "DONE"


class CloseTask(CaseCommand, kw_only=True):
    """Say that a task of the case is done, or is not needed."""

    task_id: UUID
    outcome: Outcome


# --- Decisions ------------------------------------------------------------------------------


def _asks(command: AskReaffirmation) -> tuple[str, ...]:
    about = (consent_stream(command.person_id), person_stream(command.person_id))
    return (task_stream(reaffirmation_task(command.consent_id)), *about)


@decides(AskReaffirmation, reads=_asks)
def ask_reaffirmation(
    states: States, command: AskReaffirmation, context: Context
) -> Decision | Refusal:
    """Ask, as long as the consent waits for it and somebody works with the person."""
    task_id = reaffirmation_task(command.consent_id)
    task: TaskState = states[task_stream(task_id)]
    consents: ConsentState = states[consent_stream(command.person_id)]
    refused = _permitted(command, context) or person_known(states, command.person_id, "person_id")
    if refused:
        return refused
    standing = state_of(consents, command.consent_id, context.now, context.today)
    grant = consents.grants.get(command.consent_id)
    if standing != "NEEDS_REAFFIRMATION" or grant is None or grant.lapses_on is None:
        words = context.policy.words("consent_states", [standing])
        return Refusal("REAFFIRM_NOT_DUE", {"state": words}, "consent_id")
    result = {"task_id": str(task_id)}
    if task.raised is not None and task.closed is None:
        return Decision(result=result)
    if command.case_id is None:
        return Refusal("NOBODY_WORKS_WITH_THEM", {}, "person_id")
    event = TaskRaised(
        task_id=task_id,
        case_id=command.case_id,
        kind="CONSENT_REAFFIRMATION",
        person_id=command.person_id,
        about=command.consent_id,
        due_on=grant.lapses_on,
    )
    return Decision(events=[_new(event, context)], result=result)


@decides(SettleTask, reads=lambda c: (task_stream(c.task_id),))
def settle_task(states: States, command: SettleTask, context: Context) -> Decision | Refusal:
    """Close what stands open; what does not is well as it is."""
    if refused := _permitted(command, context):
        return refused
    task: TaskState = states[task_stream(command.task_id)]
    if task.raised is None or task.closed is not None:
        return Decision()
    return Decision(events=[_new(_closed(task.raised, command.outcome), context)])


def _of_case(command: CloseTask) -> tuple[str, ...]:
    return (case_stream(command.case_id), task_stream(command.task_id))


@decides(CloseTask, reads=_of_case)
def close_task(states: States, command: CloseTask, context: Context) -> Decision | Refusal:
    """Close a task of a case by whoever may work on the case."""
    if refused := may_touch(states, command, context):
        return refused
    task: TaskState = states[task_stream(command.task_id)]
    if task.raised is None or task.raised.case_id != command.case_id:
        return Refusal("TASK_UNKNOWN", {}, "task_id")
    result = {"task_id": str(command.task_id)}
    if task.closed is not None:
        return Decision(result=result)
    closed = _new(_closed(task.raised, command.outcome), context)
    return Decision(events=[closed], result=result)


def _closed(raised: TaskRaised, outcome: Outcome) -> TaskClosed:
    return TaskClosed(task_id=raised.task_id, case_id=raised.case_id, outcome=outcome)


def _new(event: TaskRaised | TaskClosed, context: Context) -> NewEvent:
    return NewEvent(stream=task_stream(event.task_id), event=event, effective_on=context.today)


def _permitted(command: Command, context: Context) -> Refusal | None:
    code = may_act(context.actor, type(command).__name__, context.policy, context.today)
    return Refusal(code) if code else None
