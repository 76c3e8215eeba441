"""Which files have changed, told once the read models hold it, for whoever follows them.

One task of a process looks at what was appended since it looked last, and only while somebody
follows. Each of them keeps the last position alone, however long it does not ask.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.streams import stream_kind, stream_uuid
from projections.engine.bell import rung
from projections.engine.stopping import heed
from projections.engine.waiting import Progress
from projections.paging import Scope

log = logging.getLogger(__name__)

Connect = Callable[[], AbstractAsyncContextManager[AsyncConnection[Any]]]

MODELS = ("case_file", "timeline", "person_directory", "consent_audit")
"""What pages of a file read: a change is told once all of them hold it."""
SPACING = 0.005
"""Seconds between two looks, however often the read models move."""
POLL = 1.0
"""Seconds after which it is looked though nothing was heard."""
FAR = 10_000
"""Positions that whoever missed something is told about at most."""
MOST = 100
"""Cases that are kept for whoever does not ask; of more, the ones that changed last."""

_BETWEEN = """
select stream, max(position) from ledger.events
where tenant = %s and position > %s and position <= %s
group by stream order by max(position)
"""
_LAST = """
select max(last.position)
from unnest(%s::text[]) as of(stream)
cross join lateral (
    select e.position from ledger.events as e
    where e.tenant = %s and e.stream = of.stream
    order by e.version desc limit 1
) as last
"""
_LISTED = """
select w.n, c.case_id
from unnest(%(scopes)s::jsonb[]) with ordinality as w(scope, n)
join read.case_file as c
    on c.tenant = %(tenant)s and c.case_id = any (%(cases)s) and c.submitted_on is not null
    and read.in_scope(w.scope, c.office, c.caseworker_id, c.status, c.recipients)
"""


class Watch:
    """What somebody follows: streams, or every case that lists of a scope may name, or all moves.

    ``ring`` is called when there is something to take.
    """

    def __init__(
        self,
        ring: Callable[[], None],
        *,
        streams: Iterable[str] = (),
        scope: Scope | None = None,
        moves: bool = False,
    ) -> None:
        self.streams = frozenset(streams)
        self.scope = scope
        self.moves = moves
        self._ring = ring
        self._position = 0
        self._cases: dict[UUID, None] = {}

    def tell(self, position: int, cases: Iterable[UUID] = ()) -> None:
        self.keep(position, cases)
        self._ring()

    def keep(self, position: int, cases: Iterable[UUID] = ()) -> None:
        """As ``tell``, for whoever knows."""
        self._position = max(self._position, position)
        for case in cases:
            self._cases.pop(case, None)
            self._cases[case] = None
        for case in list(self._cases)[:-MOST]:
            del self._cases[case]

    def take(self) -> tuple[int, list[UUID]]:
        """The last position at which something of it changed, and the cases; 0 where nothing did."""
        taken = self._position, list(self._cases)
        self._position, self._cases = 0, {}
        return taken


class Changes:
    """Of one tenant, in one process."""

    def __init__(self, tenant: str, progress: Progress, connect: Connect) -> None:
        self._tenant = tenant
        self._progress = progress
        self._connect = connect
        self._watches: set[Watch] = set()
        self._some = asyncio.Event()
        self._looking = asyncio.Lock()
        self._told: int | None = None
        self._moved: Mapping[str, int] = {}

    @asynccontextmanager
    async def following(self, watch: Watch, after: int | None = None) -> AsyncIterator[None]:
        """Whatever changes after that position is told, or from now on; inside, it is followed.

        Raises ``psycopg.Error`` or ``PoolTimeout`` while the database is away.
        """
        try:
            async with self._looking:
                if self._told is None:
                    self._told = self._reached(await self._progress.ask())
                told = self._told
                self._watches.add(watch)
            self._some.set()
            if after is not None:
                await self._missed(watch, after, told)
            yield
        finally:
            self._watches.discard(watch)
            if not self._watches:
                self._some.clear()
                self._told = None

    async def run(self) -> None:
        """Tell them for ever; while the database is away, later."""
        heard = True
        while True:
            heed()
            await self._some.wait()
            strike = self._progress.bell.strike
            try:
                async with self._looking:
                    await self._look(heard=heard)
            except Exception as error:
                log.warning("changes are not told for now: %s", type(error).__name__)
            await asyncio.sleep(SPACING)
            await rung(strike, POLL)
            heard = strike.is_set()

    async def _look(self, *, heard: bool) -> None:
        positions = self._progress.positions() if heard else await self._progress.ask()
        if positions != self._moved:
            self._moved = positions
            for watch in self._watches:
                if watch.moves:
                    watch.tell(max(positions.values(), default=0))
        after, reached = self._told, self._reached(positions)
        if after is None or reached <= after:
            return
        await self._tell(list(self._watches), after, reached)
        if self._watches:
            self._told = reached

    def _reached(self, positions: Mapping[str, int]) -> int:
        return min(positions.get(name, 0) for name in MODELS)

    async def _tell(self, watches: list[Watch], after: int, reached: int) -> None:
        """Tell these what changed between the positions, the last one included."""
        watches = [watch for watch in watches if watch.streams or watch.scope]
        if not watches:
            return
        async with self._connect() as connection:
            cursor = await connection.execute(_BETWEEN, (self._tenant, after, reached))
            changed: dict[str, int] = dict(await cursor.fetchall())
            for watch in watches:
                if positions := [changed[each] for each in watch.streams & changed.keys()]:
                    watch.tell(max(positions))
            scopes = [watch for watch in watches if watch.scope]
            cases = [stream_uuid(each) for each in changed if stream_kind(each) == "case"]
            if scopes and cases:
                found = await self._listed(connection, scopes, cases)
                for watch, listed in found.items():
                    watch.tell(reached, [case for case in cases if case in listed])

    async def _listed(
        self, connection: AsyncConnection[Any], watches: list[Watch], cases: list[UUID]
    ) -> dict[Watch, set[UUID]]:
        """Of each of these, the cases that its lists may name."""
        scopes = list(dict.fromkeys(watch.scope for watch in watches if watch.scope))
        cursor = await connection.execute(
            _LISTED,
            {
                "tenant": self._tenant,
                "scopes": [scope.parameters()["scope"] for scope in scopes],
                "cases": cases,
            },
        )
        listed: dict[Scope, set[UUID]] = {}
        for number, case in await cursor.fetchall():
            listed.setdefault(scopes[number - 1], set()).add(case)
        return {watch: listed[watch.scope] for watch in watches if watch.scope in listed}

    async def _missed(self, watch: Watch, after: int, told: int) -> None:
        if watch.scope:
            await self._tell([watch], max(after, told - FAR), told)
        elif watch.streams:
            async with self._connect() as connection:
                cursor = await connection.execute(_LAST, (list(watch.streams), self._tenant))
                row = await cursor.fetchone()
            # What lies beyond is told when the read models hold it.
            if row and row[0] and after < row[0] <= told:
                watch.tell(row[0])
