"""Reads the rows that a fold needs and writes those that it changed, a whole set at a time."""

from collections.abc import Iterable
from typing import Any

import msgspec
from psycopg import AsyncConnection, AsyncCursor

from ledger.observing import observed
from projections.engine.model import Key, ReadModel, Table
from projections.engine.statements import Part, Statements
from projections.engine.work import Work

ANALYSED_FROM = 1000
"""From so many rows on, the planner must know a table that has doubled since it last did."""

Asked = list[tuple[Statements, AsyncCursor[Any]]]
"""Rows that were asked for, a cursor each statement."""


class Writer:
    """A read model's tables over one connection; ``types`` are their columns' (``column_types``)."""

    def __init__(
        self, connection: AsyncConnection[Any], model: ReadModel, types: dict[str, dict[str, str]]
    ) -> None:
        self.connection = connection
        self._model = model
        self._on = {t.row: Statements(model, t, types[t.name]) for t in model.tables}
        self._written: dict[str, int] = {}
        self._analysed: dict[str, int] = {}

    async def load(self, needed: dict[type[msgspec.Struct], set[Key]]) -> list[Any]:
        """The rows with these keys, as far as they exist."""
        return await answers(await self.ask(needed))

    async def ask(self, needed: dict[type[msgspec.Struct], set[Key]]) -> Asked:
        """The same, still to be fetched by ``answers``: in a pipeline, nothing waits until then."""
        table_of = self._model.table_of
        return [await self._ask(row, table_of[row].loaded_by, keys) for row, keys in needed.items()]

    def unread(self, work: Work) -> list[tuple[Table, list[Key]]]:
        """Keys of rows that the fold changed and did not ask for, where their versions are kept."""
        kept = ((table, work.unread(table.row)) for table in self._model.tables if table.history)
        return [(table, keys) for table, keys in kept if keys]

    async def ask_unread(self, work: Work) -> Asked:
        """For these rows, as ``ask``."""
        return [await self._ask(table.row, table.key, keys) for table, keys in self.unread(work)]

    async def _ask(
        self, row: type[msgspec.Struct], names: tuple[str, ...], keys: Iterable[Key]
    ) -> tuple[Statements, AsyncCursor[Any]]:
        text, given = self._on[row].ask(names, keys)
        return self._on[row], await self.connection.execute(text, given)  # type: ignore[arg-type]

    async def save(self, work: Work) -> None:
        """Write what the fold changed, within the caller's transaction."""
        work.meet(await answers(await self.ask_unread(work)))
        with observed("write", projection=self._model.name) as seen:
            parts, seen.about["rows"] = self.parts(work)
            for part in parts:
                await self.connection.execute(part.when("true").text, part.given)  # type: ignore[arg-type]
        await self.analyse()

    def parts(self, work: Work) -> tuple[list[Part], int]:
        """What writes what the fold changed, once it has met what was unread; and how many rows.

        They may be done in this order, or as parts of one statement.
        """
        made: list[Part] = []
        changed = 0
        written, removed = work.written(), work.removed()
        for table in self._model.tables:
            row, on = table.row, self._on[table.row]
            since: list[int] = []
            if table.history:
                versions = work.versions(row)
                if versions.ended:
                    made.append(on.end(versions.ended))
                if versions.between:
                    made.append(on.keep(versions.between))
                self._wrote(on.twin, len(versions.ended) + len(versions.between))
                since = [versions.since[work.key_of(each)] for each in written.get(row, ())]
            if row in removed:
                made.append(on.remove(removed[row]))
            if row in written:
                made.append(on.put(written[row], since))
                self._wrote(on.physical, len(written[row]))
            changed += len(removed.get(row, ())) + len(written.get(row, ()))
        return made, changed

    def _wrote(self, physical: str, rows: int) -> None:
        if rows:
            self._written[physical] = self._written.get(physical, 0) + rows

    async def analyse(self) -> None:
        """Tell the planner of each table that has doubled, within the fold that fills it.

        PostgreSQL does so in its own time; until then, what an import has just filled would be
        read as if it were empty, by plans that take minutes. Those that fold together wait for no
        such thing: at the ledger's end ``Settling`` sees to it.
        """
        for physical, written in self._written.items():
            if written >= max(ANALYSED_FROM, 2 * self._analysed.get(physical, 0)):
                await self.connection.execute(f"analyze read.{physical}")  # type: ignore[arg-type]
                self._analysed[physical] = written


async def answers(asked: Asked) -> list[Any]:
    """The rows that were asked for."""
    found: list[Any] = []
    for on, cursor in asked:
        answer = await cursor.fetchone()
        found += on.rows(answer[0] if answer else None)
    return found
