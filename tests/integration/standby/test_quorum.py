"""No synchronous standby has it: then nobody is told that it is done, and nobody waits for ever."""

import asyncio
import time
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from ledger import durable, recorder
from ledger.keys import rotation
from ledger.keys import store as keys
from ledger.keys.folder import KeyFolder
from ledger.keys.kek import KeyEncryptionKey
from ledger.keys.store import KeyStore
from ledger.store import Store
from ledger.store_errors import StoreUnavailable
from ledger.stored import Append
from tests.support.cluster import Cluster, cancel
from tests.support.databases import Database
from tests.support.events import command, event, new_stream
from tests.support.stock import environment

TENANT = "quorum"


@asynccontextmanager
async def opened(database: Database, *, timeout: float = 30.0, patience: float = 20.0):
    store = Store(database.url("writer"), patience=patience, timeout=timeout)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def new_append() -> Append:
    return Append(TENANT, [event(new_stream(), 1)], command=command())


def written(cluster: Cluster, append: Append) -> bool:
    """Whether the primary shows the command, confirmed or not."""
    assert append.command is not None
    with cluster.primary.connect("ledger") as boss:
        query = "select from ledger.commands where command_id = %s"
        return boss.execute(query, [append.command.command_id]).rowcount == 1


async def test_without_a_standby_an_append_ends_with_its_outcome_unknown(
    cluster: Cluster, database: Database
) -> None:
    first, second = new_append(), new_append()
    async with opened(database, timeout=1.0) as store:
        await store.append(new_append())
        with cluster.without_standbys():
            began = time.monotonic()
            with pytest.raises(StoreUnavailable) as refused:
                await store.append(first)
            assert not refused.value.outcome_known
            assert time.monotonic() - began < 10
            with pytest.raises(StoreUnavailable):
                await store.append(second)
    async with opened(database) as store:
        for append in (first, second):
            done = await store.append(append)
            again = await store.append(append)
            assert again.replayed
            assert again.last_position == done.last_position
        assert len(await store.load(TENANT, str(first.events[0].originator_id))) == 1


async def test_a_wait_that_was_cancelled_acknowledges_nothing(
    cluster: Cluster, database: Database
) -> None:
    append = new_append()
    async with opened(database) as store:
        await store.append(new_append())
        with cluster.without_standbys():
            sending = asyncio.create_task(store.append(append))
            await cancel(cluster)
            async with asyncio.timeout(10):
                while not written(cluster, append):
                    await asyncio.sleep(0.02)
            await asyncio.sleep(0.5)
            assert not sending.done(), "it stands on the primary alone"
        done = await sending
        assert done.replayed
        [read] = await store.load(TENANT, str(append.events[0].originator_id))
        assert read.position == done.first_position


async def test_a_role_that_was_set_to_promise_less_promises_as_much(
    cluster: Cluster, database: Database
) -> None:
    weaker = "synchronous_commit to local", "client_min_messages to error"
    with cluster.primary.connect() as boss:
        for setting in weaker:
            boss.execute(f"alter role cl_writer set {setting}")
    try:
        async with opened(database, timeout=1.0) as store:
            with cluster.without_standbys():
                sending = asyncio.create_task(store.append(new_append()))
                await cancel(cluster)
                with pytest.raises(StoreUnavailable):
                    await sending
    finally:
        with cluster.primary.connect() as boss:
            boss.execute("alter role cl_writer reset all")


async def test_a_command_found_on_the_primary_alone_is_not_confirmed(
    cluster: Cluster, database: Database
) -> None:
    """By no process: neither when it is sent again nor when it is looked up."""
    append = new_append()
    assert append.command is not None
    async with opened(database, timeout=1.0) as store:
        with cluster.without_standbys():
            sending = asyncio.create_task(store.append(append))
            await cancel(cluster)
            with pytest.raises(StoreUnavailable):
                await sending
            assert written(cluster, append)
            async with opened(database, timeout=1.0) as another:
                answers = await asyncio.gather(
                    another.append(append),
                    another.find_command(TENANT, append.command.command_id),
                    return_exceptions=True,
                )
            assert [getattr(answer, "outcome_known", None) for answer in answers] == [False, False]
    async with opened(database) as store:
        found = await store.find_command(TENANT, append.command.command_id)
        assert found is not None
        assert (await store.append(append)).last_position == found.last_position


