"""What a read model is: tables of rows, and a pure fold from events to changed rows."""

from collections.abc import Callable, Iterable
from functools import cached_property
from importlib.resources import files
from itertools import chain
from operator import attrgetter
from typing import Any, Literal, LiteralString, get_type_hints

import msgspec

from domain.event import Event, Recorded
from ledger.sealing import holds_private
from projections.engine.work import Work

Key = tuple[Any, ...]
_event = attrgetter("event")
OpenedBy = Literal["case", "person", "case_or_person", "nobody"]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One read table, ``read.<name>``: a struct a row, in the struct's order of fields.

    ``partition`` is how many leading columns of the key its rows are loaded by (all, if not said).
    ``opened_by`` says which look opens its rows to the reader; the engine makes the policy.
    ``payload`` is a column that holds whole events as JSON. ``forgets``: a condition in SQL, on
    ``%(persons)s``, of the rows that go once these persons are disposed of. ``of``: the columns that
    hold the id of whom or what a row is about (``projections.engine.subjects``), if others than
    ``case_id`` and ``person_id``; without any, its rows are everybody's.

    For questions about the past (``projections.engine.past``): with ``history`` each version of a
    row is kept; rows that are ``written_once`` tell their ``position`` themselves; ``then_in`` names
    a table of the model that has this one's rows as each event left them; of whom rows of either
    kind say ``disposed``, they say so at every position. Without any of these the table knows no past.
    """

    name: str
    row: type[msgspec.Struct]
    key: tuple[str, ...]
    partition: int = 0
    opened_by: OpenedBy = "nobody"
    payload: str | None = None
    forgets: LiteralString | None = None
    of: tuple[str, ...] = ("case_id", "person_id")
    history: bool = False
    written_once: bool = False
    then_in: str | None = None

    @property
    def sealed(self) -> tuple[str, ...]:
        """The columns that can hold sealed values: in them a disposal is carried out."""
        hints = get_type_hints(self.row)
        return tuple(c for c in self.columns if c == self.payload or holds_private(hints[c]))

    @property
    def columns(self) -> tuple[str, ...]:
        return self.row.__struct_fields__

    @property
    def whose(self) -> tuple[str, ...]:
        """The columns by which the rows of a case, a person or another matter are found."""
        return tuple(column for column in self.of if column in self.columns)

    @property
    def loaded_by(self) -> tuple[str, ...]:
        return self.key[: self.partition or len(self.key)]


class ReadModel(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A read model: a folder ``projections/<name>`` with its ``*.sql``, fold and queries.

    ``table.sql`` makes the tables of one build (``projections.engine.builds``), under names that
    end in ``_v{version}``; every other ``*.sql`` makes functions over the views, ``read.<table>``.
    What the engine does, it does to the tables of the ``build`` that the model is bound to.

    ``needs`` says which rows (type, leading columns of their key) an event has to see; ``fold``
    works the event into them. Both are pure: they see no clock and no other batch's state.
    A new ``version`` begins with new tables from position 0, and so does a new version of an event
    that is folded. ``unsealed`` models get private values in clear. The tables of ``unlogged`` ones
    are not in the write-ahead log, and are filled again once a crash or a failover has emptied
    them. ``asked_of_past``: functions of its SQL that are there for the past, too. ``settle`` is a
    statement (``%(tenant)s``, ``%(zone)s``) that brings up to date what only makes questions
    quicker: the owner runs it now and then, once caught up, and nothing is wrong where it did not.
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
    asked_of_past: tuple[str, ...] = ()
    build: int = 1

    @cached_property
    def table_of(self) -> dict[type[msgspec.Struct], Table]:
        return {table.row: table for table in self.tables}

    def of(self, build: int) -> "ReadModel":
        """The same model, bound to another build."""
        return self if build == self.build else msgspec.structs.replace(self, build=build)

    @cached_property
    def sql(self) -> str:
        """The statements that make the tables of its build."""
        return _text(self.name, tables=True).replace("{version}", self._suffix)

    @cached_property
    def functions(self) -> str:
        """The statements that make its functions, the same for every build."""
        return _text(self.name, tables=False)

    @property
    def evolution(self) -> int:
        """How many newer versions the events that it folds have: it only ever grows."""
        return sum(event.schema_version - 1 for event in self.events)

    def physical(self, table: Table) -> str:
        """The name of a table of its build, behind the view ``read.<name>``."""
        return f"{table.name}_v{self._suffix}"

    @property
    def _suffix(self) -> str:
        return f"{self.version}" if self.build == 1 else f"{self.version}_{self.build}"

    def twin(self, table: Table) -> str:
        """Where the versions of its rows are that stand no more; of tables with ``history``."""
        return f"{self.physical(table)}_past"

    def stored(self, table: Table) -> tuple[str, ...]:
        """Every stored table that holds rows of it: in each a disposal is carried out."""
        return (self.physical(table), *((self.twin(table),) if table.history else ()))

    def relevant(self, batch: Iterable[Recorded]) -> list[Recorded]:
        """The events of a batch that this model folds."""
        events = list(batch)
        if kinds(events) <= self.events:
            return events
        return [recorded for recorded in events if type(recorded.event) in self.events]

    def needed(self, batch: Iterable[Recorded]) -> dict[type[msgspec.Struct], set[Key]]:
        """Which rows the fold of this batch has to see."""
        found: dict[type[msgspec.Struct], set[Key]] = {}
        # Most events of a batch need what another does: let those fall together first.
        for row_type, key in dict.fromkeys(chain.from_iterable(map(self.needs, batch))):
            found.setdefault(row_type, set()).add(key)
        return found

    def work(self, known: Iterable[msgspec.Struct]) -> Work:
        """These rows, to be worked on."""
        return Work(
            {table.row: (table.key, len(table.loaded_by)) for table in self.tables},
            known,
            [table.row for table in self.tables if table.history],
        )

    def changes(self, known: Iterable[msgspec.Struct], batch: Iterable[Recorded]) -> Work:
        """The pure fold of a batch over the rows that it needed; the answer holds what changed."""
        work, fold = self.work(known), self.fold
        for recorded in batch:
            work.at = recorded.position
            fold(work, recorded)
        return work


def kinds(batch: Iterable[Recorded]) -> set[type[Event]]:
    """The types of events in a batch: they are few, and say at once what need not be looked for."""
    return set(map(type, map(_event, batch)))


def _text(name: str, *, tables: bool) -> str:
    """``table.sql`` of that read model, or all its other ``*.sql``, by name."""
    folder = files("projections").joinpath(name)
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return "\n".join(f.read_text("utf-8") for f in found if (f.name == "table.sql") is tables)
