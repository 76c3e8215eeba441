"""``caseledger status``: where the ledger and each projection stand, and whether all is well."""

import asyncio
from typing import Any

import msgspec

from caseledger.cli.logs import told
from caseledger.cli.say import Say
from caseledger.cli.status_lines import builds_told, table
from caseledger.place import Place, place, require_migrated
from caseledger.settings import Settings
from ledger.ledger import Ledger
from ledger.log.logs import LogStatus, looking
from ledger.log.logs import status as log_status
from ledger.snapshots import Kept
from projections.engine.progress import BuildStatus
from projections.run import Projections
from projections.status import ProjectionStatus

EXIT_UNHEALTHY = 1
PACE_SECONDS = 0.5


def status(options: Any, say: Say) -> int:
    """0 where every projection and log is healthy and no migration is missing, else 1."""
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        head, kept, rows, builds, logs = asyncio.run(_read(where, settings))
    if options.json:
        projections, proofs = [_with_health(row) for row in rows], [_with_health(o) for o in logs]
        beside = [one for one in builds if one.state != "live"]
        found = {"position": head, "snapshots": kept, "projections": projections}
        found |= {"builds": beside, "logs": proofs}
        print(msgspec.json.encode(found).decode())
    else:
        _print(settings.tenant, head, kept, rows, say)
        for line in builds_told(builds, say.lang):
            print(line)
        print(*told(logs, say.lang == "fr"), sep="\n")
    return 0 if all(row.healthy for row in (*rows, *logs)) else EXIT_UNHEALTHY


def _with_health(one: ProjectionStatus | LogStatus) -> dict[str, Any]:
    return msgspec.structs.asdict(one) | {"healthy": one.healthy}


async def _read(
    where: Place, settings: Settings
) -> tuple[int, Kept, list[ProjectionStatus], list[BuildStatus], list[LogStatus]]:
    async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
        projections = Projections(ledger, where.urls["projector"])
        async with projections.looking():
            kept = await ledger.snapshots.kept()
            async with looking(where.urls["sequencer"]) as connection:
                logs = await log_status(connection)
            await projections.status()  # for the pace, which takes two looks
            await asyncio.sleep(PACE_SECONDS)
            rows, builds = await projections.status(), await projections.builds()
            return await ledger.head(), kept, rows, builds, logs


def _print(tenant: str, head: int, kept: Kept, rows: list[ProjectionStatus], say: Say) -> None:
    french = say.lang == "fr"
    if french:
        print(f"Registre de « {tenant} » : position {head}")
    else:
        print(f"Ledger of {tenant}: position {head}")
    if french:
        print(f"Instantanés : {kept.count} ({kept.bytes / 1e6:.1f} Mo)".replace(".", ","))
    else:
        print(f"Snapshots: {kept.count} ({kept.bytes / 1e6:.1f} MB)")
    print(*table(rows, say.lang), sep="\n")
    if any(row.parked_streams for row in rows):
        say(
            "  À part : dossiers/événements ; « caseledger unpark » dit lesquels, et depuis quelle faute.",
            "  Parked: files/events; `caseledger unpark` tells which, and by what fault.",
        )
