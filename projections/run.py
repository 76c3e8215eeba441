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

from ledger.hanging import WatchfulConnection
from ledger.notifier import CHANNEL as GROWTH
from ledger.notifier import Notifier
from projections.changes import Changes
from projections.engine import position
from projections.engine.beside import Builders
from projections.engine.feed import Feed, Source
from projections.engine.listening import Listener
from projections.engine.model import ReadModel
from projections.engine.position import ProjectionRow
from projections.engine.progress import BuildStatus
from projections.engine.progress import Pace as BuildPace
from projections.engine.runner import BATCH, Runner
from projections.engine.tables import PATIENCE, SETTINGS
from projections.engine.together import Together
from projections.engine.waiting import CHANNEL as MOVES
from projections.engine.waiting import Progress
from projections.registry import READ_MODELS
from projections.standing import Standing
from projections.status import Pace, ProjectionStatus
from projections.then import ReadCursor


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
        self._feed = Feed(ledger)
        self.listener = Listener(url)
        self.listener.on(GROWTH, self._feed.heard)
        self._source = ledger
        self._pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            url,
            connection_class=WatchfulConnection,
            min_size=0,
            max_size=3,
            open=False,
            timeout=5,
            kwargs={"autocommit": True, "cursor_factory": ReadCursor, **PATIENCE},
            configure=_configure,
        )
        self.progress = Progress(ledger.tenant, self._positions_here, self._positions)
        self.listener.on(MOVES, self.progress.heard)
        self.changes = Changes(ledger.tenant, self.progress, self._pool.connection)
        self._told: dict[str, int] = {}
        self._notifier = Notifier(url, MOVES)
        self._together = Together(self._feed, url, self.owner, moved=self._moved_together)
        self._runners = [
            Runner(
                model,
                self._feed,
                url,
                self.owner,
                moved=self._moved,
                batch=batch,
                together=self._together,
            )
            for model in self.models
        ]
        self.comparing = asyncio.Lock()
        """Held while builds are compared: that is asked of the server once at a time."""
        self._url = url
        self._batch = batch
        self._build_pace = BuildPace()
        self._pace = Pace()
        self._following: list[asyncio.Task[None]] = []
        self._running: dict[str, asyncio.Task[None]] = {}

    @property
    def feed(self) -> Feed:
        """The ledger as they read it, for whoever follows it beside them."""
        return self._feed

    async def start(self) -> None:
        """Run them all; returns at once, also while the database is away."""
        await self._pool.open()
        self._notifier.start()
        beside = self.builders(self.models).run()
        together = self._together.run()
        work = (self._feed.watch(), self.listener.run(), self.changes.run(), beside, together)
        self._following = [asyncio.create_task(each) for each in work]
        self._running = {r.model.name: asyncio.create_task(r.run()) for r in self._runners}

    async def stop(self) -> None:
        """Stop them all; a batch in hand is rolled back, and folded again by the next owner."""
        tasks = [*self._following, *self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._following, self._running = [], {}
        await self._notifier.stop()
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
        return await self.progress.wait_for(wanted, position, timeout)

    async def status(self) -> list[ProjectionStatus]:
        """How each stands, whoever runs it.

        Raises ``StoreUnavailable`` or ``psycopg.OperationalError`` while the database is away.
        """
        head = await self._source.head()
        async with self._pool.connection() as connection:
            standing = await Standing.read(connection, self._source.tenant)
        rows = standing.live
        places = {m.name: rows[m.name].position if m.name in rows else 0 for m in self.models}
        ages = await self._source.ages([place + 1 for place in set(places.values())])
        return [
            standing.of(
                model,
                head=head,
                age=ages.get(places[model.name] + 1),
                rate=self._pace.of(model.name, places[model.name]),
                running=self._runs(rows.get(model.name)),
            )
            for model in self.models
        ]

    async def builds(self) -> list[BuildStatus]:
        """How every build of every read model stands; raises as ``status``."""
        head = await self._source.head()
        async with self._pool.connection() as connection:
            return await self._build_pace.builds(connection, head)

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

    def _moved(self) -> None:
        """Tell who waits, here and in other processes, which runner it was and how far it is."""
        here = self._positions_here()
        news: dict[int, list[str]] = {}
        for name, at in here.items():
            if self._told.get(name) != at:
                news.setdefault(at, []).append(name)
        for at, names in news.items():
            self._notifier.tell(at, f"{self._source.tenant}:{','.join(names)}")
        self._told = here
        self.progress.moved()

    def _moved_together(self) -> None:
        """The same, where others have been told already."""
        self._told = self._positions_here()
        self.progress.moved()

    @property
    def pool_stats(self) -> dict[str, int]:
        """How the connections beside the projectors' own are used (psycopg_pool's names)."""
        return self._pool.get_stats()

    def _runs(self, row: ProjectionRow | None) -> bool:
        """Whether the owner runs it, as far as this process knows: a task can end by itself."""
        if row is None or row.owner != self.owner:
            return True
        needed = [self._running.get(row.name), *self._following]
        return not any(task is None or task.done() for task in needed)

    def _positions_here(self) -> dict[str, int]:
        return {r.model.name: r.position for r in self._runners if r.owns}

    async def _positions(self) -> dict[str, int]:
        async with self._pool.connection() as connection:
            return await position.live(connection, self._source.tenant)


async def _configure(connection: AsyncConnection[Any]) -> None:
    await connection.execute(SETTINGS)
