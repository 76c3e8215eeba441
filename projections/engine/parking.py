"""Folds batches into tables; an event that cannot be folded parks its subject, and all else goes on.

What is parked stands in ``read.parked`` and ``read.parked_event``: subjects, positions and codes of
errors, nothing of what an event tells. It is written with the rows and the position, and kept in
memory besides: where nothing is parked, no statement is made for it.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from psycopg import AsyncConnection

from domain.disposal.events import CARRIED_OUT
from domain.event import Recorded, event_types
from ledger.history import Unreadable
from ledger.observing import observed
from projections.engine.errors import Poison, code_of, is_of_event
from projections.engine.model import ReadModel, kinds
from projections.engine.parked import Parked, Waiting
from projections.engine.purge import purge, until_disposals
from projections.engine.stopping import heed
from projections.engine.subjects import own_subject, subject_of
from projections.engine.writer import Writer

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]

MOST_PARKED = 100
"""Subjects that an error of their own may park in one projection; at one more it stands."""


class Folding:
    """Folds into the tables of one build; ``parked`` is what waits of it.

    ``move`` is called first in each transaction, with the position that it will hold; ``went`` after
    it.
    """

    def __init__(
        self,
        connection: Connection,
        writer: Writer,
        model: ReadModel,
        tenant: str,
        unseal: Callable[[Sequence[Recorded]], Awaitable[list[Recorded]]],
        parked: Parked,
        *,
        move: Callable[[int], Awaitable[None]],
        went: Callable[[int], None] = lambda position: None,
        most: int = MOST_PARKED,
    ) -> None:
        self.parked = parked
        self._connection = connection
        self._writer = writer
        self.model = model
        self._tenant = tenant
        self._unseal = unseal
        self._move = move
        self._went = went
        self._most = most

    async def take(self, batch: Sequence[Recorded]) -> None:
        """Fold a batch. Raises what is no event's fault, and ``Poison``."""
        commands = (each.metadata.command for each in batch if each.metadata.command)
        seen = observed("batch", commands=commands, projection=self.model.name, events=len(batch))
        try:
            with seen:
                await self._transact(batch)
        except Exception as error:
            heed()
            if self._connection.broken or not is_of_event(error):
                raise
            if len(batch) == 1:
                await self._fail(batch[0].position, own_subject(batch[0]), batch[0].event, error)
                return
            # Halve until the one event is found: all the others get in.
            middle = len(batch) // 2
            await self.take(batch[:middle])
            await self.take(batch[middle:])

    async def pass_unreadable(self, row: Unreadable) -> None:
        """Go on behind a row that holds no event: if the model folds such ones, it parks."""
        kind = event_types().get(row.wire_name)
        if kind is None or kind in self.model.events or kind in CARRIED_OUT:
            await self._fail(row.position, subject_of(row.stream), kind, row)
        else:
            await self._move(row.position)
            self._went(row.position)

    async def _transact(self, batch: Sequence[Recorded]) -> None:
        relevant = concerning(self.model, batch)
        free, waiting = self.parked.divide(relevant)
        if self.model.unsealed:
            free = await self._unseal(free)
        last = batch[-1].position
        if not free and not waiting:
            # Most events concern few read models: the others only go on, in one statement.
            await self._move(last)
            self._went(last)
            return
        async with self._connection.transaction():
            # First of all: whoever resets the projection waits for this row, or this waits for them.
            await self._move(last)
            await park(self._connection, self._tenant, self.model, waiting)
            for part, disposal in until_disposals(free):
                if folded := self.model.relevant(part):
                    known = await self._writer.load(self.model.needed(folded))
                    await self._writer.save(self.model.changes(known, folded))
                if disposal is not None:
                    await purge(self._connection, self.model, disposal)
        self.parked = self.parked.with_(waiting)
        self._went(last)

    async def _fail(self, position: int, subject: str | None, event: Any, error: Exception) -> None:
        """Park what could not be folded, unless nothing can go on without it."""
        code = error.code if isinstance(error, Unreadable) else code_of(error)
        kind = event if isinstance(event, type) else type(event)
        if subject is None or kind in CARRIED_OUT:
            raise Poison(position, code) from error
        if subject in self.parked.subjects:
            await self._wait(position, [Waiting(position, subject)])
            return
        if self.parked.failed >= self._most:
            raise Poison(position, code, f", after {self._most} that are parked") from error
        log.warning("projection %s: parked at position %d: %s", self.model.name, position, code)
        await self._wait(position, [Waiting(position, subject, code)])

    async def _wait(self, position: int, waiting: Sequence[Waiting]) -> None:
        async with self._connection.transaction():
            await self._move(position)
            await park(self._connection, self._tenant, self.model, waiting)
        self.parked = self.parked.with_(waiting)
        self._went(position)


def concerning(model: ReadModel, batch: Sequence[Recorded]) -> Sequence[Recorded]:
    """The events that the model folds, or what of it has to be purged for."""
    concern = model.events.union(CARRIED_OUT)
    if kinds(batch) <= concern:
        return batch
    return [each for each in batch if type(each.event) in concern]


async def parked(connection: Connection, tenant: str, model: ReadModel) -> Parked:
    """What is parked of a projection."""
    cursor = await connection.execute(
        "select stream, error is not null from read.parked"
        " where tenant = %s and name = %s and build = %s",
        (tenant, model.name, model.build),
    )
    rows = await cursor.fetchall()
    return Parked(frozenset(row[0] for row in rows), sum(row[1] for row in rows))


async def park(
    connection: Connection, tenant: str, model: ReadModel, waiting: Iterable[Waiting]
) -> None:
    """Write down what waits, in the transaction of the position."""
    rows = list(waiting)
    if not rows:
        return
    await connection.execute(
        """
        with waiting as (
            select w.position, w.stream, w.error
            from unnest(%(positions)s::bigint[], %(streams)s::text[], %(errors)s::text[])
                as w(position, stream, error)
        ), parked as (
            insert into read.parked (tenant, name, build, stream, position, error)
            select distinct on (w.stream)
                %(tenant)s, %(name)s, %(build)s, w.stream, w.position, w.error
            from waiting as w order by w.stream, w.position
            on conflict (tenant, name, build, stream) do nothing
        )
        insert into read.parked_event (tenant, name, build, stream, position)
        select %(tenant)s, %(name)s, %(build)s, w.stream, w.position from waiting as w
        """,
        {
            "tenant": tenant,
            "name": model.name,
            "build": model.build,
            "positions": [each.position for each in rows],
            "streams": [each.subject for each in rows],
            "errors": [each.error for each in rows],
        },
    )
