"""Reads the rows that a fold needs and writes those that it changed, a whole set at a time."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from psycopg import AsyncConnection, AsyncCursor
from psycopg.pq import TransactionStatus

from ledger.observing import observed
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.paging import as_row

STAGED_FROM = 100
"""From so many rows on, COPY into a temporary table beats sending them one by one."""
ANALYSED_FROM = 1000
"""From so many rows on, the planner must know a table that has doubled since it last did."""


Asked = list[AsyncCursor[Any]]
"""Rows that were asked for, a cursor each statement."""


class Writer:
    """A read model's tables over one connection; ``types`` are their columns' (``column_types``)."""

    def __init__(
        self, connection: AsyncConnection[Any], model: ReadModel, types: dict[str, dict[str, str]]
    ) -> None:
        self.connection = connection
        self._model = model
        self._types = types
        self._staged: set[str] = set()
        self._used: set[str] = set()
        self._written: dict[str, int] = {}
        self._analysed: dict[str, int] = {}

    def begin(self) -> None:
        """A transaction is to begin, within another or not: in a new one nothing is staged yet."""
        if self.connection.info.transaction_status == TransactionStatus.IDLE:
            self._used.clear()

    def forget(self) -> None:
        """A transaction was rolled back, and temporary tables with it."""
        self._staged.clear()

    async def load(self, needed: dict[type[msgspec.Struct], set[Key]]) -> list[Any]:
        """The rows with these keys, as far as they exist."""
        return await answers(await self.ask(needed))

    async def ask(self, needed: dict[type[msgspec.Struct], set[Key]]) -> Asked:
        """The same, still to be fetched by ``answers``: in a pipeline, nothing waits until then."""
        tables = ((self._model.table_of[row_type], keys) for row_type, keys in needed.items())
        return [await self._ask(table, table.loaded_by, keys) for table, keys in tables]

    async def ask_unread(self, work: Work) -> Asked:
        """For the rows that the fold changed and did not ask for, where their versions are kept."""
        kept = ((table, work.unread(table.row)) for table in self._model.tables if table.history)
        return [await self._ask(table, table.key, keys) for table, keys in kept if keys]

    async def _ask(
        self, table: Table, names: tuple[str, ...], keys: Collection[Key]
    ) -> AsyncCursor[Any]:
        columns = ", ".join(f"t.{column}" for column in table.columns)
        cursor = self.connection.cursor(row_factory=as_row(table.row))
        await cursor.execute(
            f"select {columns} from read.{self._model.physical(table)} as t"  # type: ignore[arg-type]
            f" join {self._keys(table, names)} using ({', '.join(names)})",
            {"keys": _json([dict(zip(names, key, strict=True)) for key in keys])},
        )
        return cursor

    async def save(self, work: Work) -> None:
        """Write what the fold changed, within the caller's transaction."""
        work.meet(await answers(await self.ask_unread(work)))
        await self.write(work)

    async def write(self, work: Work) -> None:
        """The same, once the fold has met what was unread."""
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
        versions = work.versions(table.row)
        if versions.ended:
            names = (*table.key, "until")
            keys = [dict(zip(names, (*key, at), strict=True)) for key, at in versions.ended]
            columns = ", ".join((*table.columns, "since"))
            await self.connection.execute(
                f"insert into read.{twin} ({columns}, until)"  # type: ignore[arg-type]
                f" select {', '.join(f't.{c}' for c in (*table.columns, 'since'))}, k.until"
                f" from read.{self._model.physical(table)} as t"
                f" join {self._keys(table, table.key, until=True)} using ({', '.join(table.key)})",
                {"keys": _json(keys)},
            )
        if versions.between:
            rows = [row for row, _, _ in versions.between]
            spans = [(since, until) for _, since, until in versions.between]
            columns = (*table.columns, "since", "until")
            if self._few(rows):
                await self._insert(f"read.{twin}", columns, table, rows, spans)
            else:
                await self._copy(f"read.{twin}", columns, table, rows, spans)
        await self._analyse(twin, len(versions.ended) + len(versions.between))

    def _few(self, rows: Sequence[msgspec.Struct]) -> bool:
        """Whether to send them one by one, as must be done in a pipeline, which knows no COPY."""
        return len(rows) < STAGED_FROM or bool(self.connection.pgconn.pipeline_status)

    async def _insert(
        self,
        target: str,
        columns: Sequence[str],
        table: Table,
        rows: Sequence[msgspec.Struct],
        more: Sequence[tuple[Any, ...]],
        conflict: str = "",
    ) -> None:
        holders = ", ".join(["%s"] * len(columns))
        async with self.connection.cursor() as cursor:
            await cursor.executemany(
                f"insert into {target} ({', '.join(columns)}) values ({holders}) {conflict}",  # type: ignore[arg-type]
                list(self._values(table, rows, more)),
            )

    async def _copy(
        self,
        target: str,
        columns: Sequence[str],
        table: Table,
        rows: Sequence[msgspec.Struct],
        more: Sequence[tuple[Any, ...]],
    ) -> None:
        async with (
            self.connection.cursor() as cursor,
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
        await self.connection.execute(f"analyze read.{physical}")  # type: ignore[arg-type]
        self._analysed[physical] = written

    def _keys(self, table: Table, names: Sequence[str], *, until: bool = False) -> str:
        """Keys as rows: one text of JSON costs a fraction of what an array a column does."""
        types = self._types[table.name]
        columns = [f"{name} {types[name]}" for name in names] + ["until bigint"] * until
        return f"json_to_recordset(%(keys)s::json) as k({', '.join(columns)})"

    async def _delete(self, table: Table, keys: Sequence[Key]) -> None:
        where = " and ".join(f"{column} = %s" for column in table.key)
        async with self.connection.cursor() as cursor:
            await cursor.executemany(
                f"delete from read.{self._model.physical(table)} where {where}",  # type: ignore[arg-type]
                keys,
            )

    async def _upsert(
        self, table: Table, rows: Sequence[msgspec.Struct], more: Sequence[tuple[Any, ...]]
    ) -> None:
        names = (*table.columns, "since") if table.history else table.columns
        physical = f"read.{self._model.physical(table)}"
        others = [column for column in names if column not in table.key]
        update = ", ".join(f"{column} = excluded.{column}" for column in others)
        conflict = f"on conflict ({', '.join(table.key)}) do " + (
            f"update set {update}" if others else "nothing"
        )
        if self._few(rows):
            await self._insert(physical, names, table, rows, more, conflict)
            return
        stage = await self._stage(table)
        await self._copy(stage, names, table, rows, more)
        columns = ", ".join(names)
        await self.connection.execute(
            f"insert into {physical} ({columns}) select {columns} from {stage} {conflict}"  # type: ignore[arg-type]
        )

    async def _stage(self, table: Table) -> str:
        physical = self._model.physical(table)
        if physical not in self._staged:
            await self.connection.execute(
                f"create temp table if not exists stage_{physical} (like read.{physical})"  # type: ignore[arg-type]
                " on commit delete rows"
            )
            self._staged.add(physical)
        if physical in self._used:
            # Of an earlier part of this transaction: it would be written again, as it was then.
            await self.connection.execute(f"truncate pg_temp.stage_{physical}")  # type: ignore[arg-type]
        self._used.add(physical)
        return f"pg_temp.stage_{physical}"

    def _values(
        self, table: Table, rows: Iterable[msgspec.Struct], more: Iterable[tuple[Any, ...]]
    ) -> Iterable[Sequence[Any]]:
        types = self._types[table.name]
        adapted = [
            (at, _json if types[column] == "jsonb" else list)
            for at, column in enumerate(table.columns)
            if types[column] == "jsonb" or types[column].endswith("[]")
        ]
        for row, rest in zip(rows, more, strict=True):
            values = list(msgspec.structs.astuple(row))
            for at, adapt in adapted:
                if values[at] is not None:
                    values[at] = adapt(values[at])
            yield (*values, *rest)


async def answers(asked: Asked) -> list[Any]:
    """The rows that were asked for."""
    return [row for cursor in asked for row in await cursor.fetchall()]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
