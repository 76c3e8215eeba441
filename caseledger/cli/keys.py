"""``caseledger keys``: which key-encryption keys protect the ledger, and their rotation."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from caseledger.cli.moments import by_utc
from caseledger.cli.say import Say
from caseledger.errors import BilingualError
from caseledger.place import Place, place, require_migrated_at
from caseledger.settings import Settings
from ledger.durable import OPTIONS
from ledger.keys.rotation import KekStatus, Rotated, RotationRuns, rotate, status, unlayered
from ledger.keys.sources import NoNextKek
from ledger.ledger import Ledger

EXIT_UNFINISHED = 1


class KeysError(BilingualError):
    """Why keys were not rotated."""


def keys(options: Any, say: Say) -> int:
    """Tell how keys stand, or rotate; 1 where something is missing or remains to be done."""
    settings = Settings.read(roles=("writer",))
    with place(settings) as where:
        require_migrated_at(where.urls["writer"])
        if options.keys == "rotate" and options.person:
            return asyncio.run(_renew(where, settings.tenant, options.person, say))
        url = where.urls["writer"]
        with psycopg.connect(url, autocommit=True, options=OPTIONS) as connection:
            if options.keys == "rotate":
                return _rotate(connection, where, say)
            return _status(connection, where, options.json, say)


def _status(connection: psycopg.Connection[Any], where: Place, as_json: bool, say: Say) -> int:
    rows, bare = status(connection, where.kek), unlayered(connection)
    if as_json:
        print(msgspec.json.encode({"keys": rows, "texts_without_outer_layer": bare}).decode())
    else:
        for row in rows:
            print(_line(row, say.lang == "fr"))
    if bare and not as_json:
        say(
            f"{bare} textes n’ont que la clé de leur personne autour de la leur : "
            "« caseledger keys rotate » y ajoute celle du registre.",
            f"{bare} texts have only their person’s key around theirs: `caseledger keys rotate` "
            "adds the ledger’s.",
        )
    return EXIT_UNFINISHED if any(row.keys and not row.here for row in rows) else 0


_STATES = {
    "current": ("en usage", "in use"),
    "retired": ("remplacée", "replaced"),
    "destroyed": ("détruite", "destroyed"),
}


def _line(row: KekStatus, french: bool) -> str:
    state = _STATES[row.state][0 if french else 1]
    since = by_utc(row.destroyed_at or row.retired_at or row.since)
    counts = (
        f"{row.persons} personnes, {row.items} textes, {row.secrets} secrets, {row.rejects} rangées"
        if french
        else f"{row.persons} persons, {row.items} texts, {row.secrets} secrets, {row.rejects} rows"
    )
    here = ""
    if row.keys and not row.here:
        here = "  ABSENTE ICI" if french else "  NOT HERE"
    elif row.state == "retired" and row.here and not row.keys:
        here = "  à détruire" if french else "  to be destroyed"
    return f"{row.tenant:20} {row.kek_id}  {state:10} {since}  {counts}{here}"


def _rotate(connection: psycopg.Connection[Any], where: Place, say: Say) -> int:
    total = sum(row.keys for row in status(connection, where.kek)) + unlayered(connection)

    def told(step: str, done: int) -> None:
        if step == "rewrapped":
            most = max(total, done)
            say.progress("Clés enveloppées à neuf :", "Keys wrapped anew:", done, most)

    try:
        done = rotate(connection, where.kek, told)
    except NoNextKek:
        raise KeysError(
            "Il n’y a pas de clé vers laquelle passer : ces clés viennent des réglages. Donnez une "
            "clé nouvelle dans CASELEDGER_KEY_ENCRYPTION_KEY (ou CASELEDGER_KEY_FILE) et l’ancienne "
            "dans CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER, à tous les processus, puis recommencez. Ou "
            "passez à un dossier de clés : CASELEDGER_KEY_FOLDER, avec CASELEDGER_KEY_FILE pour la "
            "clé d’avant.",
            "There is no key to rotate to: these keys come from the settings. Give a new key in "
            "CASELEDGER_KEY_ENCRYPTION_KEY (or CASELEDGER_KEY_FILE) and the old one in "
            "CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER, to every process, then begin again. Or go over to "
            "a folder of keys: CASELEDGER_KEY_FOLDER, with CASELEDGER_KEY_FILE for the key so far.",
        ) from None
    except RotationRuns:
        raise KeysError(
            "Une autre rotation est en cours.", "Another rotation is running."
        ) from None
    _tell(done, say)
    print(msgspec.json.encode(done).decode())
    return EXIT_UNFINISHED if done.left or done.waiting or done.others else 0


def _tell(done: Rotated, say: Say) -> None:
    say(
        f"La clé « {done.kek_id} » est en usage ; {done.rewrapped} clés enveloppées à neuf ; "
        f"clés détruites ici : {', '.join(done.destroyed) or 'aucune'}.",
        f"The key {done.kek_id} is in use; {done.rewrapped} keys wrapped anew; keys destroyed "
        f"here: {', '.join(done.destroyed) or 'none'}.",
    )
    if done.left:
        names = ", ".join(done.left)
        say(
            f"À faire par vous : retirez {names} des réglages de tous les processus, et détruisez-en "
            "toutes les copies. D’ici là, ce qui a été détruit se relit dans les anciennes sauvegardes.",
            f"Left to you: take {names} out of the settings of every process, and destroy all copies "
            "of it. Until then what was disposed of can be read from old backups.",
        )
    if done.waiting:
        names = ", ".join(done.waiting)
        say(
            f"Pas encore détruites : {names}. Un serveur de secours est en retard, ou des clés en "
            "dépendent encore (« caseledger keys »). Recommencez plus tard.",
            f"Not destroyed yet: {names}. A standby lags, or keys still stand under it "
            "(`caseledger keys`). Begin again later.",
        )
    if done.others:
        names = ", ".join(done.others)
        say(
            f"Laissés tels quels, car leur clé n’est pas ici : {names}.",
            f"Left as they are, for their key is not here: {names}.",
        )
    say(
        "Faites maintenant une sauvegarde (les clés des anciennes ne s’ouvrent plus), gardez une "
        "copie de la clé nouvelle en lieu sûr, et détruisez les copies de l’ancienne.",
        "Now take a backup (the keys in older ones open no more), keep a copy of the new key in a "
        "safe place, and destroy the copies of the old one.",
    )


async def _renew(where: Place, tenant: str, person: str, say: Say) -> int:
    try:
        person_id = UUID(person)
    except ValueError:
        raise KeysError(
            f"« {person} » n’est pas un identifiant de personne.",
            f"{person!r} is no id of a person.",
        ) from None
    async with Ledger(where.urls["writer"], tenant, where.kek) as ledger:
        version = await asyncio.to_thread(ledger.keys.renew, person_id)
    if version is None:
        raise KeysError(
            "Cette personne n’a pas de clé, ou ses données ont été détruites.",
            "This person has no key, or their data was disposed of.",
        )
    say(
        f"La clé {version} de cette personne scelle dès maintenant ; les précédentes ouvrent encore "
        "ce qu’elles ont scellé.",
        f"This person’s key {version} seals from now on; the ones before still open what they sealed.",
    )
    return 0
