"""Whose turn it is at a stream that many want: who lost a race for it stands in line.

Without a line a command that lost often would lose again to those who came after it. The line is
this process's own: between processes it is luck, with at most one of each in the race.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

PATIENCE_SECONDS = 2.0
"""How long to stand in line: while the database is away, who is first may take long."""


class Turns:
    """The lines of one process, by stream."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._wanted: Counter[str] = Counter()

    @asynccontextmanager
    async def line(self, streams: Iterable[str]) -> AsyncIterator["Turn"]:
        """A place for a command that touches `streams`: behind the line, where there is one."""
        turn = Turn(self)
        try:
            crowded = next((stream for stream in streams if stream in self._locks), None)
            if crowded is not None:
                await turn.wait(crowded)
            yield turn
        finally:
            turn.leave()

    def join(self, stream: str) -> asyncio.Lock:
        self._wanted[stream] += 1
        return self._locks[stream]

    def leave(self, stream: str) -> None:
        self._wanted[stream] -= 1
        if not self._wanted[stream]:
            del self._wanted[stream], self._locks[stream]


class Turn:
    """One command's place in at most one line, so that no two can wait for each other."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._stream: str | None = None
        self._lock: asyncio.Lock | None = None

    async def wait(self, stream: str) -> None:
        """Stand in line at `stream`; returns when it is this command's turn, or patience ends."""
        if self._stream == stream and self._lock is not None:
            return
        self.leave()
        lock = self._turns.join(stream)
        self._stream = stream
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await lock.acquire()
                self._lock = lock

    def leave(self) -> None:
        """Let the next one go."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if self._stream is not None:
            self._turns.leave(self._stream)
            self._stream = None
