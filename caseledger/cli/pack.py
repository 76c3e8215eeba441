"""``caseledger pack``: a case, a decision or a disclosure as one file that proves itself."""

import asyncio
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from api.schema.category import OPENED
from caseledger.cli.say import Say
from caseledger.cli.who import by
from caseledger.errors import BilingualError
from caseledger.log_settings import LogSettings
from caseledger.place import Place, place, require_migrated_at
from caseledger.settings import Settings
from domain.event import Recorded
from ledger.files import write_secret
from ledger.ids import uuid7
from ledger.ledger import Ledger
from ledger.log.growth import SigningKey
from ledger.log.rows import adapt
from ledger.pack import choosing
from ledger.pack.choosing import KINDS, Kind
from ledger.pack.making import About, NotSigned, make

SIGNED_WITHIN = 5.0
"""Seconds that a running sequencer has to sign what was appended just now."""

_RECORD = "select access.record_pack(%s, %s, %s, %s::uuid[], %s::uuid[], %s, %s)"


class NoPack(BilingualError):
    """There is nothing to pack, or nowhere to put it."""


def pack(options: Any, say: Say) -> int:
    """Write one zip, closed to others; who made it goes on record first."""
    kind, asked = _asked(options)
    out = Path(options.out).expanduser()
    if out.exists() or not out.parent.is_dir():
        raise NoPack(
            f"« {out} » existe déjà, ou son dossier n’existe pas. Rien n’est écrasé.",
            f"{out} exists, or its folder does not. Nothing is overwritten.",
        )
    settings = Settings.read(roles=("writer", "auditor"))
    logs = LogSettings.read(settings)
    with place(settings) as where:
        require_migrated_at(where.urls["writer"])
        key = logs.key(settings)
        witnesses = [str(each) for each in logs.witnesses]
        made = asyncio.run(_pack(where, settings.tenant, kind, asked, by(options), key, witnesses))
    write_secret(out, made)
    with zipfile.ZipFile(out) as whole:
        size = len(whole.namelist())
    say(
        f"« {out} » : {size} fichiers. On le vérifie ainsi, sans réseau : décompressez-le, puis "
        "« python3 verify.py ». Il contient des renseignements personnels en clair.",
        f"{out}: {size} files. To verify it, without a network: unzip it, then `python3 verify.py`. "
        "It holds personal information in clear.",
    )
    return 0


async def _pack(
    where: Place,
    tenant: str,
    kind: Kind,
    asked: UUID,
    who: str,
    key: SigningKey,
    witnesses: list[str],
) -> bytes:
    async with (
        Ledger(where.urls["writer"], tenant, where.kek) as ledger,
        await AsyncConnection.connect(
            where.urls["auditor"], autocommit=True, options="-c timezone=UTC"
        ) as auditor,
    ):
        adapt(auditor)
        try:
            events = await choosing.events(ledger, auditor, kind, asked)
        except choosing.NothingFound:
            raise NoPack(
                f"Le registre de « {tenant} » n’a rien sous « {asked} ».",
                f"The ledger of {tenant!r} has nothing under {asked}.",
            ) from None
        about = About(uuid7(), tenant, kind, asked, datetime.now(UTC), who)
        # Before anything is opened.
        _record(where.urls["writer"], about, events)
        chosen = await choosing.opened(ledger, events)
        policy = await choosing.with_policy(ledger, auditor, events)
        try:
            async with asyncio.timeout(SIGNED_WITHIN):
                while True:
                    try:
                        return await make(auditor, about, chosen, policy, key, witnesses)
                    except NotSigned:
                        await asyncio.sleep(0.2)
        except TimeoutError:
            raise NoPack(
                "Le registre de preuves n’a pas encore signé ces événements : « caseledger log » dit "
                "où il en est.",
                "The log has not signed these events yet: `caseledger log` tells where it stands.",
            ) from None


def _record(url: str, about: About, events: list[Recorded]) -> None:
    last = events[-1].position
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            _RECORD,
            (
                *(
                    about.tenant,
                    about.pack_id,
                    last,
                    choosing.persons(events),
                    choosing.cases(events),
                ),
                *(sorted(OPENED), about.made_by),
            ),
        )


def _asked(options: Any) -> tuple[Kind, UUID]:
    given: list[tuple[Kind, str]] = [
        (kind, text) for kind in KINDS if (text := getattr(options, kind))
    ]
    if len(given) != 1:
        raise NoPack(
            "Donnez un de --case, --decision ou --disclosure, et un seul.",
            "Give one of --case, --decision or --disclosure, and one only.",
        )
    [(kind, text)] = given
    try:
        return kind, UUID(text.rpartition(":")[2])
    except ValueError:
        raise NoPack(
            f"« {text} » n’est pas un identifiant (36 caractères).",
            f"{text!r} is not an id (36 characters).",
        ) from None
