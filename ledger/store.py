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
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from ledger import queries
from ledger.durable import confirmed
from ledger.flusher import Flusher
from ledger.gather import Gatherer
from ledger.hanging import WatchfulConnection
from ledger.history import Row
from ledger.looking import looked_through
from ledger.notifier import Notifier
from ledger.pgarrays import INT8, TEXT, array, int8
from ledger.store_errors import StoreUnavailable
from ledger.stored import (
    Append,
    Appended,
    LogPlace,
    Recorded,
    RecordedCommand,
    StoredSnapshot,
    Wanted,
)
from ledger.wire import watched

MAX_STREAMS = 100  # of one call that loads
LANES = 2  # such calls at a time: while one is under way, what comes meanwhile goes with the next

_Asked = tuple[str, str, int, int]  # tenant, stream, and the versions: after this, up to that
_NO_VERSION = 2**62  # that no stream reaches

VERSION, POSITION = 1, 9


class Store:
    """One for each process. `patience`: seconds to try to reach a server that is away;
    `timeout`: seconds an append, or a read, may wait in all; `readers`: most connections that load.
    """

    def __init__(
        self, url: str, *, patience: float = 5.0, timeout: float = 30.0, readers: int = 8
    ) -> None:
        self._url = watched(url)
        self._patience = patience
        self._timeout = timeout
        self._readers = readers
        self._notifier = Notifier(self._url)
        self._flusher = Flusher(self._connect, self._notifier, patience=patience, timeout=timeout)
        self._loads: Gatherer[_Asked, list[Row]] = Gatherer(
            self._load, limit=MAX_STREAMS, lanes=LANES
        )
        self._pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] | None = None

    async def open(self) -> None:
        """Start. Does not wait for the server, so that a process starts while it is away."""
        self._pool = AsyncConnectionPool(
            self._url,
            connection_class=WatchfulConnection,
            min_size=1,
            max_size=self._readers,
            timeout=self._patience,
            reconnect_timeout=self._patience,
            kwargs={"autocommit": True, "connect_timeout": 5},
            configure=_configure_reader,
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

    async def append(self, append: Append, *, bulk: bool = False) -> Appended:
        """Write all of `append` or nothing; durable when it returns. Bulk work lets live work by.

        Raises `AppendRejected` (which of its kinds says why) or `StoreUnavailable`.
        """
        return await self._flusher.append(append, bulk=bulk)

    async def load(
        self, tenant: str, stream: str, after_version: int = 0, limit: int | None = None
    ) -> list[Recorded]:
        """A stream's events by version, after `after_version`; none when it does not exist."""
        asked = (tenant, stream, after_version, _last(after_version, limit))
        return [Recorded(*row) for row in await self._loads.get(asked)]

    async def load_rows(
        self, tenant: str, after_versions: Mapping[str, int], limit: int | None = None
    ) -> dict[str, list[Row]]:
        """Several streams as ``load`` gives each, undressed: a stream to the version to go on from.

        One call answers all who load meanwhile.
        """
        loads = [
            self._loads.get((tenant, stream, after, _last(after, limit)))
            for stream, after in after_versions.items()
        ]
        # a gathering of one would be a task's worth of work for nothing
        found = await asyncio.gather(*loads) if len(loads) != 1 else [await loads[0]]
        return dict(zip(after_versions, found, strict=True))

    async def _load(self, asked: Sequence[_Asked]) -> list[list[Row]]:
        found: list[list[Row]] = [[] for _ in asked]
        for *row, number in await self._query(
            queries.LOAD,
            array(TEXT, [tenant.encode() for tenant, _, _, _ in asked]),
            array(TEXT, [stream.encode() for _, stream, _, _ in asked]),
            array(INT8, [int8(after) for _, _, after, _ in asked]),
            array(INT8, [int8(last) for _, _, _, last in asked]),
        ):
            found[number - 1].append(tuple(row))
        return found

    async def read(
        self, after_position: int, limit: int, tenant: str | None = None
    ) -> list[Recorded]:
        """At most `limit` events after `after_position`, in the one order."""
        return [Recorded(*row) for row in await self.read_rows(after_position, limit, tenant)]

    async def read_rows(
        self, after_position: int, limit: int, tenant: str | None = None
    ) -> list[Row]:
        """What ``read`` gives, undressed."""
        if tenant is None:
            return await self._query(queries.READ, after_position, limit)
        return await self._query(queries.READ_TENANT, after_position, tenant, limit)

    async def read_type(self, tenant: str, wire_name: str, after_position: int) -> list[Row]:
        """Every event of one type after `after_position`; an index serves ``policy.published``."""
        query = queries.READ_TYPE.format(sql.Literal(wire_name))
        return await self._query(query, tenant, after_position)

    async def read_streams(
        self, tenant: str, types: Sequence[str], streams: Sequence[str], after: int, upto: int
    ) -> list[Row]:
        """Events of these types in these streams, in order: after ``after``, up to and with ``upto``."""
        rows = await self._query(
            queries.READ_STREAMS, tenant, list(streams), after, upto, list(types)
        )
        return sorted(rows, key=lambda row: row[POSITION])

    async def read_naming(
        self, tenant: str, wanted: Sequence[Wanted], after: int, upto: int
    ) -> list[Row]:
        """Events that name what is wanted, in order: after ``after``, up to and with ``upto``.

        Every event between is looked at.
        """
        rows = await looked_through(self._query, tenant, wanted, after, upto)
        return sorted(rows, key=lambda row: row[POSITION])

    @property
    def losses(self) -> int:
        """How often the connection that appends was lost. What was read before may be gone since.

        Only where a failover followed a crash, or a cancelled wait, that showed what no standby had.
        """
        return self._flusher.losses

    async def read_kind(
        self, tenant: str, kind: str, after_stream: str, after_version: int, limit: int
    ) -> list[Row]:
        """At most `limit` events of all streams of a kind, stream by stream and by version.

        ``after_stream`` and ``after_version`` are where the last page ended (``person-`` and 0).
        """
        return await self._query(
            queries.READ_KIND, tenant, after_stream, after_version, f"{kind}-", limit
        )

    async def head(self) -> int:
        """The last position; 0 when the ledger is empty."""
        return (await self._query(queries.HEAD))[0][0]

    async def appended_at(self, position: int) -> datetime | None:
        """When (UTC) the event at that position, of whichever tenant, was appended; None: no event."""
        rows = await self._query(queries.APPENDED, position)
        return rows[0][0] if rows else None

    async def ages(self, positions: Sequence[int]) -> dict[int, float]:
        """For how many seconds each of these positions has been in the ledger, of those that are."""
        return dict(await self._query(queries.AGES, list(positions)))

    @property
    def appends_waiting(self) -> int:
        """How many appends are on their way to the database, or wait for those that are."""
        return self._flusher.waiting

    @property
    def pool_stats(self) -> dict[str, int]:
        """How the connections that load are used (psycopg_pool's names); empty while not open."""
        return self._pool.get_stats() if self._pool else {}

    async def find_command(self, tenant: str, command_id: UUID) -> RecordedCommand | None:
        """The command of this id if it was accepted; as durable as an append's answer."""
        try:
            rows = await self._query(queries.COMMAND, tenant, command_id)
        except StoreUnavailable as error:
            raise StoreUnavailable(error.reason, outcome_known=False) from error
        return RecordedCommand(*rows[0][:-1]) if rows else None

    async def flushed(self) -> LogPlace:
        """The place in the write-ahead log that holds all that was answered so far.

        A `StandbyReader` that is given it reads your writes.
        """
        return LogPlace(*(await self._query(queries.FLUSHED))[0])

    async def load_snapshot(self, tenant: str, stream: str) -> StoredSnapshot | None:
        """A stream's snapshot as it stands, whoever took it."""
        rows = await self._query(queries.SNAPSHOT, tenant, stream)
        return StoredSnapshot(*rows[0]) if rows else None

    async def save_snapshot(self, tenant: str, stream: str, row: StoredSnapshot) -> None:
        """Put it in place of the stream's last one."""
        await self._query(queries.SAVE_SNAPSHOT, tenant, stream, *astuple(row))

    async def drop_snapshots(self, tenant: str) -> int:
        """Delete a tenant's snapshots; how many there were."""
        return len(await self._query(queries.DROP_SNAPSHOTS, tenant))

    async def count_snapshots(self, tenant: str) -> tuple[int, int]:
        """How many snapshots a tenant has, and the bytes of their states."""
        [(count, size)] = await self._query(queries.COUNT_SNAPSHOTS, tenant)
        return count, size

    async def purge(self, tenant: str, persons: Sequence[UUID], streams: Sequence[str]) -> int:
        """Delete the claims of persons who were disposed of, and the snapshots of these streams.

        How many there were. Raises ``StoreUnavailable``.
        """
        [(gone,)] = await self._query(queries.PURGE, tenant, list(persons), list(streams))
        return gone

    async def _query(
        self, query: LiteralString | sql.Composed, *values: object
    ) -> list[tuple[Any, ...]]:
        """What may be done twice is tried again, over another connection, within patience."""
        if self._pool is None:
            raise StoreUnavailable("the store is not open", outcome_known=True)
        deadline = time.monotonic() + self._patience
        while True:
            try:
                async with asyncio.timeout(self._timeout), self._pool.connection() as connection:
                    with confirmed(connection):
                        cursor = await connection.execute(query, values, prepare=True, binary=True)
                    return await cursor.fetchall()
            except TimeoutError as error:
                reason = f"no answer within {self._timeout:g} s"
                raise StoreUnavailable(reason, outcome_known=True) from error
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
        await connection.execute(queries.SETTINGS)
        return connection


def _last(after_version: int, limit: int | None) -> int:
    """The last version to load: versions have no gaps."""
    return _NO_VERSION if limit is None else after_version + limit


async def _configure_reader(connection: psycopg.AsyncConnection[Any]) -> None:
    await connection.execute(queries.READER_SETTINGS)
