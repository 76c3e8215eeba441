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

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from projections.engine import builds, position
from projections.engine.feed import Feed, Source
from projections.engine.model import ReadModel
from projections.engine.rebuild import reset
from projections.engine.runner import BATCH, Runner
from projections.engine.waiting import Progress
from projections.registry import READ_MODELS
from projections.status import Pace, Parked, ProjectionStatus, parked, status_of


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
        self._following: list[asyncio.Task[None]] = []
        self._running: dict[str, asyncio.Task[None]] = {}
        self._pace = Pace()

    async def start(self) -> None:
        """Run them all; returns at once, also while the database is away."""
        await self._pool.open()
        self._following = [
            asyncio.create_task(work) for work in (self._feed.watch(), self._feed.listen())
        ]
        self._running = {r.model.name: asyncio.create_task(r.run()) for r in self._runners}

    async def stop(self) -> None:
        """Stop them all; a batch in hand is rolled back, and folded again by the next owner."""
        tasks = [*self._following, *self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._following, self._running = [], {}
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
        found = {row.name: row for row in await self._rows()}
        places = {m.name: found[m.name].position if m.name in found else 0 for m in self.models}
        ages = await self._source.ages([place + 1 for place in set(places.values())])
        owned = await self._owned(found.values())
        waiting = await self._parked()
        return [
            status_of(
                model,
                found.get(model.name),
                head=head,
                age=ages.get(places[model.name] + 1),
                rate=self._pace.of(model.name, places[model.name]),
                running=model.name in owned,
                parked=waiting.get(model.name, Parked()),
            )
            for model in self.models
        ]

    async def rebuild(self, name: str) -> bool:
        """Have a projection folded again from nothing; False where it was never started.

        ``KeyError`` for no such projection.
        """
        model = {model.name: model for model in self.models}[name]
        async with self.connection() as connection:
            live = await builds.live(connection, name)
            if live is None:
                return False
            return await reset(connection, self._source.tenant, model.of(live.build))

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A connection as the owner of the read tables, in autocommit."""
        async with self._pool.connection() as connection:
            await connection.execute("set role caseledger_projector")
            try:
                yield connection
            finally:
                await connection.execute("reset role")

    @property
    def pool_stats(self) -> dict[str, int]:
        """How the connections beside the projectors' own are used (psycopg_pool's names)."""
        return self._pool.get_stats()

    async def _owned(self, rows: Iterable[position.ProjectionRow]) -> set[str]:
        """Which of them are run where their rows say, as far as can be known."""
        async with self._pool.connection() as connection:
            leased = await position.leased(
                connection, self._source.tenant, [row.name for row in rows]
            )
        return leased & {r.name for r in rows if r.owner != self.owner or self._runs(r.name)}

    def _runs(self, name: str) -> bool:
        """Whether this process does: a task can end by itself, and so can what it waits for."""
        task = self._running.get(name)
        if task is None or task.done():
            return False
        return not any(each.done() for each in self._following)

    async def _parked(self) -> dict[str, Parked]:
        async with self._pool.connection() as connection:
            return await parked(connection, self._source.tenant)

    def _positions_here(self) -> dict[str, int]:
        return {r.model.name: r.position for r in self._runners if r.owns}

    async def _rows(self) -> list[position.ProjectionRow]:
        async with self._pool.connection() as connection:
            return await position.rows(connection, self._source.tenant)
