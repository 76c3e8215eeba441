"""The ledger as the projections read it: one watch on its head, each event decoded once."""

import asyncio
import contextlib
import logging
import time
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.event import Recorded
from ledger.history import Unreadable
from ledger.stored import Wanted
from projections.engine.bell import Bell, rung
from projections.engine.stopping import heed

log = logging.getLogger(__name__)

WATCHED_FOR = 5.0
"""Seconds after which a head that could not be looked at counts as not known."""


class Source(Protocol):
    """What a projection needs of the ledger (``ledger.ledger.Ledger``): one tenant's events.

    ``read`` ends before what cannot be read, and raises where that is the first.
    """

    tenant: str
    zone: ZoneInfo

    async def head(self) -> int: ...
    async def ages(self, positions: Sequence[int]) -> dict[int, float]: ...
    async def read(self, after: int, limit: int) -> list[Recorded]: ...
    async def unseal(self, events: Sequence[Recorded]) -> list[Recorded]: ...
    async def of_streams(
        self, wire_names: Iterable[str], streams: Iterable[str], after: int, upto: int
    ) -> list[Recorded | Unreadable]: ...
    async def naming(
        self, wanted: Sequence[Wanted], after: int, upto: int
    ) -> list[Recorded | Unreadable]: ...
    async def policy_events(self, upto: int) -> list[Recorded]: ...
    def of(self, tenant: str) -> "Source": ...


class Feed:
    """Wakes those that wait when the ledger grows, and keeps the last events for all of them.

    A NOTIFY of the writers says how far it has grown; every ``poll`` seconds its head is looked
    at, in case none came. ``kept`` events (about 2 KB each) let slower projections, in a rebuild,
    use what the fastest had decoded: less, and each decodes for itself.
    """

    def __init__(self, source: Source, *, poll: float = 0.075, kept: int = 16_000) -> None:
        self.head = 0
        self.tenant = source.tenant
        self._source = source
        self._poll = poll
        self._kept = kept
        self._nudge = Bell()
        self._grown = Bell()
        self._reading = asyncio.Lock()
        self._after = 0
        self._recent: list[Recorded] = []
        self._ahead: tuple[int, int, asyncio.Task[list[Recorded]]] | None = None
        self._looked = float("-inf")

    @property
    def watched(self) -> bool:
        """Whether the ledger's head was looked at lately: else nobody here knows how far it is."""
        return time.monotonic() - self._looked < WATCHED_FOR

    @property
    def zone(self) -> ZoneInfo:
        """The tenant's, by which its days begin and end."""
        return self._source.zone

    async def watch(self) -> None:
        """Follow the head for ever; a store that is away is asked again."""
        try:
            await self._watch()
        finally:
            self._drop_ahead()
            self._recent = []

    async def _watch(self) -> None:
        while True:
            heed()
            nudge = self._nudge.strike
            try:
                head = await self._source.head()
            except Exception as error:
                log.warning("the ledger's head cannot be read: %s", type(error).__name__)
                await asyncio.sleep(0.5)
                continue
            self._looked = time.monotonic()
            self._reached(head)
            await rung(nudge, self._poll)

    def heard(self, said: str | None) -> None:
        """What the writers tell of the ledger: how far it has grown, or that it is time to look."""
        if said is not None and said.isdecimal():
            self._reached(int(said))
        else:
            self._nudge.ring()

    def _reached(self, head: int) -> None:
        if head > self.head:
            self.head = head
            self._grown.ring()

    @property
    def strike(self) -> asyncio.Event:
        """Set by what comes next: growth of the ledger, or ``ring``."""
        return self._grown.strike

    def ring(self) -> None:
        """Have those that wait look again."""
        self._grown.ring()

    async def renew(self) -> None:
        """Ask again what the ledger holds, for whoever has lost the server and found it again.

        What was read may have been on the lost one alone: a crash, or a cancelled wait for its
        standbys, shows commits that a failover then leaves behind.
        """
        async with self._reading:
            self._recent = []
            self._drop_ahead()
            self.head = await self._source.head()
        self._grown.ring()

    async def wait(self, head: int, timeout: float) -> None:
        """Until the ledger's head is beyond that one, or the seconds have passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while self.head <= head:
                    await self._grown.strike.wait()

    async def unseal(self, events: Sequence[Recorded]) -> list[Recorded]:
        """The events with private values in clear."""
        return await self._source.unseal(events)

    async def read(self, after: int, limit: int) -> list[Recorded]:
        """Up to so many events after a position, in order.

        Raises ``Unreadable`` or ``WrittenByNewerCode`` where the next one cannot be read.
        """
        async with self._reading:
            if self._recent and self._after <= after < self._recent[-1].position:
                start = bisect_right(self._recent, after, key=lambda r: r.position)
                return self._recent[start : start + limit]
            found = await self._read(after, limit)
            if found and (not self._recent or after >= self._recent[-1].position):
                self._keep(after, found)
                self._read_ahead(found[-1].position, limit)
            return found

    async def _read(self, after: int, limit: int) -> list[Recorded]:
        found: list[Recorded] = []
        if self._ahead is not None and self._ahead[:2] == (after, limit):
            # What it fails by, and that it found nothing, is of a moment ago: that is asked again.
            with contextlib.suppress(Exception):
                found = await asyncio.shield(self._ahead[2])
        return found or await self._source.read(after, limit)

    def _read_ahead(self, after: int, limit: int) -> None:
        """Where as many are there again, have them fetched while those before are folded."""
        self._drop_ahead()
        if after + limit <= self.head:
            ahead = asyncio.create_task(self._source.read(after, limit))
            ahead.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._ahead = after, limit, ahead

    def _drop_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead[2].cancel()
            self._ahead = None

    def _keep(self, after: int, found: list[Recorded]) -> None:
        if not self._recent or after > self._recent[-1].position:
            self._after, self._recent = after, []
        self._recent += found
        if surplus := max(len(self._recent) - self._kept, 0):
            self._after = self._recent[surplus - 1].position
            del self._recent[:surplus]
