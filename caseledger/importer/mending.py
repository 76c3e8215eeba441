"""Unreadable rows, written out to be mended by somebody, and taken in again once they are."""

import asyncio
import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec

from caseledger.importer.errors import ExtractError, ImportStopped
from caseledger.importer.form import form
from caseledger.importer.load import load_rows
from caseledger.importer.manifest import Manifest
from caseledger.importer.mapping.source import Source
from caseledger.importer.progress import Watch
from caseledger.importer.read import Row
from caseledger.importer.rejects import Kept, Rejects, sweep
from caseledger.importer.report import Details, Report
from caseledger.importer.run import Import
from caseledger.importer.runs import Runs, only_import
from caseledger.importer.stage import FILES
from domain.reject_texts import reason
from ledger.keys.sources import Keks
from ledger.ledger import Ledger

ABOUT = ("reject_id", "reject_line", "reject_column", "reject_fr", "reject_en")
"""Columns beside the form's own: which row it is, and why it could not be read."""


def write_rejects(rejects: Rejects, folder: Path) -> tuple[int, int]:
    """One CSV a file of the form (UTF-8 with BOM, commas): how many rows, how many have expired.

    Readable by whoever runs this alone.
    """
    by_file: dict[str, list[list[str]]] = defaultdict(list)
    gone = 0
    for each in rejects.open():
        if each.contents is None:
            gone += 1
            continue
        width = len(form().files[each.file].columns)
        cells = [*each.contents.cells, *[""] * width][: max(width, len(each.contents.cells))]
        cells = [*cells[: width - 1], "\u241f".join(cells[width - 1 :])]
        about = [str(each.reject_id), str(each.line), each.column]
        by_file[each.file].append(
            [*cells, *about, reason(each.reason, "fr"), reason(each.reason, "en")]
        )
    if by_file:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, rows in by_file.items():
        header = [column.name for column in form().files[name].columns]
        path = folder / f"{name}.csv"
        path.touch(mode=0o600)
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[*header, *ABOUT], *rows])
    return sum(map(len, by_file.values())), gone


class Mended(msgspec.Struct, frozen=True):
    """A row that was mended: which reject it replaces."""

    reject_id: UUID
    file: str
    row: Row


def read_mended(path: Path) -> list[Mended]:
    """The mended rows of a file or a folder. Raises ``ExtractError``."""
    paths = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    read = (mended for each in paths for mended in _read(each))
    # Numbered through: two files of one form must not have two rows of one line.
    found = [
        Mended(each.reject_id, each.file, Row(number, each.row.cells))
        for number, each in enumerate(read, 1)
    ]
    if not found:
        raise ExtractError(
            f"« {path} » ne contient aucune rangée corrigée.", f"{path} holds no mended row."
        )
    return found


def _read(path: Path) -> Iterator[Mended]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=first.count)
            yield from _rows(path, csv.reader(file, delimiter=delimiter))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ExtractError(
            f"« {path} » ne se lit pas ({error}). Enregistrez-le en CSV UTF-8.",
            f"{path} cannot be read ({error}). Save it as CSV in UTF-8.",
        ) from None


def _rows(path: Path, lines: Iterator[list[str]]) -> Iterator[Mended]:
    header = [name.strip() for name in next(lines, [])]
    columns = set(header) - set(ABOUT)
    name = next(
        (n for n, f in form().files.items() if {c.name for c in f.columns} == columns), None
    )
    if name is None or "reject_id" not in header:
        raise ExtractError(
            f"« {path} » n’a pas les colonnes d’un fichier de « caseledger import rejects ».",
            f"{path} does not have the columns of a file of `caseledger import rejects`.",
        )
    order = [header.index(column.name) for column in form().files[name].columns]
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise ExtractError(
                f"« {path} », ligne {number} : {len(cells)} cases au lieu de {len(header)}. Un texte "
                "ou un montant qui contient le séparateur se met entre guillemets.",
                f"{path}, line {number}: {len(cells)} cells instead of {len(header)}. A text or an "
                "amount that holds the delimiter goes between quotation marks.",
            )
        try:
            reject_id = UUID(cells[header.index("reject_id")].strip())
        except ValueError:
            raise ExtractError(
                f"« {path} », ligne {number} : reject_id a été changé ; remettez celui qui y était.",
                f"{path}, line {number}: reject_id was changed; put back the one that was there.",
            ) from None
        yield Mended(reject_id, name, Row(number, [cells[at] for at in order]))


async def import_mended(
    ledger: Ledger, writer_url: str, kek: Keks, path: Path, by: str, watch: Watch
) -> tuple[Report, Details]:
    """Take in mended rows: each replaces its reject, marked as mended by whom; the others wait on.

    Raises ``ImportStopped``.
    """
    rows = await asyncio.to_thread(read_mended, path)
    with only_import(writer_url, ledger.tenant) as connection:
        latest = Runs(connection, ledger.tenant).latest()
        if latest is None:
            raise ImportStopped(
                "Rien n’a encore été importé ici : caseledger import DOSSIER.",
                "Nothing was imported here yet: caseledger import FOLDER.",
            )
        source = Source(ledger.tenant, latest.source_system, latest.as_of, ledger.zone)
        work = Import(ledger, connection, kek, source, by, watch)
        sweep(connection, work.started_at)
        waiting = work.rejects.waiting([each.reject_id for each in rows])
        rows = [each for each in rows if waiting.get(each.reject_id) == each.file]
        if not rows:
            raise ImportStopped(
                f"Aucune rangée de « {path} » n’attend d’être corrigée : elles l’ont déjà été.",
                f"No row of {path} waits to be mended: they have been already.",
            )
        await asyncio.to_thread(_stage, work, rows)
        await work.arrange()
        manifest = Manifest(ledger.tenant, latest.as_of, latest.source_system, [], latest.invented)
        work.runs.begin(work.import_id, "MENDED", manifest, "", by, work.started_at)
        sent = await work.send(additional=True)
        found = await work.reconcile(sent, whole=False)
        _close(work, rows, sent.named)
        report, details = work.report(manifest, "MENDED", sent, Kept(0, 0), None, found, [], {})
        work.runs.finish(report)
    return report, details


def _stage(work: Import, rows: Sequence[Mended]) -> None:
    for name in FILES:
        mine = (each.row for each in rows if each.file == name)
        load_rows(name, mine, work.stage, work.hashes, lambda _: None)


def _close(work: Import, rows: Sequence[Mended], named: Mapping[tuple[str, str], str]) -> None:
    """Mark the rejects whose rows were taken; those that still cannot be read go on waiting."""
    taken = work.stage.taken_lines()
    now = datetime.now(UTC)
    for each in rows:
        if (found := taken.get((each.file, each.row.line))) is not None:
            key, hashed = found
            reference = named[f"{each.file}/{key}", hashed]
            work.rejects.mended(each.reject_id, work.by, reference, now)
