"""What somebody may ask of a seal: to set it, to change its circle, to lift it."""

from typing import Any, NoReturn
from uuid import UUID

from domain.access import Scope, may_act
from domain.checks import code_valid, language_valid, text_fits
from domain.decision import Command, Context, Decision, NewEvent, Refusal, States, decides
from domain.event import Event
from domain.private import Clear, clear_text
from domain.sealed_files import (
    CircleChanged,
    FileSealed,
    FileUnsealed,
    Seal,
    SealKind,
    oversees,
    shut_to,
)
from domain.streams import case_stream, person_stream


class SealCommand(Command, kw_only=True):
    """A command on the seal of one case or of one person: exactly one is named."""

    case_id: UUID | None = None
    person_id: UUID | None = None
    reason: str
    words: str | None = None
    text_language: str = "en"


class SealFile(SealCommand, kw_only=True):
    """Shut a file to all but its circle (accounts) and at least one reviewer besides."""

    kind: SealKind
    circle: tuple[UUID, ...]
    reviewers: tuple[UUID, ...]


class ChangeCircle(SealCommand, kw_only=True):
    """Replace who may open a sealed file."""

    circle: tuple[UUID, ...]
    reviewers: tuple[UUID, ...]


class UnsealFile(SealCommand, kw_only=True):
    """Lift a seal."""


def _reads(command: SealCommand) -> tuple[str, ...]:
    case = (case_stream(command.case_id),) if command.case_id else ()
    person = (person_stream(command.person_id),) if command.person_id else ()
    return (*case, *person)


@decides(SealFile, reads=_reads)
def seal_file(states: States, command: SealFile, context: Context) -> Decision | Refusal:
    """Once a file; who may open it is changed by ``ChangeCircle``."""
    refused = _may(states, command, context) or _circle(command, context)
    if refused:
        return refused
    if _seal(states, command) is not None:
        return Refusal("FILE_SEALED_ALREADY", {}, "circle")
    refused = (
        code_valid(context, "seal_kinds", command.kind, context.today, "kind")
        or _why(command, context, "seal_reasons")
        or _reason_of_kind(command, context)
    )
    if refused:
        return refused
    seal_id = context.new_id()
    about = _about(states, command)
    event = FileSealed(
        seal_id=seal_id,
        case_id=command.case_id,
        person_id=about,
        kind=command.kind,
        circle=tuple(dict.fromkeys(command.circle)),
        reviewers=tuple(dict.fromkeys(command.reviewers)),
        sealed_on=context.today,
        **_told(command, about),
    )
    return _decided(command, context, event, seal_id)


@decides(ChangeCircle, reads=_reads)
def change_circle(states: States, command: ChangeCircle, context: Context) -> Decision | Refusal:
    """Whoever leaves the circle is shut out at once."""
    seal = _standing(states, command, context)
    if isinstance(seal, Refusal):
        return seal
    circle = tuple(dict.fromkeys(command.circle))
    reviewers = tuple(dict.fromkeys(command.reviewers))
    if refused := _circle(command, context) or _why(command, context, "circle_reasons"):
        return refused
    if (set(seal.circle), set(seal.reviewers)) == (set(circle), set(reviewers)):
        return Decision()
    event = CircleChanged(
        seal_id=seal.seal_id,
        case_id=command.case_id,
        person_id=seal.person_id,
        circle=circle,
        reviewers=reviewers,
        changed_on=context.today,
        **_told(command, seal.person_id),
    )
    return _decided(command, context, event, seal.seal_id)


@decides(UnsealFile, reads=_reads)
def unseal_file(states: States, command: UnsealFile, context: Context) -> Decision | Refusal:
    """The file is an ordinary one again."""
    seal = _standing(states, command, context)
    if isinstance(seal, Refusal):
        return seal
    if refused := _why(command, context, "unseal_reasons"):
        return refused
    event = FileUnsealed(
        seal_id=seal.seal_id,
        case_id=command.case_id,
        person_id=seal.person_id,
        unsealed_on=context.today,
        **_told(command, seal.person_id),
    )
    return _decided(command, context, event, seal.seal_id)