async def test_what_was_on_the_primary_alone_is_done_again_after_it_is_lost(
    cluster: Cluster, database: Database
) -> None:
    append = new_append()
    async with opened(database) as store:
        before = (await store.append(new_append())).last_position
        with cluster.without_standbys():
            sending = asyncio.create_task(store.append(append))
            await cancel(cluster)
            await cancel(cluster)  # it has been sent again, and waits again
            lost = cluster.primary
            cluster.kill(lost)
        cluster.promote()
        done = await sending
        assert not done.replayed
        assert done.first_position == (before or 0) + 1
        cluster.rejoin(lost)


def test_the_stock_recorder_acknowledges_no_cancelled_wait(
    cluster: Cluster, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "_LIMIT", 0.5)
    monkeypatch.setattr(recorder, "_ATTEMPTS", 2)
    factory = recorder.Factory(environment(database.url("writer"), TENANT))
    stock = factory.application_recorder()
    stream = new_stream()
    stock.insert_events([event(stream, 1)], command=command())

    async def race() -> None:
        sending = asyncio.to_thread(stock.insert_events, [event(stream, 2)], command=sent)
        with pytest.raises(StoreUnavailable) as refused:
            await asyncio.gather(sending, cancel(cluster))
        assert not refused.value.outcome_known

    sent = command()
    with cluster.without_standbys():
        asyncio.run(race())
    assert stock.insert_events([event(stream, 2)], command=sent) is None, "it was done, once"
    assert [e.originator_version for e in stock.select_events(stream)] == [1, 2]
    factory.close()


def test_a_key_is_on_a_standby_before_anything_is_sealed_under_it(
    cluster: Cluster, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "LIMIT", 0.5)
    kek = KeyEncryptionKey(bytes(range(32)))
    url = database.url("writer")
    first, second = KeyStore(url, TENANT, kek), KeyStore(url, TENANT, kek)
    person = uuid4()
    for each in (first, second):  # which key-encryption key wraps is known
        each.fetch([uuid4()], make=True)

    async def race() -> None:
        making = asyncio.to_thread(first.fetch, [person], make=True)
        with pytest.raises(StoreUnavailable):
            await asyncio.gather(making, cancel(cluster))

    with cluster.without_standbys():
        asyncio.run(race())
        with cluster.primary.connect("ledger") as boss:
            query = "select from keys.person_key where person_id = %s"
            assert boss.execute(query, [person]).rowcount == 1, "it is on the primary alone"
        with pytest.raises(StoreUnavailable):
            second.fetch([person], make=True)
    assert second.fetch([person], make=True).current_version(person) == 1
    first.close()
    second.close()


def test_a_rotated_key_is_kept_for_a_standby_that_lags(
    cluster: Cluster, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be the primary in a moment, with rows that only the old key opens."""
    monkeypatch.setattr(rotation, "STANDBYS", 0.5)
    folder = KeyFolder(tmp_path)
    store = KeyStore(database.url("writer"), "rotated", folder)
    store.fetch([uuid4()], make=True)
    store.close()
    lagging = cluster.standbys[0]
    with database.connect("writer") as writer:
        lagging.value("select pg_wal_replay_pause()")
        try:
            done = rotation.rotate(writer, folder)
        finally:
            lagging.value("select pg_wal_replay_resume()")
        assert not done.destroyed and all(folder.holds(old) for old in done.waiting)
        again = rotation.rotate(writer, folder)
        assert not again.waiting and set(done.waiting) < set(again.destroyed)


def test_a_severed_connection_is_lost_at_once(database: Database, cluster: Cluster) -> None:
    with database.connect("writer") as connection:
        began = time.monotonic()
        with (
            pytest.raises(psycopg.OperationalError),
            durable.Watchdog().limit(connection, 0.1),
        ):
            connection.execute("select pg_sleep(20)")
        assert time.monotonic() - began < 5
        assert connection.closed
