"""Connections: a pool for each role, one pinned reader a request, and what happens without them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Concatenate, LiteralString, ParamSpec, Self, TypeVar
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from api.errors import Fault, Unavailable
from ledger.durable import OPTIONS, confirmed
from ledger.hanging import WatchfulConnection
from projections.then import NOT_OF_PAST, ReadCursor, of_past, tell_position

Connection = psycopg.AsyncConnection[Any]
P = ParamSpec("P")
T = TypeVar("T")

NO_LIVE_SESSION = "CL401"
_FORGET = (
    "select set_config('caseledger.look', '', false), set_config('caseledger.session', '', false)"
)
_LOST = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, PoolClosed)


NOT_MADE_YET = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedFunction,
)
"""What a query meets that asks tables of another version."""
# What nobody, a tenant without a name, is to learn from now on begins behind the ledger's head.
_UNDERWAY = """
select b.name, least(100 * coalesce(min(p.position), 0) / greatest(h.head, 1), 100)::int
from read.build as b
cross join (select ledger.position_known('', clock_timestamp()) as head) as h
left join read.projection as p on p.name = b.name and p.build = b.build
where b.state = 'building'
group by b.name, h.head order by 2, 1 limit 1
"""


class Database:
    """A pool of autocommit connections to one role. Lost ones are replaced by themselves."""

    def __init__(self, url: str, *, size: int, statement_ms: int, name: str) -> None:
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            connection_class=WatchfulConnection,
            min_size=1,
            max_size=size,
            open=False,
            name=name,
            timeout=3.0,
            reconnect_timeout=60.0,
            kwargs={
                "autocommit": True,
                "connect_timeout": 5,
                "application_name": name,
                "cursor_factory": ReadCursor,
                "options": f"{OPTIONS} -c statement_timeout={statement_ms} -c timezone=UTC",
            },
        )
        self._suspect = False

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close(timeout=2.0)

    @property
    def pool_stats(self) -> dict[str, int]:
        """How its connections are used (psycopg_pool's names)."""
        return self._pool.get_stats()

    def suspect(self) -> None:
        """After one lost connection the others are likely lost too: replace them before the next."""
        self._suspect = True

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection of the pool. Raises ``Unavailable`` where the server cannot be reached."""
        try:
            if self._suspect:
                await self._pool.check()
                self._suspect = False
            async with self._pool.connection() as connection:
                yield connection
        except psycopg.errors.QueryCanceled:
            raise Fault("TIMEOUT") from None
        except psycopg.DataError:
            raise Fault("BAD_VALUE") from None
        except _LOST:
            self.suspect()
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
        self._position: int | None = None
        self._secret: str | None = None
        self._ended = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        async with self._lock:
            self._ended = True
            await self._give_back()

    def hold(self, secret: str) -> None:
        """Show this live session's secret on every connection taken from now on.

        The one in hand must hold it already. Without it the database gives no ids.
        """
        self._secret = secret

    async def release(self) -> None:
        """Give the connection back for as long as something else is waited for.

        Not once a look is bound to it: what the look opens can be read on no other.
        """
        async with self._lock:
            if self._look is None:
                await self._give_back()

    async def _give_back(self) -> None:
        taken, connection = self._taken, self._connection
        self._taken = self._connection = self._position = None
        if taken is None:
            return
        try:
            if connection and (self._look or self._secret) and not connection.closed:
                await connection.execute(_FORGET)
        except _LOST:
            self._database.suspect()
        finally:
            await taken.__aexit__(None, None, None)

    async def record_look(self, statement: LiteralString, parameters: Mapping[str, Any]) -> UUID:
        """Run the statement that records a look and names it on this connection: one commit.

        Its one row holds the setting and the look's id. Raises ``Fault`` where nothing could be
        recorded.
        """
        async with self.lend() as connection:
            with confirmed(connection):
                cursor = await connection.execute(statement, parameters)
            row = await cursor.fetchone()
            if row is None:
                raise Fault("INTERNAL", request="-")
            named, look = row
            self._look = look if named else None
            return look

    async def rows(
        self, statement: LiteralString, parameters: Any = (), *, look: UUID | None = None
    ) -> list[dict[str, Any]]:
        """The rows of a statement as mappings."""
        async with self.lend(look) as connection, connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(statement, parameters)
            return await cursor.fetchall()

    async def ask(
        self,
        look: UUID | None,
        query: Callable[Concatenate[Connection, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run one of the read models' queries, under a look where it needs one."""
        async with self.lend(look) as connection:
            return await query(connection, *args, **kwargs)

    async def ask_then(
        self,
        look: UUID | None,
        position: int | None,
        query: Callable[Concatenate[Connection, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """The same as the ledger stood at a position; None: as it stands.

        Raises ``Fault`` where no past is kept of what the query asks.
        """
        if position is None:
            return await self.ask(look, query, *args, **kwargs)
        async with self.lend(look) as connection:
            if position != self._position:
                await tell_position(connection, position)
                self._position = position
            try:
                with of_past(connection):
                    return await query(connection, *args, **kwargs)
            except NOT_OF_PAST:
                raise Fault("NO_PAST") from None

    @asynccontextmanager
    async def lend(self, look: UUID | None = None) -> AsyncIterator[Connection]:
        """The pinned connection, alone, with the look set. Raises ``Fault`` for what fails on it."""
        async with self._lock:
            if self._ended:
                raise Fault("TIMEOUT")
            try:
                connection = self._connection or await self._take()
                if look is not None and look != self._look:
                    await connection.execute(
                        "select set_config('caseledger.look', %s, false)", [str(look)]
                    )
                    self._look = look
                yield connection
            except psycopg.errors.QueryCanceled:
                raise Fault("TIMEOUT") from None
            except psycopg.DataError:
                # A NUL in a text, a number beyond 64 bits: the client's, and known by no row.
                raise Fault("BAD_VALUE") from None
            except _LOST:
                self._database.suspect()
                raise Unavailable() from None
            except NOT_MADE_YET as error:
                raise await _being_rebuilt(connection) or error from None
            except psycopg.Error as error:
                if error.sqlstate == NO_LIVE_SESSION:
                    raise Fault("NOT_SIGNED_IN") from None
                raise

    async def _take(self) -> Connection:
        taken = self._database.connection()
        connection = self._connection = await taken.__aenter__()
        self._taken = taken
        if self._secret:
            await connection.execute(
                "select set_config('caseledger.session', %s, false)", [self._secret]
            )
        return connection


async def _being_rebuilt(connection: Connection) -> Fault | None:
    """That a read model is being made again, and how far it is; None where none is."""
    try:
        cursor = await connection.execute(_UNDERWAY)
        row = await cursor.fetchone()
    except psycopg.Error:
        return None
    return Fault("BEING_REBUILT", projection=row[0], percent=row[1]) if row else None
