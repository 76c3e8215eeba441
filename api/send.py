"""A command on its way to the ledger, and the ledger's answer as a typed payload."""

from typing import Any
from uuid import UUID

from strawberry import ID
from strawberry.utils.str_converters import to_camel_case

from api.access.circle import circle_known
from api.access.emergency import located
from api.access.touch import may_name, record_refused
from api.context import Context
from api.errors import Fault, Unavailable
from api.ids import BadId, global_id, kind_of
from api.own_number import under_own_number
from api.parse import Invalid, read_command
from api.read.findings import found_for
from api.schema.refusals import (
    CommandAccepted,
    CommandIdReused,
    ConcurrentChange,
    CreatedId,
    InvalidInput,
    NotPermitted,
    Problem,
    RuleRefused,
    TemporarilyUnavailable,
)
from api.schema.scalars import Position
from api.texts import text
from domain.access import may_act
from domain.case.commands import CaseCommand, SubmitApplication
from domain.decision import Command, Refusal
from domain.emergency_decisions import BreakGlass
from domain.event import Actor
from domain.finding_review import ReviewFinding
from domain.naming import named
from domain.refusals import text as refusal_text
from ledger.commands import Accepted
from ledger.store_errors import StoreUnavailable

CHANNEL = "API"
NUMBERS_TRIED = 3
"""How often a command is asked again under another number of the person that it names."""
NEUTRAL = frozenset({"NOT_PERMITTED", "NOT_YOUR_CASE", "CASE_UNKNOWN"})
"""Refusals told apart only in the ledger's own words: to the sender they are one."""


async def send(context: Context, command_type: type[Command], given: Any) -> Any:
    """Parse, decide and record a command; every outcome is a member of ``CommandResult``."""
    language = context.language
    try:
        session = await context.signed_in()
        command_id, command = read_command(command_type, given, language)
        command = await located(context, command)
        if not await may_name(context, command):
            field = "members" if isinstance(command, SubmitApplication) else None
            return not_permitted(language, field)
        unknown = await circle_known(context, command)
        if unknown is not None:
            return refused(unknown, language)
        await context.reader.release()
        command = await _filled(context, command, session.actor)
        outcome = await _decided(context, command, command_id, session.actor)
        if isinstance(outcome, Refusal):
            await record_refused(context, command, outcome)
    except Invalid as wrong:
        return invalid(wrong, language)
    except (Unavailable, StoreUnavailable):
        return unavailable(language)
    except Fault as fault:
        if fault.code != "NOT_SIGNED_IN":
            raise
        return NotPermitted(code=fault.code, message=fault.message(language), field=None)
    if isinstance(outcome, Refusal):
        return refused(outcome, language)
    return _accepted(outcome, command)


async def _filled(context: Context, command: Command, actor: Actor) -> Command:
    """With what the program looks up itself, for whoever may give the command at all."""
    if not command.filled or isinstance(command, BreakGlass):
        return command
    policy = await context.policy()
    if may_act(actor, type(command).__name__, policy, context.today):
        return command
    if isinstance(command, ReviewFinding):
        return await found_for(context, command)
    return await context.services.office.fill(await context.services.disposals.fill(command))


async def _decided(
    context: Context, command: Command, command_id: UUID, actor: Actor
) -> Accepted | Refusal:
    """The ledger's answer; asked again where another number of the person was meant.

    ``may_name`` has found whom the command may name; another number of the same person is theirs.
    """
    execute = context.services.ledger.execute
    about = {"command_id": command_id, "actor": actor, "channel": CHANNEL}
    outcome = await execute(command, **about, vouched=named(command))
    for _ in range(NUMBERS_TRIED):
        if not isinstance(outcome, Refusal):
            break
        own = await under_own_number(context, command, outcome)
        await context.reader.release()
        if own is None:
            break
        command = own
        outcome = await execute(command, **about, vouched=named(command))
    return outcome


def refused(refusal: Refusal, language: str) -> Any:
    """A refusal of the domain or the ledger as its type."""
    if refusal.code in NEUTRAL:
        return not_permitted(language)
    said = {
        "code": refusal.code,
        "message": refusal_text(refusal, "fr" if language == "fr" else "en"),
        "field": _camel_path(refusal.field),
    }
    if refusal.code in ("CASE_CHANGED", "TOO_MANY_CHANGES"):
        return ConcurrentChange(
            **said,
            expected_version=refusal.details.get("expected"),
            actual_version=refusal.details.get("actual"),
        )
    if refusal.code == "COMMAND_ID_REUSED":
        return CommandIdReused(**said)
    return RuleRefused(**said)


def _accepted(accepted: Accepted, command: Command) -> CommandAccepted:
    made = accepted.result
    case_id = made.get("case_id") or getattr(command, "case_id", None)
    person_id = made.get("person_id")
    if person_id is None and not isinstance(command, CaseCommand):
        person_id = getattr(command, "person_id", None)
    return CommandAccepted(
        command_id=ID(str(accepted.command_id)),
        position=None if accepted.position is None else Position(accepted.position),
        replayed=accepted.replayed,
        ids=[CreatedId(name=to_camel_case(k), id=_made_id(k, v)) for k, v in made.items()],
        case_id=_uuid(case_id),
        person_id=_uuid(person_id),
    )


def _made_id(name: str, value: str) -> Any:
    try:
        return global_id(kind_of(name), value)
    except (KeyError, BadId):
        return value


def _uuid(value: UUID | str | None) -> UUID | None:
    return UUID(value) if isinstance(value, str) else value


def _camel_path(field: str | None) -> str | None:
    return None if field is None else ".".join(to_camel_case(step) for step in field.split("."))


def not_permitted(language: str, field: str | None = None) -> NotPermitted:
    """That it is not for this sender to do, in words that tell nothing else."""
    return NotPermitted(code="NOT_PERMITTED", message=text("NOT_OPEN", language), field=field)


def invalid(found: Invalid, language: str) -> InvalidInput:
    """All that is wrong in an input."""
    fields = ", ".join(dict.fromkeys(field for field, _ in found.problems))
    return InvalidInput(
        code="INVALID_INPUT",
        message=text("INVALID_INPUT", language, fields=fields),
        field=found.problems[0][0],
        problems=[Problem(field=field, message=message) for field, message in found.problems],
    )


def unavailable(language: str) -> TemporarilyUnavailable:
    """That the store cannot be reached now."""
    fault = Unavailable()
    return TemporarilyUnavailable(
        code=fault.code,
        message=fault.message(language),
        field=None,
        retry_after_seconds=fault.retry_after_seconds,
    )
