"""From nothing: empty tables and position 0; the owner then folds the whole ledger again.

In place, so that readers see the tables fill. Building beside and switching belongs here.
"""

from typing import Any

from psycopg import AsyncConnection, sql

from projections.engine.model import ReadModel


async def reset(connection: AsyncConnection[Any], model: ReadModel) -> bool:
    """Empty the model's tables and set its position to 0; False where it was never started.

    Any process may: the owner is fenced by the position that moved, and goes on from there.
    """
    async with connection.transaction():
        cursor = await connection.execute(
            "update read.projection set position = 0 where name = %s and version = %s",
            (model.name, model.version),
        )
        if cursor.rowcount == 0:
            return False
        tables = [sql.Identifier("read", model.physical(table)) for table in model.tables]
        await connection.execute(sql.SQL("truncate {}").format(sql.SQL(", ").join(tables)))
        return True
