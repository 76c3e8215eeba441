"""Read your writes: wait until projections hold a position, wherever they run.

The runners of this process are known at once. Those of others say by NOTIFY how far they are, and
their table is asked once they say that they are there; now and then, too, in case it was not heard.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import msgspec
import psycopg
from psycopg import AsyncConnection

from projections.engine.bell import Bell
from projections.engine.model import ReadModel

CHANNEL = "caseledger_read"
"""On which owners tell their moves: ``<tenant>:<name>,…:<position>``, committed and coalesced."""
POLL = 0.25

# What this NOTIFY writes to the database's log, nobody needs flushed.
_TELL = """
select pg_notify(%s, %s || ':' || string_agg(p.name, ',') || ':' || p.position)
from json_to_recordset(%s::json) as m(name text, build int)
join read.projection as p using (name, build)
cross join set_config('synchronous_commit', 'off', true)
where p.tenant = %s
group by p.position
"""


async def tell(connection: AsyncConnection[Any], tenant: str, models: Iterable[ReadModel]) -> None:
    """Tell how far these read models are, as the table says at this moment."""
    given = [{"name": model.name, "build": model.build} for model in models]
    await connection.execute(_TELL, (CHANNEL, tenant, msgspec.json.encode(given).decode(), tenant))


class Progress:
    """How far each projection of a tenant is."""

    def __init__(
        self,
        tenant: str,
        here: Callable[[], Mapping[str, int]],
        everywhere: Callable[[], Awaitable[Mapping[str, int]]],
    ) -> None:
        self._tenant = tenant
        self._here = here
        self._everywhere = everywhere
        self._said: dict[str, int] = {}
        self.bell = Bell()
        """Rings whenever a projection has moved, here or elsewhere."""

    def moved(self) -> None:
        """A runner of this process has moved."""
        self.bell.ring()

    def heard(self, said: str | None) -> None:
        """What an owner told on the channel; None: nothing that was heard before counts."""
        if said is None:
            self._said.clear()
        elif said.startswith(f"{self._tenant}:"):
            names, _, position = said.removeprefix(f"{self._tenant}:").partition(":")
            if not position.isdecimal():
                return  # a tenant whose name begins with ours
            self._said.update(dict.fromkeys(names.split(","), int(position)))
        else:
            return
        self.bell.ring()

    def positions(self) -> dict[str, int]:
        """How far each is, as this process knows it without asking: of some, nothing."""
        return {**self._said, **self._here()}

    async def ask(self) -> dict[str, int]:
        """How far each is. Raises ``psycopg.Error`` while the database is away."""
        before = dict(self._said)
        for name, position in (await self._everywhere()).items():
            # What was said of tables that are filled anew since is true no more.
            if self._said.get(name) == before.get(name):
                self._said[name] = position
        return self.positions()

    async def wait_for(self, names: Iterable[str], position: int, timeout: float) -> bool:
        """Whether all of them hold the position within so many seconds; never raises for a wait.

        Where it says False, what is read is stale: the write itself is not undone by it.
        """
        wanted = set(names)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while behind := await self._behind(wanted, position):
                    await self._news_of(behind, position)
                return True
        return False

    async def _behind(self, wanted: set[str], position: int) -> set[str]:
        here = self._here()
        behind = {name for name in wanted if here.get(name, -1) < position}
        if behind <= set(here):
            return behind
        # By the table: what was said may be of rows that are filled anew by now.
        try:
            found = await self.ask()
        except psycopg.Error:
            return behind
        return {name for name in behind if found.get(name, -1) < position}

    async def _news_of(self, behind: set[str], position: int) -> None:
        """Until all of them are said to be there, or it is time to look."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(POLL):
                while True:
                    strike = self.bell.strike
                    known = self.positions()
                    if all(known.get(name, -1) >= position for name in behind):
                        return
                    await strike.wait()
