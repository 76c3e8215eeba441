"""The engine against PostgreSQL: live equals rebuilt, whatever is killed, dropped or raced."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import msgspec
import psycopg
import pytest

from domain.event import Recorded
from domain.policy import PolicyPublished
from ledger.ledger import Ledger
from projections.case_file.project import CASE_FILE
from projections.engine import position
from projections.engine.builds import install
from projections.engine.errors import Fenced
from projections.engine.feed import Feed
from projections.engine.model import ReadModel
from projections.engine.runner import Runner
from projections.engine.tables import column_types, connect
from projections.engine.work import Work
from projections.engine.writer import Writer
from projections.outcomes.project import OUTCOMES
from projections.person_directory.project import PERSON_DIRECTORY
from projections.registry import READ_MODELS
from projections.run import Projections
from tests.integration.projections.town import KEK, append, dump, rebuilt
from tests.support.databases import Database
from tests.unit.projections.histories import TENANT, history
from tests.unit.projections.imported import changing_history

PATIENCE = 20.0
_NEVER_CHANGED = {"disclosure"}
"""Tables whose rows stand as they were written: they have no past to tell of."""


@asynccontextmanager
async def running(ledger: Ledger, fresh: Database, **options) -> AsyncIterator[Projections]:
    async with Projections(ledger, fresh.url("projector"), **options) as projections:
        yield projections


async def test_live_in_random_batches_equals_a_rebuild_in_one_go(
    ledger: Ledger, fresh: Database
) -> None:
    random = Random(1)
    events = changing_history(random, 400)
    async with running(ledger, fresh, batch=lambda: random.randint(1, 40)) as live:
        last = 0
        for start in range(0, len(events), 30):
            last = await append(ledger, events[start : start + 30], at_once=7)
        assert await live.wait_for(None, last, PATIENCE)
    with fresh.connect("migrator") as connection:
        shown = dump(connection)
        sizes = {name: len(rows) for name, rows in shown.items()}
        told = {name for name, size in sizes.items() if size}
        once = {name for name in sizes if name.endswith("_past") and name not in told}
        assert told | once == set(sizes), "every table has something to compare"
        assert {name.removesuffix("_past") for name in once} <= _NEVER_CHANGED
        async with running(ledger, fresh) as again:
            assert await again.wait_for(None, last, PATIENCE)
            await rebuilt(again)
            await all_stand_at(again, last)
        assert dump(connection) == shown


async def all_stand_at(projections: Projections, last: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while any(s.position != last or not s.healthy for s in await projections.status()):
            await asyncio.sleep(0.02)


async def expected(ledger: Ledger, fresh: Database, last: int) -> dict[str, list[str]]:
    """What the tables hold when one clean run has folded everything from nothing."""
    async with running(ledger, fresh) as clean:
        await all_stand_at(clean, last)
        await rebuilt(clean)
        await all_stand_at(clean, last)
    with fresh.connect("migrator") as connection:
        return dump(connection)


async def test_of_two_runners_at_one_position_the_second_is_fenced_and_writes_nothing(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(2), 60)
    last = await append(ledger, events)
    first, second = [await connect(fresh.url("projector")) for _ in range(2)]
    try:
        await install(first, CASE_FILE)
        feed = Feed(ledger)
        runners = []
        for connection, owner in ((first, "one"), (second, "two")):
            writer = Writer(connection, CASE_FILE, await column_types(connection, CASE_FILE))
            runner = Runner(CASE_FILE, feed, fresh.url("projector"), owner)
            # Neither asks for the lease: as if it had been lost without anybody noticing.
            runners.append(await runner.claim(connection, writer))
        batch = await ledger.read(0, 1000)
        one, two = runners
        await two.take(batch)
        with fresh.connect("migrator") as connection:
            shown = dump(connection, [CASE_FILE])
            with pytest.raises(Fenced):
                await one.take(batch[:10])
            assert dump(connection, [CASE_FILE]) == shown
            assert connection.execute("select position, owner from read.projection").fetchall() == [
                (last, "two")
            ]
    finally:
        await first.close()
        await second.close()


async def test_a_second_process_waits_and_takes_over_when_the_owner_ends(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(3), 120)
    async with running(ledger, fresh) as waiting:
        async with running(ledger, fresh) as other:
            last = await append(ledger, events[:80])
            assert await other.wait_for(None, last, PATIENCE)
            assert await waiting.wait_for(None, last, PATIENCE), "as told by the table"
            owners = {s.owner for s in await waiting.status()}
            assert owners <= {waiting.owner, other.owner}
        last = await append(ledger, events[80:])
        assert await waiting.wait_for(None, last, PATIENCE)
        assert {s.owner for s in await waiting.status()} == {waiting.owner}


PROCESS = """
import asyncio, sys
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from projections.run import Projections

