"""Who runs for ever ends when told to, whatever becomes of the query that it was in."""

import asyncio

import psycopg
import pytest

from projections.engine.feed import Feed
from projections.engine.runner import Runner
from projections.timeline.project import TIMELINE

TENANT = "here"


class Source:
    """A ledger whose answers come too late: a query that is cancelled fails by itself."""

    tenant = TENANT

    async def head(self) -> int:
        return await failing()


async def failing(*_: object) -> int:
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        raise psycopg.errors.QueryCanceled from None
    return 0


@pytest.mark.parametrize("who", ["runner", "feed"])
async def test_it_stops_though_its_query_fails_as_it_is_cancelled(
    who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = Feed(Source())  # type: ignore[arg-type]
    runner = Runner(TIMELINE, feed, "", "me")
    monkeypatch.setattr(runner, "_with_connection", failing)
    task = asyncio.create_task(runner.run() if who == "runner" else feed.watch())
    await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=5)
    assert done and task.cancelled()
