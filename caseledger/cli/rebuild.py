"""``caseledger rebuild``: a projection folded again from nothing by whoever runs it."""

import asyncio
from typing import Any

from caseledger.cli.mend import rebuild_part
from caseledger.cli.say import Say
from caseledger.errors import BilingualError
from caseledger.place import Place, place, require_migrated
from caseledger.settings import Settings
from ledger.ledger import Ledger
from projections.registry import READ_MODELS
from projections.run import Projections


class NoProjection(BilingualError):
    """There is no projection of that name, or it never ran here."""


def rebuild(options: Any, say: Say) -> int:
    """Empty it and have it folded again; until it has caught up, its pages show less than there is."""
    if options.case or options.person:
        return rebuild_part(options, say)
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        asyncio.run(_rebuild(where, settings, options.projection))
    say(
        f"{options.projection} se refait : « caseledger status » dit où elle en est.",
        f"{options.projection} is being made again: `caseledger status` tells how far it is.",
    )
    return 0


async def _rebuild(where: Place, settings: Settings, name: str) -> None:
    known = ", ".join(model.name for model in READ_MODELS)
    if name not in {model.name for model in READ_MODELS}:
        raise NoProjection(
            f"La projection « {name} » n’existe pas. Il y a : {known}.",
            f"There is no projection {name!r}. There are: {known}.",
        )
    async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
        projections = Projections(ledger, where.urls["projector"])
        async with projections.looking():
            if not await projections.rebuild(name):
                raise NoProjection(
                    f"La projection « {name} » n’a encore jamais tourné ici.",
                    f"The projection {name!r} has never run here.",
                )