async def main(writer, projector, tenant, kek):
    async with Ledger(writer, tenant, KeyEncryptionKey(bytes.fromhex(kek))) as ledger:
        async with Projections(ledger, projector, batch=lambda: 5):
            print("running", flush=True)
            await asyncio.sleep(60)

asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_projector_killed_in_the_middle_leaves_tables_to_go_on_from(
    ledger: Ledger, fresh: Database
) -> None:
    last = await append(ledger, history(Random(4), 1500), at_once=500)
    command = [sys.executable, "-c", PROCESS, fresh.url("writer"), fresh.url("projector")]
    process = subprocess.Popen([*command, TENANT, KEK.hex()], stdout=subprocess.PIPE)
    try:
        with fresh.connect("migrator") as connection:
            async with asyncio.timeout(PATIENCE):
                while not any(0 < p < last for p in positions(connection)):
                    await asyncio.sleep(0.005)
            os.kill(process.pid, signal.SIGKILL)
            process.wait(60)
            assert any(0 < p < last for p in positions(connection)), "it was killed in the middle"
            async with running(ledger, fresh) as projections:
                assert await projections.wait_for(None, last, PATIENCE)
            shown = dump(connection)
    finally:
        process.kill()
        process.wait(60)
        if process.stdout:
            process.stdout.close()
    assert shown == await expected(ledger, fresh, last)


def positions(connection: psycopg.Connection) -> list[int]:
    return [row[0] for row in connection.execute("select position from read.projection")]


async def test_a_projection_recovers_from_dropped_connections(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(5), 300)
    async with running(ledger, fresh, batch=lambda: 10) as projections:
        last = await append(ledger, events[:100])
        assert await projections.wait_for(None, last, PATIENCE)
        with fresh.connect("migrator") as connection:
            for start in range(100, len(events), 100):
                await append(ledger, events[start : start + 100])
                async with asyncio.timeout(PATIENCE):
                    while dropped(connection) < len(READ_MODELS):
                        await asyncio.sleep(0.01)
            last = await ledger.head()
            assert await projections.wait_for(None, last, PATIENCE)
            await all_stand_at(projections, last)
            shown = dump(connection)
    assert shown == await expected(ledger, fresh, last)


def dropped(connection: psycopg.Connection) -> int:
    """Drop the projectors' connections, once all of them are there; answers how many."""
    rows = connection.execute(
        "select pid from pg_stat_activity"
        " where datname = current_database() and usename = 'cl_projector'"
    ).fetchall()
    if len(rows) >= len(READ_MODELS):
        connection.execute(
            "select pg_terminate_backend(pid) from unnest(%s) as p(pid)", ([r[0] for r in rows],)
        )
    return len(rows)


def choking(at: int) -> ReadModel:
    """The outcomes, but for one event that they cannot fold."""

    def fold(work: Work, recorded: Recorded) -> None:
        if recorded.position == at:
            raise ValueError(f"cannot fold {recorded.event}")
        OUTCOMES.fold(work, recorded)

    return msgspec.structs.replace(OUTCOMES, fold=fold)


