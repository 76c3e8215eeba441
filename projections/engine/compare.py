"""What differs between two builds of a read model, table by table, before one takes the other's place."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from psycopg import AsyncConnection, sql
from psycopg.rows import tuple_row

from projections.engine import tables
from projections.engine.builds import Build
from projections.engine.model import ReadModel

Connection = AsyncConnection[Any]

KEYS = 10
"""Keys that are named of a table, if not said otherwise."""


class Difference(msgspec.Struct, frozen=True):
    """How a table differs: rows that only one of the two has, and rows that both have otherwise.

    ``keys`` names some of them, as ``column=value``; where rows hold names in clear, by ids alone.
    ``untold``: columns that only one of the two has, which were not compared; None where the other
    has no such table, or one of another key.
    """

    table: str
    only_live: int
    only_new: int
    different: int
    keys: tuple[str, ...]
    untold: tuple[str, ...] | None

    @property
    def same(self) -> bool:
        return not (self.only_live or self.only_new or self.different)


class Comparison(msgspec.Struct, frozen=True):
    """``even``: both stood at the same events, so that what differs differs by its fold."""

    even: bool
    tables: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        return all(table.same for table in self.tables)


async def compare(
    connection: Connection,
    bound: ReadModel,
    live: Build,
    *,
    keys: int = KEYS,
    tenant: str | None = None,
) -> Comparison:
    """Compare the live build with the one that the model is bound to, as both stand at one moment.

    ``tenant``: their rows alone, and named without saying whose they are; all tenants', if not said.
    """
    async with connection.transaction():
        await connection.execute("set transaction isolation level repeatable read, read only")
        cursor = await connection.execute(
            """
            select coalesce(bool_and(b.position is not distinct from l.position), true)
            from read.projection as l
            left join read.projection as b
                on b.tenant = l.tenant and b.name = l.name and b.build = %s
            where l.name = %s and l.build = %s and l.tenant = coalesce(%s, l.tenant)
            """,
            (bound.build, live.name, live.build, tenant),
        )
        row = await cursor.fetchone()
        standing = {_called(name): name for name in live.tables}
        found = [
            await _table(
                connection, bound, stored, standing.get(_called(stored)), key, keys, tenant
            )
            for table in bound.tables
            for stored, key in zip(
                bound.stored(table), (table.key, (*table.key, "since")), strict=False
            )
        ]
        return Comparison(bool(row and row[0]), tuple(found))


async def _table(
    connection: Connection,
    bound: ReadModel,
    stored: str,
    before: str | None,
    key: Sequence[str],
    keys: int,
    tenant: str | None,
) -> Difference:
    name = _called(stored)
    new = await _columns(connection, stored)
    old = await _columns(connection, before) if before else {}
    if not old or any(old.get(column) != new[column] for column in key):
        count = sql.SQL("select count(*) from {} as t").format(_rows(stored, tenant))
        [rows] = await _one(connection, count)
        return Difference(name, 0, rows, 0, (), None)
    common = [column for column in new if old.get(column) == new[column]]
    parts = {
        "live": _rows(before or "", tenant),
        "new": _rows(stored, tenant),
        "key": sql.SQL(", ").join(map(sql.Identifier, key)),
        "first": sql.Identifier(key[0]),
        "of_live": sql.SQL(", ").join(sql.Identifier("l", column) for column in common),
        "of_new": sql.SQL(", ").join(sql.Identifier("n", column) for column in common),
    }
    counted = sql.SQL(
        """
        select count(*) filter (where n.{first} is null), count(*) filter (where l.{first} is null),
            count(*) filter (where n.{first} is not null and l.{first} is not null)
        from {live} as l full join {new} as n using ({key})
        where row({of_live}) is distinct from row({of_new})
        """
    ).format(**parts)
    only_live, only_new, different = await _one(connection, counted)
    shown = [c for c in key if not bound.unsealed or new[c] == "uuid"]
    shown = [c for c in shown if tenant is None or c != "tenant"]
    named: tuple[str, ...] = ()
    if (only_live or only_new or different) and keys and shown:
        listed = sql.SQL(
            """
            select {shown} from {live} as l full join {new} as n using ({key})
            where row({of_live}) is distinct from row({of_new}) order by {key} limit {limit}
            """
        ).format(
            **parts,
            shown=sql.SQL(", ").join(map(sql.Identifier, shown)),
            limit=sql.Literal(keys),
        )
        named = tuple(_said(shown, row) for row in await _all(connection, listed))
    untold = tuple(sorted({*old, *new} - set(common)))
    return Difference(name, only_live, only_new, different, named, untold)


def _called(physical: str) -> str:
    """What a stored table is called in every build."""
    return re.sub(r"_v[0-9]+(_[0-9]+)?", "", physical)


def _rows(physical: str, tenant: str | None) -> sql.Composable:
    table = sql.Identifier("read", physical)
    if tenant is None:
        return table
    return sql.SQL("(select * from {} where tenant = {})").format(table, sql.Literal(tenant))


def _said(columns: Sequence[str], row: Sequence[Any]) -> str:
    return " ".join(
        f"{column}={value}" for column, value in zip(columns, row, strict=True) if value is not None
    )


async def _columns(connection: Connection, physical: str) -> dict[str, str]:
    return (await tables.types_of(connection, [physical])).get(physical, {})


async def _one(connection: Connection, query: sql.Composed) -> Sequence[Any]:
    [row] = await _all(connection, query)
    return row


async def _all(connection: Connection, query: sql.Composed) -> list[Any]:
    async with connection.cursor(row_factory=tuple_row) as cursor:
        await cursor.execute(query)
        return await cursor.fetchall()
