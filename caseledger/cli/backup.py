"""``caseledger backup`` and ``caseledger restore``."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from caseledger.backup.manifest import KEYS, Manifest
from caseledger.backup.restore import Restored
from caseledger.backup.restore import restore as restore_backup
from caseledger.backup.take import back_up
from caseledger.cli.say import Say
from caseledger.migrate import migrate
from caseledger.place import Place, addresses, place, require_migrated_at
from caseledger.settings import Settings
from ledger.keys.journal import DisposalJournal
from ledger.ledger import Ledger
from projections.run import Projections

CAUGHT_UP_SECONDS = 24 * 3600.0


def backup(options: Any, say: Say) -> int:
    """Write the folder, and say what to keep where."""
    settings = Settings.read(roles=("migrator",), key=False)
    folder = Path(options.to)
    with addresses(settings) as urls:
        require_migrated_at(urls["migrator"])
        manifest = back_up(urls["migrator"], folder, DisposalJournal(settings.disposals))
    _tell_backup(manifest, folder, say)
    return 0


def _tell_backup(manifest: Manifest, folder: Path, say: Say) -> None:
    names = ", ".join(manifest.keks) or "-"
    say(
        f"Le registre, tel qu’il était à la position {manifest.position}, est dans « {folder} ». "
        f"« {KEYS} » ne s’ouvre qu’avec la clé {names}, qui n’y est pas : gardez-la ailleurs. Gardez "
        f"ce fichier moins longtemps que le reste.",
        f"The ledger as it stood at position {manifest.position} is in {folder}. {KEYS} opens only "
        f"with the key {names}, which is not in it: keep that elsewhere. Keep this file for a "
        f"shorter time than the rest.",
    )
    print(msgspec.json.encode(manifest).decode())


def restore(options: Any, say: Say) -> int:
    """Restore, then fill the read models again; they are what takes long."""
    settings = Settings.read(roles=("migrator", "writer", "projector"))
    with place(settings) as where:
        restored = restore_backup(
            where.urls["migrator"],
            Path(options.source),
            where.kek,
            keys_of=Path(options.keys) if options.keys else None,
            journals=[Path(each) for each in options.disposals],
            checkpoints=[Path(each) for each in options.checkpoint],
        )
        _tell_restore(restored, say)
        for name in migrate(where.urls["migrator"]):
            say(f"Migration appliquée : {name}", f"Migration applied: {name}")
        for tenant in restored.tenants:
            asyncio.run(_fill(where, tenant, say))
    say(
        "Tout est en place. Tout le monde se connecte à nouveau ; les jetons de service sont à refaire.",
        "All is in place. Everybody signs in again; service tokens must be made anew.",
    )
    print(msgspec.json.encode(restored).decode())
    return 0


def _tell_restore(restored: Restored, say: Say) -> None:
    say(
        f"Registre restauré à la position {restored.position} ; {restored.disposals} destructions "
        "refaites avant toute ouverture.",
        f"Ledger restored at position {restored.position}; {restored.disposals} disposals carried "
        "out again before anything opened.",
    )
    for name in restored.origins:
        say(f"Registre de preuves ouvert : {name}", f"Log opened: {name}")
    if restored.later:
        say(
            f"{restored.later} d’entre elles sont postérieures à la sauvegarde : leurs données ne "
            "s’ouvrent plus, mais ce registre n’en dit rien. Consignez-les à nouveau.",
            f"{restored.later} of them were made after the backup: their data opens no more, but "
            "this ledger does not tell of it. Put them on record again.",
        )


async def _fill(where: Place, tenant: str, say: Say) -> None:
    async with (
        Ledger(where.urls["writer"], tenant, where.kek) as ledger,
        Projections(ledger, where.urls["projector"]) as projections,
    ):
        head = await ledger.head()
        async with asyncio.timeout(CAUGHT_UP_SECONDS):
            while not await projections.wait_for(None, head, timeout=0.5):
                lowest = min(row.position for row in await projections.status())
                say.progress("Projections :", "Projections:", min(lowest, head), head)
