"""Many ask, one call answers; nobody waits for another's fault."""

import asyncio
from collections.abc import Sequence

import pytest

from ledger.gather import Gatherer
from ledger.store_errors import StoreUnavailable


class Squares:
    """Answers n with n squared; cannot answer a negative number, and nothing at all while away."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.away = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def ask(self, numbers: Sequence[int]) -> list[int]:
        self.calls.append(list(numbers))
        await self.gate.wait()
        if self.away:
            raise StoreUnavailable("away", outcome_known=True)
        if any(number < 0 for number in numbers):
            raise ValueError("negative")
        return [number**2 for number in numbers]


async def test_what_is_asked_together_goes_in_one_call() -> None:
    squares = Squares()
    calls: Gatherer[int, int] = Gatherer(squares.ask, limit=10)
    assert await asyncio.gather(*(calls.get(n) for n in range(4))) == [0, 1, 4, 9]
    assert squares.calls == [[0, 1, 2, 3]]


async def test_what_is_asked_during_a_call_goes_with_the_next_within_the_limit() -> None:
    squares = Squares()
    calls: Gatherer[int, int] = Gatherer(squares.ask, limit=3)
    squares.gate.clear()
    first = calls.get(1)
    await asyncio.sleep(0)
    later = [calls.get(n) for n in range(2, 7)]
    await asyncio.sleep(0)
    assert squares.calls == [[1]]
    squares.gate.set()
    assert await asyncio.gather(first, *later) == [1, 4, 9, 16, 25, 36]
    assert squares.calls == [[1], [2, 3, 4], [5, 6]]


async def test_a_question_that_breaks_its_call_fails_alone() -> None:
    calls: Gatherer[int, int] = Gatherer(Squares().ask, limit=10)
    answers = await asyncio.gather(*(calls.get(n) for n in (2, -1, 3)), return_exceptions=True)
    assert (answers[0], answers[2]) == (4, 9)
    assert isinstance(answers[1], ValueError)


async def test_when_the_store_is_away_all_are_told_at_once_and_the_next_call_is_made() -> None:
    squares = Squares()
    squares.away = True
    calls: Gatherer[int, int] = Gatherer(squares.ask, limit=10)
    answers = await asyncio.gather(*(calls.get(n) for n in (2, 3)), return_exceptions=True)
    assert all(isinstance(answer, StoreUnavailable) for answer in answers)
    assert squares.calls == [[2, 3]], "asking one by one would only make it worse"
    squares.away = False
    assert await calls.get(4) == 16


async def test_who_gave_up_is_left_out() -> None:
    squares = Squares()
    calls: Gatherer[int, int] = Gatherer(squares.ask, limit=10)
    kept, given_up = calls.get(2), calls.get(3)
    given_up.cancel()
    assert await kept == 4
    assert squares.calls == [[2]]
    with pytest.raises(asyncio.CancelledError):
        await given_up
