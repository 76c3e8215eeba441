"""``caseledger suspects``: look through everybody for one person under two numbers."""

import asyncio
from typing import Any

from caseledger.cli.say import Say
from caseledger.place import Place, place, require_migrated
from caseledger.policies import publish_policies
from caseledger.settings import Settings
from caseledger.suspects import Suspected, suspect_duplicates
from ledger.ledger import Ledger


def suspects(options: Any, say: Say) -> int:
    """While all is running, and as often as wanted: a pair is suspected once."""
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        found = asyncio.run(_look(where, settings))
    say(
        f"Personnes comparées : {found.people}. Paires nouvellement soupçonnées : {found.new}. "
        f"Paires qui attendent une décision : {found.waiting}.",
        f"People compared: {found.people}. Pairs newly suspected: {found.new}. "
        f"Pairs that wait for a decision: {found.waiting}.",
    )
    return 0


async def _look(where: Place, settings: Settings) -> Suspected:
    async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
        await publish_policies(ledger)
        return await suspect_duplicates(ledger)
