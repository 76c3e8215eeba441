"""An export from the ledger's head to its manifest.

    manifest = await export(ledger, urls["writer"], Path("out"), by="...", forms={"events", "csv"})

Live commands go on meanwhile: the export is of the ledger as it stood when it began.
"""

from collections.abc import Callable, Collection
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, LiteralString

import msgspec
import psycopg

from caseledger.demo.standing import standing as demonstration
from caseledger.exporter.csvform import FOLDER, CsvForm
from caseledger.exporter.errors import ExportStopped
from caseledger.exporter.folder import MANIFEST, Folder, Out
from caseledger.exporter.line import clear_line, sealed_line
from caseledger.exporter.losses import Losses
from caseledger.exporter.manifest import EVENTS, Manifest
from caseledger.exporter.naming import KINDS, names
from caseledger.exporter.numbers import Numbers
from caseledger.exporter.reading import Page, Reading
from domain.calendar import local_day
from domain.streams import stream_kind
from ledger.ids import uuid7
from ledger.ledger import Ledger
from ledger.stored import Recorded as StoredRow

LOSSES = "not-in-csv.json"
NAMES = {MANIFEST, EVENTS, LOSSES, FOLDER}

Told = Callable[[int], None]
"""Hears how many events have been read, in both passes together."""

_IMPORTS: LiteralString = """
select
    (select max(as_of) from import.run where tenant = %(tenant)s and kind <> 'EVENTS'),
    coalesce((select bool_and(invented) from import.run where tenant = %(tenant)s), false),
    (select count(*) from import.reject where tenant = %(tenant)s and mended_at is null)
"""
_RECORD: LiteralString = "select access.record_export(%s, %s, %s, %s, %s)"


class Export:
    """One export under way."""

    def __init__(
        self,
        ledger: Ledger,
        connection: psycopg.Connection[Any],
        folder: Folder,
        head: int,
        told: Told,
    ) -> None:
        self._ledger = ledger
        self._folder = folder
        self._told = told
        self._read = 0
        self._reading = Reading(ledger, connection, head)
        self._numbers = Numbers(connection)
        self._losses = Losses()
        self.events = 0
        self.learned = datetime.min.replace(tzinfo=UTC)

    async def sealed(self) -> None:
        """The events as they are stored."""
        with self._folder.create(EVENTS) as out:
            async for rows in self._reading.rows():
                for row in rows:
                    out.write(sealed_line(row))
                self._count(rows)

    async def clear(self, *, events: bool, csv: bool) -> None:
        """The events in clear, and what the form's rows will need of them."""
        with self._folder.create(EVENTS) if events else nullcontext() as out:
            async for page in self._reading.pages():
                self._page(page, out, csv=csv)
                self._count(page.rows)

    def _page(self, page: Page, out: Out | None, *, csv: bool) -> None:
        if out:
            for row, event in zip(page.rows, page.events, strict=True):
                out.write(clear_line(row, event))
        if csv:
            self._numbers.put([told for each in page.events for told in names(self._numbers, each)])
            for each in page.events:
                self._losses.count(each)

    async def csv(self, as_of: date, *, invented: bool, kept_aside: int) -> None:
        """The form's files, and beside them what they cannot hold."""
        self._numbers.settle()
        form = CsvForm(self._folder, self._numbers, self._reading, self._progress, self._losses)
        await form.write(self._ledger.tenant, self._ledger.zone, as_of, invented=invented)
        self._losses.kept_aside = kept_aside
        with self._folder.create(LOSSES) as out:
            out.write(
                msgspec.json.format(msgspec.json.encode(self._losses, order="sorted")) + b"\n"
            )

    def _count(self, rows: list[StoredRow]) -> None:
        self.events += len(rows)
        of_cases = [row.known_at for row in rows if stream_kind(str(row.originator_id)) in KINDS]
        self.learned = max([self.learned, *of_cases])
        self._progress(len(rows))

    def _progress(self, more: int) -> None:
        self._read += more
        self._told(self._read)


async def export(
    ledger: Ledger,
    writer_url: str,
    path: Path,
    by: str,
    forms: Collection[str] = ("events", "csv"),
    *,
    sealed: bool = False,
    told: Told = lambda read: None,
) -> Manifest:
    """Write a tenant's whole data into a new folder, by the manifest last.

    Raises ``ExportStopped``; nothing then has its final name without being whole.
    """
    head = await ledger.head()
    if not await ledger.store.read(0, 1, ledger.tenant):
        raise _nothing(ledger.tenant)
    folder = Folder(path)
    folder.make(NAMES)
    export_id, exported_at = uuid7(), datetime.now(UTC)
    with psycopg.connect(writer_url, autocommit=True) as connection:
        connection.execute("set timezone to 'UTC'")
        form = "EXPORT_SEALED" if sealed else "EXPORT"
        connection.execute(_RECORD, (ledger.tenant, export_id, form, head, by))
        row = connection.execute(_IMPORTS, {"tenant": ledger.tenant}).fetchone()
        imported_as_of, invented, kept_aside = row or (None, False, 0)
        invented = invented or await demonstration(ledger) is not None
        work = Export(ledger, connection, folder, head, told)
        if sealed:
            await work.sealed()
        else:
            await work.clear(events="events" in forms, csv="csv" in forms)
        learned = local_day(work.learned, ledger.zone)
        as_of = max(learned, imported_as_of or learned)
        if "csv" in forms and not sealed:
            await work.csv(as_of, invented=invented, kept_aside=kept_aside)
    manifest = Manifest(
        export_id=export_id,
        tenant=ledger.tenant,
        position=head,
        as_of=as_of,
        exported_at=exported_at,
        exported_by=by,
        sealed=sealed,
        invented=invented,
        events=work.events,
        files=list(folder.files.values()),
    )
    with folder.create(MANIFEST) as out:
        out.write(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    return manifest


def _nothing(tenant: str) -> ExportStopped:
    return ExportStopped(
        f"Le registre de « {tenant} » est vide : il n’y a rien à exporter. Dites de quel organisme "
        "par --tenant.",
        f"The ledger of {tenant!r} is empty: there is nothing to export. Say whose by --tenant.",
    )
