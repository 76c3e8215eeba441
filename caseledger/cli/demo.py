"""``caseledger demo``: an empty ledger filled with invented people, through the real commands."""

import asyncio
from typing import Any

from caseledger.cli.say import Say
from caseledger.demo.fill import Summary, fill
from caseledger.errors import BilingualError
from caseledger.migrate import migrate
from caseledger.place import place
from caseledger.policies import publish_policies
from caseledger.settings import Settings
from ledger.ledger import Ledger


class NoDemoHere(BilingualError):
    """Invented people have no place among real ones."""


async def fill_ledger(ledger: Ledger, say: Say, cases: int = 320) -> Summary:
    """Fill a ledger whose policy is published, telling how far it is."""

    def progress(done: int, total: int) -> None:
        say.progress("Données inventées, étapes :", "Invented data, steps:", done, total)

    summary = await fill(ledger, cases=cases, progress=progress)
    say(
        f"{summary.cases} dossiers inventés, {summary.events} événements en "
        f"{summary.seconds:.0f} s. Aucune de ces personnes n’existe.",
        f"{summary.cases} invented cases, {summary.events} events in "
        f"{summary.seconds:.0f} s. None of these people exist.",
    )
    return summary


def demo(options: Any, say: Say) -> int:
    """Fill the embedded ledger; refused for a real server."""
    settings = Settings.read()
    if not settings.embedded:
        raise NoDemoHere(
            "DATABASE_URL nomme un vrai registre : il ne reçoit pas de données inventées. "
            "Retirez DATABASE_URL pour essayer dans la base embarquée.",
            "DATABASE_URL names a real ledger: it gets no invented data. "
            "Unset DATABASE_URL to try it in the embedded database.",
        )
    with place(settings) as where:
        migrate(where.urls["migrator"])
        asyncio.run(_demo(where, settings, options.cases, say))
    return 0


async def _demo(where: Any, settings: Settings, cases: int, say: Say) -> None:
    async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
        await publish_policies(ledger)
        await fill_ledger(ledger, say, cases)
