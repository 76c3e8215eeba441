"""``caseledger log``: the Merkle logs, their keys, and a new beginning after a restore."""

import asyncio
from typing import Any

import msgspec

from caseledger.cli.say import Say
from caseledger.cli.verify import read_note
from caseledger.errors import BilingualError
from caseledger.place import addresses, require_migrated_at
from caseledger.settings import Settings
from ledger.log.logs import LogStatus, looking, status
from ledger.log.names import LOGS
from ledger.log.origins import WrongCitation, reopen
from ledger.log.rows import connect
from ledger.log.store import Origin, origins

EXIT_UNHEALTHY = 1


def log(options: Any, say: Say) -> int:
    """0 where both logs are signed, 1 where one stands still; after ``reopen`` 0."""
    settings = Settings.read(roles=("sequencer",), key=False)
    with addresses(settings) as urls:
        url = urls["sequencer"]
        require_migrated_at(url)
        if options.logs == "reopen":
            _reopen(url, options, say)
            return 0
        found, standing = asyncio.run(_read(url))
    if options.json:
        print(msgspec.json.encode({"origins": found, "logs": standing}).decode())
    else:
        print(*told(standing, say.lang == "fr"), sep="\n")
        for origin in found:
            if origin.ended:
                ended = "terminé" if say.lang == "fr" else "ended"
                print(f"  {origin.name:24} {ended}\n    {origin.verifier or '-'}")
    return 0 if all(one.healthy for one in standing) else EXIT_UNHEALTHY


def told(standing: list[LogStatus], french: bool) -> list[str]:
    """How the logs stand, a line each."""
    if not standing:
        return ["Preuves : jamais commencées" if french else "Proofs: never begun"]
    lines = []
    for one in standing:
        signed, witnessed = one.size or 0, one.witnessed or 0
        late = f"{one.lag} en attente" if french else f"{one.lag} waiting"
        seen = f"{witnessed} contresignées" if french else f"{witnessed} countersigned"
        leaves = f"{signed} feuilles signées" if french else f"{signed} leaves signed"
        running = ("en marche", "running") if one.healthy else ("à l’arrêt", "stopped")
        line = f"  {one.origin:24} {leaves}, {late}, {seen}  {running[0 if french else 1]}"
        lines.append(line + (f"  ({one.fault})" if one.fault else ""))
        if one.verifier:
            lines.append(f"    {one.verifier}")
    return lines


async def _read(url: str) -> tuple[list[Origin], list[LogStatus]]:
    async with looking(url) as connection:
        return await origins(connection), await status(connection)


def _reopen(url: str, options: Any, say: Say) -> None:
    known = {name: read_note(path) for name in LOGS if (path := getattr(options, name))}
    with connect(url) as connection:
        try:
            names = reopen(connection, options.because, known)
        except WrongCitation as error:
            raise BilingualError(
                f"Ce qui est à citer n'est pas un point de contrôle de ce registre ({error}).",
                f"What is to be cited is no checkpoint of this log ({error}).",
            ) from None
    for name in names:
        say(f"Registre de preuves ouvert : {name}", f"Log opened: {name}")
