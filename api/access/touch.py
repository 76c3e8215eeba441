"""Whom a command may name: people on whom the sender has a duty, or who are in no case yet.

An application opens the file of everybody it names to whoever works on it, so that without this
anybody could open anybody's file by applying for them.
"""

from collections.abc import Sequence
from uuid import UUID

from api.access.gate import NONE, Gate, Opened, gate_of
from api.asked import Asked
from api.context import Context
from api.schema.category import CONSENT, FILE
from domain.case.commands import SubmitApplication
from domain.consent import (
    ConsentToVerification,
    GrantConsent,
    InvalidateConsent,
    ReaffirmConsent,
    RefuseConsent,
    RefuseVerification,
    RequestConsent,
    RevokeConsent,
    WithdrawConsent,
)
from domain.decision import Command, Refusal
from domain.person import UpdateContact
from domain.streams import stream_uuid
from projections.case_file.queries import assignments_of_cases, assignments_of_persons

ON_A_PERSON = (
    UpdateContact,
    RequestConsent,
    GrantConsent,
    RefuseConsent,
    WithdrawConsent,
    ReaffirmConsent,
    RevokeConsent,
    InvalidateConsent,
    ConsentToVerification,
    RefuseVerification,
)
KNOWN_ALREADY = frozenset({"SIN_TAKEN"})
TASK = "COMMAND"


async def may_name(context: Context, command: Command) -> bool:
    """Whether the command names nobody who is not the sender's to act for; a no is recorded."""
    wanted = await _named(context, command)
    if not wanted:
        return True
    rows = await context.reader.ask(None, assignments_of_persons, context.tenant, wanted)
    in_cases = list(dict.fromkeys(row.person_id for row in rows if row.person_id is not None))
    opened = await (await gate_of(context)).persons(in_cases)
    closed = [key for key in in_cases if CONSENT not in opened.persons.get(key, NONE)]
    if not closed:
        return True
    gate = await gate_of(context)
    await _refused(gate, await gate.persons(closed), closed)
    return False


async def record_known(context: Context, refusal: Refusal) -> None:
    """Record that a refusal told that somebody is known: asking so is a way to find out."""
    if refusal.code not in KNOWN_ALREADY:
        return
    persons = [stream_uuid(refusal.details["holder"])] if "holder" in refusal.details else []
    await _refused(await gate_of(context), Opened(codes=(refusal.code,)), persons)


async def _named(context: Context, command: Command) -> Sequence[UUID]:
    if isinstance(command, ON_A_PERSON):
        return [command.person_id]
    if not isinstance(command, SubmitApplication):
        return []
    named = [member.person_id for member in command.members]
    if command.case_id is None:
        return named
    # On a case that one may apply for again, its own people may be named.
    rows = await context.reader.ask(None, assignments_of_cases, context.tenant, [command.case_id])
    own = {row.person_id for row in rows}
    return [person for person in named if person not in own]


async def _refused(gate: Gate, opened: Opened, persons: Sequence[UUID]) -> None:
    asked = Asked(frozenset({FILE}), frozenset())
    await gate.record(opened, asked, task=TASK, persons=persons, allowed=False)
