"""What an operator does with builds: make one beside, look at it, put it in place, go back, drop it.

async with rebuilding.filled_here():
    await rebuilding.begin()
    ... until (await rebuilding.standing()).state is "ready"
    await rebuilding.differences()
    await rebuilding.switch()
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
from psycopg import AsyncConnection

from projections.engine import builds
from projections.engine.builds import Build
from projections.engine.compare import KEYS, Comparison, compare
from projections.engine.model import ReadModel
from projections.engine.progress import BuildStatus
from projections.engine.switch import NotNow, switch
from projections.run import Projections

EVEN = 5.0
"""Seconds for which a moment is looked for at which both builds stand at the same event."""
PATIENCE = 60.0
"""Seconds for which a switch is tried again."""


class NothingToDo(Exception):
    """There is no build for what is asked; ``code`` says which.

    NEVER_RAN, NEWER_CODE, NEWER_BESIDE, GOING_BACK, NONE_BESIDE, NONE_KEPT, KEPT_BY_OTHER_CODE.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Rebuilding:
    """The builds of one read model. ``KeyError`` for no such one."""

    def __init__(self, projections: Projections, name: str) -> None:
        self._projections = projections
        self._model = {model.name: model for model in projections.models}[name]

    @asynccontextmanager
    async def filled_here(self) -> AsyncIterator[None]:
        """While it is open, this process fills what is building too, or waits to."""
        task = asyncio.create_task(self._projections.builders([self._model], begins=False).run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def begin(self, *, switches: bool = False) -> None:
        """Make a build beside, or go on with the one that is there. ``switches``: it goes live by
        itself. Raises ``NothingToDo``, and ``builds.InUse`` where another has to go first.
        """
        async with self._projections.connection() as connection:
            if builds.is_newer(await self._live(connection), self._model):
                raise NothingToDo("NEWER_CODE")
            if await self._taken_up(connection):
                # Its rows are those of before: not what somebody wants who has it made again.
                raise NothingToDo("GOING_BACK")
            if await builds.begin(connection, self._model, switches=switches) is None:
                raise NothingToDo("NEWER_BESIDE")

    async def back(self) -> None:
        """Have what was live before follow the ledger again, so that it can be put back in place.

        Where newer code is live and nothing of this code is kept, it is made anew. Raises
        ``NothingToDo`` and ``builds.InUse``.
        """
        async with self._projections.connection() as connection:
            live = await self._live(connection)
            if await self._taken_up(connection):
                return
            wanted = builds.definition(self._model)
            kept = [b for b in await self._found(connection) if b.state == "kept"]
            if mine := [b for b in kept if b.definition == wanted]:
                last = max(mine, key=lambda build: (build.switched_at, build.build))
                await builds.take_up(connection, self._model.of(last.build))
            elif builds.is_newer(live, self._model):
                await builds.begin(connection, self._model, switches=False, over_newer=True)
            else:
                raise NothingToDo("KEPT_BY_OTHER_CODE" if kept else "NONE_KEPT")

    async def standing(self) -> BuildStatus:
        """How the build beside stands. Raises ``NothingToDo``."""
        async with self._projections.connection() as connection:
            bound = await self._beside(connection)
        for build in await self._projections.builds():
            if (build.name, build.build) == (bound.name, bound.build):
                return build
        raise NothingToDo("NONE_BESIDE")  # it went in between

    async def differences(self, *, keys: int = KEYS, tenant: str | None = None) -> Comparison:
        """What the build beside has otherwise than the live one, of one tenant or of all.

        Raises ``NothingToDo``.
        """
        deadline = asyncio.get_running_loop().time() + EVEN
        while True:
            late = asyncio.get_running_loop().time() > deadline
            async with self._projections.connection() as connection:
                bound = await self._beside(connection)
                live = await self._live(connection)
                try:
                    found = await compare(connection, bound, live, keys=keys, tenant=tenant)
                except psycopg.errors.UndefinedTable:
                    if late:
                        raise
                    continue  # one of the two went in between: the next look says so
            if found.even or late:
                return found
            await asyncio.sleep(0.05)

    async def switch(self, *, lacking: bool = False) -> None:
        """Put the build beside in place. Raises ``NothingToDo``, or ``NotNow`` after a while.

        Raises ``Lacking`` where events are parked in it that the live one has, unless ``lacking``.
        """
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            async with self._projections.connection() as connection:
                bound = await self._beside(connection)
                try:
                    return await switch(connection, bound, lacking=lacking)
                except NotNow:
                    if asyncio.get_running_loop().time() > deadline:
                        raise
            await asyncio.sleep(0.5)

    async def drop(self) -> list[Build]:
        """Drop every build that is not live; answers which. Raises ``builds.InUse``."""
        async with self._projections.connection() as connection:
            there = [b for b in await self._found(connection) if b.state != "live"]
            gone = await builds.drop_all(connection, self._model, there)
            if len(gone) < len(there):
                raise builds.InUse(self._model.name)
            return gone

    async def _found(self, connection: AsyncConnection[Any]) -> list[Build]:
        return await builds.found(connection, self._model.name)

    async def _live(self, connection: AsyncConnection[Any]) -> Build:
        live = await builds.live(connection, self._model.name)
        if live is None:
            raise NothingToDo("NEVER_RAN")
        return live

    async def _beside(self, connection: AsyncConnection[Any]) -> ReadModel:
        if (build := await self._building(connection)) is None:
            raise NothingToDo("NONE_BESIDE")
        return self._model.of(build.build)

    async def _taken_up(self, connection: AsyncConnection[Any]) -> bool:
        """Whether what is beside was live before."""
        build = await self._building(connection)
        return build is not None and build.switched_at is not None

    async def _building(self, connection: AsyncConnection[Any]) -> Build | None:
        wanted = builds.definition(self._model)
        found = await self._found(connection)
        return next((b for b in found if (b.state, b.definition) == ("building", wanted)), None)
