"""From the files to the staging tables: every row read, checked, hashed, and put where it belongs."""

import re
from collections.abc import Callable, Iterator
from hmac import digest
from itertools import islice
from pathlib import Path

from caseledger.importer.check import Checked, Problem, checker
from caseledger.importer.errors import ExtractError
from caseledger.importer.form import form
from caseledger.importer.manifest import Manifest, ManifestFile
from caseledger.importer.read import Row, read_rows
from caseledger.importer.stage import FILES, Stage, aside, raw
from caseledger.importer.written import written

_PAGE = 5_000
Told = Callable[[int], None]


class Hashes:
    """Keyed hashes of rows: what a row said, for comparing, and not for guessing what it said."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def row(self, file: str, content: bytes) -> bytes:
        """8 bytes: which content of a row an event came from."""
        return digest(self._secret, file.encode() + b"\0" + content, "sha256")[:8]

    def cells(self, file: str, cells: list[str]) -> bytes:
        """32 bytes: of a row as it stood in its file, readable or not."""
        text = "\0".join(cells).encode(errors="surrogateescape")
        return digest(self._secret, file.encode() + b"\0\0" + text, "sha256")

    def sin(self, sin: str) -> bytes:
        """16 bytes: to find a social insurance number that two people have."""
        return digest(self._secret, b"sin\0" + re.sub(r"\D", "", sin).encode(), "sha256")[:16]


def load(folder: Path, manifest: Manifest, stage: Stage, hashes: Hashes, told: Told) -> None:
    """Read and stage every file; ``told`` hears how many rows have been read.

    Raises ``ExtractError`` where a file has not the form's columns or the manifest's rows.
    """
    done = 0
    by_name = {each.name: each for each in manifest.files}
    for name in FILES:
        each = by_name[name]
        rows = _rows(folder, each)
        count = load_rows(name, rows, stage, hashes, lambda n, before=done: told(before + n))
        if count != each.rows:
            raise ExtractError(
                f"« {folder / each.file} » a {count} rangées et le manifeste en annonce {each.rows}. "
                "Demandez un extrait dont le manifeste est juste ; rien n’a été importé.",
                f"{folder / each.file} has {count} rows and the manifest says {each.rows}. Ask for "
                "an extract whose manifest is right; nothing was imported.",
            )
        done += count


def _rows(folder: Path, each: ManifestFile) -> Iterator[Row]:
    try:
        yield from read_rows(
            folder / each.file, each.encoding, each.delimiter, form().files[each.name]
        )
    except UnicodeDecodeError:
        raise ExtractError(
            f"« {folder / each.file} » n’est pas codé en {each.encoding}, comme le manifeste le dit.",
            f"{folder / each.file} is not encoded in {each.encoding}, as the manifest says.",
        ) from None


def load_rows(name: str, rows: Iterator[Row], stage: Stage, hashes: Hashes, told: Told) -> int:
    """Stage the rows of one file; how many there were."""
    check, count = checker(name), 0
    sin_at = form().files[name].place("sin") if form().files[name].has("sin") else None

    def staged(row: Checked) -> tuple:
        content = row.content()
        sin = row.values[sin_at] if sin_at is not None else None
        hashed = hashes.row(name, content)
        return raw(name, row, content, hashed, hashes.sin(sin) if isinstance(sin, str) else None)

    while page := [check(row) for row in islice(rows, _PAGE)]:
        problems = [row for row in page if isinstance(row, Problem)]
        stage.put((staged(row) for row in page if isinstance(row, Checked)), "raw_row")
        if problems:
            _keep(name, problems, stage, hashes)
        count += len(page)
        told(count)
    return count


def _keep(name: str, problems: list[Problem], stage: Stage, hashes: Hashes) -> None:
    stage.put((aside(name, each, hashes.cells(name, each.cells)) for each in problems), "aside")
    # Who is named in a row that cannot be read is somebody all the same: other rows may refer to it.
    file = form().files[name]
    if name == "residents":
        stage.know("residents", _cells(problems, file.place("resident_no")))
    if name in ("units", "applications"):
        stage.know("cases", _cells(problems, file.place("case_no")))


def _cells(problems: list[Problem], at: int) -> list[str]:
    found = {each.cells[at].strip() for each in problems if len(each.cells) > at}
    return [cell for cell in found if cell and cell.isprintable()]


def refuse_references(stage: Stage, hashes: Hashes) -> None:
    """Keep aside the rows that refer to nobody or to no case, as their files would write them."""
    stage.refuse_references()
    after = (-1, -1)
    while page := stage.refused(after, _PAGE):
        stage.put(
            (_refused(row.file, row.line, row.content, column, hashes) for row, column in page),
            "kept_aside",
        )
        last = page[-1][0]
        after = (FILES.index(last.file), last.line)


def _refused(file: str, line: int, content: bytes, column: str, hashes: Hashes) -> tuple:
    cells = written(file, content)
    value = cells[form().files[file].place(column)]
    problem = Problem(line, cells, column, value, "REFERENCE_UNKNOWN")
    return aside(file, problem, hashes.cells(file, cells))
