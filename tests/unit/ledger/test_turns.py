"""The line at a crowded stream: first come, first served, and never for ever."""

import asyncio

import pytest

from ledger import turns
from ledger.turns import Turns


async def test_who_lost_first_goes_first_and_who_comes_later_stands_behind() -> None:
    lines, served = Turns(), []

    async def lose(name: str) -> None:
        async with lines.line(["case-1"]) as turn:
            await turn.wait("case-1")
            await asyncio.sleep(0.01)
            served.append(name)

    async def come_later() -> None:
        await asyncio.sleep(0)
        async with lines.line(["person-1", "case-1"]):
            served.append("newcomer")

    await asyncio.gather(lose("first"), lose("second"), lose("third"), come_later())
    assert served == ["first", "second", "third", "newcomer"]


async def test_where_nobody_lost_nobody_waits() -> None:
    lines = Turns()
    async with lines.line(["case-1"]) as turn:
        await turn.wait("case-1")
        async with lines.line(["case-2"]), asyncio.timeout(1):
            pass
    async with lines.line(["case-1"]), lines.line(["case-1"]), asyncio.timeout(1):
        pass


async def test_a_turn_is_held_at_one_stream_at_a_time() -> None:
    lines = Turns()

    async def lose_at(first: str, second: str) -> None:
        async with lines.line([]) as turn:
            await turn.wait(first)
            await asyncio.sleep(0.01)
            await turn.wait(second)

    async with asyncio.timeout(1):
        await asyncio.gather(lose_at("case-1", "case-2"), lose_at("case-2", "case-1"))


async def test_waiting_in_line_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.02)
    lines = Turns()
    async with lines.line(["case-1"]) as turn:
        await turn.wait("case-1")
        async with asyncio.timeout(5), lines.line(["case-1"]):
            pass
    async with lines.line(["case-1"]) as turn:
        await turn.wait("case-1")


async def test_one_that_is_cancelled_leaves_the_line() -> None:
    lines = Turns()

    async def lose() -> None:
        async with lines.line(["case-1"]) as turn:
            await turn.wait("case-1")

    async with lines.line(["case-1"]) as turn:
        await turn.wait("case-1")
        waiting = asyncio.create_task(lose())
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert (lines._locks, lines._wanted) == ({}, {})
