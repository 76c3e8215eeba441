"""Reads on standbys that see your writes.

    done = await store.append(...)
    place = await store.flushed()
    events = await reader.read(done.first_position - 1, 10, place=place)

A standby answers only once it has replayed the place, on the primary's own history; where none does
in time, the primary answers. Only what needs no look may be read so: a look is recorded on the
primary, and opens rows on its connection alone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from ledger.address import to_standby
from ledger.queries import COLUMNS, FLUSHED
from ledger.store import Store
from ledger.stored import LogPlace, Recorded

Connection = psycopg.AsyncConnection[Any]
T = TypeVar("T")

# In a statement of its own: one that both asks and reads could read from a snapshot taken before.
_REPLAYED: LiteralString = "select timeline, lsn >= %s::pg_lsn from ledger.replayed()"
_READ: LiteralString = (
    f"select {COLUMNS} from ledger.events where position > %s and (%s::text is null or tenant = %s)"
    " order by position limit %s"
)

_TRIES = 3  # connections, each to any standby
_POLL = 0.002  # seconds between looks at how far a standby is


async def flushed(connection: Connection) -> LogPlace:
    """The place that holds all that this connection's server, the primary, has answered so far."""
    cursor = await connection.execute(FLUSHED)
    row = await cursor.fetchone()
    assert row is not None
    return LogPlace(*row)


class NoStandby(Exception):
    """No standby holds the place in time."""


class StandbyReader:
    """Asks the standbys among the servers of `url`, which signs in as a role that reads.

    `wait`: seconds for a standby to reach a place; `pause`: seconds in which, after none did, none
    is asked; `statement_ms`: milliseconds a query may take; `size`: most connections.
    """

    def __init__(
        self,
        url: str,
        store: Store,
        *,
        wait: float = 0.25,
        pause: float = 2.0,
        statement_ms: int = 5_000,
        size: int = 4,
    ) -> None:
        self._store = store
        self._wait = wait
        self._pause = pause
        self._paused_until = 0.0
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            to_standby(url),
            connection_class=psycopg.AsyncConnection,
            min_size=0,
            max_size=size,
            open=False,
            reconnect_timeout=5.0,
            kwargs={
                "autocommit": True,
                "application_name": "caseledger standby",
                "options": f"-c statement_timeout={statement_ms} -c timezone=UTC",
            },
        )

    async def open(self) -> None:
        """Start. Does not wait for a standby."""
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    async def read(
        self, after_position: int, limit: int, tenant: str | None = None, *, place: LogPlace
    ) -> list[Recorded]:
        """What `Store.read` gives, of a ledger that holds `place`."""

        async def query(connection: Connection) -> list[Recorded]:
            cursor = await connection.execute(
                _READ, (after_position, tenant, tenant, limit), binary=True
            )
            return [Recorded(*row) for row in await cursor.fetchall()]

        try:
            return await self.ask(place, query)
        except NoStandby:
            return await self._store.read(after_position, limit, tenant)

    async def ask(self, place: LogPlace, query: Callable[[Connection], Awaitable[T]]) -> T:
        """What `query` gives on a standby that holds `place`. Raises `NoStandby`."""
        if time.monotonic() < self._paused_until:
            raise NoStandby("no standby answered lately")
        deadline = time.monotonic() + self._wait
        reason: object = None
        for _ in range(_TRIES):
            try:
                async with self._pool.connection(
                    timeout=max(0.01, deadline - time.monotonic())
                ) as connection:
                    if await self._holds(connection, place, deadline):
                        return await query(connection)
                    # behind, promoted, or left alone: the next may be another
                    await connection.close()
            except (psycopg.Error, PoolTimeout, PoolClosed) as error:
                # also what a query is refused for: the primary says it better
                reason = error
            if time.monotonic() > deadline:
                break
        self._paused_until = time.monotonic() + self._pause
        raise NoStandby(str(reason or f"none has reached {place.lsn} in time"))

    async def _holds(self, connection: Connection, place: LogPlace, deadline: float) -> bool:
        while True:
            cursor = await connection.execute(_REPLAYED, (place.lsn,))
            row = await cursor.fetchone()
            timeline, reached = row or (None, False)
            # a later timeline holds all that was confirmed on an earlier one
            if timeline is None or timeline < place.timeline:
                return False
            if reached:
                return True
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(_POLL)
