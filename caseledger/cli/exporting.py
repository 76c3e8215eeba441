"""``caseledger export``: a tenant's whole data out, as events and in the form of an extract."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from caseledger.cli.say import Say
from caseledger.cli.who import by
from caseledger.exporter.errors import ExportStopped
from caseledger.exporter.manifest import Manifest
from caseledger.exporter.run import LOSSES, export
from caseledger.place import Place, place, require_migrated_at
from caseledger.settings import Settings
from ledger.ledger import Ledger


def export_(options: Any, say: Say) -> int:
    """Write the folder; say what is in it, and to keep it safe."""
    if options.sealed and options.only == "csv":
        raise ExportStopped(
            "La forme CSV ne se scelle pas. « --sealed » vaut pour les événements seuls.",
            "The CSV form cannot be sealed. --sealed is for events alone.",
        )
    forms = [options.only] if options.only else ["events"] if options.sealed else ["events", "csv"]
    settings = Settings.read(roles=("writer",))
    with place(settings) as where:
        require_migrated_at(where.urls["writer"])
        manifest = asyncio.run(_export(where, settings.tenant, options, forms, say))
    _tell(manifest, Path(options.folder), forms, say)
    return 0


async def _export(where: Place, tenant: str, options: Any, forms: list[str], say: Say) -> Manifest:
    async with Ledger(where.urls["writer"], tenant, where.kek) as ledger:
        total = await ledger.head() * (2 if "csv" in forms else 1)

        def told(read: int) -> None:
            say.progress("Événements lus :", "Events read:", read, total)

        return await export(
            ledger,
            where.urls["writer"],
            Path(options.folder),
            by(options),
            forms,
            sealed=options.sealed,
            told=told,
        )


def _tell(manifest: Manifest, folder: Path, forms: list[str], say: Say) -> None:
    say(
        f"{manifest.events} événements de « {manifest.tenant} », tels que le registre était à la "
        f"position {manifest.position}, dans « {folder} ».",
        f"{manifest.events} events of {manifest.tenant!r}, as the ledger stood at position "
        f"{manifest.position}, in {folder}.",
    )
    if "csv" in forms:
        say(
            f"Ce que la forme CSV ne peut pas contenir : « {folder / LOSSES} ».",
            f"What the CSV form cannot hold: {folder / LOSSES}.",
        )
    if manifest.sealed:
        say(
            "Tout ce qui est privé reste scellé : seules les clés de ce registre l’ouvrent, et aucun "
            "autre registre ne peut importer cet export.",
            "All that is private stays sealed: only this ledger’s keys open it, and no other ledger "
            "can import this export.",
        )
    else:
        say(
            "ATTENTION : ce dossier contient en clair les noms, les NAS, les adresses et les notes de "
            "tout le monde. Lui seul suffit à tout lire. Gardez-le chiffré, et détruisez-le dès qu’il "
            "a servi.",
            "WARNING: this folder holds everybody’s names, SINs, addresses and notes in clear. Whoever "
            "has it reads it all. Keep it encrypted, and destroy it once it has served.",
        )
    print(msgspec.json.encode(manifest).decode())
