"""Folds what is new into all read models that stand at the ledger's end, by one statement.

Every event moves the place of each of them, though few have rows of it: by themselves, they would
make a transaction each. Here one statement moves them all and writes all rows. Only what is ordinary
goes this way: whatever fails, waits behind something parked or erases is left to each alone
(``projections.engine.runner``), and so is who lags.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from psycopg import AsyncConnection

from domain.disposal.events import CARRIED_OUT
from domain.event import Recorded
from ledger.observing import observed
from projections.engine import position
from projections.engine.bell import rung
from projections.engine.errors import code_of
from projections.engine.feed import Feed
from projections.engine.model import ReadModel
from projections.engine.parking import Folding, concerning
from projections.engine.position import HEARTBEAT, Place
from projections.engine.remembered import Needed, Remembered
from projections.engine.statements import Part
from projections.engine.stopping import heed
from projections.engine.tables import connect
from projections.engine.waiting import tell
from projections.engine.work import Work
from projections.engine.writer import Writer, answers

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]

NEAR = 200
"""Events behind the ledger's end at most: who has more to fold would hold up the others."""
MOST = 100
"""Events in one transaction."""
PAUSE = 0.5
"""Seconds between two attempts to connect."""


class Rider:
    """A projection that folds with others until it has ``left``, because it has to go on alone."""

    def __init__(
        self,
        folding: Folding,
        types: dict[str, dict[str, str]],
        place: Callable[[], Place],
        went: Callable[[int], None],
    ) -> None:
        self.left = asyncio.Event()
        self.went = went
        self.remembered = Remembered()
        self._folding = folding
        self._types = types
        self._place = place
        self._writer: Writer | None = None

    @property
    def model(self) -> ReadModel:
        return self._folding.model

    @property
    def place(self) -> Place:
        return self._place()

    def part(self, batch: Iterable[Recorded], after: int) -> Sequence[Recorded] | None:
        """What it has to fold of a batch from a position on; None where something has to wait."""
        mine = concerning(self.model, [each for each in batch if each.position > after])
        free, waiting = self._folding.parked.divide(mine)
        return None if waiting else free

    def writer(self, connection: Connection) -> Writer:
        if self._writer is None or self._writer.connection is not connection:
            self._writer = Writer(connection, self.model, self._types)
        return self._writer


