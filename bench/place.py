"""The one server of a benchmark: embedded, in a temporary folder, with the program's own settings.

Its settings are those of `caseledger/embedded/cluster.py`: everything is flushed before it is
answered. Every contender gets a fresh database there.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from caseledger import embedded
from caseledger.key_settings import read_key_file
from caseledger.migrate import migrate
from caseledger.policies import publish_policies
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger

TENANT = "bench"


@dataclass(frozen=True)
class Database:
    """Addresses of one database: `url` is a superuser's, the others those that our program has."""

    name: str
    url: str
    writer: str
    projector: str
    sequencer: str
    key_file: Path
    urls: Mapping[str, str]
    """Those of every role of our program, by its name."""

    def connect(self) -> psycopg.Connection:
        """An autocommit connection of the superuser."""
        return psycopg.connect(self.url, autocommit=True)


class Place:
    """A running server, and where it keeps its data."""

    def __init__(self, folder: Path, server: embedded.Server) -> None:
        self.folder = folder
        self._server = server

    def database(self, name: str) -> Database:
        """A fresh, empty one; an earlier one of that name is dropped."""
        migrator = self._server.url("migrator")
        with psycopg.connect(migrator, autocommit=True) as connection:
            for statement in (
                "drop database if exists {} with (force)",
                "create database {} owner caseledger_owner",
            ):
                connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
        return Database(
            name,
            _address(migrator, name),
            _address(self._server.url("writer"), name),
            _address(self._server.url("projector"), name),
            _address(self._server.url("sequencer"), name),
            self._server.key_file,
            {role: _address(url, name) for role, url in self._server.urls.items()},
        )

    def connect(self, name: str) -> psycopg.Connection:
        """An autocommit connection of the superuser to a database that was made here."""
        return psycopg.connect(_address(self._server.url("migrator"), name), autocommit=True)

    async def ledger(self, name: str) -> Database:
        """A fresh database with the program's schema and its policy published."""
        made = self.database(name)
        migrate(made.url)
        async with open_ledger(made) as ledger:
            await publish_policies(ledger)
        return made

    def settle(self) -> None:
        """Write out what is dirty, so that no contender pays for the one before it."""
        with psycopg.connect(self._server.url("migrator"), autocommit=True) as connection:
            connection.execute("checkpoint")


def open_ledger(database: Database) -> Ledger:
    """The ledger of a database, to be entered."""
    kek = KeyEncryptionKey(read_key_file(database.key_file))
    return Ledger(database.writer, TENANT, kek)


def _address(url: str, database: str) -> str:
    """The same login's address of another database, in the form that node's driver reads as well."""
    parts = {name: quote(str(value), safe="") for name, value in conninfo_to_dict(url).items()}
    login = f"{parts['user']}:{parts['password']}"
    return f"postgresql://{login}@{parts['host']}:{parts['port']}/{database}"


@contextmanager
def place(parent: Path | None = None) -> Iterator[Place]:
    """A server in a folder of its own below `parent`, and nothing left of it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="cl-bench-", dir=parent))
    folder.chmod(0o711)
    try:
        with embedded.acquire(folder / "server") as server:
            yield Place(folder, server)
            clusters = server.home.clusters
        deadline = time.monotonic() + 30
        while any(clusters.glob("*/postmaster.pid")) and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def file_system(folder: Path) -> str:
    """The kind of file system a folder is on (Linux), such as ``ext4``; a tmpfs flushes nothing."""
    try:
        mounts = Path("/proc/mounts").read_text("utf-8").splitlines()
    except OSError:
        return "unknown"
    found = [line.split()[1:3] for line in mounts]
    under = [pair for pair in found if os.path.commonpath([folder, pair[0]]) == pair[0]]
    return max(under, key=lambda pair: len(pair[0]))[1] if under else "unknown"