async def test_a_policy_that_cannot_be_folded_stops_its_projection_before_it_and_no_other(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(6), 100)
    last = await append(ledger, events)
    poison = max(r.position for r in events if isinstance(r.event, PolicyPublished))
    async with running(ledger, fresh, models=[choking(poison), CASE_FILE]) as projections:
        assert await projections.wait_for(["case_file"], last, PATIENCE)
        async with asyncio.timeout(PATIENCE):
            while (status := await projections.status())[0].state != "failing":
                await asyncio.sleep(0.02)
        assert (status[0].position, status[0].lag_events) == (poison - 1, last - poison + 1)
        assert status[0].error == f"ValueError at position {poison}", "the code, and nothing said"
        assert [s.healthy for s in status] == [False, True]
        assert not await projections.wait_for(["outcomes"], last, 0.1)
    async with running(ledger, fresh, models=[OUTCOMES]) as mended:
        assert await mended.wait_for(["outcomes"], last, PATIENCE)
        assert (await mended.status())[0].error is None


async def test_an_event_nobody_can_read_stops_all_before_it(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(8), 50)
    last = await append(ledger, events)
    version = events[last - 11].event.schema_version
    with fresh.connect("migrator") as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute(
            "update ledger.events set type = 'case.from_the_future' where position = %s",
            (last - 10,),
        )
    async with running(ledger, fresh, models=[CASE_FILE]) as projections:
        async with asyncio.timeout(PATIENCE):
            while (status := await projections.status())[0].position != last - 11:
                await asyncio.sleep(0.02)
            while (status := await projections.status())[0].state != "failing":
                await asyncio.sleep(0.02)
        assert status[0].error == f"UnknownEvent case.from_the_future v{version}"


async def test_names_that_a_crash_took_are_not_told_as_fresh_until_they_are_there_again(
    ledger: Ledger, fresh: Database
) -> None:
    standing = "select position, state from read.projection"
    last = await append(ledger, history(Random(8), 50))
    async with running(ledger, fresh, models=[PERSON_DIRECTORY]) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
    with fresh.connect("migrator") as admin:
        for table in (*PERSON_DIRECTORY.tables, None):
            name = PERSON_DIRECTORY.physical(table) if table else "filled"
            admin.execute(f"truncate read.{name}")
        async with await connect(fresh.url("projector")) as connection:
            model = await install(connection, PERSON_DIRECTORY)
            await position.claim(connection, TENANT, model, "somebody")
        assert admin.execute(standing).fetchall() == [(0, "building")]
        async with running(ledger, fresh, models=[PERSON_DIRECTORY]) as projections:
            assert await projections.wait_for(None, last, PATIENCE)
            async with asyncio.timeout(PATIENCE):
                while admin.execute(standing).fetchall() != [(last, "running")]:
                    await asyncio.sleep(0.02)


async def test_waiting_is_bounded_and_says_when_it_was_in_vain(
    ledger: Ledger, fresh: Database
) -> None:
    last = await append(ledger, history(Random(9), 20))
    async with running(ledger, fresh) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        started = asyncio.get_running_loop().time()
        assert not await projections.wait_for(["timeline"], last + 1, 0.2)
        assert asyncio.get_running_loop().time() - started < 1
        assert not await projections.wait_for(["no_such_projection"], 0, 0.05)


async def test_a_projection_that_never_ran_or_that_stopped_is_not_healthy(
    ledger: Ledger, fresh: Database
) -> None:
    async with running(ledger, fresh) as projections:
        await all_stand_at(projections, 0)
        other = Projections(ledger, fresh.url("projector"))
        await other._pool.open()
        assert all(s.healthy for s in await other.status()), "as told by the table"
    with fresh.connect("migrator") as connection:
        connection.execute("update read.projection set heartbeat = now() - interval '11 seconds'")
        assert not any(s.healthy for s in await other.status())
        connection.execute("delete from read.projection")
        assert {s.state for s in await other.status()} == {"never started"}
    await other._pool.close()


async def test_an_event_is_visible_soon_after_it_was_acknowledged(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(12), 120)
    loop = asyncio.get_running_loop()
    async with running(ledger, fresh) as projections:
        last = await append(ledger, events[:100])
        assert await projections.wait_for(None, last, PATIENCE)
        lags = []
        for event in events[100:120]:
            last = await append(ledger, [event])
            acknowledged = loop.time()
            assert await projections.wait_for(None, last, PATIENCE)
            lags.append(loop.time() - acknowledged)
        assert sorted(lags)[len(lags) // 2] < 0.05, "woken by the writer, not by the poll alone"
