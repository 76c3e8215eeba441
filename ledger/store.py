"""The ledger's store, for async code: load, append, read in order, look up a command.

    store = Store(url)
    await store.open()
    history = await store.load("brantwood", "case-0192…")
    done = await store.append(Append("brantwood", [event], command=command))
    done.last_position

`url` signs in as a member of ``caseledger_writer``. Every wait is bounded; when the server is away
the answer is `StoreUnavailable`, and the store recovers by itself when it is back.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from ledger.durable import confirmed
from ledger.flusher import Flusher
from ledger.notifier import Notifier
from ledger.store_errors import StoreUnavailable
from ledger.stored import Append, Appended, LogPlace, Recorded, RecordedCommand

# the order of `Recorded`'s fields
COLUMNS: LiteralString = (
    "stream, version, type, state, event_id, schema_version, effective_on, known_at, metadata,"
    " position, appended_at, tenant"
)
_LOAD: LiteralString = (
    f"select {COLUMNS} from ledger.events"
    " where tenant = %s and stream = %s and version > %s order by version"
)
_READ: LiteralString = (
    f"select {COLUMNS} from ledger.events where position > %s order by position limit %s"
)
_READ_TENANT: LiteralString = (
    f"select {COLUMNS} from ledger.events"
    " where position > %s and tenant = %s order by position limit %s"
)
_READ_TYPE: LiteralString = (
    f"select {COLUMNS} from ledger.events"
    " where tenant = %s and type = %s and position > %s order by position"
)
_HEAD: LiteralString = "select position from ledger.head"
# Its answer says that the command is done, so it waits until that is so on the standbys as well.
_COMMAND: LiteralString = (
    "select command_id, body_hash, result, first_position, last_position, appended_at,"
    " ledger.confirm() from ledger.commands where tenant = %s and command_id = %s"
)
FLUSHED: LiteralString = "select timeline, lsn::text from ledger.flushed()"

# A server that hangs must not hold a connection for ever; for the others see `ledger.durable`.
_SETTINGS: LiteralString = (
    "select set_config('timezone', 'UTC', false), set_config('statement_timeout', '30s', false),"
    " set_config('lock_timeout', '10s', false), set_config('synchronous_commit', 'on', false),"
    " set_config('client_min_messages', 'warning', false)"
)


class Store:
    """One for each process. `patience`: seconds to try to reach a server that is away;
    `timeout`: seconds an append may wait in all; `readers`: most connections that load.
    """

    def __init__(
        self, url: str, *, patience: float = 5.0, timeout: float = 30.0, readers: int = 8
    ) -> None:
        self._url = url
        self._patience = patience
        self._timeout = timeout
        self._readers = readers
        self._notifier = Notifier(url)
        self._flusher = Flusher(self._connect, self._notifier, patience=patience, timeout=timeout)
        self._pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] | None = None

    async def open(self) -> None:
        """Start. Does not wait for the server, so that a process starts while it is away."""
        self._pool = AsyncConnectionPool(
            self._url,
            min_size=1,
            max_size=self._readers,
            timeout=self._patience,
            reconnect_timeout=self._patience,
            kwargs={"autocommit": True, "connect_timeout": 5},
            configure=_configure,
            open=False,
        )
        await self._pool.open()
        self._notifier.start()
        self._flusher.start()

    async def close(self) -> None:
        """Finish what is waiting, within its time, and let go of every connection."""
        await self._flusher.stop()
        await self._notifier.stop()
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    async def append(self, append: Append) -> Appended:
        """Write all of `append` or nothing; durable when it returns.

        Raises `AppendRejected` (which of its kinds says why) or `StoreUnavailable`.
        """
        return await self._flusher.append(append)

    async def load(self, tenant: str, stream: str, after_version: int = 0) -> list[Recorded]:
        """A stream's events by version, after `after_version`; none when it does not exist."""
        return [Recorded(*row) for row in await self._query(_LOAD, tenant, stream, after_version)]

    async def read(
        self, after_position: int, limit: int, tenant: str | None = None
    ) -> list[Recorded]:
        """At most `limit` events after `after_position`, in the one order."""
        if tenant is None:
            rows = await self._query(_READ, after_position, limit)
        else:
            rows = await self._query(_READ_TENANT, after_position, tenant, limit)
        return [Recorded(*row) for row in rows]

    async def read_type(self, tenant: str, wire_name: str, after_position: int) -> list[Recorded]:
        """Every event of one type after `after_position`; an index serves ``policy.published``."""
        rows = await self._query(_READ_TYPE, tenant, wire_name, after_position)
        return [Recorded(*row) for row in rows]

    async def head(self) -> int:
        """The last position; 0 when the ledger is empty."""
        return (await self._query(_HEAD))[0][0]

    async def find_command(self, tenant: str, command_id: UUID) -> RecordedCommand | None:
        """The command of this id if it was accepted; as durable as an append's answer."""
        try:
            rows = await self._query(_COMMAND, tenant, command_id)
        except StoreUnavailable as error:
            raise StoreUnavailable(error.reason, outcome_known=False) from error
        return RecordedCommand(*rows[0][:-1]) if rows else None

    async def flushed(self) -> LogPlace:
        """The place in the write-ahead log that holds all that was answered so far.

        A `StandbyReader` that is given it reads your writes.
        """
        return LogPlace(*(await self._query(FLUSHED))[0])

    async def _query(self, query: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        """A read, within the time that an append has."""
        try:
            async with asyncio.timeout(self._timeout):
                return await self._read(query, *values)
        except TimeoutError:
            raise StoreUnavailable(
                f"no answer within {self._timeout:g} s", outcome_known=True
            ) from None

    async def _read(self, query: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        """Reads may be tried again: a connection that went stale is replaced, within patience."""
        if self._pool is None:
            raise StoreUnavailable("the store is not open", outcome_known=True)
        deadline = time.monotonic() + self._patience
        while True:
            try:
                async with self._pool.connection() as connection:
                    with confirmed(connection):
                        cursor = await connection.execute(query, values, prepare=True, binary=True)
                    return await cursor.fetchall()
            except (PoolTimeout, PoolClosed) as error:
                raise StoreUnavailable(str(error), outcome_known=True) from error
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise StoreUnavailable(str(error), outcome_known=True) from error
                await self._pool.check()
                await asyncio.sleep(0.05)

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=5
        )
        await _configure(connection)
        return connection


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    await connection.execute(_SETTINGS)
