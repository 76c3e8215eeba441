"""``caseledger status``: where the ledger and each projection stand, and whether all is well."""

import asyncio
from typing import Any

import msgspec

from caseledger.cli.say import Say
from caseledger.place import Place, place, require_migrated
from caseledger.settings import Settings
from ledger.ledger import Ledger
from projections.run import Projections, ProjectionStatus

EXIT_UNHEALTHY = 1


def status(options: Any, say: Say) -> int:
    """0 where every projection is healthy and no migration is missing, else 1."""
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        head, rows = asyncio.run(_read(where, settings))
    if options.json:
        print(msgspec.json.encode({"position": head, "projections": rows}).decode())
    else:
        _print(head, rows, say)
    return 0 if all(row.healthy for row in rows) else EXIT_UNHEALTHY


async def _read(where: Place, settings: Settings) -> tuple[int, list[ProjectionStatus]]:
    async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
        projections = Projections(ledger, where.urls["projector"])
        async with projections.looking():
            return await ledger.head(), await projections.status()


def _print(head: int, rows: list[ProjectionStatus], say: Say) -> None:
    french = say.lang == "fr"
    print(f"{'Registre : position' if french else 'Ledger: position'} {head}")
    words = {
        True: ("en marche", "running"),
        False: ("à l’arrêt", "stopped"),
    }
    for row in rows:
        state = words[row.healthy][0 if french else 1]
        late = "événements de retard" if french else "events behind"
        line = f"  {row.name:18} v{row.version}  {row.position:>10}  {row.lag_events:>8} {late}"
        print(f"{line}  {state}" + (f"  ({row.error})" if row.error else ""))
