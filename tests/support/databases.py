"""Servers and databases for the tests; `tests/conftest.py` makes fixtures of them."""

import hashlib
import importlib
import importlib.util
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from caseledger.embedded import ROLES
from caseledger.embedded.roles import ensure_roles, login


class PgServer(Protocol):
    """What `pg_server` gives, be it the embedded server or one reached by its address."""

    urls: dict[str, str]

    @property
    def key_file(self) -> Path: ...


@dataclass(frozen=True)
class ServerByAddress:
    """A server somebody else runs; `urls["migrator"]` is a superuser's."""

    urls: dict[str, str]
    key_file: Path

    @classmethod
    def prepare(cls, superuser_url: str, key_file: Path) -> "ServerByAddress":
        """Make the `cl_*` logins there. Two test runs on one server set the same passwords."""
        passwords = {
            role: hashlib.sha256(f"{superuser_url} {role}".encode()).hexdigest() for role in ROLES
        }
        with psycopg.connect(superuser_url, autocommit=True) as connection:
            ensure_roles(connection, passwords)
        key_file.write_bytes(secrets.token_bytes(32))
        urls = {
            role: make_conninfo(superuser_url, user=login(role), password=passwords[role])
            for role in ROLES
        }
        return cls(urls, key_file)


@dataclass(frozen=True)
class Database:
    """One database: `urls` has a libpq address for each role of `caseledger.embedded.ROLES`."""

    name: str
    urls: dict[str, str]
    key_file: Path

    def url(self, role: str) -> str:
        return self.urls[role]

    def connect(self, role: str, *, autocommit: bool = True) -> psycopg.Connection:
        """A connection that never waits for a lock for good: whoever holds it may be this thread's."""
        patience = make_conninfo(self.urls[role], options="-c lock_timeout=30s")
        return psycopg.connect(patience, autocommit=autocommit)


@contextmanager
def new_database(server: PgServer, template: str | None = None) -> Iterator[Database]:
    """A database of its own name, dropped at the end even if something is still connected."""
    name = f"test_{uuid4().hex[:12]}"
    made = sql.SQL("CREATE DATABASE {} OWNER caseledger_owner").format(sql.Identifier(name))
    if template:
        made += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    _as_migrator(server, made)
    try:
        yield Database(name, _addresses(server.urls, name), server.key_file)
    finally:
        _as_migrator(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def migrate(url: str) -> None:
    """Apply the program's migrations."""
    if importlib.util.find_spec("caseledger.migrate"):
        importlib.import_module("caseledger.migrate").migrate(url)


def wait_until(condition: object, seconds: float = 60.0) -> None:
    """Poll until `condition()` holds; fails the test when it does not within `seconds`."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def _as_migrator(server: PgServer, statement: sql.Composable) -> None:
    with psycopg.connect(server.urls["migrator"], autocommit=True) as connection:
        connection.execute(statement)


def _addresses(urls: Mapping[str, str], database: str) -> dict[str, str]:
    return {role: make_conninfo(url, dbname=database) for role, url in urls.items()}
