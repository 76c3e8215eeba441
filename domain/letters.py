"""Letters to persons: prepared as something happens, sent or let go by whoever works on the case.

A letter's event tells what it is about, in ids and codes. Its words are made of the record when it is
opened, and are kept nowhere. It has a stream of its own, so that no form's version moves by it.
"""

from datetime import date
from typing import Literal
from uuid import UUID, uuid5

import msgspec

from domain.access import may_act
from domain.case.commands import CaseCommand
from domain.case.guard import may_touch
from domain.case.state import CaseState
from domain.checks import code_valid, not_before, not_in_future
from domain.consent_reach import numbers_of
from domain.decision import (
    Command,
    Context,
    Decision,
    NewEvent,
    PrivateField,
    Refusal,
    States,
    decides,
)
from domain.event import Event, Recorded, wire
from domain.person import PersonState, person_known, safe_by
from domain.private import Clear
from domain.streams import case_stream, letter_stream, person_stream

LetterKind = Literal["DECISION", "OVERPAYMENT", "CONSENT_ENDED"]
BY_MAIL = "MAIL"

# --- Events ---------------------------------------------------------------------------------


@wire("letter.prepared", 1)
class LetterPrepared(Event, kw_only=True):
    """A person is to get a letter, in their official language.

    ``about`` is what it tells of: the application, the overpayment, the consent; ``of_event`` the
    event that led to it.
    """

    letter_id: UUID
    case_id: UUID
    person_id: UUID
    kind: LetterKind
    about: UUID
    of_event: UUID
    language: Literal["fr", "en"]
    prepared_on: date


@wire("letter.sent", 1)
class LetterSent(Event, kw_only=True):
    """A letter went out (``means``: a code of ``letter_means``)."""

    letter_id: UUID
    case_id: UUID
    person_id: UUID
    means: str
    sent_on: date


@wire("letter.let_go", 1)
class LetterLetGo(Event, kw_only=True):
    """A letter is not to go out after all (``reason``: a code of ``letter_let_go_reasons``)."""

    letter_id: UUID
    case_id: UUID
    person_id: UUID
    reason: str


# --- State + evolve -------------------------------------------------------------------------


class LetterState(msgspec.Struct):
    """``version`` 0: there is no such letter. ``ended`` is how, once it does not wait any more."""

    version: int = 0
    prepared: LetterPrepared | None = None
    ended: Literal["SENT", "LET_GO"] | None = None


def evolve(state: LetterState, recorded: Recorded) -> LetterState:
    """Move the state on by one event, in place."""
    state.version = recorded.version
    match recorded.event:
        case LetterPrepared() as e:
            state.prepared = e
        case LetterSent():
            state.ended = "SENT"
        case LetterLetGo():
            state.ended = "LET_GO"
    return state


def letter_of(event_id: UUID, kind: LetterKind) -> UUID:
    """The one letter of that kind that an event leads to."""
    return uuid5(event_id, f"caseledger.letter:{kind}")


# --- Commands -------------------------------------------------------------------------------


class PrepareLetter(Command, kw_only=True):
    """Have a letter written to a person. The program's own.

    Without a ``person_id`` it goes to the applicant of the application that it is ``about``.
    ``case_id``: where it is not known, a case of theirs, looked up as the command is sent.
    """

    filled = frozenset({"case_id"})

    kind: LetterKind
    about: UUID
    of_event: UUID
    person_id: UUID | None = None
    case_id: UUID | None = None


class MarkLetterSent(CaseCommand, kw_only=True):
    """Say that a letter went out: by mail only where mail is safe for the person, now."""

    letter_id: UUID
    means: str
    sent_on: date


class LetLetterGo(CaseCommand, kw_only=True):
    """Say why a letter is not to go out."""

    letter_id: UUID
    reason: str


# --- Decisions ------------------------------------------------------------------------------


def _prepares(command: PrepareLetter) -> tuple[str, ...]:
    streams = [letter_stream(letter_of(command.of_event, command.kind))]
    if command.case_id:
        streams.append(case_stream(command.case_id))
    if command.person_id:
        streams.append(person_stream(command.person_id))
    return tuple(streams)


def _addressee(states: States, command: PrepareLetter) -> UUID | None:
    if command.person_id or command.case_id is None:
        return command.person_id
    state: CaseState = states[case_stream(command.case_id)]
    application = state.applications.get(command.about)
    members = application.members if application else ()
    return next((m.person_id for m in members if m.role == "APPLICANT"), None)


def _leads(states: States, command: PrepareLetter) -> tuple[str, ...]:
    person = _addressee(states, command)
    return (person_stream(person),) if person else ()


