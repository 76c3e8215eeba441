"""Reads on standbys: they see what was written before, or the primary answers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import psycopg
import pytest

from ledger.standby import NoStandby, StandbyReader
from ledger.store import Store
from ledger.stored import Append, LogPlace
from tests.support.cluster import Cluster, Node
from tests.support.databases import Database
from tests.support.events import command, event, new_stream

TENANT = "reads"


@pytest.fixture
async def store(cluster: Cluster, database: Database) -> AsyncIterator[Store]:
    opened = Store(database.url("writer"), patience=20)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def reader(database: Database, reader_url: str, store: Store) -> AsyncIterator[StandbyReader]:
    # the projector's login may read events
    url = psycopg.conninfo.make_conninfo(reader_url, user="cl_projector")
    opened = StandbyReader(url, store, wait=5.0, pause=0.0)
    await opened.open()
    yield opened
    await opened.close()


async def write(store: Store) -> int:
    done = await store.append(Append(TENANT, [event(new_stream(), 1)], command=command()))
    assert done.last_position is not None
    return done.last_position


async def asked(connection: psycopg.AsyncConnection) -> str | None:
    """Which standby it is; None for a primary."""
    cursor = await connection.execute(
        "select case when pg_is_in_recovery() then current_setting('cluster_name') end"
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


def replay(node: Node, *, paused: bool) -> None:
    node.value(f"select pg_wal_replay_{'pause' if paused else 'resume'}()")


async def test_a_standby_shows_what_was_written_before_it_is_asked(
    store: Store, reader: StandbyReader
) -> None:
    for _ in range(100):
        last = await write(store)
        place = await store.flushed()

        async def newest(connection: psycopg.AsyncConnection) -> int:
            assert await asked(connection) is not None
            cursor = await connection.execute("select position from ledger.head")
            row = await cursor.fetchone()
            assert row is not None
            return row[0]

        assert await reader.ask(place, newest) >= last
    [read] = await reader.read(last - 1, 1, TENANT, place=place)
    assert [read] == await store.read(last - 1, 1, TENANT)


async def test_it_waits_for_a_standby_that_lags_and_no_longer_than_it_may(
    cluster: Cluster, store: Store, reader: StandbyReader
) -> None:
    await write(store)
    assert await reader.ask(await store.flushed(), asked)
    for node in cluster.standbys:
        replay(node, paused=True)
    try:
        await write(store)
        place = await store.flushed()
        waiting = asyncio.create_task(reader.ask(place, asked))
        await asyncio.sleep(0.3)
        assert not waiting.done(), "no standby has it yet"
        reader._wait = 0.2
        with pytest.raises(NoStandby):
            await reader.ask(place, asked)
        last = await write(store)
        [read] = await reader.read(last - 1, 5, place=await store.flushed())
        assert read.position == last, "the primary answers in their place"
    finally:
        for node in cluster.standbys:
            replay(node, paused=False)
    assert await waiting in {node.name for node in cluster.standbys}


async def test_it_survives_the_death_of_standbys_and_of_the_primary(
    cluster: Cluster, store: Store, reader: StandbyReader
) -> None:
    await write(store)
    first, second = cluster.standbys
    assert await reader.ask(await store.flushed(), asked)
    cluster.kill(first)
    await write(store)
    assert await reader.ask(await store.flushed(), asked) == second.name
    place = await store.flushed()
    cluster.start(first)
    cluster.wait_for_standbys(2)

    lost = cluster.primary
    cluster.kill(lost)
    cluster.promote()
    await write(store)
    after = await store.flushed()
    assert after.timeline > place.timeline
    cluster.wait_for_standbys(1)
    [left] = cluster.standbys
    for wanted in (place, after):
        assert await reader.ask(wanted, asked) == left.name, "never the one that was promoted"

    cluster.kill(left)
    reader._wait = 0.3
    with pytest.raises(NoStandby):
        await reader.ask(after, asked)
    assert (await reader.read(0, 1, place=after))[0].position == 1


async def test_a_standby_that_follows_nobody_is_not_asked(
    cluster: Cluster, store: Store, reader: StandbyReader
) -> None:
    """It may stand on a history that was given up, however far its log reaches."""
    await write(store)
    place = await store.flushed()
    reader._wait = 0.3
    ahead = replace(place, timeline=place.timeline + 1)
    with pytest.raises(NoStandby):
        await reader.ask(ahead, asked)
    lost = cluster.primary
    cluster.kill(lost)
    cluster.wait_until_left()
    reader._paused_until = 0.0
    with pytest.raises(NoStandby, match="none has reached"):
        await reader.ask(LogPlace(place.timeline, "0/0"), asked)
    cluster.promote()
    await write(store)
