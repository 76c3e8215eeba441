"""Staging: an extract's rows in temporary tables, sorted by whose history they belong to.

Temporary tables are never in the write-ahead log, are gone with the session, and spill to disk:
the memory of this process does not grow with the extract.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, LiteralString

import msgspec
import psycopg

from caseledger.importer.check import Checked, Problem
from caseledger.importer.form import form
from caseledger.importer.staging_sql import (
    ARRANGE,
    ASIDE_COLUMNS,
    COUNTS,
    CREATE,
    RAW_COLUMNS,
    REFUSE_REFERENCES,
)

FILES: tuple[str, ...] = tuple(form().files)
"""The files in the form's order; a staged row names its file by its place here."""


class StagedRow(msgspec.Struct, frozen=True, array_like=True):
    """A row that was taken in: ``nth`` of those that share its key, and the hash of its content."""

    file: str
    line: int
    key: str
    nth: int
    hash: str
    content: bytes
    known: date | None


class AsideRow(msgspec.Struct, frozen=True, array_like=True):
    """A row that could not be read, with the JSON of its cells."""

    file: str
    line: int
    column: str
    value: str
    reason: str
    hash: bytes
    cells: bytes


class Tally(msgspec.Struct, frozen=True):
    """Of one file: rows read, rows that were there twice, rows kept aside; and cents in each."""

    read: int
    repeated: int
    aside: int
    taken: int
    cents_taken: int


class Stage:
    """The temporary tables of one import. ``connection`` is the writer's, in autocommit."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        for statement in CREATE:
            connection.execute(statement)

    def put(self, rows: Iterable[tuple[Any, ...]], into: str) -> None:
        """Rows of ``raw_row``, ``aside`` or (once arranged) ``kept_aside``, by COPY."""
        statement, columns = _COPY[into]
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(columns)
            for row in rows:
                copy.write_row(row)

    def arrange(self) -> None:
        """Repeated rows once, rows of one key numbered, everything indexed by whose it is."""
        for statement in ARRANGE:
            self._connection.execute(statement)

    def unknown(self, what: str, after: str, limit: int) -> list[str]:
        """References that nothing in the extract explains: ``residents`` or ``cases``, by page."""
        statement = _UNKNOWN_RESIDENTS if what == "residents" else _UNKNOWN_CASES
        return [row[0] for row in self._connection.execute(statement, (after, limit)).fetchall()]

    def know(self, what: str, references: Sequence[str]) -> None:
        """These are known all the same: the ledger holds them, or a row kept aside names them."""
        statement = _KNOW_RESIDENTS if what == "residents" else _KNOW_CASES
        self._connection.execute(statement, (list(references),))

    def refuse_references(self) -> None:
        """Take out the rows that refer to nobody or to no case; ``refused`` gives them."""
        for statement in REFUSE_REFERENCES:
            self._connection.execute(statement)

    def refused(self, after: tuple[int, int], limit: int) -> list[tuple[StagedRow, str]]:
        """Rows taken out, by file and line, each with the column whose reference is unknown."""
        rows = self._connection.execute(_REFUSED, (*after, limit)).fetchall()
        return [(_row(row[:7]), row[7]) for row in rows]

    def residents(self, after: str, limit: int) -> list[tuple[str, StagedRow, date | None, bool]]:
        """Residents by number: with the first day that names them, and whether their SIN is shared."""
        rows = self._connection.execute(_RESIDENTS, (after, limit)).fetchall()
        return [(row[0], _row(row[1:8]), row[8], row[9]) for row in rows]

    def consents(self, after: str, limit: int) -> list[tuple[str, StagedRow]]:
        """Consents, and the referrals that shared something outside, by resident."""
        return self._owned(_CONSENTS, after, limit)

    def cases(self, after: str, limit: int) -> list[tuple[str, StagedRow]]:
        """All that belongs to cases, by case."""
        return self._owned(_CASES, after, limit)

    def aside(self, after: tuple[int, int], limit: int) -> list[AsideRow]:
        """Rows kept aside, by file and line, each once."""
        rows = self._connection.execute(_ASIDE, (*after, limit)).fetchall()
        return [AsideRow(FILES[row[0]], *row[1:]) for row in rows]

    def owners(self) -> dict[str, int]:
        """How many persons, persons with consents, and cases there are: what progress counts to."""
        counted = self._connection.execute(_OWNERS).fetchone()
        assert counted is not None
        return dict(zip(("persons", "consents", "cases"), counted, strict=True))

    def tallies(self) -> dict[str, Tally]:
        """What became of each file's rows."""
        rows = self._connection.execute(COUNTS).fetchall()
        return {FILES[row[0]]: Tally(*row[1:]) for row in rows}

    def taken_lines(self) -> dict[tuple[str, int], tuple[str, str]]:
        """By file and line of each row taken in, its key and hash; for a few mended rows alone."""
        rows = self._connection.execute("select file, line, key, hash from staged").fetchall()
        return {(FILES[file], line): (key, hashed.hex()) for file, line, key, hashed in rows}

    def execute(
        self, statement: LiteralString, values: Sequence[Any] = ()
    ) -> list[tuple[Any, ...]]:
        """A question of the report, beside the ledger's own tables."""
        cursor = self._connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else []

    def _owned(
        self, statement: LiteralString, after: str, limit: int
    ) -> list[tuple[str, StagedRow]]:
        rows = self._connection.execute(statement, (after, limit)).fetchall()
        return [(row[0], _row(row[1:])) for row in rows]