@decides(PrepareLetter, reads=_prepares, leads=_leads)
def prepare_letter(states: States, command: PrepareLetter, context: Context) -> Decision | Refusal:
    """Prepare it once; whether it may go out is asked when it does."""
    if code := may_act(context.actor, "PrepareLetter", context.policy, context.today):
        return Refusal(code)
    letter_id = letter_of(command.of_event, command.kind)
    result = {"letter_id": str(letter_id)}
    if states[letter_stream(letter_id)].prepared is not None:
        return Decision(result=result)
    person = _addressee(states, command)
    if person is None:
        return Refusal("LETTER_TO_NOBODY", {}, "person_id")
    if refused := person_known(states, person, "person_id"):
        return refused
    if command.case_id is None:
        return Refusal("NOBODY_WORKS_WITH_THEM", {}, "person_id")
    if states[case_stream(command.case_id)].version == 0:
        return Refusal("CASE_UNKNOWN", {}, "case_id")
    known: PersonState = states[person_stream(person)]
    event = LetterPrepared(
        letter_id=letter_id,
        case_id=command.case_id,
        person_id=person,
        kind=command.kind,
        about=command.about,
        of_event=command.of_event,
        language=known.registered.official_language if known.registered else "en",
        prepared_on=context.today,
    )
    return Decision(events=[_new(event, context.today)], result=result)


def _of_case(command: MarkLetterSent | LetLetterGo) -> tuple[str, ...]:
    return (case_stream(command.case_id), letter_stream(command.letter_id))


def _to_person(states: States, command: MarkLetterSent) -> tuple[str, ...]:
    """The person, under all their numbers: what is unsafe under one of them is unsafe under all."""
    letter: LetterState = states[letter_stream(command.letter_id)]
    if letter.prepared is None:
        return ()
    return tuple(map(person_stream, sorted(numbers_of(states, letter.prepared.person_id))))


def _told_of_safety(states: States, command: MarkLetterSent) -> tuple[PrivateField, ...]:
    """How the person may be reached safely, and whether there is a warning about them."""
    found = []
    for stream in _to_person(states, command):
        state: PersonState | None = states.known(stream)
        if state is None:
            continue
        if state.updated is not None and state.updated_in and state.updated.safe_means:
            name = f"means {stream}"
            found.append(PrivateField(name, state.updated_in, state.updated, "safe_means"))
        if state.registered is not None and state.registered_in and state.registered.safety_flag:
            name = f"flag {stream}"
            found.append(PrivateField(name, state.registered_in, state.registered, "safety_flag"))
    return tuple(found)


@decides(MarkLetterSent, reads=_of_case, leads=_to_person, opens=_told_of_safety)
def mark_letter_sent(
    states: States, command: MarkLetterSent, context: Context
) -> Decision | Refusal:
    """Record that it went out; by mail, only where that is safe for the person."""
    letter = _standing(states, command, context)
    if isinstance(letter, Refusal | Decision):
        return letter
    on = command.sent_on
    refused = (
        code_valid(context, "letter_means", command.means, context.today, "means")
        or not_in_future(context, on, "sent_on")
        or not_before(on, letter.prepared_on, "sent_on")
        or person_known(states, letter.person_id, "letter_id")
    )
    if refused:
        return refused
    if command.means == BY_MAIL and not all(
        _mail_is_safe(states, stream) for stream in _to_person(states, command)
    ):
        return Refusal("LETTER_MAIL_NOT_SAFE", {}, "means")
    event = LetterSent(
        letter_id=letter.letter_id,
        case_id=letter.case_id,
        person_id=letter.person_id,
        means=command.means,
        sent_on=on,
    )
    return Decision(events=[_new(event, on)], result={"letter_id": str(letter.letter_id)})


@decides(LetLetterGo, reads=_of_case)
def let_letter_go(states: States, command: LetLetterGo, context: Context) -> Decision | Refusal:
    """Record why it does not go out."""
    letter = _standing(states, command, context)
    if isinstance(letter, Refusal | Decision):
        return letter
    reasons = "letter_let_go_reasons"
    if refused := code_valid(context, reasons, command.reason, context.today, "reason"):
        return refused
    event = LetterLetGo(
        letter_id=letter.letter_id,
        case_id=letter.case_id,
        person_id=letter.person_id,
        reason=command.reason,
    )
    new = _new(event, context.today)
    return Decision(events=[new], result={"letter_id": str(letter.letter_id)})


def _standing(
    states: States, command: MarkLetterSent | LetLetterGo, context: Context
) -> LetterPrepared | Decision | Refusal:
    """The letter, where it waits; the answer, where what is asked was done before."""
    if refused := may_touch(states, command, context):
        return refused
    letter: LetterState = states[letter_stream(command.letter_id)]
    if letter.prepared is None or letter.prepared.case_id != command.case_id:
        return Refusal("LETTER_UNKNOWN", {}, "letter_id")
    if letter.ended is None:
        return letter.prepared
    sent = letter.ended == "SENT"
    if sent == isinstance(command, MarkLetterSent):
        return Decision(result={"letter_id": str(command.letter_id)})
    return Refusal("LETTER_SENT" if sent else "LETTER_GONE", {}, "letter_id")


def _mail_is_safe(states: States, stream: str) -> bool:
    means, flag = states.opened(f"means {stream}"), states.opened(f"flag {stream}")
    told = means.value if isinstance(means, Clear) else None
    return safe_by(BY_MAIL, told, isinstance(flag, Clear) and flag.value == "Y")


def _new(event: LetterPrepared | LetterSent | LetterLetGo, on: date) -> NewEvent:
    return NewEvent(stream=letter_stream(event.letter_id), event=event, effective_on=on)
