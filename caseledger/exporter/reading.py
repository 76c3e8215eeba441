"""The ledger as it stood at one position, read page by page while it grows."""

from collections.abc import AsyncIterator, Sequence
from typing import LiteralString

import msgspec
import psycopg

from domain.event import Recorded
from ledger.history import Row, recorded
from ledger.ledger import Ledger
from ledger.store import POSITION
from ledger.stored import Recorded as StoredRow

EVENTS_AT_ONCE = 2_000
STREAMS_AT_ONCE = 128

_STREAMS: LiteralString = """
select stream from ledger.events
where tenant = %s and version = 1 and stream > %s and stream < %s and position <= %s
order by stream limit %s
"""


class Page(msgspec.Struct, frozen=True):
    """Stored rows, and the same decoded with private values in clear."""

    rows: Sequence[StoredRow]
    events: Sequence[Recorded]


class Reading:
    """``head`` is the position up to which the ledger is read; ``connection`` the writer's."""

    def __init__(self, ledger: Ledger, connection: psycopg.Connection, head: int) -> None:
        self._ledger = ledger
        self._connection = connection
        self.head = head

    async def rows(self) -> AsyncIterator[list[StoredRow]]:
        """All events of the tenant in their order, as stored."""
        async for rows in self._rows():
            yield [StoredRow(*row) for row in rows]

    async def pages(self) -> AsyncIterator[Page]:
        """The same, with each event in clear beside it."""
        async for rows in self._rows():
            clear = await self._ledger.unseal([recorded(row) for row in rows])
            yield Page([StoredRow(*row) for row in rows], clear)

    async def _rows(self) -> AsyncIterator[list[Row]]:
        after = 0
        while True:
            found = await self._ledger.store.read_rows(after, EVENTS_AT_ONCE, self._ledger.tenant)
            rows = [row for row in found if row[POSITION] <= self.head]
            if rows:
                yield rows
                after = rows[-1][POSITION]
            if len(rows) < EVENTS_AT_ONCE:
                return

    async def streams(self, kind: str) -> AsyncIterator[list[list[Recorded]]]:
        """All streams of a kind, some at a time; of each its events in clear, by version."""
        after, until = f"{kind}-", f"{kind}."
        while names := self._names(after, until):
            after = names[-1]
            found = await self._ledger.store.load_rows(self._ledger.tenant, dict.fromkeys(names, 0))
            sizes, events = [], []
            for name in names:
                kept = [recorded(row) for row in found[name] if row[POSITION] <= self.head]
                sizes.append(len(kept))
                events += kept
            clear = iter(await self._ledger.unseal(events))
            yield [[next(clear) for _ in range(size)] for size in sizes]

    def _names(self, after: str, until: str) -> list[str]:
        values = (self._ledger.tenant, after, until, self.head, STREAMS_AT_ONCE)
        return [row[0] for row in self._connection.execute(_STREAMS, values).fetchall()]
