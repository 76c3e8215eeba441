"""The PostgreSQL the tests run against, and one fresh migrated database for each test module.

By default it is the embedded server, in a temporary folder, for the whole session. With
`DATABASE_URL_TEST`, a superuser's address, the same tests run against that server: they make the
`cl_*` logins there, and databases of their own, which they drop.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from caseledger import embedded
from tests.support import workers
from tests.support.databases import (
    Database,
    PgServer,
    ServerByAddress,
    migrate,
    new_database,
    wait_until,
)
from tests.support.imported import example, imported, imported_copy  # noqa: F401  (fixtures)
from tests.support.independent_server import IndependentServer
from tests.support.scratch import Scratch

SCRATCH = pytest.StashKey[Scratch]()
# The program is started some hundred times: compiled once, each takes half a second less.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """None leaves it to the number of cores."""
    return 0 if workers.few(config) else None


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> workers.ByGroup:
    config.option.loadscopereorder = False  # the order of the tests is `workers.rank`
    return workers.ByGroup(config, log)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[SCRATCH] = Scratch()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[SCRATCH].discard()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: workers.rank(item.nodeid))


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A short temporary folder that the user of a server started by root may pass through."""
    # pytest's own tmp_path is closed to other users, and long.
    folder = Path(tempfile.mkdtemp(prefix="cl-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def pg_server(open_folder: Path) -> Iterator[PgServer]:
    """The session's server: an address for each role of its own database, and a `key_file`."""
    if url := os.environ.get("DATABASE_URL_TEST"):
        yield ServerByAddress.prepare(url, open_folder / "key")
        return
    server = embedded.acquire(open_folder / "server")
    _do_not_flush(server)
    yield server
    server.release()

    wait_until(lambda: not any(server.home.clusters.glob("*/postmaster.pid")))


def _do_not_flush(server: PgServer) -> None:
    """What survives a crash is tried on servers of the tests' own; this one is only thrown away."""
    with psycopg.connect(server.urls["migrator"], autocommit=True) as admin:
        for setting in ("fsync", "full_page_writes"):
            admin.execute(f"alter system set {setting} = off")  # type: ignore[arg-type]
        admin.execute("select pg_reload_conf()")


@pytest.fixture(scope="session")
def independent_server() -> Iterator[IndependentServer]:
    """A second PostgreSQL on a loopback port, as an organisation would run: for `DATABASE_URL`."""
    server = IndependentServer.create()
    yield server
    server.discard()


@pytest.fixture(scope="session")
def migrated_template(pg_server: PgServer) -> Iterator[str]:
    """The name of a migrated database to copy; nobody stays connected to it."""
    with new_database(pg_server) as made:
        # Several workers may share a server by its address, and its roles with it.
        with psycopg.connect(pg_server.urls["migrator"]) as admin:
            admin.execute("select pg_advisory_xact_lock(hashtext('caseledger.tests'))")
            migrate(made.url("migrator"))
        yield made.name


@pytest.fixture(scope="module")
def database(pg_server: PgServer, migrated_template: str) -> Iterator[Database]:
    """A fresh, migrated, empty database for this test module."""
    with new_database(pg_server, migrated_template) as made:
        yield made
