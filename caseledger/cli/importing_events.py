"""``caseledger import`` of what ``caseledger export`` wrote: events, as they were."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from caseledger.cli.import_into import analyse, for_custodian, prepare
from caseledger.cli.say import Say
from caseledger.cli.who import by
from caseledger.importer.errors import ImportStopped
from caseledger.importer.exported.folder import read_manifest
from caseledger.importer.exported.run import EventsReport, import_events
from caseledger.importer.progress import Watch
from caseledger.place import Place, place
from caseledger.policies import publish_policies
from caseledger.settings import Settings
from ledger.ledger import Ledger


def import_exported(options: Any, folder: Path, say: Say) -> int:
    """Take in a folder's events; the report is told, and written as JSON beside its positions."""
    manifest = read_manifest(folder)
    settings = for_custodian(Settings.read(), manifest.tenant)
    at = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    reports = Path(options.report or settings.home / "imports")
    positions = reports / f"import-{settings.tenant}-{at}-positions.csv"
    try:
        reports.mkdir(parents=True, exist_ok=True)
        positions.touch()
    except OSError as error:
        raise ImportStopped(
            f"Le compte rendu ne peut pas être écrit dans « {reports} » ({error.strerror}). Donnez un "
            "autre dossier par --report ; rien n’a été importé.",
            f"The report cannot be written to {reports} ({error.strerror}). Give another folder by "
            "--report; nothing was imported.",
        ) from None
    with place(settings) as where:
        prepare(where, settings)
        report = asyncio.run(_import(where, settings.tenant, folder, options, say, positions))
        analyse(where)
    data = reports / f"import-{settings.tenant}-{at}.json"
    data.write_bytes(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    _tell(report, say, data)
    return 0


async def _import(
    where: Place, tenant: str, folder: Path, options: Any, say: Say, positions: Path
) -> EventsReport:
    async with Ledger(where.urls["writer"], tenant, where.kek) as ledger:
        report = await import_events(
            ledger, where.urls["writer"], folder, by(options), Watch(say), positions
        )
        # Only now: the policy of the export comes first, and what it lacks after it.
        await publish_policies(ledger)
    return report


def _tell(report: EventsReport, say: Say, data: Path) -> None:
    say(
        f"{report.events} événements de « {report.exported_from} » pris dans le registre de "
        f"« {report.custodian} », {report.there} y étaient déjà. Leurs positions "
        f"{report.was[0]} à {report.was[1]} sont ici {report.now[0]} à {report.now[1]} ; chacune est "
        f"citée dans {report.positions}.",
        f"{report.events} events of {report.exported_from!r} taken into the ledger of "
        f"{report.custodian!r}, {report.there} were there already. Their positions {report.was[0]} to "
        f"{report.was[1]} are {report.now[0]} to {report.now[1]} here; each is cited in "
        f"{report.positions}.",
    )
    say(f"Compte rendu : {data}", f"Report: {data}")
