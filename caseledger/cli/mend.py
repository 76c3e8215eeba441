"""``caseledger unpark``, and ``rebuild`` of one case or person: parts are folded again in place."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import psycopg

from caseledger.cli.say import Say
from caseledger.errors import BilingualError
from caseledger.place import Place, place, require_migrated
from caseledger.settings import Settings
from domain.streams import case_stream, person_stream
from ledger.ledger import Ledger
from ledger.upcasters import WrittenByNewerCode
from projections.engine.errors import Poison, code_of
from projections.mending import Mended, Mending, OtherCode, ParkedRow, mending
from projections.registry import READ_MODELS

EXIT_PARKED = 1


class NotMended(BilingualError):
    """Nothing was folded again; the texts say why."""


def unpark(options: Any, say: Say) -> int:
    """Fold again what is parked: of a projection, a case or a person, or all of it.

    Where nothing is chosen, what is parked is listed. 1 where something is parked still.
    """
    names = [_known(options.projection)] if options.projection else None
    chosen = options.all or options.case or options.person or names
    done, still = _mend(options, _unpark if chosen else _nothing, names)
    _tell(done, say)
    if still:
        print(*(_line(row, say) for row in still), sep="\n")
        if not chosen:
            say(
                "Après correction, « caseledger unpark --all » les reprend toutes, "
                "« unpark PROJECTION » ou « --case NUMÉRO » une partie.",
                "Once mended, `caseledger unpark --all` takes all of them up again, "
                "`unpark PROJECTION` or `--case NUMBER` some.",
            )
    elif not done:
        say("Rien n’est en attente.", "Nothing is parked.")
    return EXIT_PARKED if still else 0


def rebuild_part(options: Any, say: Say) -> int:
    """Fold one case or person, and all that hangs on them, again in one projection."""
    done, _ = _mend(options, _rebuild, [_known(options.projection)])
    if not done:
        raise NotMended(
            f"La projection « {options.projection} » n’a encore jamais tourné ici.",
            f"The projection {options.projection!r} has never run here.",
        )
    _tell(done, say)
    return EXIT_PARKED if any(mended.still for mended in done) else 0


def _known(name: str) -> str:
    known = [model.name for model in READ_MODELS]
    if name not in known:
        listed = ", ".join(known)
        raise NotMended(
            f"La projection « {name} » n’existe pas. Il y a : {listed}.",
            f"There is no projection {name!r}. There are: {listed}.",
        )
    return name


def _mend(
    options: Any, what: Any, names: Collection[str] | None
) -> tuple[list[Mended], list[ParkedRow]]:
    settings = Settings.read()
    with place(settings) as where:
        require_migrated(where)
        try:
            return asyncio.run(_open(where, settings.tenant, options, what, names))
        except OtherCode as error:
            raise NotMended(
                f"Les tables de « {error} » sont d’une autre version de ce programme. Utilisez celle-là.",
                f"The tables of {error} were made by another version of this program. Use that one.",
            ) from None
        except WrittenByNewerCode as error:
            raise NotMended(
                f"Une version plus récente a écrit « {error.wire_name} ». Utilisez celle-là.",
                f"A newer version has written {error.wire_name!r}. Use that one.",
            ) from None
        except psycopg.OperationalError:
            raise
        except psycopg.Error as error:
            raise NotMended(
                f"Rien n’a changé : la base de données le refuse, et ce n’est la faute d’aucun "
                f"événement ({code_of(error)}).",
                f"Nothing has changed: the database refuses it, and no event is to blame "
                f"({code_of(error)}).",
            ) from None
        except Poison as error:
            raise NotMended(
                f"Rien n’a changé : {error}. Cet événement ne peut pas attendre.",
                f"Nothing has changed: {error}. That event cannot wait.",
            ) from None


async def _open(
    where: Place, tenant: str, options: Any, what: Any, names: Collection[str] | None
) -> tuple[list[Mended], list[ParkedRow]]:
    async with (
        Ledger(where.urls["writer"], tenant, where.kek) as ledger,
        mending(ledger, where.urls["projector"]) as mend,
    ):
        subjects = await _subjects(mend, options)
        done = await what(mend, names, subjects)
        still = await mend.parked(names)
        return done, [row for row in still if subjects is None or row.stream in subjects]


async def _subjects(mend: Mending, options: Any) -> set[str] | None:
    if options.case:
        return {case_stream(_uuid(options.case) or await _case(mend, options.case))}
    if options.person:
        person = _uuid(options.person)
        if person is None:
            raise NotMended(
                f"« {options.person} » n’est pas un identifiant.",
                f"{options.person!r} is not an id.",
            )
        return {person_stream(person)}
    return None


async def _case(mend: Mending, number: str) -> UUID:
    found = await mend.case_of(number)
    if found is None:
        raise NotMended(
            f"On ne connaît pas de dossier « {number} ». Si tout le dossier attend, donnez "
            "l’identifiant que « caseledger unpark » affiche.",
            f"No case {number!r} is known. If all of it waits, give the id that `caseledger unpark` "
            "shows.",
        )
    return found


def _uuid(given: str) -> UUID | None:
    """An id as it is shown: bare, or with its kind before it."""
    try:
        return UUID(given.rpartition(":")[2].removeprefix("case-").removeprefix("person-"))
    except ValueError:
        return None


async def _unpark(
    mend: Mending, names: Collection[str] | None, subjects: Collection[str] | None
) -> list[Mended]:
    return await mend.unpark(names, subjects)


async def _nothing(*_: object) -> list[Mended]:
    return []


async def _rebuild(mend: Mending, names: Sequence[str], subjects: Collection[str]) -> list[Mended]:
    return await mend.rebuild(names[0], subjects)


def _tell(done: Sequence[Mended], say: Say) -> None:
    for mended in done:
        events, subjects = mended.refolded.events, len(mended.refolded.subjects)
        say(
            f"{mended.name} : {events} événements repris, pour {subjects} dossiers, personnes et "
            f"autres, jusqu’à la position {mended.refolded.position}.",
            f"{mended.name}: {events} events folded again, of {subjects} cases, persons and others, "
            f"up to position {mended.refolded.position}.",
        )


def _line(row: ParkedRow, say: Say) -> str:
    fr = say.lang == "fr"
    why = row.error or ("attend un autre" if fr else "waits for another")
    events = (
        ("événements dès" if fr else "events from")
        if row.events != 1
        else ("événement, le" if fr else "event, at")
    )
    return f"  {row.name:18} {row.stream}  {row.events} {events} {row.position}  ({why})"
