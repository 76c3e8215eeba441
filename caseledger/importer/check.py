"""A row against the form: its values, or why it cannot be read and in which column."""

from collections.abc import Callable

import msgspec

from caseledger.importer import values
from caseledger.importer.form import Column, FileForm, Form, form
from caseledger.importer.read import Row, clean
from caseledger.importer.values import Unreadable, Value

_encode = msgspec.json.Encoder().encode


class Checked(msgspec.Struct, array_like=True):
    """A row that can be read. ``values`` in the form's order: days and months as ISO text, money as
    cents, empty cells as nothing. ``key`` tells it apart from the other rows of its file.
    ``known`` is the day since when it is known, where it names one (ISO).
    """

    line: int
    key: str
    values: list[Value]
    known: str | None

    def content(self) -> bytes:
        """What the row says, the same however its file writes it: what its hash covers."""
        return _encode(self.values)


class Problem(msgspec.Struct, array_like=True):
    """Why a row cannot be read: the first column that cannot, what stands in it, and the reason."""

    line: int
    cells: list[str]
    column: str
    value: str
    reason: str


def checker(name: str) -> Callable[[Row], Checked | Problem]:
    """The check of one file's rows."""
    return _Checker(form(), form().files[name]).check


def key_part(text: str) -> str:
    """A part of a key, so that joining and numbering keys stays unambiguous."""
    if "|" in text or "#" in text or "%" in text:
        return text.replace("%", "%25").replace("|", "%7C").replace("#", "%23")
    return text


class _Checker:
    def __init__(self, whole: Form, file: FileForm) -> None:
        self._file = file
        self._parsers = [_parser(column, whole) for column in file.columns]
        self._required = [column.required for column in file.columns]
        self._conditions = [
            (at, column, file.place(other), codes)
            for at, column in enumerate(file.columns)
            for other, codes in _conditions(column)
        ]
        self._key = [file.place(name) for name in file.key]
        self._known = [file.place(name) for name in file.known]
        for_some = file.key_for
        self._key_for = (
            (file.place(for_some.column), for_some.code, [file.place(n) for n in for_some.key])
            if for_some
            else None
        )

    def check(self, row: Row) -> Checked | Problem:
        if row.reason:
            return _no_row(row, self._file)
        found: list[Value] = []
        append = found.append
        for at, cell in enumerate(row.cells):
            cell = cell.strip()
            if cell:
                try:
                    append(self._parsers[at](cell))
                except Unreadable as problem:
                    return self._problem(row, at, problem.reason)
            elif self._required[at]:
                return self._problem(row, at, "MISSING")
            else:
                append(None)
        for at, _, other, codes in self._conditions:
            given = found[other]
            if found[at] is None and given is not None and (codes is None or given in codes):
                return self._problem(row, at, "MISSING")
        return Checked(row.line, self._key_of(found), found, self._known_of(found))

    def _problem(self, row: Row, at: int, reason: str) -> Problem:
        return Problem(row.line, row.cells, self._file.columns[at].name, row.cells[at], reason)

    def _key_of(self, found: list[Value]) -> str:
        places = self._key
        if self._key_for and found[self._key_for[0]] == self._key_for[1]:
            places = self._key_for[2]
        if len(places) == 1:
            return key_part(str(found[places[0]]))
        return "|".join(key_part(str(found[at])) for at in places)

    def _known_of(self, found: list[Value]) -> str | None:
        for at in self._known:
            value = found[at]
            if isinstance(value, str):
                return value if len(value) == 10 else f"{value}-01"
        return None


def _conditions(column: Column) -> list[tuple[str, list[str] | None]]:
    conditions: list[tuple[str, list[str] | None]] = list(column.required_for.items())
    if column.required_with:
        conditions.append((column.required_with, None))
    return conditions


def _parser(column: Column, whole: Form) -> values.Parse:
    match column.kind:
        case "code":
            return values.code_of(whole.codes[column.of])
        case "codes":
            return values.codes_of(whole.codes[column.of])
        case kind:
            return getattr(values, kind)


def _no_row(row: Row, file: FileForm) -> Problem:
    """A row that has no cells of this form: the column is where it could be told."""
    if row.reason != "NOT_DECODABLE":
        return Problem(row.line, row.cells, "", str(len(row.cells)), row.reason)
    for column, cell in zip(file.columns, row.cells, strict=True):
        if not clean(cell):
            return Problem(row.line, row.cells, column.name, cell, row.reason)
    return Problem(row.line, row.cells, "", "", row.reason)
