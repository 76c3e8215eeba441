"""The privacy office as a whole: its matters, their steps, and what a command needs to know.

office = Office(ledger, projections)
command = await office.fill(RequestCorrection(person_id=..., of_event=..., ...))
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.decision import Command
from domain.event import Recorded
from domain.office.commands import GrantCorrection, RequestCorrection, StateDisagreement
from ledger.ledger import Ledger
from ledger.store_errors import StoreUnavailable
from projections.privacy_office import queries
from projections.privacy_office.project import moved
from projections.privacy_office.rows import MatterRow
from projections.run import Projections

PATIENCE = 5.0  # seconds that a command waits for the read models to hold all that was recorded
READS = ("privacy_office", "timeline", "case_file", "same_person")


class Office:
    """The matters of one tenant, read as the owner of the read tables: for the program itself.

    Whoever shows anything of it asks first whether its reader may know.
    """

    def __init__(self, ledger: Ledger, projections: Projections) -> None:
        self._ledger = ledger
        self._projections = projections

    async def fill(self, command: Command) -> Command:
        """The command with what the program looks up itself; any other as it is.

        Raises ``StoreUnavailable`` where the read models are behind.
        """
        if isinstance(command, RequestCorrection):
            await self._caught_up()
            found = await self._owner(command.of_event)
            if found is None:
                return command
            return msgspec.structs.replace(command, case_id=found.case_id, about=found.about)
        if isinstance(command, GrantCorrection | StateDisagreement):
            await self._caught_up()
            command = msgspec.structs.replace(command, persons=await self._numbers(command))
        if isinstance(command, GrantCorrection):
            found = await self._owner(command.corrected_by)
            return msgspec.structs.replace(command, about=found.about if found else ())
        return command

    async def matters(self, kind: str | None = None) -> list[MatterRow]:
        """Every matter, of one kind where it is given; the newest first."""
        async with self._projections.connection() as connection:
            return await queries.matters(connection, self._ledger.tenant, kind=kind)

    async def matters_then(self, kind: str, on: date, known_at: datetime | None) -> list[MatterRow]:
        """The same at the end of a day, by what was known at an instant (UTC; None: now)."""
        found: list[MatterRow] = []
        for matter in await self.matters(kind):
            row: MatterRow | None = None
            for step in await self.steps(matter.matter_id):
                if step.effective_on <= on and (known_at is None or step.known_at <= known_at):
                    row = moved(row, step)
            if row is not None and row.status:
                found.append(row)
        return found

    async def matter(self, matter_id: UUID) -> MatterRow | None:
        """The matter of that id."""
        async with self._projections.connection() as connection:
            found = await queries.matters(connection, self._ledger.tenant, matter=matter_id)
        return found[0] if found else None

    async def steps(self, matter_id: UUID) -> list[Recorded]:
        """The events of a matter, oldest first, private values sealed."""
        async with self._projections.connection() as connection:
            return await queries.steps(connection, self._ledger.tenant, matter_id)

    async def stated(self, matters: Iterable[UUID]) -> list[Recorded]:
        """The statements of disagreement of these matters, sealed."""
        found = [step for matter in matters for step in await self.steps(matter)]
        return [step for step in found if step.event.wire_name == "correction.disagreement_stated"]

    async def _owner(self, event: UUID) -> queries.EntryOwner | None:
        async with self._projections.connection() as connection:
            return await queries.owner_of_entry(connection, self._ledger.tenant, event)

    async def _numbers(self, command: GrantCorrection | StateDisagreement) -> tuple[UUID, ...]:
        row = await self.matter(command.matter_id)
        if row is None or row.person_id is None:
            return ()
        async with self._projections.connection() as connection:
            return await queries.numbers(connection, self._ledger.tenant, row.person_id)

    async def _caught_up(self) -> None:
        head = await self._ledger.head()
        if not await self._projections.wait_for(READS, head, PATIENCE):
            raise StoreUnavailable("the read models are behind", outcome_known=True)
