"""The statements on one read table: a set of rows or keys goes and comes as one text of JSON.

So a whole set is encoded and decoded at once, and costs this process a tenth of what it does value
by value; a statement's text is the same for however many rows.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any

import msgspec

from projections.engine.model import Key, ReadModel, Table


class Part(msgspec.Struct, frozen=True):
    """A statement that changes rows, and its parameters; ``WHEN`` stands for when it is to do so."""

    text: str
    given: list[str]

    def when(self, condition: str) -> "Part":
        return Part(_when(self.text, condition), self.given)


WHEN = "/*when*/"


class Statements:
    """Those on a table of a build; ``types`` are its columns'. Each text is made once."""

    def __init__(self, model: ReadModel, table: Table, types: dict[str, str]) -> None:
        self.physical = model.physical(table)
        self.twin = model.twin(table)
        self._table = table
        self._types = types
        self._decoder = msgspec.json.Decoder(list[table.row])  # type: ignore[name-defined]
        self._all = [*table.columns, "since"] if table.history else [*table.columns]
        self._asking: dict[tuple[str, ...], str] = {}

    def ask(self, names: tuple[str, ...], keys: Iterable[Key]) -> tuple[str, list[str]]:
        """For the rows whose columns of these names hold one of these keys: one text (``rows``)."""
        if (text := self._asking.get(names)) is None:
            columns = ", ".join(f"t.{column}" for column in self._table.columns)
            text = self._asking[names] = (
                f"select json_agg(found)::text from (select {columns} from read.{self.physical} as t"
                f" join {self._keys(names)} using ({', '.join(names)})) as found"
            )
        return text, [_records(names, keys)]

    def rows(self, answer: str | None) -> list[Any]:
        """What was answered to ``ask``; None stands for no rows."""
        return self._decoder.decode(answer) if answer else []

    def end(self, ended: Iterable[tuple[Key, int]]) -> Part:
        """Put into the twin rows that stand no more, and from which position on they do not."""
        names = (*self._table.key, "until")
        return Part(self._end, [_records(names, ((*k, at) for k, at in ended))])

    def keep(self, between: Sequence[tuple[Any, int, int]]) -> Part:
        """Put into the twin rows that stood from one position to before another."""
        rows, since, until = zip(*between, strict=True)
        return Part(self._keep, [_json(rows), _array(since), _array(until)])

    def put(self, rows: Sequence[Any], since: Sequence[int]) -> Part:
        """Write rows, each in place of the one with its key; ``since`` where versions are kept."""
        return Part(self._put, [_json(rows), *([_array(since)] if self._table.history else [])])

    def remove(self, keys: Iterable[Key]) -> Part:
        """Take away the rows with these keys."""
        return Part(self._remove, [_records(self._table.key, keys)])

    @cached_property
    def _end(self) -> str:
        key = self._table.key
        return (
            f"insert into read.{self.twin} ({', '.join(self._all)}, until)"
            f" select {', '.join(f't.{name}' for name in self._all)}, k.until"
            f" from read.{self.physical} as t"
            f" join {self._keys(key, 'until')} using ({', '.join(key)}) where {WHEN}"
        )

    @cached_property
    def _keep(self) -> str:
        names = [*self._all, "until"]
        return f"insert into read.{self.twin} ({', '.join(names)}) {self._given(names)}"

    @cached_property
    def _put(self) -> str:
        key = self._table.key
        others = [name for name in self._all if name not in key]
        update = ", ".join(f"{name} = excluded.{name}" for name in others)
        return (
            f"insert into read.{self.physical} ({', '.join(self._all)}) {self._given(self._all)}"
            f" on conflict ({', '.join(key)}) do {f'update set {update}' if others else 'nothing'}"
        )

    @cached_property
    def _remove(self) -> str:
        key = self._table.key
        same = " and ".join(f"t.{name} = k.{name}" for name in key)
        return (
            f"delete from read.{self.physical} as t using {self._keys(key)} where {same} and {WHEN}"
        )

    def _keys(self, names: Sequence[str], *positions: str) -> str:
        columns = [f"{name} {self._types[name]}" for name in names]
        columns += [f"{name} bigint" for name in positions]
        return f"json_to_recordset(%s::json) as k({', '.join(columns)})"

    def _given(self, names: Sequence[str]) -> str:
        """Rows, with the positions that they have beside their own columns."""
        columns = ", ".join(f"{name} {self._types[name]}" for name in self._table.columns)
        beside = ", unnest(%s::bigint[])" * (len(names) - len(self._table.columns))
        listed = ", ".join(names)
        return (
            f"select {listed} from rows from (json_to_recordset(%s::json) as ({columns}){beside})"
            f" as r({listed}) where {WHEN}"
        )


@lru_cache(1_000)
def _when(text: str, condition: str) -> str:
    return text.replace(WHEN, condition)


def _records(names: Sequence[str], values: Iterable[Sequence[Any]]) -> str:
    return _json([dict(zip(names, each, strict=True)) for each in values])


def _array(positions: Iterable[int]) -> str:
    return f"{{{','.join(map(str, positions))}}}"


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
