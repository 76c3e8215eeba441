"""Queries of the read models, asked as the ledger stood at a position.

A query names the schema ``read``; asked of the past, the very same text reads the schema ``past``. What
that does not know (``NOT_OF_PAST``) fails, rather than be answered by what is true now.
"""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from psycopg import AsyncConnection, AsyncCursor, errors
from psycopg.abc import Params, Query
from psycopg.pq import TransactionStatus

NOT_OF_PAST = (errors.UndefinedTable, errors.UndefinedFunction, errors.UndefinedColumn)
"""What PostgreSQL says of a table, function or column that the past does not know."""

_READ = re.compile(r"\bread\.(?=[a-z_]+\b)")


class ReadCursor(AsyncCursor[Any]):
    """A cursor of the read models, of which another build may have taken the place of one.

    Where its columns are of other types, what the server had prepared fails for as long as the
    connection lasts: all of it is forgotten, and the question asked again.
    """

    async def execute(self, query: Query, params: Params | None = None, **options: Any) -> Any:
        try:
            return await super().execute(query, params, **options)
        except errors.FeatureNotSupported:
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            await AsyncCursor(self.connection).execute("deallocate all")
            return await super().execute(query, params, **options)


class PastCursor(ReadCursor):
    """A cursor whose queries of the schema ``read`` are asked of the schema ``past``."""

    async def execute(self, query: Query, params: Params | None = None, **options: Any) -> Any:
        if not isinstance(query, str):
            raise TypeError("only a text can be asked of the past")
        return await super().execute(_READ.sub("past.", query), params, **options)


@contextmanager
def of_past(connection: AsyncConnection[Any]) -> Iterator[None]:
    """Queries within are asked of the past, at the position that the connection was told."""
    before = connection.cursor_factory
    connection.cursor_factory = PastCursor
    try:
        yield
    finally:
        connection.cursor_factory = before


async def tell_position(connection: AsyncConnection[Any], position: int) -> None:
    """About which position of the ledger this connection asks from now on."""
    await connection.execute(
        "select set_config('caseledger.position', %s, false)", (str(position),)
    )


@asynccontextmanager
async def as_at(connection: AsyncConnection[Any], position: int) -> AsyncIterator[None]:
    """Queries within are asked as the ledger stood at the position."""
    await tell_position(connection, position)
    with of_past(connection):
        yield
