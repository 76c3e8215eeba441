"""``caseledger snapshots``: folded states of long streams, to be thrown away when in doubt."""

import asyncio
from typing import Any

from caseledger.cli.say import Say
from caseledger.place import Place, place, require_migrated
from caseledger.settings import Settings
from ledger.ledger import Ledger


def snapshots(_options: Any, say: Say) -> int:
    """Drop them all, while all is running: the next commands fold their streams whole."""
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        dropped = asyncio.run(_drop(where, settings))
    say(
        f"Instantanés supprimés : {dropped}. Rien n’est perdu : ils se refont d’eux-mêmes.",
        f"Snapshots dropped: {dropped}. Nothing is lost: they are taken again by themselves.",
    )
    return 0


async def _drop(where: Place, settings: Settings) -> int:
    async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
        return await ledger.snapshots.drop()
