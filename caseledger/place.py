"""Where the data stands: the embedded server, or the one that the settings name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from caseledger import embedded
from caseledger.errors import BilingualError
from caseledger.migrate import status
from caseledger.settings import Settings
from ledger.address import to_primary
from ledger.keys.folder import KeyFolder
from ledger.keys.journal import DisposalJournal
from ledger.keys.kek import KeyEncryptionKey
from ledger.keys.service import KeyService
from ledger.keys.sources import GivenKeys, KeySource


class NotMigrated(BilingualError):
    """The database is not what this program expects."""


class Place(msgspec.Struct, frozen=True):
    """An address of the database for each role, and where key-encryption keys come from."""

    urls: Mapping[str, str]
    kek: KeySource


@contextmanager
def place(settings: Settings) -> Iterator[Place]:
    """Hold the database for as long as the block runs; the last holder of an embedded one stops it.

    Raises ``BilingualError`` where it cannot be had.
    """
    if settings.urls is not None:
        urls = {role: to_primary(url) for role, url in settings.urls.items()}
        yield Place(urls, _keys(settings, settings.key_folder, settings.key_file))
        return
    with embedded.acquire(settings.home) as server:
        folder = settings.key_folder or server.home.keys
        first = settings.key_file if settings.key_folder else server.key_file
        yield Place(server.urls, _keys(settings, folder, first))


def _keys(settings: Settings, folder: Path | None, first: Path | None) -> KeySource:
    journal = DisposalJournal(settings.disposals)
    if settings.key is not None:
        given = (KeyEncryptionKey(key) for key in (settings.key, *settings.older_keys))
        return GivenKeys(*given, journal=journal)
    assert folder is not None, "the settings require a key or a folder beside DATABASE_URL"
    service = KeyService(settings.key_command) if settings.key_command else None
    return KeyFolder(folder, first=first, service=service, journal=journal)


@contextmanager
def addresses(settings: Settings) -> Iterator[Mapping[str, str]]:
    """The addresses alone, held as ``place`` holds them: for what needs no key."""
    if settings.urls is not None:
        yield settings.urls
        return
    with embedded.acquire(settings.home) as server:
        yield server.urls


def require_migrated(where: Place) -> None:
    """Raises ``NotMigrated`` where migrations are missing, for commands that apply none."""
    require_migrated_at(where.urls["migrator"])


def require_migrated_at(url: str) -> None:
    """The same of a database by its address, for any role."""
    if pending := status(url).pending:
        names = ", ".join(pending)
        raise NotMigrated(
            f"Migrations à appliquer : {names}. Lancez « caseledger migrate ».",
            f"Migrations to apply: {names}. Run `caseledger migrate`.",
        )
