"""Waiting for projections that others run: woken by what they say, answered by their table."""

import asyncio
import time

import pytest

from projections.engine import waiting
from projections.engine.waiting import Progress


class Elsewhere:
    """Projections of another process: their table, and how often it was asked."""

    def __init__(self, **positions: int) -> None:
        self.positions = positions
        self.asked = 0
        self.here: dict[str, int] = {}
        self.progress = Progress("town", lambda: self.here, self.rows)

    async def rows(self) -> dict[str, int]:
        self.asked += 1
        return dict(self.positions)

    def moves(self, name: str, position: int, tenant: str = "town") -> None:
        self.positions[name] = position
        self.progress.heard(f"{tenant}:{name}:{position}")


@pytest.fixture(autouse=True)
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing below is found by looking now and then."""
    monkeypatch.setattr(waiting, "POLL", 30.0)


async def soon() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_waits_is_woken_by_the_move_and_the_table_is_asked_twice() -> None:
    other = Elsewhere(lists=1, pages=1)
    found = asyncio.create_task(other.progress.wait_for(["lists", "pages"], 7, 20))
    await soon()
    for position in range(2, 8):
        other.moves("lists", position)
        await soon()
    assert not found.done(), "one of the two is not there"
    other.moves("pages", 7)
    assert await found
    assert other.asked == 2


async def test_what_is_said_is_not_enough_where_the_table_says_otherwise() -> None:
    other = Elsewhere(lists=9)
    other.progress.heard("town:lists:9")
    other.positions["lists"] = 0  # filled anew, and nobody has said so yet
    assert not await other.progress.wait_for(["lists"], 5, 0.05)
    assert other.asked == 1, "what was said is forgotten, not believed again and again"
    assert other.progress.positions() == {"lists": 0}
    found = asyncio.create_task(other.progress.wait_for(["lists"], 5, 20))
    await soon()
    other.moves("lists", 5)
    assert await found


async def test_other_tenants_and_broken_words_are_not_heard() -> None:
    other = Elsewhere()
    for said in ("town:hall:lists:9", "village:lists:9", "town:lists:", "town:lists:x", "", ":"):
        other.progress.heard(said)
    assert other.progress.positions() == {}


async def test_a_runner_of_this_process_is_believed_without_asking() -> None:
    other = Elsewhere(lists=0)
    other.here["lists"] = 3
    assert await other.progress.wait_for(["lists"], 3, 20)
    found = asyncio.create_task(other.progress.wait_for(["lists"], 4, 20))
    await soon()
    other.here["lists"] = 4
    other.progress.moved()
    assert await found
    assert other.asked == 0


async def test_what_was_not_heard_is_found_by_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "POLL", 0.01)
    other = Elsewhere(lists=1)
    asyncio.get_running_loop().call_later(0.03, other.positions.update, {"lists": 7})
    assert await other.progress.wait_for(["lists"], 7, 20)


async def test_a_wait_in_vain_ends_in_time() -> None:
    started = time.monotonic()
    assert not await Elsewhere(lists=1).progress.wait_for(["lists"], 2, 0.05)
    assert time.monotonic() - started < 5
