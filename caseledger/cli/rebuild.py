"""``caseledger rebuild``: a projection made again beside the one that is read, then put in place."""

import asyncio
import sys
from typing import Any

from caseledger.cli.mend import rebuild_part
from caseledger.cli.rebuild_words import WHY_NOT, difference, progress
from caseledger.cli.say import Say
from caseledger.errors import BilingualError
from caseledger.place import Place, place, require_migrated
from caseledger.settings import Settings
from ledger.ledger import Ledger
from projections.engine.builds import InUse
from projections.engine.compare import Comparison
from projections.engine.switch import Lacking, NotNow
from projections.rebuilding import NothingToDo, Rebuilding
from projections.registry import READ_MODELS
from projections.run import Projections

TOLD_EVERY = 1.0
"""Seconds between looks at how far it is."""


class NoProjection(BilingualError):
    """There is no projection of that name, or nothing that could be done with it."""


def rebuild(options: Any, say: Say) -> int:
    """Make it beside, tell what differs, and switch if told to. Readers see the old one until then."""
    if options.case or options.person:
        return rebuild_part(options, say)
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        try:
            asyncio.run(_rebuild(where, settings, options, say))
        except NothingToDo as nothing:
            raise NoProjection(
                *(t.format(options.projection) for t in WHY_NOT[nothing.code])
            ) from None
        except Lacking as lacking:
            raise NoProjection(
                f"Il lui manque des événements mis de côté, de {lacking.streams} dossiers ou "
                "personnes, que l’ancienne contient. « caseledger unpark » les reprend ; --lacking "
                "la met en place quand même.",
                f"It lacks events that are parked, of {lacking.streams} cases or persons, which the "
                "old one has. `caseledger unpark` takes them up; --lacking puts it in place all "
                "the same.",
            ) from None
        except InUse:
            raise NoProjection(
                "Des tables à supprimer sont en cours de lecture, par une sauvegarde peut-être. "
                "Elles restent ; redites la commande plus tard.",
                "Somebody is reading tables that are to go, a backup perhaps. They stay; say the "
                "command again later.",
            ) from None
        except NotNow:
            raise NoProjection(
                "Des lectures en cours empêchent l’échange. Rien n’est perdu : redites --switch.",
                "Readers at work keep it from being put in place. Nothing is lost: say --switch again.",
            ) from None
    return 0


async def _rebuild(where: Place, settings: Settings, options: Any, say: Say) -> None:
    name = options.projection
    async with Ledger(where.urls["writer"], settings.tenant, where.kek) as ledger:
        projections = Projections(ledger, where.urls["projector"])
        try:
            rebuilding = Rebuilding(projections, name)
        except KeyError:
            known = ", ".join(model.name for model in READ_MODELS)
            raise NoProjection(
                f"La projection « {name} » n’existe pas. Il y a : {known}.",
                f"There is no projection {name!r}. There are: {known}.",
            ) from None
        async with projections.looking():
            if options.drop:
                await _drop(rebuilding, say)
                return
            if options.back:
                await rebuilding.back()
            else:
                await rebuilding.begin()
            async with rebuilding.filled_here():
                await _until_ready(rebuilding, say)
                _tell(await rebuilding.differences(keys=options.keys), say)
                if options.switch or _asked(say):
                    await rebuilding.switch(lacking=options.lacking)
                    say(f"{name} : c’est fait, rien n’a été interrompu.", f"{name} is in place.")
                else:
                    then = "--back --switch" if options.back else "--switch"
                    say(
                        f"{name} continue d’être tenue à jour à côté. « caseledger rebuild {name} "
                        f"{then} » la met en place, « --drop » la supprime.",
                        f"{name} goes on being kept beside. `caseledger rebuild {name} {then}` puts "
                        "it in place, `--drop` drops it.",
                    )


async def _until_ready(rebuilding: Rebuilding, say: Say) -> None:
    while (standing := await rebuilding.standing()).state != "ready":
        say(*progress(standing))
        await asyncio.sleep(TOLD_EVERY)
    say(*progress(standing))


def _tell(found: Comparison, say: Say) -> None:
    """Each table that differs, on standard output; in a word, if none does."""
    for table in found.tables:
        if not table.same or table.untold is None or table.untold:
            print(difference(table, say.lang == "fr"))
    if not found.even:
        say(
            "Le registre avance sans cesse : ce qui diffère peut n’être qu’un retard.",
            "The ledger moves all the time: what differs may be a delay alone.",
        )
    elif found.same:
        say("Aucune ligne ne diffère.", "No row differs.")


def _asked(say: Say) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    say("La mettre en place ? [o/N]", "Put it in place? [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes", "o", "oui")


async def _drop(rebuilding: Rebuilding, say: Say) -> None:
    gone = await rebuilding.drop()
    say(
        f"Tables supprimées : {len(gone)} ensemble(s). Celui qui est lu reste.",
        f"Sets of tables dropped: {len(gone)}. The one that is read stays.",
    )