def raw(file: str, row: Checked, content: bytes, hashed: bytes, sin: bytes | None) -> tuple:
    """A row for ``raw_row``: what staging sorts and looks up by stands in columns."""
    places = _PLACES[file]
    found = row.values
    outside = places.outside is not None and (
        found[places.outside[0]] != "INTERNAL" and found[places.outside[1]] == "LOCAL"
    )
    return (
        places.file,
        row.line,
        row.key,
        found[places.case] if places.case is not None else None,
        found[places.resident] if places.resident is not None else None,
        date.fromisoformat(row.known) if row.known else None,
        sin,
        outside,
        sum(int(found[at] or 0) for at in places.amounts),  # type: ignore[arg-type]
        hashed,
        content,
    )


def aside(file: str, problem: Problem, hashed: bytes) -> tuple:
    """A row for ``aside``. Text that PostgreSQL cannot hold is written with replacement marks."""
    cells = [storable(cell) for cell in problem.cells]
    return (
        _PLACES[file].file,
        problem.line,
        problem.column,
        storable(problem.value),
        problem.reason,
        hashed,
        msgspec.json.encode(cells),
    )


def storable(text: str) -> str:
    """Bytes that could not be decoded, and NULs, become U+FFFD: somebody has to look at them."""
    return text.encode(errors="surrogateescape").decode(errors="replace").replace("\x00", "\ufffd")


class _Places(msgspec.Struct, frozen=True):
    file: int
    case: int | None
    resident: int | None
    outside: tuple[int, int] | None
    amounts: tuple[int, ...]


def _places(at: int, name: str) -> _Places:
    file = form().files[name]
    return _Places(
        file=at,
        case=file.place("case_no") if file.has("case_no") else None,
        resident=file.place("resident_no") if file.has("resident_no") else None,
        outside=(file.place("to_type"), file.place("made_by")) if file.has("to_type") else None,
        amounts=tuple(file.place(column) for column in file.amounts),
    )


_PLACES = {name: _places(at, name) for at, name in enumerate(FILES)}


def _row(row: Sequence[Any]) -> StagedRow:
    file, line, key, nth, hashed, content, known = row
    return StagedRow(FILES[file], line, key, nth, hashed.hex(), content, known)


_COPY: dict[str, tuple[LiteralString, tuple[str, ...]]] = {
    "raw_row": ("copy raw_row from stdin (format binary)", RAW_COLUMNS),
    "aside": ("copy aside from stdin (format binary)", ASIDE_COLUMNS),
    "kept_aside": ("copy kept_aside from stdin (format binary)", ASIDE_COLUMNS),
}
_ROW: LiteralString = "s.file, s.line, s.key, s.nth, s.hash, s.content, s.known"
_REFUSED: LiteralString = """
select file, line, key, nth, hash, content, known, "column" from refused
where (file, line) > (%s, %s) order by file, line limit %s
"""
_RESIDENTS: LiteralString = f"""
select s.resident_no, {_ROW},
    (select min(o.known) from staged as o where o.resident_no = s.resident_no),
    s.sin is not null and exists (
        select from staged as o where o.sin = s.sin and o.resident_no < s.resident_no)
from staged as s
where s.file = {FILES.index("residents")} and s.resident_no in (
    select r.resident_no from staged as r
    where r.file = {FILES.index("residents")} and r.resident_no > %s
    order by r.resident_no limit %s)
order by s.resident_no, s.nth
"""
_CONSENT_ROWS: LiteralString = (
    f"(s.file = {FILES.index('consents')} or s.file = {FILES.index('referrals')} and s.outside)"
)
_CONSENTS: LiteralString = f"""
select s.resident_no, {_ROW} from staged as s
where {_CONSENT_ROWS} and s.resident_no in (
    select distinct s.resident_no from staged as s
    where {_CONSENT_ROWS} and s.resident_no > %s order by 1 limit %s)
order by s.resident_no, s.file, s.key, s.nth
"""
_CASES: LiteralString = f"""
select s.case_no, {_ROW} from staged as s
where s.case_no in (
    select distinct s.case_no from staged as s where s.case_no > %s order by 1 limit %s)
order by s.case_no, s.file, s.key, s.nth
"""
_ASIDE: LiteralString = """
select file, line, "column", value, reason, hash, cells from kept_aside
where (file, line) > (%s, %s) order by file, line limit %s
"""
_OWNERS: LiteralString = f"""
select
    (select count(distinct resident_no) from staged where file = {FILES.index("residents")}),
    (select count(distinct s.resident_no) from staged as s where {_CONSENT_ROWS}),
    (select count(distinct case_no) from staged)
"""
_UNKNOWN_RESIDENTS: LiteralString = """
select distinct s.resident_no from staged as s
where s.resident_no > %s and not exists (
    select from known_resident as k where k.resident_no = s.resident_no)
order by 1 limit %s
"""
_UNKNOWN_CASES: LiteralString = """
select distinct s.case_no from staged as s
where s.case_no > %s and not exists (select from known_case as k where k.case_no = s.case_no)
order by 1 limit %s
"""
_KNOW_RESIDENTS: LiteralString = (
    "insert into known_resident select unnest(%s::text[]) on conflict do nothing"
)
_KNOW_CASES: LiteralString = (
    "insert into known_case select unnest(%s::text[]) on conflict do nothing"
)
