"""Reads the rows that a fold needs and writes those that it changed, a whole set at a time."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus

from ledger.observing import observed
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.paging import fetch

STAGED_FROM = 20
"""From so many rows on, COPY into a temporary table beats sending them one by one."""
ANALYSED_FROM = 1000
"""From so many rows on, the planner must know a table that has doubled since it last did."""

_encode = msgspec.json.Encoder().encode


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
            found += await self._rows(table, table.loaded_by, keys)
        return found

    async def _rows(self, table: Table, names: tuple[str, ...], keys: Collection[Key]) -> list[Any]:
        columns = ", ".join(f"t.{column}" for column in table.columns)
        query = (
            f"select {columns} from read.{self._model.physical(table)} as t"
            f" join {self._keys(table, names)} using ({', '.join(names)})"
        )
        return await fetch(self._connection, table.row, query, _columns(keys))

    async def save(self, work: Work) -> None:
        """Write what the fold changed, within the caller's transaction."""
        with observed("write", projection=self._model.name) as seen:
            seen.about["rows"] = await self._save(work)

    async def _save(self, work: Work) -> int:
        changed = 0
        for table in self._model.tables:
            if table.history:
                await self._keep(table, work)
        for kind, keys in work.removed().items():
            await self._delete(self._model.table_of[kind], keys)
            changed += len(keys)
        for kind, rows in work.written().items():
            table = self._model.table_of[kind]
            since = work.versions(kind).since if table.history else {}
            stood = [(since[work.key_of(row)],) if table.history else () for row in rows]
            await self._upsert(table, rows, stood)
            await self._analyse(self._model.physical(table), len(rows))
            changed += len(rows)
        return changed

    async def _keep(self, table: Table, work: Work) -> None:
        """Put into the twin what stands no more, before the rows are changed."""
        twin = self._model.twin(table)
        if unread := work.unread(table.row):
            work.meet(await self._rows(table, table.key, unread))
        versions = work.versions(table.row)
        if versions.ended:
            keys = [key for key, _ in versions.ended]
            columns = ", ".join((*table.columns, "since"))
            await self._connection.execute(
                f"insert into read.{twin} ({columns}, until)"  # type: ignore[arg-type]
                f" select {', '.join(f't.{c}' for c in (*table.columns, 'since'))}, k.until"
                f" from read.{self._model.physical(table)} as t"
                f" join {self._keys(table, table.key, until=True)} using ({', '.join(table.key)})",
                _columns(keys) | {"until": [until for _, until in versions.ended]},
            )
        if versions.between:
            rows = [row for row, _, _ in versions.between]
            spans = [(since, until) for _, since, until in versions.between]
            await self._copy(f"read.{twin}", (*table.columns, "since", "until"), table, rows, spans)
        await self._analyse(twin, len(versions.ended) + len(versions.between))

    async def _copy(
        self,
        target: str,
        columns: Sequence[str],
        table: Table,
        rows: Sequence[msgspec.Struct],
        more: Sequence[tuple[Any, ...]],
    ) -> None:
        async with (
            self._connection.cursor() as cursor,
            cursor.copy(f"copy {target} ({', '.join(columns)}) from stdin") as copy,  # type: ignore[arg-type]
        ):
            for values in self._values(table, rows, more):
                await copy.write_row(values)

    async def _analyse(self, physical: str, rows: int) -> None:
        """Tell the planner of a table that has doubled.

        PostgreSQL does so in its own time; until then, what an import has just filled would be
        read as if it were empty, by plans that take minutes.
        """
        written = self._written[physical] = self._written.get(physical, 0) + rows
        if written < max(ANALYSED_FROM, 2 * self._analysed.get(physical, 0)):
            return
        await self._connection.execute(f"analyze read.{physical}")  # type: ignore[arg-type]
        self._analysed[physical] = written

    def _keys(self, table: Table, names: Sequence[str], *, until: bool = False) -> str:
        types = self._types[table.name]
        arrays = [f"%(c{at})s::{types[c]}[]" for at, c in enumerate(names)]
        if until:
            arrays, names = [*arrays, "%(until)s::bigint[]"], [*names, "until"]
        return f"unnest({', '.join(arrays)}) as k({', '.join(names)})"

    async def _delete(self, table: Table, keys: Sequence[Key]) -> None:
        where = " and ".join(f"{column} = %s" for column in table.key)
        async with self._connection.cursor() as cursor:
            await cursor.executemany(
                f"delete from read.{self._model.physical(table)} where {where}",  # type: ignore[arg-type]
                keys,
            )

    async def _upsert(
        self, table: Table, rows: Sequence[msgspec.Struct], more: Sequence[tuple[Any, ...]]
    ) -> None:
        names = (*table.columns, "since") if table.history else table.columns
        columns = ", ".join(names)
        target = f"insert into read.{self._model.physical(table)} ({columns})"
        others = [column for column in names if column not in table.key]
        update = ", ".join(f"{column} = excluded.{column}" for column in others)
        conflict = f"on conflict ({', '.join(table.key)}) do " + (
            f"update set {update}" if others else "nothing"
        )
        if len(rows) < STAGED_FROM:
            holders = ", ".join(["%s"] * len(names))
            async with self._connection.cursor() as cursor:
                await cursor.executemany(
                    f"{target} values ({holders}) {conflict}",  # type: ignore[arg-type]
                    list(self._values(table, rows, more)),
                )
            return
        stage = await self._stage(table)
        await self._copy(stage, names, table, rows, more)
        await self._connection.execute(f"{target} select {columns} from {stage} {conflict}")  # type: ignore[arg-type]

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

    def _values(
        self, table: Table, rows: Iterable[msgspec.Struct], more: Iterable[tuple[Any, ...]]
    ) -> Iterable[Sequence[Any]]:
        """Rows as PostgreSQL reads them: what psycopg would write value by value, msgspec does at once."""
        types = self._types[table.name]
        json = [column for column in table.columns if types[column] == "jsonb"]
        arrays = [column for column in table.columns if types[column].endswith("[]")]
        for row, rest in zip(rows, more, strict=True):
            values = msgspec.to_builtins(row)
            for column in json:
                if values[column] is not None:
                    values[column] = _encode(values[column]).decode()
            for column in arrays:
                if values[column] is not None:
                    values[column] = _array(values[column])
            yield (*values.values(), *rest)


def _columns(keys: Collection[Key]) -> dict[str, Any]:
    """The parameters of keys, a column each."""
    columns = enumerate(zip(*keys, strict=True))
    return {f"c{at}": _array(msgspec.to_builtins(values)) for at, values in columns}


def _array(values: Iterable[Any]) -> str:
    """An array as PostgreSQL reads it."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: Any) -> str:
    if value is None:
        return "null"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
