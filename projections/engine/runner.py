"""Runs one projection for ever: lease, tables, then batch after batch, whatever happens."""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection

from domain.disposal.events import CARRIED_OUT
from domain.event import Recorded
from ledger.store_errors import StoreUnavailable
from ledger.upcasters import WrittenByNewerCode
from projections.engine import builds, position
from projections.engine.feed import Feed
from projections.engine.model import ReadModel
from projections.engine.position import Fenced
from projections.engine.purge import purge, until_disposals
from projections.engine.tables import column_types, connect
from projections.engine.writer import Writer

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]

BATCH = 4_000
"""Events folded at once by a projection that is behind; one at the head takes what there is."""
HEARTBEAT = 1.0
STANDBY = 1.0
SETTLE = 1.0
"""Seconds between two times that a model settles."""
LONGEST_PAUSE = 15.0


class Poison(Exception):
    """An event that the model cannot fold. It is never skipped: the projection stops before it.

    Parking its case, so that the others go on, belongs where this is raised (``Runner._apply``).
    """

    def __init__(self, at: int, cause: BaseException) -> None:
        super().__init__(f"{code_of(cause)} at position {at}")
        self.at = at


class Runner:
    """One projection in this process. ``position`` is what its tables hold while it is ``owner``."""

    def __init__(
        self,
        model: ReadModel,
        feed: Feed,
        url: str,
        owner: str,
        *,
        moved: Callable[[], None] = lambda: None,
        batch: Callable[[], int] = lambda: BATCH,
    ) -> None:
        self.model = model
        self.position = 0
        self.owns = False
        self._feed = feed
        self._tenant = feed.tenant
        self._url = url
        self._owner = owner
        self._moved = moved
        self._batch = batch
        self._failures = 0
        self._limit = 1 << 30
        self._beaten = 0.0
        self._settled = (-1, 0.0)

    async def run(self) -> None:
        """Until cancelled. A failure is shown, and tried again after a pause that grows to 15 s."""
        while True:
            try:
                await self._with_connection()
            except Exception as error:
                self._failures += 1
                log.warning("projection %s stands still: %s", self.model.name, code_of(error))
            finally:
                self.owns = False
            pause = min(LONGEST_PAUSE, 0.1 * 2 ** min(self._failures, 10))
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))

    async def _with_connection(self) -> None:
        connection = await connect(self._url)
        try:
            while not await position.take_lease(connection, self._tenant, self.model.name):
                await asyncio.sleep(STANDBY)
            try:
                await self._own(connection)
            except Exception as error:
                if not connection.broken:
                    with contextlib.suppress(psycopg.Error):
                        code = code_of(error)
                        await position.tell_failure(
                            connection, self._tenant, self.model, self._owner, code
                        )
                raise
        finally:
            await connection.close()

    async def _own(self, connection: Connection) -> None:
        await self._feed.renew()
        while True:
            self.model = await builds.install(connection, self.model)
            writer = Writer(connection, self.model, await column_types(connection, self.model))
            self.position = await position.claim(connection, self._tenant, self.model, self._owner)
            self.owns = True
            with contextlib.suppress(Fenced):
                while True:
                    await self._step(connection, writer)

    async def _step(self, connection: Connection, writer: Writer) -> None:
        await self._settle(connection)
        head = self._feed.head
        if head <= self.position:
            if time.monotonic() - self._beaten >= HEARTBEAT:
                await self._move(connection, self.position)
            await self._feed.wait(self.position, HEARTBEAT)
        elif batch := await self._read():
            await self._apply(connection, writer, batch)
        else:
            # What lies between belongs to nobody here; not to move would be to lag for ever.
            await self._move(connection, head)

    async def _settle(self, connection: Connection) -> None:
        """Where it is time, and no import is on: what fails here leaves questions slow, not wrong."""
        position, at = self._settled
        if (
            self.model.settle is None
            or self.position == position
            or time.monotonic() - at < SETTLE
            or self._feed.head - self.position > BATCH
        ):
            return
        position = self.position
        try:
            await connection.execute(
                self.model.settle,  # type: ignore[arg-type]
                {"tenant": self._tenant, "zone": self._feed.zone.key},
            )
        except psycopg.Error as error:
            if connection.broken or is_outage(error):
                raise
            log.warning("read model %s does not settle: %s", self.model.name, code_of(error))
        self._settled = (position, time.monotonic())

    async def _read(self) -> list[Recorded]:
        limit = min(self._batch(), self._limit)
        try:
            batch = await self._feed.read(self.position, limit)
        except Exception as error:
            if not is_outage(error):
                # One by one, up to the event that cannot be read at all.
                self._limit = 1
            raise
        self._limit *= 2
        return batch

    async def _move(self, connection: Connection, to: int) -> None:
        await position.move(connection, self._tenant, self.model, self._owner, self.position, to)
        self._went(to)

    async def _apply(self, connection: Connection, writer: Writer, batch: list[Recorded]) -> None:
        try:
            await self._transact(connection, writer, batch)
        except Exception as error:
            if connection.broken or is_outage(error) or isinstance(error, Fenced | Poison):
                raise
            if len(batch) == 1:
                raise Poison(batch[0].position, error) from error
            # Halve until the one event is found: all before it still gets in.
            middle = len(batch) // 2
            await self._apply(connection, writer, batch[:middle])
            await self._apply(connection, writer, batch[middle:])

    async def _transact(
        self, connection: Connection, writer: Writer, batch: Sequence[Recorded]
    ) -> None:
        relevant = [each for each in batch if self._concerns(each)]
        if self.model.unsealed:
            relevant = await self._feed.unseal(relevant)
        last = batch[-1].position
        async with connection.transaction():
            # First of all: whoever resets the projection waits for this row, or this waits for them.
            await position.move(
                connection, self._tenant, self.model, self._owner, self.position, last
            )
            for part, disposal in until_disposals(relevant):
                if folded := self.model.relevant(part):
                    known = await writer.load(self.model.needed(folded))
                    await writer.save(self.model.changes(known, folded))
                if disposal is not None:
                    await purge(connection, self.model, disposal)
        self._went(last)

    def _concerns(self, recorded: Recorded) -> bool:
        """Whether the model folds it, or has to purge what it tells of."""
        return type(recorded.event) in self.model.events or isinstance(recorded.event, CARRIED_OUT)

    def _went(self, to: int) -> None:
        self._failures = 0
        self._beaten = time.monotonic()
        if to != self.position:
            self.position = to
            self._moved()


def is_outage(error: BaseException) -> bool:
    """Whether it is the database or the ledger that is away, rather than an event that is bad."""
    if isinstance(error, psycopg.errors.ProgramLimitExceeded):
        return False
    away = psycopg.OperationalError | psycopg.InterfaceError | StoreUnavailable | OSError
    return isinstance(error, away)


def code_of(error: BaseException) -> str:
    """A code for an error, without its message: that could hold what an event holds."""
    if isinstance(error, Poison):
        return str(error)
    if isinstance(error, WrittenByNewerCode):
        return f"{type(error).__name__} {error.wire_name} v{error.version}"
    if isinstance(error, psycopg.Error) and error.sqlstate:
        return error.sqlstate
    return type(error).__name__
