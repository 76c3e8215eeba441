"""What a read model is: tables of rows, and a pure fold from events to changed rows."""

from collections.abc import Callable, Iterable
from functools import cached_property
from importlib.resources import files
from typing import Any, Literal, LiteralString, get_type_hints

import msgspec

from domain.event import Event, Recorded
from ledger.sealing import holds_private
from projections.engine.work import Work

Key = tuple[Any, ...]
OpenedBy = Literal["case", "person", "case_or_person", "nobody"]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One read table, ``read.<name>``: a struct a row, in the struct's order of fields.

    ``partition`` is how many leading columns of the key its rows are loaded by (all, if not said).
    ``opened_by`` says which look opens its rows to the reader; the engine makes the policy.
    ``payload`` is a column that holds whole events as JSON. ``forgets``: a condition in SQL, on
    ``%(persons)s``, of the rows that go once these persons are disposed of.
    """

    name: str
    row: type[msgspec.Struct]
    key: tuple[str, ...]
    partition: int = 0
    opened_by: OpenedBy = "nobody"
    payload: str | None = None
    forgets: LiteralString | None = None

    @property
    def sealed(self) -> tuple[str, ...]:
        """The columns that can hold sealed values: in them a disposal is carried out."""
        hints = get_type_hints(self.row)
        return tuple(c for c in self.columns if c == self.payload or holds_private(hints[c]))

    @property
    def columns(self) -> tuple[str, ...]:
        return self.row.__struct_fields__

    @property
    def loaded_by(self) -> tuple[str, ...]:
        return self.key[: self.partition or len(self.key)]


class ReadModel(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A read model: a folder ``projections/<name>`` with its ``*.sql``, fold and queries.

    ``needs`` says which rows (type, leading columns of their key) an event has to see; ``fold``
    works the event into them. Both are pure: they see no clock and no other batch's state.
    A new ``version`` begins with new tables from position 0. ``unsealed`` models get private
    values in clear. The tables of ``unlogged`` ones are not in the write-ahead log, and are filled
    again once a crash or a failover has emptied them. ``settle`` is a statement (``%(tenant)s``,
    ``%(zone)s``) that brings up to date what only makes questions quicker: its owner runs it now
    and then, once caught up, and nothing is wrong where it did not.
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    events: frozenset[type[Event]]
    needs: Callable[[Recorded], Iterable[tuple[type[msgspec.Struct], Key]]]
    fold: Callable[[Work, Recorded], None]
    unsealed: bool = False
    unlogged: bool = False
    settle: str | None = None

    @cached_property
    def table_of(self) -> dict[type[msgspec.Struct], Table]:
        return {table.row: table for table in self.tables}

    @cached_property
    def sql(self) -> str:
        """The statements of its ``*.sql`` for this version, the tables' (``table.sql``) first."""
        folder = files("projections").joinpath(self.name)
        found = [file for file in folder.iterdir() if file.name.endswith(".sql")]
        found.sort(key=lambda file: (file.name != "table.sql", file.name))
        text = "\n".join(file.read_text("utf-8") for file in found)
        return text.replace("{version}", str(self.version))

    def physical(self, table: Table) -> str:
        """The name of a table of this version, behind the view ``read.<name>``."""
        return f"{table.name}_v{self.version}"

    def relevant(self, batch: Iterable[Recorded]) -> list[Recorded]:
        """The events of a batch that this model folds."""
        return [recorded for recorded in batch if type(recorded.event) in self.events]

    def needed(self, batch: Iterable[Recorded]) -> dict[type[msgspec.Struct], set[Key]]:
        """Which rows the fold of this batch has to see."""
        found: dict[type[msgspec.Struct], set[Key]] = {}
        for recorded in batch:
            for row_type, key in self.needs(recorded):
                found.setdefault(row_type, set()).add(key)
        return found

    def changes(self, known: Iterable[msgspec.Struct], batch: Iterable[Recorded]) -> Work:
        """The pure fold of a batch over the rows that it needed; the answer holds what changed."""
        work = Work({table.row: (table.key, len(table.loaded_by)) for table in self.tables}, known)
        for recorded in batch:
            self.fold(work, recorded)
        return work
