"""What streams ask before they tell something, for all of a session's streams at once.

Whoever has ten cases open is often to be told of several at the same moment. Each of their streams
decides for itself, but on what one statement brought for all of them. What asks while a statement is
under way waits for the next one: nothing is decided on what was read before it was asked for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

import msgspec

from api.access.sessions import Session
from projections.case_file.gate_facts import CaseFacts


class KnownNow(msgspec.Struct, frozen=True):
    """Who holds a session's secret, nobody where it has ended; and what the gate decides on of cases,
    those that were asked for among them."""

    session: Session | None
    facts: CaseFacts


Ask = Callable[[str, Iterable[UUID]], Awaitable[KnownNow]]


class AtOnce:
    """Of one process. ``ask``: what is known of a session and of cases, by its secret."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._waiting: dict[str, dict[asyncio.Future[KnownNow], frozenset[UUID]]] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def ask(self, secret: str, cases: Iterable[UUID] = ()) -> KnownNow:
        """What is known from now on; of more cases than these, perhaps. Raises what asking raises."""
        answer: asyncio.Future[KnownNow] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(secret, {})[answer] = frozenset(cases)
        if secret not in self._asking:
            self._asking[secret] = asyncio.create_task(self._answer(secret))
        return await answer

    async def _answer(self, secret: str) -> None:
        try:
            while waiting := self._waiting.pop(secret, None):
                try:
                    known = await self._ask(secret, frozenset().union(*waiting.values()))
                except Exception as error:
                    for answer in waiting:
                        if not answer.done():
                            answer.set_exception(error)
                else:
                    for answer in waiting:
                        if not answer.done():
                            answer.set_result(known)
        finally:
            del self._asking[secret]

    def __len__(self) -> int:
        """How many sessions are asked for."""
        return len(self._asking)
