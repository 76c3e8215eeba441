"""``caseledger status``: where the ledger and each projection stand, and whether all is well."""

import asyncio
from typing import Any

import msgspec

from caseledger.cli.logs import told
from caseledger.cli.say import Say
from caseledger.place import Place, place, require_migrated
from caseledger.settings import Settings
from ledger.ledger import Ledger
from ledger.log.logs import LogStatus, looking
from ledger.log.logs import status as log_status
from ledger.snapshots import Kept
from projections.run import Projections
from projections.status import ProjectionStatus

EXIT_UNHEALTHY = 1


def status(options: Any, say: Say) -> int:
    """0 where every projection and log is healthy and no migration is missing, else 1."""
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        head, kept, rows, logs = asyncio.run(_read(where, settings))
    if options.json:
        found = {"position": head, "snapshots": kept, "projections": rows, "logs": logs}
        print(msgspec.json.encode(found).decode())
    else:
        _print(settings.tenant, head, kept, rows, say)
        print(*told(logs, say.lang == "fr"), sep="\n")
    return 0 if all(row.healthy for row in (*rows, *logs)) else EXIT_UNHEALTHY


async def _read(
    where: Place, settings: Settings
) -> tuple[int, Kept, list[ProjectionStatus], list[LogStatus]]:
    async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
        projections = Projections(ledger, where.urls["projector"])
        async with projections.looking():
            kept = await ledger.snapshots.kept()
            async with looking(where.urls["sequencer"]) as connection:
                logs = await log_status(connection)
            return await ledger.head(), kept, await projections.status(), logs


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
    words = {
        True: ("en marche", "running"),
        False: ("à l’arrêt", "stopped"),
    }
    for row in rows:
        state = words[row.healthy][0 if french else 1]
        late = "événements de retard" if french else "events behind"
        line = f"  {row.name:18} v{row.version}  {row.position:>10}  {row.lag_events:>8} {late}"
        print(f"{line}  {state}" + (f"  ({row.error})" if row.error else ""))
