"""Where the data stands: the embedded server, or the one that the settings name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import msgspec

from caseledger import embedded
from caseledger.errors import BilingualError
from caseledger.migrate import status
from caseledger.settings import Settings, read_key_file
from ledger.address import to_primary
from ledger.keys.journal import DisposalJournal
from ledger.keys.kek import KeyEncryptionKey


class NotMigrated(BilingualError):
    """The database is not what this program expects."""


class Place(msgspec.Struct, frozen=True):
    """An address of the database for each role, and the key-encryption key."""

    urls: Mapping[str, str]
    kek: KeyEncryptionKey


@contextmanager
def place(settings: Settings) -> Iterator[Place]:
    """Hold the database for as long as the block runs; the last holder of an embedded one stops it.

    Raises ``BilingualError`` where it cannot be had.
    """
    if settings.urls is not None:
        assert settings.key is not None, "the settings require a key beside DATABASE_URL"
        urls = {role: to_primary(url) for role, url in settings.urls.items()}
        yield Place(urls, KeyEncryptionKey(settings.key, DisposalJournal(settings.disposals)))
        return
    with embedded.acquire(settings.home) as server:
        key = settings.key or read_key_file(server.key_file)
        yield Place(server.urls, KeyEncryptionKey(key, DisposalJournal(settings.disposals)))


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
