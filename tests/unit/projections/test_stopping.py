"""Who runs for ever ends when told to, whatever becomes of the query that it was in."""

import asyncio

import psycopg
import pytest

from projections.changes import Changes
from projections.engine.feed import Feed
from projections.engine.runner import Runner
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
        raise psycopg.errors.QueryCanceled from None
    return 0


@pytest.mark.parametrize("who", ["runner", "feed", "changes"])
async def test_it_stops_though_its_query_fails_as_it_is_cancelled(
    who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = Feed(Source())  # type: ignore[arg-type]
    runner = Runner(TIMELINE, feed, "", "me")
    monkeypatch.setattr(runner, "_with_connection", failing)
    changes = Changes(TENANT, Progress(TENANT, dict, failing), failing)  # type: ignore[arg-type]
    monkeypatch.setattr(changes, "_look", failing)
    changes._some.set()
    runs = {"runner": runner.run, "feed": feed.watch, "changes": changes.run}
    task = asyncio.create_task(runs[who]())
    await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=5)
    assert done and task.cancelled()
