"""The ledger as the projections read it: one watch on its head, each event decoded once."""

import asyncio
import contextlib
import logging
from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection

from domain.event import Recorded

log = logging.getLogger(__name__)

CHANNEL = "caseledger"


class Source(Protocol):
    """What a projection needs of the ledger (``ledger.ledger.Ledger``): one tenant's events."""

    tenant: str
    zone: ZoneInfo

    async def head(self) -> int: ...
    async def read(self, after: int, limit: int) -> list[Recorded]: ...
    async def unseal(self, events: Sequence[Recorded]) -> list[Recorded]: ...


class Feed:
    """Wakes those that wait when the ledger grows, and keeps the last events for all of them.

    A NOTIFY of the writers says how far it has grown; every ``poll`` seconds its head is looked
    at, in case none came. ``kept`` events (about 2 KB each) let slower projections, in a rebuild,
    use what the fastest had decoded: less, and each decodes for itself.
    """

    def __init__(
        self, source: Source, url: str, *, poll: float = 0.075, kept: int = 16_000
    ) -> None:
        self.head = 0
        self.tenant = source.tenant
        self.zone = source.zone
        self._source = source
        self._url = url
        self._poll = poll
        self._kept = kept
        self._nudge = asyncio.Event()
        self._grown = asyncio.Condition()
        self._reading = asyncio.Lock()
        self._after = 0
        self._recent: list[Recorded] = []

    async def watch(self) -> None:
        """Follow the head for ever; a store that is away is asked again."""
        while True:
            self._nudge.clear()
            try:
                head = await self._source.head()
            except Exception as error:
                log.warning("the ledger's head cannot be read: %s", type(error).__name__)
                await asyncio.sleep(0.5)
                continue
            await self._reached(head)
            # not wait_for: on Python 3.11 it swallows a cancellation that comes with the nudge
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._poll):
                    await self._nudge.wait()

    async def listen(self) -> None:
        """Hear the writers' notifications for ever; without a connection, polling must do."""
        while True:
            try:
                async with await AsyncConnection.connect(self._url, autocommit=True) as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    self._nudge.set()
                    async for notify in connection.notifies():
                        if notify.payload.isdecimal():
                            await self._reached(int(notify.payload))
                        else:
                            self._nudge.set()
            except Exception as error:
                log.warning("no notifications for now: %s", type(error).__name__)
            await asyncio.sleep(1)

    async def _reached(self, head: int) -> None:
        if head > self.head:
            self.head = head
            async with self._grown:
                self._grown.notify_all()

    async def renew(self) -> None:
        """Ask again what the ledger holds, for whoever has lost the server and found it again.

        What was read may have been on the lost one alone: a crash, or a cancelled wait for its
        standbys, shows commits that a failover then leaves behind.
        """
        async with self._reading:
            self._recent = []
            self.head = await self._source.head()
        async with self._grown:
            self._grown.notify_all()

    async def wait(self, head: int, timeout: float) -> None:
        """Until the ledger's head is beyond that one, or the seconds have passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout), self._grown:
                await self._grown.wait_for(lambda: self.head > head)

    async def unseal(self, events: Sequence[Recorded]) -> list[Recorded]:
        """The events with private values in clear."""
        return await self._source.unseal(events)

    async def read(self, after: int, limit: int) -> list[Recorded]:
        """Up to so many events after a position, in order."""
        async with self._reading:
            if self._recent and self._after <= after < self._recent[-1].position:
                start = bisect_right(self._recent, after, key=lambda r: r.position)
                return self._recent[start : start + limit]
            found = await self._source.read(after, limit)
            if found and (not self._recent or after >= self._recent[-1].position):
                self._keep(after, found)
            return found

    def _keep(self, after: int, found: list[Recorded]) -> None:
        if not self._recent or after > self._recent[-1].position:
            self._after, self._recent = after, []
        self._recent += found
        if surplus := max(len(self._recent) - self._kept, 0):
            self._after = self._recent[surplus - 1].position
            del self._recent[:surplus]
