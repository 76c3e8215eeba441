"""Many tasks ask, one call answers: what is asked while a call is under way goes with the next one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from ledger.store_errors import StoreUnavailable

Q = TypeVar("Q")
A = TypeVar("A")


class Gatherer(Generic[Q, A]):
    """Answers questions in calls of at most ``limit`` of them, ``lanes`` calls at a time.

    ``ask`` gives one answer for each question, in their order. A question that breaks its call is
    asked again by itself, so that it fails alone.
    """

    def __init__(
        self, ask: Callable[[Sequence[Q]], Awaitable[Sequence[A]]], *, limit: int, lanes: int = 1
    ) -> None:
        self._ask = ask
        self._limit = limit
        self._idle = lanes
        self._waiting: deque[tuple[Q, asyncio.Future[A]]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    def get(self, question: Q) -> asyncio.Future[A]:
        """The answer, once a call brought it; await it. Raises what ``ask`` raised."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._idle:
            self._idle -= 1
            task = asyncio.create_task(self._run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                count = min(self._limit, len(self._waiting))
                taken = [self._waiting.popleft() for _ in range(count)]
                if asked := [each for each in taken if not each[1].done()]:
                    await self._answer(asked)
        finally:
            self._idle += 1

    async def _answer(self, asked: list[tuple[Q, asyncio.Future[A]]]) -> None:
        try:
            answers = await self._ask([question for question, _ in asked])
        except Exception as error:
            if len(asked) > 1 and not isinstance(error, StoreUnavailable):
                for each in asked:
                    await self._answer([each])
                return
            for _, waiting in asked:
                if not waiting.done():
                    waiting.set_exception(error)
        else:
            for (_, waiting), answer in zip(asked, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)