def _may(states: States, command: SealCommand, context: Context) -> Refusal | None:
    """One file is named, it exists, and the actor may; a file shut to them is as if unknown."""
    scope = None
    if command.case_id and not command.person_id:
        state = states[case_stream(command.case_id)]
        scope = Scope(state.office, state.caseworker_id)
    name = type(command).__name__
    if code := may_act(context.actor, name, context.policy, context.today, scope):
        return Refusal(code)
    if (command.case_id is None) == (command.person_id is None):
        return Refusal("ONE_FILE_TO_SEAL", {}, "case_id")
    if states[_stream(command)].version == 0:
        unknown = "CASE_UNKNOWN" if command.case_id else "PERSON_UNKNOWN"
        return Refusal(unknown, {}, "case_id" if command.case_id else "person_id")
    outside = shut_to(context.actor, _seal(states, command))
    if outside and not oversees(context.actor, context.policy, context.today):
        return Refusal("NOT_YOUR_CASE")
    return None


def _standing(states: States, command: SealCommand, context: Context) -> Seal | Refusal:
    if refused := _may(states, command, context):
        return refused
    return _seal(states, command) or Refusal("FILE_NOT_SEALED", {}, "reason")


def _circle(command: SealFile | ChangeCircle, context: Context) -> Refusal | None:
    """Somebody works on the file, and somebody else reviews who opened it."""
    if not command.circle:
        return Refusal("CIRCLE_EMPTY", {}, "circle")
    if not set(command.reviewers) - set(command.circle):
        return Refusal("REVIEWER_NEEDED", {}, "reviewers")
    most = context.policy.limit("circle_accounts", context.today)
    if len(set(command.circle) | set(command.reviewers)) > most:
        return Refusal("CIRCLE_TOO_WIDE", {"limit": most}, "circle")
    return None


def _why(command: SealCommand, context: Context, listed: str) -> Refusal | None:
    return (
        code_valid(context, listed, command.reason, context.today, "reason")
        or text_fits(context, command.words, "words")
        or language_valid(command.text_language, "text_language")
    )


def _reason_of_kind(command: SealFile, context: Context) -> Refusal | None:
    reason = context.policy.code("seal_reasons", command.reason, context.today)
    if reason is None or command.kind in reason.get("kinds", (command.kind,)):
        return None
    details = {
        "reason": context.policy.words("seal_reasons", [command.reason]),
        "kind": context.policy.words("seal_kinds", [command.kind]),
    }
    return Refusal("REASON_NOT_FOR_KIND", details, "reason")


def _stream(command: SealCommand) -> str:
    if command.case_id:
        return case_stream(command.case_id)
    return person_stream(command.person_id) if command.person_id else _nothing()


def _nothing() -> NoReturn:
    raise ValueError("a seal names one file")


def _seal(states: States, command: SealCommand) -> Seal | None:
    return states[_stream(command)].seal


def _about(states: States, command: SealFile) -> UUID:
    """Whose key seals why: the person's, or the applicant's of a case (or whoever is of its unit)."""
    if command.person_id:
        return command.person_id
    state = states[_stream(command)]
    application = state.governing
    members = application.members if application else ()
    applicants = [m.person_id for m in members if m.role == "APPLICANT"]
    others = [m.person_id for m in members] or [
        stay.member.person_id for stay in state.memberships.values() if stay.member
    ]
    return (applicants or others)[0]


def _told(command: SealCommand, about: UUID) -> dict[str, Any]:
    return {
        "reason": Clear(command.reason, about),
        "words": clear_text(command.words, command.text_language, about),
    }


def _decided(command: SealCommand, context: Context, event: Event, seal_id: UUID) -> Decision:
    new = NewEvent(
        stream=_stream(command), event=event, effective_on=context.today, source=context.source
    )
    named = {"case_id": command.case_id, "person_id": command.person_id}
    return Decision(
        events=[new],
        result={"seal_id": str(seal_id)} | {k: str(v) for k, v in named.items() if v},
    )
