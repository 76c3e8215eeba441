"""Whom a command may name: people on whom the sender has a duty, or who are in no case yet.

An application opens the file of everybody it names to whoever works on it, so that without this
anybody could open anybody's file by applying for them. Somebody whose file is elsewhere, or closed,
may still apply: whoever receives them says how they were identified, and that is itself a look.
"""

from collections.abc import Sequence
from uuid import UUID

from api.access.gate import Gate, gate_of
from api.access.opened import NONE, Opened
from api.access.safety import safety_of
from api.asked import Asked
from api.context import Context
from api.schema.category import CONSENT, FILE
from domain.access import may_identify
from domain.case.commands import CaseCommand, SubmitApplication
from domain.decision import Command, Refusal
from domain.emergency_decisions import BreakGlass, ReviewBreakGlass
from domain.finding_review import ReviewFinding
from domain.naming import named
from domain.same_person import KeepApart, MergePersons, UnmergePersons
from domain.sealed_decisions import ChangeCircle, UnsealFile
from domain.streams import stream_uuid
from projections.case_file.queries import assignments_of_persons

ON_TWO_NUMBERS = (MergePersons, KeepApart, UnmergePersons)
TOLD = {"SIN_TAKEN": "SIN_TAKEN"}
"""Refusals that tell that somebody is known, with the code for the record."""
KEPT_OUT = {
    "NOT_PERMITTED": "COMMAND_NOT_FOR_ROLE",
    "NOT_YOUR_CASE": "NO_ASSIGNMENT",
    "CASE_UNKNOWN": "NO_ASSIGNMENT",
}
"""Refusals of somebody who tried what is not theirs: one answer, and a denied look."""
TASK = "COMMAND"


async def may_name(context: Context, command: Command) -> bool:
    """Whether the command names nobody who is not the sender's to act for; a no is recorded."""
    if isinstance(command, ChangeCircle | UnsealFile):
        return True  # decided by the circle, or by who oversees it
    if isinstance(command, BreakGlass | ReviewBreakGlass | ReviewFinding):
        return True  # an emergency is one's own to call; who reviews it is policy's to say
    wanted, case_id = list(named(command)), getattr(command, "case_id", None)
    if not wanted and case_id is None:
        return True
    gate = await gate_of(context)
    safety = await safety_of(context, (case_id,) if case_id else (), wanted)
    if case_id in safety.cases and gate.session.account_id not in safety.cases[case_id].open_to:
        await _record(gate, Opened(codes=("FILE_SEALED",)), (), (case_id,))
        return False
    if isinstance(command, ON_TWO_NUMBERS):
        access = await gate.settles(wanted[0], wanted[1])
        if not access.allowed:
            await _record(gate, Opened(codes=(access.code,)), wanted)
        return access.allowed
    rows = await context.reader.ask(None, assignments_of_persons, context.tenant, wanted)
    # Whoever left a unit is nobody's to name by that: whether they are in another is not told.
    known = {*safety.persons, *safety.left_any(), *(row.person_id for row in rows)}
    in_cases = [key for key in wanted if key in known]
    opened = await gate.persons(in_cases)
    closed = [key for key in in_cases if CONSENT not in opened.persons.get(key, NONE)]
    if not closed:
        return True
    if isinstance(command, SubmitApplication) and await _identified(context, gate, command):
        codes = Opened(codes=("APPLICANT_IDENTIFIED",))
        await _record(gate, codes, closed, allowed=True)
        return True
    gate = await gate_of(context)
    await _record(gate, await gate.persons(closed), closed)
    return False


async def record_refused(context: Context, command: Command, refusal: Refusal) -> None:
    """Record a refusal that told that somebody is known, or that kept the sender out of a case."""
    if code := TOLD.get(refusal.code):
        holder = refusal.details.get("holder")
        persons = [stream_uuid(holder)] if holder else []
        await _record(await gate_of(context), Opened(codes=(code,)), persons)
    elif code := KEPT_OUT.get(refusal.code):
        own = isinstance(command, CaseCommand | SubmitApplication) and command.case_id
        about = getattr(command, "person_id", None)
        await _record(
            await gate_of(context),
            Opened(codes=(code,)),
            [about] if about else [],
            [own] if own else [],
        )


async def _identified(context: Context, gate: Gate, command: SubmitApplication) -> bool:
    policy, actor = await context.policy(), gate.session.actor
    known = command.identified and policy.code(
        "identifications", command.identified, command.submitted_on
    )
    return bool(known) and may_identify(actor, command.office, policy, context.today)


async def _record(
    gate: Gate,
    opened: Opened,
    persons: Sequence[UUID],
    cases: Sequence[UUID] = (),
    *,
    allowed: bool = False,
) -> None:
    asked = Asked(frozenset({FILE}), frozenset())
    await gate.record(opened, asked, task=TASK, persons=persons, cases=cases, allowed=allowed)
