"""All projections of one process: started together, watched, waited for.

projections = Projections(ledger, url_of_the_projector)
await projections.start()
await projections.wait_for(["case_file"], position, timeout=2.0)
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import msgspec
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from projections.engine import position
from projections.engine.feed import Feed, Source
from projections.engine.model import ReadModel
from projections.engine.rebuild import reset
from projections.engine.runner import BATCH, Runner
from projections.engine.waiting import Progress
from projections.registry import READ_MODELS

HEALTHY_FOR = 10.0
"""Seconds after which an owner that was not heard of counts as gone."""


class ProjectionStatus(msgspec.Struct, frozen=True):
    """How one projection stands. Lag in events; age in seconds, None where it never beat.

    Healthy is what runs and was heard of lately, however far behind: one that stopped never is.
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
        self._progress = Progress(self._positions_here, self._rows)
        self._runners = [
            Runner(m, self._feed, url, self.owner, moved=self._progress.moved, batch=batch)
            for m in self.models
        ]
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def feed(self) -> Feed:
        """The ledger as they read it, for whoever follows it beside them."""
        return self._feed

    async def start(self) -> None:
        """Run them all; returns at once, also while the database is away."""
        await self._pool.open()
        work = [self._feed.watch(), self._feed.listen(), *(r.run() for r in self._runners)]
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
        """Open for ``status`` and ``rebuild`` alone: nothing is run here."""
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
        found = {(row.name, row.version): row for row in await self._rows()}
        return [
            _status(model, found.get((model.name, model.version)), head) for model in self.models
        ]

    async def rebuild(self, name: str) -> bool:
        """Have a projection folded again from nothing; False where it was never started.

        ``KeyError`` for no such projection.
        """
        model = {model.name: model for model in self.models}[name]
        async with self.connection() as connection:
            return await reset(connection, self._source.tenant, model)

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

    async def _rows(self) -> list[position.ProjectionRow]:
        versions = {(model.name, model.version) for model in self.models}
        async with self._pool.connection() as connection:
            found = await position.rows(connection, self._source.tenant)
        return [row for row in found if (row.name, row.version) in versions]


def _status(model: ReadModel, row: position.ProjectionRow | None, head: int) -> ProjectionStatus:
    if row is None:
        return ProjectionStatus(
            model.name, model.version, 0, head, None, None, "never started", None, False
        )
    age = row.heartbeat_age
    healthy = row.state == "running" and age is not None and age < HEALTHY_FOR
    return ProjectionStatus(
        row.name,
        row.version,
        row.position,
        max(head - row.position, 0),
        age,
        row.owner,
        row.state,
        row.error,
        healthy,
    )
