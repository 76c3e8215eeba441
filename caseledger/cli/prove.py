"""``caseledger prove``: that an event is in the log, and that the log only grew."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from caseledger.cli.say import Say
from caseledger.cli.trace import read_id
from caseledger.errors import BilingualError
from caseledger.place import addresses, require_migrated_at
from caseledger.settings import Settings
from ledger.log.names import EVENTS, LOOKS
from ledger.log.proving import consistency, inclusion
from ledger.log.rows import connect, read_stored
from ledger.log.store import leaf_of_event, leaf_of_look

_OF_EVENT = "select position from ledger.events where tenant = %s and event_id = %s"


class NotProved(BilingualError):
    """There is nothing of that name, or nothing signed that reaches it."""


def prove(options: Any, say: Say) -> int:
    """Print the proofs asked for, one after the other; a row's canonical bytes go to a file."""
    if options.id is None and options.old is None:
        raise NotProved(
            "Dites quoi prouver : un événement ou sa position, ou « --old » avec une taille.",
            "Say what to prove: an event or its position, or --old with a size.",
        )
    settings = Settings.read(roles=("auditor",), key=False)
    with addresses(settings) as urls:
        url = urls["auditor"]
        require_migrated_at(url)
        asked = None if options.id is None else read_id(options.id)
        log, texts, leaf = asyncio.run(_prove(url, settings.tenant, asked, options.old, options.id))
        if options.row and leaf is not None:
            with connect(url, "caseledger prove") as connection:
                stored = read_stored(connection, log, leaf, 1)
            _write(options.row, stored.canonical(stored.rows[0]))
    print(*texts, sep="\n", end="")
    return 0


async def _prove(
    url: str, tenant: str, asked: UUID | int | None, old: int | None, typed: str
) -> tuple[str, Sequence[str], int | None]:
    log, leaf, texts = EVENTS, None, []
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        if asked is not None:
            log, leaf = await _leaf(connection, tenant, asked, typed)
            proof = await inclusion(connection, log, leaf)
            if proof is None:
                raise NotProved(
                    f"Aucun point de contrôle ne couvre encore « {typed} ».",
                    f"No checkpoint covers {typed} yet.",
                )
            texts.append(proof.write())
        if old is not None:
            grown = await consistency(connection, log, old)
            if grown is None:
                raise NotProved(
                    f"Aucun point de contrôle n’a {old} feuilles ou plus.",
                    f"No checkpoint has {old} leaves or more.",
                )
            texts.append(grown.write())
    return log, texts, leaf


async def _leaf(
    connection: AsyncConnection[Any], tenant: str, asked: UUID | int, typed: str
) -> tuple[str, int]:
    if isinstance(asked, int):
        return EVENTS, leaf_of_event(asked)
    row = await (await connection.execute(_OF_EVENT, (tenant, asked))).fetchone()
    if row is not None:
        return EVENTS, leaf_of_event(row[0])
    leaf = await leaf_of_look(connection, asked)
    if leaf is None:
        raise NotProved(
            f"Le registre de « {tenant} » n’a ni événement ni consultation « {typed} ».",
            f"The ledger of {tenant!r} has no event and no look {typed!r}.",
        )
    return LOOKS, leaf


def _write(path: str, row: bytes) -> None:
    try:
        Path(path).write_bytes(row)
    except OSError as error:
        raise NotProved(
            f"« {path} » ne peut pas être écrit ({error.strerror}).",
            f"{path} cannot be written ({error.strerror}).",
        ) from None
