"""Runs one projection for ever: lease, tables, then batch after batch, whatever happens."""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
from msgspec.structs import replace
from psycopg import AsyncConnection

from ledger.history import Unreadable
from projections.engine import builds, position
from projections.engine.bell import rung
from projections.engine.errors import Fenced, code_of, is_outage
from projections.engine.feed import Feed
from projections.engine.model import ReadModel
from projections.engine.parked import Parked
from projections.engine.parking import Folding
from projections.engine.position import HEARTBEAT, Place
from projections.engine.settling import Settling
from projections.engine.stopping import heed
from projections.engine.tables import column_types, connect
from projections.engine.together import Rider, Together
from projections.engine.writer import Writer

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]

BATCH = 4_000
"""Events folded at once by a projection that is behind; one at the head takes what there is."""
STANDBY = 1.0
LONGEST_PAUSE = 15.0


class Runner:
    """One projection in this process. ``position`` is what its tables hold while it is ``owner``.

    At the ledger's end it folds ``together`` with the others of the process.
    """

    def __init__(
        self,
        model: ReadModel,
        feed: Feed,
        url: str,
        owner: str,
        *,
        moved: Callable[[], None] = lambda: None,
        batch: Callable[[], int] = lambda: BATCH,
        together: Together | None = None,
    ) -> None:
        self.model = model
        self.owns = False
        self._feed = feed
        self._tenant = feed.tenant
        self._url = url
        self._owner = owner
        self._moved = moved
        self._batch = batch
        self._together = together
        self._failures = 0
        self._failure: str | None = None
        self._size = 0
        self._beaten = float("-inf")
        self._settling = Settling(model, feed)
        self._place = Place(0, 0, Parked())

    @property
    def position(self) -> int:
        """The last position that its tables hold, as far as this runner knows."""
        return self._place.position

    async def run(self) -> None:
        """Until cancelled, or its build has ended.

        A failure is shown, and tried again after a pause that grows to 15 s, or to 1 s where it is
        the database that is away: what it lost in a crash is shown as if it were there until then.
        """
        while True:
            heed()
            longest = LONGEST_PAUSE
            try:
                await self._with_connection()
            except builds.Ended:
                return
            except builds.Stands:
                self._failures = 0
                await asyncio.sleep(STANDBY)
                continue
            except Exception as error:
                self._failures += 1
                longest = min(STANDBY, LONGEST_PAUSE) if is_outage(error) else LONGEST_PAUSE
                self._failure = code_of(error)
                self._beaten = float("-inf")
                log.warning("projection %s stands still: %s", self.model.name, self._failure)
            finally:
                self.owns = False
            pause = min(longest, 0.1 * 2 ** min(self._failures, 10))
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))

    async def _with_connection(self) -> None:
        connection = await connect(self._url)
        try:
            while not await position.take_lease(connection, self._tenant, self._lease()):
                await asyncio.sleep(STANDBY)
            try:
                await self._own(connection)
            except (builds.Stands, builds.Ended):
                raise
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

    def _lease(self) -> str:
        """What one process alone may run at a time."""
        return self.model.name

    async def _bind(self, connection: Connection) -> ReadModel:
        """The model bound to the build that this runner fills. Raises ``builds.Stands`` or ``Ended``."""
        return await builds.install(connection, self.model)

    async def _own(self, connection: Connection) -> None:
        await self._feed.renew()
        while True:
            self.owns = False
            self.model = await self._bind(connection)
            types = await column_types(connection, self.model)
            with contextlib.suppress(Fenced):
                folding = await self.claim(connection, Writer(connection, self.model, types))
                if self._failure:
                    # By what it fails it may lose its connection each time, and could never say so.
                    await position.tell_failure(
                        connection, self._tenant, self.model, self._owner, self._failure
                    )
                self.owns = True
                rider = Rider(folding, types, lambda: self._place, self._goes)
                while True:
                    await self._ride(connection, rider)
                    await self._step(connection, folding)

    async def _ride(self, connection: Connection, rider: Rider) -> None:
        """Fold with the others, until this one has to go on alone; after a failure, alone at first."""
        if self._together is None or self._failures or not self._together.takes(self.position):
            return
        with self._together.riding(rider):
            while not rider.left.is_set():
                await self._settling.settle(connection, self.position)
                # The lease is held by this connection, on which nothing else is said meanwhile.
                await connection.execute("")
                await rung(rider.left, HEARTBEAT)

    async def claim(self, connection: Connection, writer: Writer) -> Folding:
        """Become the owner of the place as it stands; answers what folds from there on."""
        # Of the build that is live now; and whoever folded a part again left sums that hold no more.
        self._settling = Settling(self.model, self._feed)
        self._place = await position.claim(
            connection, self._tenant, self.model, self._owner, state=self._state()
        )
        return Folding(
            connection,
            writer,
            self.model,
            self._tenant,
            self._feed.unseal,
            self._place.parked,
            move=partial(self._moving, connection),
            went=self._went,
        )

    async def _step(self, connection: Connection, folding: Folding) -> None:
        if self._state() == "running":
            await self._settling.settle(connection, self.position)
        head = self._feed.head
        if head <= self.position:
            # One that cannot know what it lags by is not alive, whatever else it could still do.
            if time.monotonic() - self._beaten >= HEARTBEAT and self._feed.watched:
                await self._move(connection, self.position)
            await self._feed.wait(self.position, HEARTBEAT)
            return
        try:
            batch = await self._feed.read(self.position, self._most())
            self._size = len(batch)
        except Unreadable as row:
            await folding.pass_unreadable(row)
            return
        if batch:
            await folding.take(batch)
        else:
            # What lies between belongs to nobody here; not to move would be to lag for ever.
            await self._move(connection, head)

    def _most(self) -> int:
        """Events to fold at once: half of what failed, for it may have been too much.

        And where one event alone is too much, all before it are in, and it is known which it is.
        """
        return max(min(self._batch(), self._size // 2), 1) if self._failures else self._batch()

    async def _move(self, connection: Connection, to: int) -> None:
        await self._moving(connection, to)
        self._went(to)

    async def _moving(self, connection: Connection, to: int) -> None:
        await position.move(
            connection,
            self._tenant,
            self.model,
            self._owner,
            self._place,
            to,
            state=self._state(),
        )

    def _state(self) -> str:
        return "building" if self._place.filling else "running"

    def _went(self, to: int) -> None:
        before = self.position
        self._goes(to)
        if to != before:
            self._moved()

    def _goes(self, to: int) -> None:
        self._failures, self._failure = 0, None
        self._beaten = time.monotonic()
        filling = self._place.filling and to < self._feed.head
        self._place = replace(self._place, position=to, filling=filling)
