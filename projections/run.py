"""All projections of one process: started together, watched, waited for.

projections = Projections(ledger, url_of_the_projector)
await projections.start()
await projections.wait_for(["case_file"], position, timeout=2.0)
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import msgspec
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from projections.engine import builds, position
from projections.engine.beside import Builders
from projections.engine.builds import Build
from projections.engine.feed import Feed, Source
from projections.engine.model import ReadModel
from projections.engine.position import ProjectionRow
from projections.engine.progress import BuildStatus, Pace
from projections.engine.runner import BATCH, Runner
from projections.engine.waiting import Progress
from projections.registry import READ_MODELS

HEALTHY_FOR = 10.0
"""Seconds after which an owner that was not heard of counts as gone."""


class ProjectionStatus(msgspec.Struct, frozen=True):
    """How one projection stands. Lag in events; age in seconds, None where it never beat.

    Healthy is what runs and was heard of lately, however far behind: one that stopped never is.
    ``superseded``: newer code fills its tables, and not this program. ``rebuilding``: older code
    filled them, and what takes their place is being filled beside; it is that which is healthy then.
    """

    name: str
    version: int
    position: int
    lag_events: int
    heartbeat_age: float | None
    owner: str | None
    state: str
    error: str | None
    healthy: bool


class Projections:
    """The projections that this process runs, as the one owner or in waiting for it."""

    def __init__(
        self,
        ledger: Source,
        url: str,
        *,
        models: Sequence[ReadModel] = READ_MODELS,
        batch: Callable[[], int] = lambda: BATCH,
    ) -> None:
        self.models = tuple(models)
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._feed = Feed(ledger, url)
        self._source = ledger
        self._pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            url, min_size=0, max_size=3, open=False, timeout=5, kwargs={"autocommit": True}
        )
        self._progress = Progress(self._positions_here, self._rows, self._standing)
        self._runners = [
            Runner(m, self._feed, url, self.owner, moved=self._progress.moved, batch=batch)
            for m in self.models
        ]
        self._url = url
        self._batch = batch
        self._pace = Pace()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Run them all; returns at once, also while the database is away."""
        await self._pool.open()
        runners = [runner.run() for runner in self._runners]
        beside = self.builders(self.models).run()
        work = [self._feed.watch(), self._feed.listen(), *runners, beside]
        self._tasks = [asyncio.create_task(each) for each in work]

    async def stop(self) -> None:
        """Stop them all; a batch in hand is rolled back, and folded again by the next owner."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._pool.close()

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        """Open to be asked alone: nothing is run here."""
        await self._pool.open()
        try:
            yield
        finally:
            await self._pool.close()

    async def __aenter__(self) -> "Projections":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def wait_for(self, names: Iterable[str] | None, position: int, timeout: float) -> bool:
        """Whether these projections (None: all) hold the position within so many seconds."""
        wanted = [model.name for model in self.models] if names is None else names
        return await self._progress.wait_for(wanted, position, timeout)

    async def status(self) -> list[ProjectionStatus]:
        """How each stands, whoever runs it.

        Raises ``StoreUnavailable`` or ``psycopg.OperationalError`` while the database is away.
        """
        head = await self._source.head()
        async with self._pool.connection() as connection:
            there = await builds.found(connection)
            rows = await position.rows(connection, self._source.tenant)
            beside = await position.rows(connection, self._source.tenant, state="building")
        found = {row.name: row for row in rows}
        filled = {(row.name, row.build): row for row in beside}
        return [_status(m, found.get(m.name), head, there, filled) for m in self.models]

    async def builds(self) -> list[BuildStatus]:
        """How every build of every read model stands; raises as ``status``."""
        head = await self._source.head()
        async with self._pool.connection() as connection:
            return await self._pace.builds(connection, head)

    def builders(self, models: Sequence[ReadModel], *, begins: bool = True) -> Builders:
        """What fills these models' builds in this process while it runs (``Builders.run``)."""
        return Builders(
            models,
            self._source,
            self._url,
            self.owner,
            self.connection,
            batch=self._batch,
            begins=begins,
        )

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection as the owner of the read tables, in autocommit."""
        async with self._pool.connection() as connection:
            await connection.execute("set role caseledger_projector")
            try:
                yield connection
            finally:
                await connection.execute("reset role")

    def _positions_here(self) -> dict[str, int]:
        return {r.model.name: r.position for r in self._runners if r.owns}

    def _standing(self) -> set[str]:
        return {r.model.name for r in self._runners if r.outdated}

    async def _rows(self) -> list[ProjectionRow]:
        async with self._pool.connection() as connection:
            return await position.rows(connection, self._source.tenant)


def _status(
    model: ReadModel,
    row: ProjectionRow | None,
    head: int,
    there: Sequence[Build],
    beside: Mapping[tuple[str, int], ProjectionRow],
) -> ProjectionStatus:
    if row is None:
        return ProjectionStatus(
            model.name, model.version, 0, head, None, None, "never started", None, False
        )
    mine = [build for build in there if build.name == model.name]
    live = next(build for build in mine if build.state == "live")
    state, runs = row.state, row
    if live.definition != builds.definition(model):
        filled = [b for b in mine if b.state == "building" and b.definition != live.definition]
        if builds.is_newer(live, model) or not filled:
            state = "superseded"
        else:
            state, runs = "rebuilding", beside.get((model.name, filled[-1].build), row)
    age = runs.heartbeat_age
    beats = runs.state in ("running", "building") and age is not None and age < HEALTHY_FOR
    return ProjectionStatus(
        row.name,
        row.version,
        row.position,
        max(head - row.position, 0),
        age,
        runs.owner,
        state,
        runs.error,
        beats,
    )
