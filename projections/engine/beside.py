"""Fills builds beside the live ones, and has those of newer code go live once they have caught up.

Every process looks for what is building, for each tenant that has a place in the live build; one of
them at a time fills it, under a lease of its own, and another goes on where that one stopped.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql

from projections.engine import builds
from projections.engine.feed import Feed, Source
from projections.engine.model import ReadModel
from projections.engine.parking import Folding
from projections.engine.runner import Runner
from projections.engine.stopping import heed
from projections.engine.switch import Lacking, NotNow, drop_older, is_ready, switch

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]
Connect = Callable[[], AbstractAsyncContextManager[Connection]]

LOOK = 0.5
"""Seconds between looks for what is building."""
LONGEST_WAIT = 30.0
"""Seconds at most until a switch is tried again."""
BATCH = 500
"""Events at a time: readers are served meanwhile by the same process."""


class Builder(Runner):
    """Fills one build for one tenant, and follows the ledger until the build is live or gone."""

    _caught_up = False

    def _lease(self) -> str:
        return f"{self.model.name}/{self.model.build}"

    async def _bind(self, connection: Connection) -> ReadModel:
        for build in await builds.found(connection, self.model.name):
            if build.build == self.model.build and build.state == "building":
                return self.model
        raise builds.Ended(self.model.name)

    def _state(self) -> str:
        return "running" if self._caught_up else "building"

    async def _step(self, connection: Connection, folding: Folding) -> None:
        if not self._caught_up and self._feed.head <= self.position:
            for stored in (s for table in self.model.tables for s in self.model.stored(table)):
                name = sql.Identifier("read", stored)
                await connection.execute(sql.SQL("analyze {}").format(name))
            self._caught_up = True
            await self._move(connection, self.position)
        await super()._step(connection, folding)
        await asyncio.sleep(0)


class Builders:
    """What is filled beside, in this process. ``begins``: newer code begins a build by itself."""

    def __init__(
        self,
        models: Sequence[ReadModel],
        source: Source,
        url: str,
        owner: str,
        connection: Connect,
        *,
        batch: Callable[[], int],
        begins: bool = True,
    ) -> None:
        self._models = {model.name: model for model in models}
        self._defined = {model.name: builds.definition(model) for model in models}
        self._source = source
        self._url = url
        self._owner = f"{owner}/beside"
        self._connection = connection
        self._batch = lambda: min(batch(), BATCH)
        self._begins = begins
        self._served: set[str] = set()
        self._feeds: dict[str, Feed] = {}
        self._builders: dict[tuple[str, str, int], asyncio.Task[None]] = {}
        self._watches: dict[str, asyncio.Task[None]] = {}
        self._again: dict[str, tuple[float, float]] = {}

    async def run(self) -> None:
        """Until cancelled; what fails is tried again."""
        try:
            while True:
                heed()
                try:
                    async with self._connection() as connection:
                        await self._look(connection)
                except (psycopg.Error, OSError) as error:
                    log.warning("builds beside cannot be seen to: %s", type(error).__name__)
                await asyncio.sleep(LOOK)
        finally:
            tasks = [*self._builders.values(), *self._watches.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _look(self, connection: Connection) -> None:
        there = await builds.found(connection)
        live = {build.name: build for build in there if build.state == "live"}
        for name, model in self._models.items():
            if name not in live:
                continue
            if live[name].definition == self._defined[name]:
                # Who goes back to another build later means it: it is not undone from here.
                self._served.add(name)
            elif self._begins and name not in self._served:
                with suppress(builds.InUse):  # one of older code, which has to go first
                    await builds.begin(connection, model, switches=True)
        for build in await builds.found(connection):
            if build.state == "building" and build.definition == self._defined.get(build.name):
                bound = self._models[build.name].of(build.build)
                await self._fill(connection, bound)
                if not await is_ready(connection, bound, live[build.name]):
                    continue
                await builds.note_caught_up(connection, build)
                if build.switches:
                    await self._try_switch(connection, bound)
        # What a process that was stopped just after a switch did not come to.
        for model in self._models.values():
            await drop_older(connection, model, there)
        self._tidy()

    async def _fill(self, connection: Connection, bound: ReadModel) -> None:
        """See to it that somebody here waits to fill it, for every tenant that it is for."""
        for tenant in await builds.tenants(connection, bound.name):
            key = (tenant, bound.name, bound.build)
            if key not in self._builders:
                feed = self._feed(tenant)
                builder = Builder(bound, feed, self._url, self._owner, batch=self._batch)
                self._builders[key] = asyncio.create_task(builder.run())

    def _feed(self, tenant: str) -> Feed:
        """Of its own: what is read from the beginning is nothing for those who follow the end."""
        if tenant not in self._feeds:
            feed = self._feeds[tenant] = Feed(self._source.of(tenant))
            self._watches[tenant] = asyncio.create_task(feed.watch())
        return self._feeds[tenant]

    def _tidy(self) -> None:
        """Let go of builders that have ended, and of feeds that nobody reads."""
        self._builders = {key: task for key, task in self._builders.items() if not task.done()}
        for tenant in self._feeds.keys() - {tenant for tenant, _, _ in self._builders}:
            del self._feeds[tenant]
            self._watches.pop(tenant).cancel()

    async def _try_switch(self, connection: Connection, bound: ReadModel) -> None:
        now = asyncio.get_running_loop().time()
        at, pause = self._again.get(bound.name, (0.0, 0.5))
        if now < at:
            return
        try:
            await switch(connection, bound)
            self._again.pop(bound.name, None)
        except (NotNow, Lacking) as reason:
            log.info("read model %s: not switched yet, for %s", bound.name, reason)
            self._again[bound.name] = (now + pause, min(2 * pause, LONGEST_WAIT))
