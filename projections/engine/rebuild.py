"""In place, from nothing: for tables that a crash has emptied. All else is built beside."""

from typing import Any

from psycopg import AsyncConnection, sql

from projections.engine.model import ReadModel


async def reset(connection: AsyncConnection[Any], tenant: str, model: ReadModel) -> bool:
    """Empty a tenant's part of the tables, at position 0; False where it was never started.

    It counts as being built, and what is read as stale, until it stands at the ledger's end again.
    Any process may: the owner is fenced by the position that moved, and goes on from there.
    """
    async with connection.transaction():
        cursor = await connection.execute(
            "update read.projection set position = 0, state = 'building'"
            " where tenant = %s and name = %s and build = %s",
            (tenant, model.name, model.build),
        )
        if cursor.rowcount == 0:
            return False
        for physical in (each for table in model.tables for each in model.stored(table)):
            name = sql.Identifier("read", physical)
            statement = sql.SQL("delete from {} where tenant = %s").format(name)
            await connection.execute(statement, (tenant,))
        await connection.execute(
            "delete from read.parked where tenant = %s and name = %s and build = %s",
            (tenant, model.name, model.build),
        )
        return True
