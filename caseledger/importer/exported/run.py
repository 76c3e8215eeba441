"""An import of an export's events, from its folder to its report.

Ids, streams, versions, times and envelopes stay as they were; positions are new, and so are
``appended_at`` and the keys. Interrupted at any point, it is begun again with the same folder.
"""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import LiteralString
from uuid import UUID

import msgspec
import psycopg

from caseledger.exporter.manifest import Manifest
from caseledger.exporter.reading import Reading
from caseledger.importer.errors import ExtractError, NotReconciled
from caseledger.importer.exported.claims import append, of_case
from caseledger.importer.exported.folder import events_file, pages, read_manifest, verify
from caseledger.importer.exported.send import Sender
from caseledger.importer.manifest import Manifest as Extract
from caseledger.importer.progress import Watch
from caseledger.importer.runs import Runs, only_import
from ledger.ids import uuid7
from ledger.ledger import Ledger
from ledger.stored import Append

SYSTEM = "caseledger"
_BEGUN: LiteralString = """
select exists (
    select from import.run where tenant = %s and kind = 'EVENTS' and manifest_sha256 = %s
)
"""


class EventsReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was done: ``events`` written now, ``there`` before; first and last position there and here.

    ``positions`` is the file that cites for each event its position in the other ledger and in this.
    """

    import_id: UUID
    custodian: str
    exported_from: str
    export_id: UUID
    as_of: date
    started_by: str
    started_at: datetime
    finished_at: datetime
    events: int
    there: int
    was: tuple[int, int]
    now: tuple[int, int]
    positions: str


async def import_events(
    ledger: Ledger, writer_url: str, folder: Path, by: str, watch: Watch, positions: Path
) -> EventsReport:
    """Take in a folder's events; ``positions`` is the file to cite old and new positions in.

    Raises ``ImportStopped`` (``ExtractError``: nothing was written).
    """
    manifest = read_manifest(folder)
    watch.phase("verify")
    await asyncio.to_thread(verify, folder, manifest)
    said = events_file(manifest)
    assert said is not None
    started_at, import_id = datetime.now(UTC), uuid7()
    with only_import(writer_url, ledger.tenant) as connection:
        begun = connection.execute(_BEGUN, (ledger.tenant, said.sha256)).fetchone()
        if not (begun and begun[0]) and await ledger.store.read(0, 1, ledger.tenant):
            raise _not_empty(ledger.tenant)
        runs = Runs(connection, ledger.tenant)
        extract = Extract(manifest.tenant, manifest.as_of, SYSTEM, [], manifest.invented)
        runs.begin(import_id, "EVENTS", extract, said.sha256, by, started_at)
        sender = Sender(ledger, connection)
        was, now = await _send(sender, folder, manifest, watch, positions)
        await _claim(ledger, connection)
        report = EventsReport(
            import_id=import_id,
            custodian=ledger.tenant,
            exported_from=manifest.tenant,
            export_id=manifest.export_id,
            as_of=manifest.as_of,
            started_by=by,
            started_at=started_at,
            finished_at=datetime.now(UTC),
            events=sender.sent,
            there=manifest.events - sender.sent,
            was=was,
            now=now,
            positions=positions.name,
        )
        runs.finish(report)
    return report


async def _send(
    sender: Sender, folder: Path, manifest: Manifest, watch: Watch, positions: Path
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Send all; the first and last positions, there and here."""
    done, was, now = 0, [0, 0], [0, 0]
    with positions.open("w", encoding="utf-8") as cited:
        cited.write("event_id,exported_position,position\n")
        for page in pages(folder):
            here = await sender.send(page)
            if len(here) != len(page):
                raise _not_there(len(page) - len(here))
            for line in page:
                cited.write(f"{line.event_id},{line.position},{here[line.event_id]}\n")
            first, last = page[0], page[-1]
            was = [was[0] or first.position, last.position]
            now = [now[0] or here[first.event_id], here[last.event_id]]
            done += len(page)
            watch.events(done, manifest.events)
    if done != manifest.events:
        raise _not_there(manifest.events - done)
    return (was[0], was[1]), (now[0], now[1])


async def _claim(ledger: Ledger, connection: psycopg.Connection) -> None:
    """Last, for it takes whole cases: who is in a unit today."""
    reading = Reading(ledger, connection, await ledger.head())
    async for streams in reading.streams("case"):
        claims = [
            claim for events in streams for claim in of_case(ledger, events[0].stream, events)
        ]
        if claims:
            await append(ledger, Append(ledger.tenant), claims)


def _not_there(count: int) -> NotReconciled:
    return NotReconciled(
        f"L’import ne concorde pas : {count} événements manquent. Signalez-le, et gardez l’export.",
        f"The import does not reconcile: {count} events are missing. Report this, and keep the export.",
    )


def _not_empty(tenant: str) -> ExtractError:
    return ExtractError(
        f"Le registre de « {tenant} » n’est pas vide : les événements d’un export gardent leurs "
        "numéros et ne se mêlent à rien. Importez dans un registre neuf, avant « run » : sous un autre "
        "CASELEDGER_TENANT, ou dans un autre CASELEDGER_HOME.",
        f"The ledger of {tenant!r} is not empty: an export’s events keep their versions and mix with "
        "nothing. Import into a new ledger, before `run`: under another CASELEDGER_TENANT, or into "
        "another CASELEDGER_HOME.",
    )
