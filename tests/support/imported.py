"""The example extract, imported once a session; and a generator of other ones (``extracts``).

    def test_figures(imported): imported.database, imported.expected, imported.report

``imported`` is for looking at; ``imported_copy`` gives a database of its own, to write to.
"""

import asyncio
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from caseledger.importer.progress import Watch
from caseledger.importer.report import Details, Report
from caseledger.importer.run import import_extract
from caseledger.policies import publish_policies
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from tests.support.databases import Database, PgServer, new_database

ARCHIVE = Path(__file__).resolve().parent.parent / "data" / "extract-riviere-nord.tar.xz"
KEK = KeyEncryptionKey(bytes(range(32)))
TENANT = "riviere-nord"


@dataclass(frozen=True)
class Imported:
    """A ledger that holds an extract: its database, whose it is, what was expected, what was told."""

    database: Database
    tenant: str
    folder: Path
    expected: dict[str, Any]
    report: Report
    details: Details

    def ledger(self) -> Ledger:
        """Opened by ``async with``."""
        return Ledger(self.database.url("writer"), self.tenant, KEK)


async def run_import(database: Database, folder: Path, tenant: str) -> tuple[Report, Details]:
    """Import a folder into a migrated database."""
    async with Ledger(database.url("writer"), tenant, KEK) as ledger:
        await publish_policies(ledger)
        return await import_extract(ledger, database.url("writer"), KEK, folder, "test", Watch())


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example extract's folder, unpacked; its expected figures stand beside it."""
    folder = tmp_path_factory.mktemp("extract")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder / "extract-riviere-nord"


@pytest.fixture(scope="session")
def imported(pg_server: PgServer, migrated_template: str, example: Path) -> Iterator[Imported]:
    """The example extract in a ledger of its own. Nobody writes to it, or stays connected to it."""
    expected = json.loads((example.parent / "extract-riviere-nord.expected.json").read_text())
    with new_database(pg_server, migrated_template) as database:
        report, details = asyncio.run(run_import(database, example, TENANT))
        with database.connect("migrator") as admin:
            admin.execute("analyze")  # as autovacuum does at some moment of its own
        yield Imported(database, TENANT, example, expected, report, details)


@pytest.fixture
def imported_copy(pg_server: PgServer, imported: Imported) -> Iterator[Imported]:
    """A copy of the same, for one test to write to."""
    with _copy(pg_server, imported) as made:
        yield made


@contextmanager
def _copy(server: PgServer, imported: Imported) -> Iterator[Imported]:
    with new_database(server, imported.database.name) as database:
        yield replace(imported, database=database)
