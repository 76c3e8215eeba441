"""Somebody hangs, or the wire does: a clear answer in bounded time, and work goes on afterwards."""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ledger.appending import QUERY, encode, parameters
from ledger.store import Store
from ledger.store_errors import StoreUnavailable
from tests.support.databases import Database, PgServer, new_database
from tests.support.kill_writer import KEK, PEOPLE
from tests.support.policies import publish_policy
from tests.support.proxy import Proxy
from tests.support.survival import TENANT, Tried, assert_survived, unavailable, whole

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="cl-p-"))
    yield made
    shutil.rmtree(made)


@asynccontextmanager
async def opened(url: str, *, patience: float = 5.0, timeout: float = 60.0) -> AsyncIterator[Store]:
    store = Store(url, patience=patience, timeout=timeout)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
def database(pg_server: PgServer, migrated_template: str) -> Iterator[Database]:
    """One for each test: what it holds is counted."""
    with new_database(pg_server, migrated_template) as made:
        yield made


async def test_a_writer_that_hangs_in_its_transaction_is_waited_out(database: Database) -> None:
    """It holds the order lock: nobody can append, nobody is told otherwise, readers go on."""
    tried = Tried()
    async with opened(database.url("writer"), timeout=1.0) as store:
        assert await tried.many(store, 5) == []
        head = await store.head()
        with database.connect("writer", autocommit=False) as hung:
            hung.execute(QUERY, parameters([encode(whole())]), binary=True)
            refused = await tried.many(store, 10)
            assert len(refused) == 10
            assert await store.head() == head
            assert len(await store.read(0, 10_000)) == head
            hung.rollback()
        deadline = time.monotonic() + 60
        while await tried.many(store, 3):
            assert time.monotonic() < deadline
        assert await store.head() > head
    assert_survived(database, tried)


async def test_a_long_snapshot_holds_nobody_up_and_hides_nothing(database: Database) -> None:
    """As a backup takes it, and beside it a transaction that has written and not yet ended."""
    tried = Tried()
    with (
        database.connect("migrator", autocommit=False) as backup,
        database.connect("migrator", autocommit=False) as other,
    ):
        backup.execute("set transaction isolation level repeatable read")
        [before] = backup.execute("select position from ledger.head").fetchone()
        other.execute("create table public.unfinished as select 1")
        async with opened(database.url("writer")) as store:
            for _ in range(20):
                assert await tried.many(store, 10) == []
                head = await store.head()
                page = await store.read(before, 10_000)
                assert [e.position for e in page] == list(range(before + 1, head + 1))
        assert backup.execute("select position from ledger.head").fetchone() == (before,)
        other.rollback()
    assert len(tried.acknowledged) == 200


async def test_connections_that_drop_at_any_moment_lose_nothing_and_do_nothing_twice(
    database: Database, folder: Path
) -> None:
    tried = Tried()
    async with Proxy(database.url("writer"), folder) as wire, opened(wire.url) as store:
        assert await tried.many(store, 5) == []
        dropped = 0
        for _ in range(60):
            writing = asyncio.create_task(tried.many(store, 12))
            await asyncio.sleep(random.uniform(0, 0.02))
            dropped += wire.drop()
            assert await writing == [], "the server was there all the time"
    assert dropped > 20
    assert_survived(database, tried)


async def test_a_wire_that_goes_silent_is_given_up(database: Database, folder: Path) -> None:
    """No end of the connection is ever heard of; what waits for it is answered all the same."""
    tried = Tried()
    async with (
        Proxy(database.url("writer"), folder) as wire,
        opened(wire.url, patience=1.0, timeout=2.0) as store,
    ):
        assert await tried.many(store, 5) == []
        head = await store.head()
        wire.go_silent()
        started = time.monotonic()
        async with asyncio.timeout(60):
            first, read = await asyncio.gather(
                tried.many(store, 5), store.head(), return_exceptions=True
            )
        assert unavailable(first) == {False: 5}
        assert read == head or isinstance(read, StoreUnavailable)
        while await tried.many(store, 3):
            assert time.monotonic() - started < 60, "the flusher hangs on"
        assert await store.head() > head
    assert_survived(database, tried)


async def test_a_process_that_is_stopped_holds_up_no_other(
    database: Database, tmp_path: Path
) -> None:
    url = database.url("writer")
    await publish_policy(url, PEOPLE, KEK)
    other = subprocess.Popen(
        [sys.executable, "-m", "tests.support.kill_writer", url, tmp_path / "journal"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        text=True,
    )
    tried = Tried()
    try:
        async with opened(url) as store:
            for _ in range(10):
                head = await store.head()
                while await store.head() < head + 20:  # it writes
                    await asyncio.sleep(0.01)
                os.kill(other.pid, signal.SIGSTOP)
                assert await tried.many(store, 20) == []
                os.kill(other.pid, signal.SIGCONT)
        await asyncio.to_thread(other.communicate, "stop\n", timeout=60)
        assert other.returncode == 0
    finally:
        other.kill()
        other.communicate()
    with database.connect("migrator") as admin:
        rows = admin.execute(
            "select command_id, first_position, last_position from ledger.commands where tenant = %s",
            [TENANT],
        ).fetchall()
    stored = {command_id: (first, last) for command_id, first, last in rows}
    journal = [line.split() for line in (tmp_path / "journal").read_text().splitlines()]
    assert len(journal) > 50
    assert tried.acknowledged.items() <= stored.items()
