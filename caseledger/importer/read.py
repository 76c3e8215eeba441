"""A CSV file, row by row, whatever it holds: a row that is no row is told as one, and the next is read.

Nothing is kept: memory does not grow with the file.
"""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

import msgspec

from caseledger.importer.errors import ExtractError
from caseledger.importer.form import FileForm

LINES_OF_A_ROW = 25
"""A quoted cell may hold line breaks; a quotation mark left open must not swallow the file."""
_SNIFFED = 1 << 16


class Row(msgspec.Struct, array_like=True):
    """A row: the line it begins on (1 is the header) and its cells in the form's order.

    ``reason`` says why it is no row of this form; its cells are then as they could be had.
    """

    line: int
    cells: list[str]
    reason: str = ""


def read_rows(path: Path, encoding: str, delimiter: str, file: FileForm) -> Iterator[Row]:
    """Every row of a file but blank lines. Raises ``ExtractError`` where the header is not the form's."""
    with _open(path, encoding) as lines:
        records = _records(lines, delimiter)
        header = next(records, None)
        order = _order([] if header is None else header[1], path, file)
        width, straight = len(order), order == list(range(len(order)))
        extra = 0 if header is None else len(header[1])
        for line, cells, reason in records:
            if reason or len(cells) != extra:
                yield Row(
                    line,
                    cells,
                    reason or ("TOO_FEW_CELLS" if len(cells) < extra else "TOO_MANY_CELLS"),
                )
                continue
            if not (straight and extra == width):
                cells = [cells[at] for at in order]
            bad = next((cell for cell in cells if not clean(cell)), None)
            yield Row(line, cells, "" if bad is None else "NOT_DECODABLE")


def unknown_columns(path: Path, encoding: str, delimiter: str, file: FileForm) -> list[str]:
    """Columns of the header that the form does not have: they are not read, and that is told."""
    with _open(path, encoding) as lines:
        header = next(_records(lines, delimiter), (0, [], ""))[1]
    return [name for name in map(str.strip, header) if not file.has(name)]


def _order(header: list[str], path: Path, file: FileForm) -> list[int]:
    names = [name.strip() for name in header]
    for column in file.columns:
        if names.count(column.name) != 1:
            raise ExtractError(
                f"« {path} » : la première ligne nomme {names.count(column.name)} fois la colonne "
                f"« {column.name} », qu’il faut une fois. Le séparateur et le codage du manifeste "
                "sont-ils les bons ?",
                f"{path}: the first line names the column {column.name!r} "
                f"{names.count(column.name)} times, and it must be there once. Are the manifest’s "
                "delimiter and encoding right?",
            )
    return [names.index(column.name) for column in file.columns]


def _open(path: Path, encoding: str) -> TextIO:
    """Split at line feeds only (or at carriage returns, where there is no line feed at all)."""
    raw = path.open("rb")
    begin = raw.peek(_SNIFFED)
    newline = "\r" if b"\r" in begin and b"\n" not in begin else "\n"
    return TextIOWrapper(raw, encoding, errors="surrogateescape", newline=newline)


def _records(lines: TextIO, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Line number, cells, and a reason where the row is broken. Carriage returns are dropped."""
    waiting: list[tuple[int, str]] = []
    numbered = enumerate(lines, 1)
    first = True

    def following() -> tuple[int, str] | None:
        if waiting:
            return waiting.pop(0)
        found = next(numbered, None)
        return None if found is None else (found[0], found[1].replace("\r", "").rstrip("\n"))

    while (found := following()) is not None:
        number, text = found
        if first:
            text, first = text.removeprefix("\ufeff"), False
        if '"' not in text:
            if text.strip() and text.strip(delimiter + " \t"):
                yield number, text.split(delimiter), ""
            continue
        taken = [(number, text)]
        cells = _parse(text, delimiter)
        while cells is None and len(taken) < LINES_OF_A_ROW and (more := following()) is not None:
            taken.append(more)
            cells = _parse("\n".join(part for _, part in taken), delimiter)
        if cells is None:
            waiting[:0] = taken[1:]
            yield number, text.split(delimiter), "QUOTE_OPEN"
        else:
            yield number, cells, ""


def _parse(text: str, delimiter: str) -> list[str] | None:
    """The cells of a whole record, or nothing where a quotation mark is still open."""
    if text.count('"') % 2:
        return None
    try:
        # ``strict`` off: a mark in the middle of a cell is a mark.
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return None


def clean(cell: str) -> bool:
    """Neither a byte that could not be decoded nor a NUL, which no text may hold."""
    if cell.isascii():
        return "\x00" not in cell
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in cell
