"""Who runs for ever ends when told to, whatever becomes of the query that it was in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest

from projections.changes import Changes
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


async def test_whatever_fails_while_builds_are_seen_to_they_are_seen_to_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the other loops do it: one that ends leaves every projection of its process for dead."""
    monkeypatch.setattr(beside, "LOOK", 0)
    looks = 0
    again = asyncio.Event()

    @asynccontextmanager
    async def connection() -> AsyncIterator[Any]:
        nonlocal looks
        looks += 1
        if looks == 3:
            again.set()
        raise KeyError("nobody thought of that")
        yield

    made = Builders([], Feed(Source()), "", "me", connection, batch=int)  # type: ignore[arg-type]
    task = asyncio.create_task(made.run())
    async with asyncio.timeout(5):
        await again.wait()
    task.cancel()
    await asyncio.wait([task])