class Together:
    """Of one tenant, in one process. ``moved`` is called after each transaction."""

    def __init__(self, feed: Feed, url: str, owner: str, *, moved: Callable[[], None]) -> None:
        self._feed = feed
        self._url = url
        self._owner = owner
        self._moved = moved
        self._riders: list[Rider] = []
        self._some = asyncio.Event()
        self._connection: Connection | None = None
        self._beaten = 0.0

    def takes(self, at: int) -> bool:
        """Whether one that stands at this position may ride."""
        return self._connection is not None and self._feed.head - at <= NEAR

    @contextlib.contextmanager
    def riding(self, rider: Rider) -> Iterator[None]:
        """While it is open, and the rider has not left, all that is new is folded for it too."""
        rider.left.clear()
        # Alone, it may have written anything, or others may have in its place.
        rider.remembered.forget()
        self._riders.append(rider)
        self._some.set()
        self._feed.ring()
        try:
            yield
        finally:
            self._leave([rider])

    async def run(self) -> None:
        """Until cancelled; without a connection, each goes on alone."""
        while True:
            heed()
            try:
                await self._with_connection()
            except Exception as error:
                log.warning("read models go on one by one: %s", code_of(error))
            await asyncio.sleep(PAUSE)

    async def _with_connection(self) -> None:
        connection = await connect(self._url, called="caseledger together")
        connection.prepare_threshold, connection.prepared_max = 0, position.STATEMENTS
        try:
            # Its plan takes ten times as long as a statement, and is the same whatever is given.
            await connection.execute("set plan_cache_mode = force_generic_plan")
            self._connection = connection
            while True:
                heed()
                await self._step(connection)
        finally:
            self._connection = None
            self._leave(self._riders)
            await connection.close()

    async def _step(self, connection: Connection) -> None:
        strike = self._feed.strike
        # As they stand now: one that leaves meanwhile may stand elsewhere when it comes back.
        places = {rider: rider.place for rider in self._riders}
        if not places:
            await self._some.wait()
            return
        first = min(place.position for place in places.values())
        # Taken before what is read: what comes after it was not looked for.
        head = self._feed.head
        if head <= first:
            # One that cannot know what it lags by is not alive, whatever else it could still do.
            due = time.monotonic() - self._beaten >= HEARTBEAT
            if due and self._feed.watched:
                await self._try(connection, places, [], first)
            await rung(strike, HEARTBEAT)
            return
        try:
            batch = await self._feed.read(first, MOST)
        except Exception as error:
            log.info("read models go on one by one: %s", code_of(error))
            self._leave(places)
            return
        if any(isinstance(each.event, CARRIED_OUT) for each in batch):
            self._leave(places)
        else:
            # What lies behind the last of ours belongs to nobody here.
            to = batch[-1].position if batch else head
            await self._try(connection, places, batch, to)

    async def _try(
        self,
        connection: Connection,
        places: Mapping[Rider, Place],
        batch: Sequence[Recorded],
        to: int,
    ) -> None:
        self._beaten = time.monotonic()
        names = [rider.model.name for rider in places]
        commands = (each.metadata.command for each in batch if each.metadata.command)
        try:
            with (
                observed("together", commands=commands, projections=names, events=len(batch))
                if batch
                else contextlib.nullcontext()
            ):
                moved = await self._fold(connection, places, batch, to)
        except Exception as error:
            heed()
            self._leave(places)
            if connection.broken:
                raise
            log.info("read models go on one by one: %s", code_of(error))
            return
        for rider in self._riders:
            if rider in moved:
                rider.went(max(to, places[rider].position))
        self._leave(rider for rider in places if rider not in moved)
        self._moved()

    async def _fold(
        self,
        connection: Connection,
        places: Mapping[Rider, Place],
        batch: Sequence[Recorded],
        to: int,
    ) -> list[Rider]:
        """One statement; answers who moved: of the others, nothing is written."""
        parts: dict[Rider, Sequence[Recorded]] = {}
        for rider, place in places.items():
            part = rider.part(batch, place.position)
            if part is not None:
                parts[rider] = await self._feed.unseal(part) if rider.model.unsealed else part
        needed = {rider: rider.model.needed(part) for rider, part in parts.items() if part}
        works = await _worked(connection, parts, needed)
        made: list[Part] = []
        for rider, work in works.items():
            with observed("write", projection=rider.model.name) as seen:
                changing, seen.about["rows"] = rider.writer(connection).parts(work)
            made += [part.when(position.MOVED.format(rider.model.name)) for part in changing]
        moving = [(rider.model, places[rider]) for rider in parts]
        tenant = self._feed.tenant
        moved = await position.move_all(connection, tenant, self._owner, moving, to, made)
        free = {row[0] for row in await moved.fetchall()}
        if any(place.position < to for _, place in moving):
            # At once, and by itself: within a transaction a NOTIFY holds up all others to its end.
            await tell(connection, tenant, [model for model, _ in moving])
        for rider, work in works.items():
            if rider.model.name in free:
                rider.remembered.note(needed[rider], work)
        return [rider for rider in parts if rider.model.name in free]

    def _leave(self, riders: Iterable[Rider]) -> None:
        for rider in list(riders):
            rider.left.set()
            if rider in self._riders:
                self._riders.remove(rider)
        if not self._riders:
            self._some.clear()


async def _worked(
    connection: Connection,
    parts: Mapping[Rider, Sequence[Recorded]],
    needed: Mapping[Rider, Needed],
) -> dict[Rider, Work]:
    """What each that has a part makes of it; only whoever then moves may write it."""
    found = {rider: rider.remembered.lacking(keys) for rider, keys in needed.items()}
    lacking = {rider: keys for rider, keys in found.items() if keys}
    known = {rider: rider.remembered.rows(keys) for rider, keys in needed.items()}
    async with _pipeline(connection, lacking):
        asked = {rider: await rider.writer(connection).ask(keys) for rider, keys in lacking.items()}
        for rider, rows in asked.items():
            known[rider] += await answers(rows)
    works = {rider: rider.model.changes(rows, parts[rider]) for rider, rows in known.items()}
    unread = [rider for rider, work in works.items() if rider.writer(connection).unread(work)]
    async with _pipeline(connection, unread):
        asked = {rider: await rider.writer(connection).ask_unread(works[rider]) for rider in unread}
        for rider, rows in asked.items():
            works[rider].meet(await answers(rows))
    return works


def _pipeline(connection: Connection, asked: Iterable[Any]) -> AbstractAsyncContextManager[Any]:
    """Where there is something to ask: an empty one would be a question by itself."""
    return connection.pipeline() if asked else contextlib.nullcontext()
