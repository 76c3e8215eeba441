"""Connections: a pool for each role, one pinned reader a request, and what happens without them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, LiteralString, Self
from uuid import UUID

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from api.errors import Fault, Unavailable

Connection = psycopg.AsyncConnection[DictRow]

NO_LIVE_SESSION = "CL401"
_LOST = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, PoolClosed)


class Database:
    """A pool of autocommit connections to one role. Lost ones are replaced by themselves."""

    def __init__(self, url: str, *, size: int, statement_ms: int, name: str) -> None:
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            connection_class=psycopg.AsyncConnection[DictRow],
            min_size=1,
            max_size=size,
            open=False,
            name=name,
            timeout=3.0,
            reconnect_timeout=60.0,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "connect_timeout": 5,
                "application_name": name,
                "options": f"-c statement_timeout={statement_ms} -c timezone=UTC",
            },
        )
        self._suspect = False

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close(timeout=2.0)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection of the pool. Raises ``Unavailable`` where the server cannot be reached."""
        try:
            if self._suspect:
                # After one lost connection the others are likely lost too: replace them first.
                await self._pool.check()
                self._suspect = False
            async with self._pool.connection() as connection:
                yield connection
        except _LOST as lost:
            self._suspect = True
            if isinstance(lost, psycopg.errors.QueryCanceled):
                raise Fault("TIMEOUT") from None
            raise Unavailable() from None


class Reader:
    """A request's one pinned reader connection, taken when first needed.

    Row-level security opens what the look names that this very connection recorded, so statements
    go one after another, each under the look it belongs to.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = asyncio.Lock()
        self._taken: Any = None
        self._connection: Connection | None = None
        self._look: UUID | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        taken, self._taken, connection, self._connection = self._taken, None, self._connection, None
        if taken is None:
            return
        try:
            if connection is not None and self._look is not None and not connection.closed:
                await connection.execute("select set_config('caseledger.look', '', false)")
        except _LOST:
            pass
        finally:
            self._look = None
            await taken.__aexit__(None, None, None)

    async def record_look(self, statement: LiteralString, parameters: Sequence[Any]) -> UUID:
        """Run the statement that records a look and names it on this connection: one commit.

        It returns the look's id as ``look``. Raises ``Fault`` where nothing could be recorded.
        """
        async with self._lock:
            rows = await self._run(statement, parameters)
            self._look = rows[0]["look"]
            return rows[0]["look"]

    async def rows(
        self,
        statement: LiteralString,
        parameters: Sequence[Any] | dict[str, Any] = (),
        *,
        look: UUID | None = None,
    ) -> list[DictRow]:
        """The rows of a statement, read under a look of this connection where one is needed."""
        async with self._lock:
            if look is not None and look != self._look:
                await self._run("select set_config('caseledger.look', %s, false)", [str(look)])
                self._look = look
            return await self._run(statement, parameters)

    async def _run(
        self, statement: LiteralString, parameters: Sequence[Any] | dict[str, Any]
    ) -> list[DictRow]:
        try:
            connection = self._connection or await self._take()
            cursor = await connection.execute(statement, parameters)
            return await cursor.fetchall() if cursor.description else []
        except psycopg.errors.QueryCanceled:
            raise Fault("TIMEOUT") from None
        except _LOST:
            self._database._suspect = True
            raise Unavailable() from None
        except psycopg.Error as error:
            if error.sqlstate == NO_LIVE_SESSION:
                raise Fault("NOT_SIGNED_IN") from None
            raise

    async def _take(self) -> Connection:
        self._taken = self._database.connection()
        try:
            self._connection = await self._taken.__aenter__()
        except BaseException:
            self._taken = None
            raise
        return self._connection
