"""How long a projection that failed waits before it is tried again."""

import asyncio

import psycopg
import pytest

from projections.engine import runner
from projections.engine.feed import Feed
from projections.engine.runner import LONGEST_PAUSE, STANDBY, Runner
from projections.timeline.project import TIMELINE


class Source:
    tenant = "here"


@pytest.mark.parametrize(
    ("error", "longest"), [(psycopg.OperationalError(), STANDBY), (ValueError(), LONGEST_PAUSE)]
)
async def test_one_whose_database_is_away_is_there_soon_after_it(
    error: Exception, longest: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def fails() -> None:
        raise error

    async def pausing(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 20:
            raise asyncio.CancelledError

    tried = Runner(TIMELINE, Feed(Source()), "", "me")  # type: ignore[arg-type]
    monkeypatch.setattr(tried, "_with_connection", fails)
    monkeypatch.setattr(runner.random, "uniform", lambda *_: 1.0)
    monkeypatch.setattr(runner.asyncio, "sleep", pausing)
    with pytest.raises(asyncio.CancelledError):
        await tried.run()
    assert pauses[0] < 0.5 and pauses[-1] == longest
