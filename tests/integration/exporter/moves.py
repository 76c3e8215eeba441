"""Out of one ledger and into another; and what each of them says."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from caseledger.exporter.manifest import Manifest
from caseledger.exporter.run import export
from caseledger.importer.exported.run import EventsReport, import_events
from caseledger.importer.progress import Watch
from caseledger.importer.report import Report
from caseledger.policies import publish_policies
from domain.event import Recorded
from domain.person import RegisterPerson
from ledger.answers import Accepted
from ledger.ids import uuid7
from ledger.ledger import Ledger
from tests.support.databases import Database
from tests.support.extracts import Extract
from tests.support.imported import KEK, run_import
from tests.support.paper import Paper
from tests.support.world import actor

ZONE = "America/Toronto"


@dataclass
class Moving:
    """Databases at will, and folders for what moves between them."""

    new: Callable[[], Database]
    folder: Path

    async def imported(self, extract: Extract) -> Database:
        """A ledger that holds an extract."""
        database = self.new()
        await self.imported_into(database, extract)
        return database

    async def imported_into(self, database: Database, extract: Extract) -> None:
        folder = extract.write(self.folder / f"extract-{extract.as_of}")
        await run_import(database, folder, extract.custodian)

    async def register(self, database: Database, tenant: str) -> None:
        """Somebody who is registered here, and not imported."""
        command = RegisterPerson(
            given_name="Ines", family_name="Roy", birth_date="1990-02-03", official_language="fr"
        )
        async with Ledger(database.url("writer"), tenant, KEK) as ledger:
            await publish_policies(ledger)
            answer = await ledger.execute(command, command_id=uuid7(), actor=actor("INTAKE"))
        assert isinstance(answer, Accepted)

    async def out(
        self, database: Database, tenant: str, name: str, *forms: str, **how: Any
    ) -> Path:
        """The folder of an export; ``self.manifest`` is what it told."""
        folder = self.folder / name
        async with Ledger(database.url("writer"), tenant, KEK) as ledger:
            self.manifest: Manifest = await export(
                ledger, database.url("writer"), folder, "tester", forms or ("events", "csv"), **how
            )
        return folder

    async def csv_into(self, folder: Path, tenant: str) -> tuple[Database, Report]:
        """An export's CSV form in a ledger of its own, under another custodian's name."""
        path = folder / "csv" / "manifest.json"
        said = json.loads(path.read_text()) | {"custodian": tenant}
        path.write_text(json.dumps(said))
        database = self.new()
        report, _ = await run_import(database, folder / "csv", tenant)
        return database, report


async def events_into(database: Database, tenant: str, folder: Path, watch: Watch) -> EventsReport:
    """An export's events in another ledger."""
    async with Ledger(database.url("writer"), tenant, KEK) as ledger:
        return await import_events(
            ledger, database.url("writer"), folder, "tester", watch, folder.parent / "positions.csv"
        )


async def events(database: Database, tenant: str) -> list[Recorded]:
    """All events of a tenant, in their order, in clear."""
    async with Ledger(database.url("writer"), tenant, KEK) as ledger:
        found: list[Recorded] = []
        while page := await ledger.read(found[-1].position if found else 0, 5000):
            found += await ledger.unseal(page)
        return found


def figures(told: Sequence[Recorded], known_on: date, days: Sequence[date]) -> Counter[tuple]:
    """Every figure by its definition in words: what stood on these days, what counts on which day."""
    paper = Paper(told, ZONE, known_on)
    found: Counter[tuple] = Counter()
    for day in days:
        for measure, rows in paper.standing(day).items():
            found[measure, day] += len(rows)
    for measure, listed in paper.counted().items():
        for row in listed:
            found[measure, row.on, row.cents] += 1
    return found


def quarters(last: date, count: int = 10) -> list[date]:
    return [last - timedelta(days=91 * at) for at in range(count)]


def rows(path: Path) -> Counter[tuple[str, ...]]:
    """The rows of a file of the form, the header left out."""
    with path.open(encoding="utf-8", newline="") as file:
        _, *found = (tuple(row) for row in csv.reader(file))
    return Counter(found)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "events.ndjson").read_text().splitlines()]
