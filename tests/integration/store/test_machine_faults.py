"""The machine fails under the server: a full disk, an fsync error, a clock that jumps.

Every append is then either durable and acknowledged, or refused with what is known about it; and
work resumes when the fault is gone.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from ledger.store import Store
from tests.support.databases import Database
from tests.support.faulty_server import FaultyServer
from tests.support.survival import Tried, assert_survived, unavailable


@pytest.fixture(scope="module")
def server() -> Iterator[FaultyServer]:
    made = FaultyServer.create()
    try:
        made.arm()
        yield made
    finally:
        made.discard()


@pytest.fixture
def place(server: FaultyServer) -> Iterator[Database]:
    with server.database() as made:
        yield made
        server.faults()
        server.stop_immediately()  # whatever state a test that failed has left it in
        server.revive()


@asynccontextmanager
async def opened(database: Database, *, patience: float = 1.0) -> AsyncIterator[Store]:
    store = Store(database.url("writer"), patience=patience, timeout=60.0)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def resumed(store: Store, tried: Tried) -> None:
    """Appends are taken again, without anybody's help."""
    deadline = time.monotonic() + 60
    while await tried.many(store, 3):
        assert time.monotonic() < deadline, "the store did not recover"
        await asyncio.sleep(0.1)


async def test_a_full_disk_refuses_what_does_not_fit_and_nothing_else_is_lost(
    server: FaultyServer, place: Database
) -> None:
    tried = Tried()
    async with opened(place) as store:
        assert await tried.many(store, 20) == []
        server.faults(disk_full=True)
        refused = await tried.many(store, 20, size=50_000)
        assert unavailable(refused) == {True: 20}
        assert server.met() > 0
        # what fits into the room that the files have is taken all the same, and read
        assert await store.head() > 0
        await tried.many(store, 5)
        server.faults()
        assert await tried.many(store, 20, size=50_000) == []
    assert_survived(place, tried)


async def test_a_disk_without_room_for_the_log_brings_the_server_down_and_loses_nothing(
    server: FaultyServer, place: Database
) -> None:
    tried = Tried()
    async with opened(place) as store:
        assert await tried.many(store, 20) == []
        server.faults(disk_full=True)
        filling = asyncio.create_task(asyncio.to_thread(fill_the_log, server))
        while not filling.done():
            await tried.many(store, 5)
        assert await filling, "the server went on without room for its log"
        server.faults()
        await asyncio.to_thread(server.revive)
        await resumed(store, tried)
    assert_survived(place, tried)


def fill_the_log(server: FaultyServer) -> bool:
    """Write to the log until its next file cannot be made; whether the server fell over it."""
    try:
        with psycopg.connect(server.url, autocommit=True, connect_timeout=5) as boss:
            for _ in range(200):
                boss.execute("select pg_logical_emit_message(true, 'fill', repeat('x', 1000000))")
    except psycopg.OperationalError:
        return True
    return False


async def test_nothing_is_acknowledged_when_fsync_fails(
    server: FaultyServer, place: Database
) -> None:
    tried = Tried()
    async with opened(place) as store:
        assert await tried.many(store, 20) == []
        before = len(tried.acknowledged)
        server.faults(sync_fails=True)
        for _ in range(3):
            assert len(await tried.many(store, 10)) == 10
        assert len(tried.acknowledged) == before
        assert tried.unknown, "the first ones were on their way to the disk"
        # Recovery cannot end either: the server refuses connections for as long as this lasts,
        # or ends. Either way an operator stops it at once and starts it on a disk that works.
        server.stop_immediately()
        server.faults()
        server.revive()
        await resumed(store, tried)
    assert_survived(place, tried)


async def test_an_fsync_error_that_passes_is_survived_alone(
    server: FaultyServer, place: Database
) -> None:
    tried = Tried()
    async with opened(place, patience=60.0) as store:
        assert await tried.many(store, 20) == []
        server.faults(sync_fails=True)
        writing = asyncio.create_task(tried.many(store, 10))
        while not server.met():
            await asyncio.sleep(0.001)
        server.faults()
        await asyncio.to_thread(server.revive)
        # their commands were looked up, and done once
        assert await writing == []
    assert_survived(place, tried)


@pytest.mark.parametrize("hours", [-3, 5])
async def test_a_clock_that_jumps_never_takes_the_ledger_back_in_time(
    server: FaultyServer, place: Database, hours: int
) -> None:
    tried = Tried()
    async with opened(place) as store:
        for shift in (0, hours, 0, -hours, 0):
            server.faults(clock_shift=shift * 3600)
            assert await tried.many(store, 20) == []
        times = [each.appended_at for each in await store.read(0, 10_000)]
    assert times == sorted(times)
    ahead = times[-1] - datetime.now(UTC)
    assert abs(ahead - timedelta(hours=abs(hours))) < timedelta(minutes=10), "the shift is real"
    assert_survived(place, tried)
