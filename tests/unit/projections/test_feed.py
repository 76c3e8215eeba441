"""What a feed fetches ahead is used where it is right, and never instead of what is there by now."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

from domain.event import Recorded
from projections.engine.feed import Feed
from tests.unit.projections.histories import TENANT, history

EVENTS = history(Random(3), 30)[:30]


class Held:
    """A ledger of so many of the events, that counts what is asked of it."""

    tenant = TENANT
    zone: Any = None

    def __init__(self, many: int) -> None:
        self.many = many
        self.asked: list[int] = []
        self.fails = False

    async def head(self) -> int:
        return EVENTS[self.many - 1].position

    async def read(self, after: int, limit: int) -> list[Recorded]:
        self.asked.append(after)
        await asyncio.sleep(0)
        if self.fails:
            raise OSError
        return [each for each in EVENTS[: self.many] if each.position > after][:limit]


async def opened(many: int) -> tuple[Held, Feed]:
    held = Held(many)
    feed = Feed(held)  # type: ignore[arg-type]
    await feed.renew()
    return held, feed


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def last(found: Sequence[Recorded]) -> int:
    return found[-1].position


async def test_who_is_far_behind_finds_the_next_events_fetched_already():
    held, feed = await opened(30)
    first = await feed.read(0, 10)
    await turns()
    assert held.asked == [0, last(first)]
    second = await feed.read(last(first), 10)
    await turns()
    third = await feed.read(last(second), 10)
    assert [*first, *second, *third] == EVENTS
    assert held.asked == [0, last(first), last(second)], "each once, and nothing beyond the head"


async def test_what_failed_or_was_not_there_when_it_was_fetched_ahead_is_asked_again():
    held, feed = await opened(30)
    held.many = 10  # as if the head had been told before its events could be seen
    first = await feed.read(0, 10)
    await turns()
    held.many = 30
    assert await feed.read(last(first), 10) == EVENTS[10:20]
    held.fails = True
    await turns()
    held.fails = False
    assert await feed.read(EVENTS[19].position, 10) == EVENTS[20:30]


async def test_what_was_fetched_ahead_of_a_lost_server_is_not_used():
    held, feed = await opened(30)
    first = await feed.read(0, 10)
    await turns()
    await feed.renew()
    assert await feed.read(last(first), 10) == EVENTS[10:20]
    assert held.asked.count(last(first)) == 2
