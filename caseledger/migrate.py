"""Brings a database to the shape this code expects, or says why not.

    applied = migrate("postgresql://migrator@host/caseledger")  # names, [] when up to date

Files are ``migrations/NNNN_pre|post_<name>.sql``: `pre` before the new code is deployed, `post`
after the last old process has gone. Each runs in one transaction as ``caseledger_owner``; its
SHA-256 is stored and checked ever after. Forward only.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString, cast

import psycopg
from psycopg import sql

from caseledger.errors import BilingualError

DIRECTORY = Path(__file__).resolve().parent.parent / "migrations"

_NAME = re.compile(r"(\d{4})_(pre|post)_[a-z0-9_]+\.sql")
_LOCK_KEY = 0x636173656C656467  # "caseledg"
_LOCK_WAIT = 60.0  # seconds to wait for another migration
_LOCK_POLL = 0.1  # seconds; waiting inside PostgreSQL deadlocks with CREATE INDEX CONCURRENTLY
_LOCK_TIMEOUT = "5s"  # a migration that cannot lock its table soon must not hold up live work


class MigrationError(BilingualError):
    """Why the database was not migrated."""


@dataclass(frozen=True)
class Migration:
    """One file: its name without ``.sql``, its phase (``pre`` or ``post``) and its text."""

    name: str
    phase: str
    text: str

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()


@dataclass(frozen=True)
class Status:
    """Names of the migrations a database has, and of those it still needs, in order."""

    applied: list[str]
    pending: list[str]


def migrations(directory: Path = DIRECTORY) -> list[Migration]:
    """Every migration in `directory`, in order. Line ends do not count towards the hash."""
    found = []
    for path in sorted(directory.glob("[0-9]*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise MigrationError(
                f"Nom de migration non valide : {path.name}", f"Invalid migration name: {path.name}"
            )
        found.append(Migration(path.stem, match[2], path.read_text(encoding="utf-8")))
    numbers = [migration.name[:4] for migration in found]
    for number in numbers:
        if numbers.count(number) > 1:
            raise MigrationError(
                f"Deux migrations portent le numéro {number}.",
                f"Two migrations have the number {number}.",
            )
    return found


def migrate(url: str, directory: Path = DIRECTORY, *, post: bool = True) -> list[str]:
    """Apply what is pending and return its names; with ``post=False`` stop at the first `post` one.

    `url` names a superuser, or the database's owner with CREATEROLE. Raises `MigrationError`: no
    connection, no right, an edited file, a database newer than this code, a statement that failed
    (that file is rolled back whole, the ones before it stay).
    """
    known = migrations(directory)
    done: list[str] = []
    with _connect(url) as connection, only_one(connection):
        _prepare(connection, directory)
        for migration in pending(known, _applied(connection)):
            if migration.phase == "post" and not post:
                break
            _apply(connection, migration)
            done.append(migration.name)
    return done


def status(url: str, directory: Path = DIRECTORY) -> Status:
    """What `migrate` has done and would do; raises `MigrationError` where it would refuse.

    `url` may name any role.
    """
    known = migrations(directory)
    with _connect(url) as connection:
        applied = _applied(connection)
        return Status(list(applied), [each.name for each in pending(known, applied)])


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        raise MigrationError(
            f"Impossible de joindre la base de données : {error}",
            f"Could not reach the database: {error}",
        ) from error


class only_one:
    """Holds the migration lock; the session that dies lets go of it by itself."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        deadline = time.monotonic() + _LOCK_WAIT
        while not _one(self._connection, "select pg_try_advisory_lock(%s)", _LOCK_KEY):
            if time.monotonic() > deadline:
                raise MigrationError(
                    "Une autre migration est en cours; réessayez plus tard.",
                    "Another migration is running; try again later.",
                )
            time.sleep(_LOCK_POLL)

    def __exit__(self, *_: object) -> None:
        if not self._connection.closed:
            self._connection.execute("select pg_advisory_unlock(%s)", [_LOCK_KEY])


def _one(
    connection: psycopg.Connection[tuple[object, ...]], query: LiteralString, *parameters: object
) -> object:
    row = connection.execute(query, parameters).fetchone()
    return None if row is None else row[0]


def prepare_roles(
    connection: psycopg.Connection[tuple[object, ...]], directory: Path = DIRECTORY
) -> None:
    """The group roles. Raises `MigrationError`."""
    with _told():
        connection.execute(cast(LiteralString, (directory / "roles.sql").read_text("utf-8")))


def _prepare(connection: psycopg.Connection[tuple[object, ...]], directory: Path) -> None:
    """The group roles, and the table that remembers what was applied."""
    prepare_roles(connection, directory)
    with _told(), connection.transaction():
        connection.execute("set local role caseledger_owner")
        connection.execute("create schema if not exists migration")
        connection.execute(
            "create table if not exists migration.applied (name text primary key,"
            " sha256 bytea not null, applied_at timestamptz not null default now())"
        )
        connection.execute("grant usage on schema migration to public")
        connection.execute("grant select on migration.applied to public")


@contextmanager
def _told() -> Iterator[None]:
    """What the server refuses here, said to a person."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise MigrationError(
            "Le rôle de migration doit être superutilisateur, ou propriétaire de la base avec"
            f" CREATEROLE : {error}",
            "The migrator's role must be a superuser, or the owner of the database with"
            f" CREATEROLE: {error}",
        ) from error
    except psycopg.Error as error:
        raise MigrationError(
            f"La préparation des rôles a échoué : {error}", f"Preparing the roles failed: {error}"
        ) from error


def _applied(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, bytes]:
    if _one(connection, "select to_regclass('migration.applied')") is None:
        return {}
    rows = connection.execute("select name, sha256 from migration.applied order by name")
    return {cast(str, name): bytes(cast(bytes, sha256)) for name, sha256 in rows}


def pending(known: list[Migration], applied: dict[str, bytes]) -> list[Migration]:
    """What is still to be applied where these (by name, with their SHA-256) have been.

    Raises `MigrationError` where this program cannot follow on them.
    """
    names = {migration.name for migration in known}
    for name in applied:
        if name not in names:
            raise MigrationError(
                f"La base de données est plus récente que ce programme : {name}",
                f"The database is newer than this program: {name}",
            )
    for migration in known:
        if applied.get(migration.name, migration.sha256) != migration.sha256:
            raise MigrationError(
                f"Une migration déjà appliquée a été modifiée : {migration.name}",
                f"A migration that was already applied has been edited: {migration.name}",
            )
    left = [migration for migration in known if migration.name not in applied]
    if left and applied and left[0].name < max(applied):
        raise MigrationError(
            f"Migration intercalée avant une autre déjà appliquée : {left[0].name}",
            f"A migration was put before one already applied: {left[0].name}",
        )
    return left


def _apply(connection: psycopg.Connection[tuple[object, ...]], migration: Migration) -> None:
    try:
        with connection.transaction():
            connection.execute("set local role caseledger_owner")
            connection.execute(
                sql.SQL("set local lock_timeout = {}").format(sql.Literal(_LOCK_TIMEOUT))
            )
            connection.execute(cast(LiteralString, migration.text))
            connection.execute(
                "insert into migration.applied (name, sha256) values (%s, %s)",
                [migration.name, migration.sha256],
            )
    except psycopg.Error as error:
        raise MigrationError(
            f"La migration {migration.name} a échoué et n'a rien changé : {error}",
            f"Migration {migration.name} failed and changed nothing: {error}",
        ) from error
