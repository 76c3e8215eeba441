"""What a backup says of itself, and whether its files are still what they were."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from caseledger.backup.errors import RestoreStopped

MANIFEST, LEDGER, KEYS, DISPOSALS = "manifest.json", "ledger.dump", "keys.copy", "disposals.jsonl"
FORMAT = 1


class Migration(msgspec.Struct, frozen=True):
    """A migration as it was applied; SHA-256 in hexadecimal."""

    name: str
    sha256: str
    applied_at: datetime


class Owned(msgspec.Struct, frozen=True):
    """A table, view or function that is not the owner's; ``name`` as SQL writes it."""

    kind: Literal["table", "function"]
    name: str
    owner: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """One moment of the ledger: all files are of one snapshot.

    ``position`` of its last event; ``keks`` the key-encryption keys without which the keys do not
    open; ``owned`` what belongs to another role than the owner; ``checkpoints`` the last signed one of
    each log, as signed; ``files`` SHA-256 by name.
    """

    format: int = FORMAT
    taken_at: datetime
    position: int
    tenants: list[str]
    keks: list[str]
    migrations: list[Migration]
    owned: list[Owned]
    checkpoints: dict[str, str]
    files: dict[str, str]


def read(folder: Path, only: tuple[str, ...] = ()) -> Manifest:
    """The manifest of a backup whose files are whole (all, or only these).

    Raises ``RestoreStopped`` where it is none, or a file is missing or was altered.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        raise RestoreStopped(
            f"« {folder} » n’est pas une sauvegarde : « {MANIFEST} » y manque ou ne se lit pas.",
            f"{folder} is no backup: {MANIFEST} is missing there or cannot be read.",
        ) from None
    if manifest.format != FORMAT:
        raise RestoreStopped(
            f"« {folder} » a été faite par une version plus récente de ce programme.",
            f"{folder} was made by a newer version of this program.",
        )
    for name in only or tuple(manifest.files):
        try:
            found = sha256(folder / name)
        except OSError:
            found = ""
        if found != manifest.files.get(name):
            raise RestoreStopped(
                f"« {folder / name} » manque, ou n’est plus ce qui a été écrit.",
                f"{folder / name} is missing, or is not what was written.",
            )
    return manifest


def sha256(path: Path) -> str:
    """Of a file, in hexadecimal. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
