"""The database goes away and comes back: a clear answer, nothing lost, nothing done twice."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psycopg
import pytest

from caseledger.migrate import migrate
from ledger.notifier import CHANNEL
from ledger.store import Store
from ledger.store_errors import StoreUnavailable
from ledger.stored import Append
from tests.support.databases import Database, ServerByAddress, new_database
from tests.support.events import command, event, new_stream
from tests.support.independent_server import IndependentServer
from tests.support.proxy import Proxy

TENANT = "brantwood"


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="cl-p-"))
    yield made
    shutil.rmtree(made)


@asynccontextmanager
async def opened(url: str, *, patience: float = 5.0, timeout: float = 30.0):
    store = Store(url, patience=patience, timeout=timeout)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@contextmanager
def order_lock_held(database: Database) -> Iterator[psycopg.Connection]:
    """Someone else is in the middle of an append for as long as this lasts."""
    with database.connect("migrator", autocommit=False) as admin, admin.transaction():
        admin.execute("select from ledger.order_lock for update")
        yield admin


async def appending(database: Database) -> int:
    """The backend that is in an append; waits until there is one."""
    async with await psycopg.AsyncConnection.connect(
        database.url("migrator"), autocommit=True
    ) as admin:
        for _ in range(500):
            cursor = await admin.execute(
                "select pid from pg_stat_activity where datname = current_database()"
                " and usename = 'cl_writer' and wait_event_type = 'Lock'"
            )
            if row := await cursor.fetchone():
                return row[0]
            await asyncio.sleep(0.01)
    raise AssertionError("nobody appends")


async def test_a_stopped_server_is_said_and_survived(independent_server: IndependentServer) -> None:
    server = ServerByAddress.prepare(
        independent_server.url, independent_server.folder / "outage-key"
    )
    with new_database(server) as made:
        migrate(made.url("migrator"))
        async with opened(made.url("writer"), patience=1.0) as store:
            stream = new_stream()
            await store.append(Append(TENANT, [event(stream, 1)]))
            independent_server.stop()
            try:
                started = time.monotonic()
                answers = await asyncio.gather(
                    store.append(Append(TENANT, [event(new_stream(), 1)], command=command())),
                    store.load(TENANT, stream),
                    store.head(),
                    return_exceptions=True,
                )
                assert time.monotonic() - started < 8
            finally:
                independent_server.start()
            assert [type(answer) for answer in answers] == [StoreUnavailable] * 3
            assert (await store.load(TENANT, stream))[0].originator_version == 1
            await store.append(Append(TENANT, [event(stream, 2)], command=command()))
            assert await store.head() == 2


async def test_a_store_may_open_before_its_server(folder: Path) -> None:
    async with opened(f"host={folder} user=x dbname=x", patience=0.3) as store:
        with pytest.raises(StoreUnavailable) as refused:
            await store.append(Append(TENANT, [event(new_stream(), 1)]))
        assert refused.value.outcome_known
        with pytest.raises(StoreUnavailable):
            await store.head()


async def test_a_command_whose_answer_was_lost_is_done_once(
    database: Database, folder: Path
) -> None:
    async with Proxy(database.url("writer"), folder) as wire, opened(wire.url) as store:
        await store.append(Append(TENANT, [event(new_stream(), 1)]))
        stream, sent = new_stream(), command()
        wire.swallow = stream.encode()
        done = await store.append(Append(TENANT, [event(stream, 1)], command=sent))
        assert wire.cut == 1
        assert done.result == sent.result
        [read] = await store.load(TENANT, stream)
        assert (read.position, read.appended_at) == (done.first_position, done.appended_at)


async def test_without_a_command_the_outcome_of_a_lost_append_is_unknown(
    database: Database, folder: Path
) -> None:
    async with Proxy(database.url("writer"), folder) as wire, opened(wire.url) as store:
        await store.append(Append(TENANT, [event(new_stream(), 1)]))
        stream = new_stream()
        wire.swallow = stream.encode()
        with pytest.raises(StoreUnavailable) as refused:
            await store.append(Append(TENANT, [event(stream, 1)]))
        assert not refused.value.outcome_known
        assert len(await store.load(TENANT, stream)) == 1  # it was written, as it happens
        await store.append(Append(TENANT, [event(stream, 2)]))


async def test_a_command_cut_off_before_it_was_done_is_sent_again(database: Database) -> None:
    async with opened(database.url("writer")) as store:
        stream = new_stream()
        with order_lock_held(database):
            waiting = asyncio.create_task(
                store.append(Append(TENANT, [event(stream, 1)], command=command()))
            )
            first = await appending(database)
            with database.connect("migrator") as admin:
                admin.execute("select pg_terminate_backend(%s)", [first])
            while await appending(database) == first:
                await asyncio.sleep(0.01)
        assert not (await waiting).replayed
        assert len(await store.load(TENANT, stream)) == 1


async def test_waiting_is_bounded_and_says_what_is_known(database: Database) -> None:
    async with opened(database.url("writer"), timeout=0.5) as store:
        sent, unsent = new_stream(), new_stream()
        with order_lock_held(database):
            first = asyncio.create_task(store.append(Append(TENANT, [event(sent, 1)])))
            await appending(database)
            second = asyncio.create_task(store.append(Append(TENANT, [event(unsent, 1)])))
            answers = await asyncio.gather(first, second, return_exceptions=True)
        assert [getattr(a, "outcome_known", None) for a in answers] == [False, True]
        await store.append(Append(TENANT, [event(new_stream(), 1)]))
        assert await store.load(TENANT, unsent) == []


async def test_a_lock_not_had_in_time_is_no_fault_of_the_append(database: Database) -> None:
    url = database.url("writer")
    async with opened(url) as store:
        await store.append(Append(TENANT, [event(new_stream(), 1)]))
        await store._flusher._connection.execute("set lock_timeout = '100ms'")
        stream, sent = new_stream(), command()
        with order_lock_held(database), pytest.raises(StoreUnavailable) as refused:
            await store.append(Append(TENANT, [event(stream, 1)], command=sent))
        assert refused.value.outcome_known
        assert await store.find_command(TENANT, sent.command_id) is None


async def test_readers_are_woken_after_the_append(database: Database) -> None:
    listener = await psycopg.AsyncConnection.connect(database.url("projector"), autocommit=True)
    async with listener, opened(database.url("writer")) as store:
        await listener.execute(f"listen {CHANNEL}")
        await asyncio.gather(
            *[store.append(Append(TENANT, [event(new_stream(), 1)])) for _ in range(40)]
        )
        head = await store.head()
        told = [n async for n in listener.notifies(timeout=1.0) if int(n.payload) <= head]
        assert told[-1].payload == str(head)
        assert len(told) < 40
