"""Streams of events that are open in this process: how many, whose, and when they must end."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from api.access.sessions import Session
from api.errors import Fault
from api.settings import Limits

CHANNEL = "caseledger_sessions"
"""On which the database tells ``<tenant>:<account>`` when a session or an account's right ends."""


class Stream:
    """One open stream. It ends by itself alone, so that whatever it holds is let go of in order."""

    def __init__(self, account: UUID, check_seconds: float) -> None:
        self.account = account
        self.ended = False
        self.why: Fault | None = None
        self._check_seconds = check_seconds
        self._wake = asyncio.Event()
        self._check_at = time.monotonic() + check_seconds

    def ring(self) -> None:
        """There may be something to tell."""
        self._wake.set()

    def check(self) -> None:
        """Whose it is may have lost what it rests on: to be decided again at once."""
        self._check_at = 0.0
        self._wake.set()

    def end(self, why: Fault | None = None) -> None:
        """``why``: what is told of it, where it would be for nothing to begin again."""
        self.ended, self.why = True, why
        self._wake.set()

    async def wait(self) -> bool:
        """Until there may be something to tell, or it is time to decide again (True)."""
        while not self._wake.is_set() and (left := self._check_at - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(left):
                    await self._wake.wait()
            except TimeoutError:
                break
        self._wake.clear()
        due = time.monotonic() >= self._check_at
        if due:
            self._check_at = time.monotonic() + self._check_seconds
        return due

    async def rest(self, seconds: float) -> None:
        """Tell nothing more for so long: what happens meanwhile is told as one."""
        until = time.monotonic() + seconds
        while not self.ended and (left := until - time.monotonic()) > 0:
            await asyncio.sleep(min(left, 0.1))


class Streams:
    """Those of one process."""

    def __init__(self, tenant: str, limits: Limits) -> None:
        self._tenant = tenant
        self._limits = limits
        self._open: dict[Stream, None] = {}
        self._closed = False

    @contextmanager
    def open(self, session: Session) -> Iterator[Stream]:
        """A stream for as long as the block runs. Raises ``Fault`` where there are too many.

        Of one account's the oldest gives way: a browser that is gone without a word holds no place.
        """
        if self._closed or len(self._open) >= self._limits.all_streams:
            raise Fault("TOO_MANY_STREAMS")
        stream = Stream(session.account_id, self._limits.check_seconds)
        theirs = [each for each in self._open if each.account == stream.account and not each.ended]
        for each in theirs[: max(len(theirs) + 1 - self._limits.streams, 0)]:
            each.end(Fault("TOO_MANY_STREAMS"))
        self._open[stream] = None
        try:
            yield stream
        finally:
            del self._open[stream]

    def heard(self, said: str | None) -> None:
        """What the database tells on the channel; None: something may have been missed."""
        for stream in self._open:
            if said is None or said == f"{self._tenant}:{stream.account}":
                stream.check()

    def close(self) -> None:
        """End all of them now, and open none any more."""
        self._closed = True
        for stream in self._open:
            stream.end()

    def __len__(self) -> int:
        """How many are open."""
        return len(self._open)
