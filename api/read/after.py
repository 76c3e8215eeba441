"""What a command changed, read back once the read side holds it: through the gate, like any look."""

from typing import TYPE_CHECKING
from uuid import UUID

from api.access.gate import gate_of
from api.asked import asked
from api.context import Info
from api.errors import Fault
from api.read.fresh import fresh

if TYPE_CHECKING:
    from api.schema.case import Case
    from api.schema.person import Person

TASK = "COMMAND"


async def case_after(info: Info, key: UUID, position: int | None) -> "Case | None":
    """The case, where it is open to whoever sent the command."""
    from api.read.cases import open_case

    try:
        gate = await gate_of(info.context)
        freshness = await fresh(info.context, position)
        return await open_case(info.context, gate, key, asked(info), freshness, TASK)
    except Fault as fault:
        return _unread(fault)


async def person_after(info: Info, key: UUID, position: int | None) -> "Person | None":
    """The person, where they are open to whoever sent the command."""
    from api.read.persons import open_person

    try:
        gate = await gate_of(info.context)
        freshness = await fresh(info.context, position)
        return await open_person(info.context, gate, key, asked(info), freshness, TASK)
    except Fault as fault:
        return _unread(fault)


def _unread(fault: Fault) -> None:
    # The command stands whatever becomes of reading it back: that failing must not hide it.
    if fault.code in ("TEMPORARILY_UNAVAILABLE", "TIMEOUT"):
        return
    raise fault
