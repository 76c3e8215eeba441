"""Who runs for ever ends when told to, whatever becomes of the query that it was in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import psycopg
import pytest

from projections.changes import Changes
from projections.effects.delivery import worker
from projections.effects.delivery.worker import Worker
from projections.effects.settings import EffectSettings
from projections.engine import beside
from projections.engine.beside import Builders
from projections.engine.feed import Feed
from projections.engine.runner import Runner
from projections.engine.together import Together
from projections.engine.waiting import Progress
from projections.timeline.project import TIMELINE

TENANT = "here"


class Source:
    """A ledger whose answers come too late: a query that is cancelled fails by itself."""

    tenant = TENANT

    async def head(self) -> int:
        return await failing()


async def failing(*_: object, **__: object) -> int:
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling() > 1:
            raise  # whoever would not end ends with the test
        raise psycopg.errors.QueryCanceled from None
    return 0


@asynccontextmanager
async def nowhere() -> AsyncIterator[Any]:
    yield await failing()


def changes(feed: Feed) -> Changes:
    made = Changes(TENANT, Progress(TENANT, dict, failing), nowhere)  # type: ignore[arg-type]
    made._some.set()
    return made


ALL = {
    "runner": lambda feed: Runner(TIMELINE, feed, "", "me").run(),
    "feed": lambda feed: feed.watch(),
    "changes": lambda feed: changes(feed).run(),
    "beside": lambda feed: Builders([], feed, "", "me", nowhere, batch=int).run(),
    "together": lambda feed: Together(feed, "", "me", moved=int).run(),
}


@pytest.mark.parametrize("who", ALL)
async def test_it_stops_though_its_query_fails_as_it_is_cancelled(
    who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (Runner, Together):
        monkeypatch.setattr(each, "_with_connection", failing)
    monkeypatch.setattr(Changes, "_look", failing)
    task = asyncio.create_task(ALL[who](Feed(Source())))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=2)
    assert done and task.cancelled()


class Broken:
    """Projections whose every connection fails as nobody thought of; ``again``: for the third time."""

    def __init__(self) -> None:
        self.again = asyncio.Event()
        self._looks = 0

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        self._looks += 1
        if self._looks == 3:
            self.again.set()
        raise KeyError("nobody thought of that")
        yield


UNFORESEEN = {
    "beside": lambda at: Builders([], Feed(Source()), "", "me", at.connection, batch=int),
    "effects": lambda at: Worker(at, TENANT, {}, EffectSettings(), date.today),
}


@pytest.mark.parametrize("who", UNFORESEEN)
async def test_whatever_fails_it_is_tried_again(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ended would leave all that its process runs for dead, or every effect waiting."""
    monkeypatch.setattr(beside, "LOOK", 0)
    monkeypatch.setattr(worker, "POLL", 0.001)
    broken = Broken()
    task = asyncio.create_task(UNFORESEEN[who](broken).run())
    async with asyncio.timeout(5):
        await broken.again.wait()
    task.cancel()
    await asyncio.wait([task])
