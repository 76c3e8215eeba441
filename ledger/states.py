"""The states that a decision reads, folded from their streams: the one place where they are made.

A long stream is folded on from its snapshot. A new one is taken aside, after a command: no answer
waits for it, and as it is read back from the ledger it holds nothing but what is durable.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from eventsourcing.persistence import StoredEvent

from domain.evolve import fold
from domain.streams import stream_kind
from ledger.history import Row, to_fold
from ledger.snapshots import Snapshot, Snapshots
from ledger.store import POSITION, VERSION, Store

log = logging.getLogger(__name__)

EVERY = 200
"""Events that are folded rather than kept in a snapshot: about two milliseconds' work."""

PAUSE_SECONDS = 0.1
"""Between snapshots, and before the first: commands come first."""


class _Read(msgspec.Struct, frozen=True):
    """What a long stream's state is made of: events to fold onto a state, if there is one.

    ``position`` is that of the last event in it.
    """

    onto: Any
    rows: list[Row]
    position: int


class StateLoader:
    """Folds streams of one tenant. Each answer is the caller's own: it may be moved on in place."""

    def __init__(self, store: Store, tenant: str, *, every: int = EVERY) -> None:
        self.snapshots = Snapshots(store, tenant)
        self._store = store
        self._tenant = tenant
        self._every = every
        self._due: dict[str, None] = {}
        self._taking: asyncio.Task[None] | None = None

    async def load_states(self, streams: Iterable[str]) -> dict[str, Any]:
        """The state of each stream as it stands now; ``version`` 0 where there is no such stream.

        Raises ``StoreUnavailable`` and ``WrittenByNewerCode``.
        """
        wanted = dict.fromkeys(streams, 0)
        # One event more than may stand without a snapshot: only a longer stream asks for one.
        histories = await self._store.load_rows(self._tenant, wanted, self._every + 1)
        return {
            stream: await self._state(stream, rows)
            if len(rows) > self._every
            else _fold(stream, rows)
            for stream, rows in histories.items()
        }

    def grown(self, events: Iterable[StoredEvent]) -> None:
        """These were appended: streams that were remembered, not loaded, grow long as well."""
        for event in events:
            if event.originator_version % self._every == 0:
                self._want(str(event.originator_id))

    async def close(self) -> None:
        """Leave what is not taken yet: the next process will find it due as well."""
        self._due.clear()
        if self._taking is not None:
            self._taking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._taking

    async def _state(self, stream: str, first: list[Row]) -> Any:
        read = await self._read(stream, first)
        if len(read.rows) > self._every:
            self._want(stream)
        return _fold(stream, read.rows, read.onto)

    async def _read(self, stream: str, first: list[Row]) -> _Read:
        """A long stream from its snapshot, or else from ``first``, the events it begins with."""
        snapshot = await self.snapshots.latest(stream)
        if snapshot is not None:
            rows = await self._load(stream, snapshot.version - 1)
            if rows and rows[0][POSITION] == snapshot.position:
                return _Read(snapshot.state, rows[1:], rows[-1][POSITION])
        rows = first + await self._load(stream, first[-1][VERSION])
        return _Read(None, rows, rows[-1][POSITION])

    async def _load(self, stream: str, after_version: int, limit: int | None = None) -> list[Row]:
        found = await self._store.load_rows(self._tenant, {stream: after_version}, limit)
        return found[stream]

    def _want(self, stream: str) -> None:
        self._due[stream] = None
        if self._taking is None or self._taking.done():
            self._taking = asyncio.create_task(self._take())

    async def _take(self) -> None:
        while self._due:
            await asyncio.sleep(PAUSE_SECONDS)
            stream = next(iter(self._due), None)
            if stream is None:
                return
            del self._due[stream]
            try:
                await self.take(stream)
            except Exception as error:
                log.warning("no snapshot was taken: %s", type(error).__name__)

    async def take(self, stream: str) -> None:
        """Keep a snapshot of the stream as it stands now. ``ValueError``: there is no such stream."""
        first = await self._load(stream, 0, limit=1)
        if not first:
            raise ValueError("a stream without events has no snapshot")
        read = await self._read(stream, first)
        # In a thread, for a long stream would keep everybody waiting.
        state = await asyncio.to_thread(_fold, stream, read.rows, read.onto)
        await self.snapshots.save(stream, Snapshot(state.version, read.position, state))


def _fold(stream: str, rows: Sequence[Row], onto: Any = None) -> Any:
    return fold(stream_kind(stream), map(to_fold, rows), onto)
