"""What a projector of another process has folded is known here as soon as it is committed."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from ledger.ledger import Ledger
from projections.engine import listening, waiting
from projections.engine.listening import Listener
from projections.run import Projections
from tests.integration.projections.test_engine import PATIENCE, PROCESS
from tests.integration.projections.town import KEK, append
from tests.support.databases import Database
from tests.support.proxy import Proxy
from tests.unit.projections.histories import TENANT, history


@asynccontextmanager
async def projector(fresh: Database) -> AsyncIterator[None]:
    """Another process, which owns every projection."""
    command = [sys.executable, "-c", PROCESS, fresh.url("writer"), fresh.url("projector")]
    with subprocess.Popen([*command, TENANT, KEK.hex()], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            await asyncio.to_thread(process.stdout.readline)
            yield
        finally:
            process.kill()


async def test_who_waits_in_another_process_is_told_of_the_commit(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(21), 60)
    loop = asyncio.get_running_loop()
    last = await append(ledger, events[:40])
    async with projector(fresh):
        async with asyncio.timeout(PATIENCE):
            with fresh.connect("migrator") as connection:
                owners: set[str] = set()
                while not owners:
                    await asyncio.sleep(0.05)
                    found = connection.execute("select owner from read.projection").fetchall()
                    owners = {row[0] for row in found}
        async with Projections(ledger, fresh.url("projector")) as reading:
            assert await reading.wait_for(None, last, PATIENCE)
            asked = 0
            rows = reading.progress._everywhere

            async def counted() -> Mapping[str, int]:
                nonlocal asked
                asked += 1
                return await rows()

            reading.progress._everywhere = counted
            lags = []
            for event in events[40:]:
                last = await append(ledger, [event])
                acknowledged = loop.time()
                assert await reading.wait_for(None, last, PATIENCE)
                lags.append(loop.time() - acknowledged)
            assert reading.owner not in {one.owner for one in await reading.status()}
    assert sorted(lags)[len(lags) // 2] < waiting.POLL / 2, "told, not found by looking"
    assert asked < 4 * len(lags), "and not asked for all the time"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "BEAT", 0.1)
    monkeypatch.setattr(listening, "PAUSE", 0.02)


@pytest.mark.parametrize("end", ["drop", "go_silent"])
async def test_a_connection_that_is_lost_is_noticed_and_replaced(
    fresh: Database, tmp_path: Path, hasty: None, end: str
) -> None:
    said: list[str | None] = []
    async with Proxy(fresh.url("projector"), tmp_path) as wire:
        listener = Listener(wire.url)
        listener.on("town", said.append)
        task = asyncio.create_task(listener.run())
        with fresh.connect("projector") as other:

            async def hears(words: str) -> None:
                async with asyncio.timeout(PATIENCE):
                    while words not in said:
                        other.execute("select pg_notify('town', %s)", (words,))
                        await asyncio.sleep(0.05)

            await hears("first")
            assert said[0] is None and listener.listens
            getattr(wire, end)()
            async with asyncio.timeout(PATIENCE):
                while said.count(None) < 2:
                    await asyncio.sleep(0.01)
            await hears("second")
            listener.on("later", said.append)
            async with asyncio.timeout(PATIENCE):
                while said.count(None) < 3:
                    await asyncio.sleep(0.01)
            other.execute("notify later, 'third'")
            await hears("third")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert not listener.listens
