"""Reads the rows that a fold needs and writes those that it changed, a whole set at a time."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus

from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.paging import fetch

STAGED_FROM = 100
"""From so many rows on, COPY into a temporary table beats sending them one by one."""
ANALYSED_FROM = 1000
"""From so many rows on, the planner must know a table that has doubled since it last did."""


class Writer:
    """A read model's tables over one connection; ``types`` are their columns' (``column_types``)."""

    def __init__(
        self, connection: AsyncConnection[Any], model: ReadModel, types: dict[str, dict[str, str]]
    ) -> None:
        self._connection = connection
        self._model = model
        self._types = types
        self._staged: set[str] = set()
        self._used: set[str] = set()
        self._written: dict[str, int] = {}
        self._analysed: dict[str, int] = {}

    def begin(self) -> None:
        """A transaction is to begin, within another or not: in a new one nothing is staged yet."""
        if self._connection.info.transaction_status == TransactionStatus.IDLE:
            self._used.clear()

    def forget(self) -> None:
        """A transaction was rolled back, and temporary tables with it."""
        self._staged.clear()

    async def load(self, needed: dict[type[msgspec.Struct], set[Key]]) -> list[Any]:
        """The rows with these keys, as far as they exist."""
        found: list[Any] = []
        for row_type, keys in needed.items():
            table = self._model.table_of[row_type]
            columns = [list(values) for values in zip(*keys, strict=True)]
            parameters = {f"c{at}": values for at, values in enumerate(columns)}
            found += await fetch(self._connection, row_type, self._select(table), parameters)
        return found

    async def save(self, work: Work) -> None:
        """Write what the fold changed, within the caller's transaction."""
        for kind, keys in work.removed().items():
            await self._delete(self._model.table_of[kind], keys)
        for kind, rows in work.written().items():
            table = self._model.table_of[kind]
            await self._upsert(table, rows)
            await self._analyse(table, len(rows))

    async def _analyse(self, table: Table, rows: int) -> None:
        """Tell the planner of a table that has doubled.

        PostgreSQL does so in its own time; until then, what an import has just filled would be
        read as if it were empty, by plans that take minutes.
        """
        written = self._written[table.name] = self._written.get(table.name, 0) + rows
        if written < max(ANALYSED_FROM, 2 * self._analysed.get(table.name, 0)):
            return
        await self._connection.execute(f"analyze read.{self._model.physical(table)}")  # type: ignore[arg-type]
        self._analysed[table.name] = written

    def _select(self, table: Table) -> str:
        types = self._types[table.name]
        names = ", ".join(table.loaded_by)
        arrays = ", ".join(f"%(c{at})s::{types[c]}[]" for at, c in enumerate(table.loaded_by))
        return (
            f"select {', '.join(f't.{c}' for c in table.columns)}"
            f" from read.{self._model.physical(table)} as t"
            f" join unnest({arrays}) as k({names}) using ({names})"
        )

    async def _delete(self, table: Table, keys: Sequence[Key]) -> None:
        where = " and ".join(f"{column} = %s" for column in table.key)
        async with self._connection.cursor() as cursor:
            await cursor.executemany(
                f"delete from read.{self._model.physical(table)} where {where}",  # type: ignore[arg-type]
                keys,
            )

    async def _upsert(self, table: Table, rows: Sequence[msgspec.Struct]) -> None:
        values = list(self._values(table, rows))
        columns = ", ".join(table.columns)
        target = f"insert into read.{self._model.physical(table)} ({columns})"
        others = [column for column in table.columns if column not in table.key]
        update = ", ".join(f"{column} = excluded.{column}" for column in others)
        conflict = f"on conflict ({', '.join(table.key)}) do " + (
            f"update set {update}" if others else "nothing"
        )
        async with self._connection.cursor() as cursor:
            if len(values) < STAGED_FROM:
                holders = ", ".join(["%s"] * len(table.columns))
                await cursor.executemany(f"{target} values ({holders}) {conflict}", values)  # type: ignore[arg-type]
                return
            stage = await self._stage(table)
            async with cursor.copy(f"copy {stage} ({columns}) from stdin") as copy:  # type: ignore[arg-type]
                for row in values:
                    await copy.write_row(row)
            await cursor.execute(f"{target} select {columns} from {stage} {conflict}")  # type: ignore[arg-type]

    async def _stage(self, table: Table) -> str:
        physical = self._model.physical(table)
        if physical not in self._staged:
            await self._connection.execute(
                f"create temp table if not exists stage_{physical} (like read.{physical})"  # type: ignore[arg-type]
                " on commit delete rows"
            )
            self._staged.add(physical)
        if physical in self._used:
            # Of an earlier part of this transaction: it would be written again, as it was then.
            await self._connection.execute(f"truncate pg_temp.stage_{physical}")  # type: ignore[arg-type]
        self._used.add(physical)
        return f"pg_temp.stage_{physical}"

    def _values(self, table: Table, rows: Iterable[msgspec.Struct]) -> Iterable[Sequence[Any]]:
        types = self._types[table.name]
        adapted = [
            (at, _json if types[column] == "jsonb" else list)
            for at, column in enumerate(table.columns)
            if types[column] == "jsonb" or types[column].endswith("[]")
        ]
        for row in rows:
            values = list(msgspec.structs.astuple(row))
            for at, adapt in adapted:
                if values[at] is not None:
                    values[at] = adapt(values[at])
            yield values


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
