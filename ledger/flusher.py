"""Group commit: one task and one connection send all waiting appends in one call.

While a call is on its way to disk, others wait; the next call takes them all. Nobody is answered
before the commit, nor where a synchronous standby may not have it. An append that is rejected, or
that breaks the call, fails alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import psycopg

from ledger.appending import QUERY, EncodedAppend, encode, outcome, parameters, refusal
from ledger.durable import Unconfirmed, confirmed, sever
from ledger.notifier import Notifier
from ledger.store_errors import StoreUnavailable
from ledger.stored import Append, Appended

MAX_EVENTS = 500  # events a call: a longer one would hold the order lock up for live work
BESIDE_LIVE = 100  # events a call of bulk work, while this process has live work
LIVE_SECONDS = 1.0  # after a live append, in which more are expected
MAX_BYTES = 4 << 20  # a call
MAX_WAITING = 10_000  # appends; beyond it the database is too far behind to promise anything

_log = logging.getLogger(__name__)

Connect = Callable[[], Awaitable[psycopg.AsyncConnection[Any]]]


class _Waiting:
    """One append on its way, and the caller's future."""

    __slots__ = ("encoded", "future", "lost", "sent")

    def __init__(self, encoded: EncodedAppend) -> None:
        self.encoded = encoded
        self.future: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()
        self.sent = False  # whether a call that carries it may have written it
        self.lost = False  # whether such a call ended without an answer

    def give_up(self, reason: str) -> None:
        self.settle(StoreUnavailable(reason, outcome_known=not self.sent))

    def settle(self, answer: Appended | Exception) -> None:
        if self.future.done():
            return
        if isinstance(answer, Appended):
            self.future.set_result(answer)
        else:
            self.future.set_exception(answer)


class Flusher:
    """The only task of this process that appends. `connect` gives a fresh autocommit connection.

    `patience`: seconds to try to reach the database again; `timeout`: seconds a caller waits, and
    after which a call is given up with its connection.
    """

    def __init__(
        self, connect: Connect, notifier: Notifier, *, patience: float, timeout: float
    ) -> None:
        self._connect = connect
        self._notifier = notifier
        self._patience = patience
        self._timeout = timeout
        self._live: deque[_Waiting] = deque()
        self._bulk: deque[_Waiting] = deque()
        self._bulk_was_last = False
        self._last_live = float("-inf")
        self._batch: list[_Waiting] = []
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self.losses = 0  # connections lost so far: beyond each may be another server

    @property
    def waiting(self) -> int:
        """Appends that nobody was answered yet."""
        return len(self._batch) + len(self._live) + len(self._bulk)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="ledger flusher")

    async def stop(self) -> None:
        """Send what is waiting, within the caller's time, then stop."""
        if self._task is None:
            return
        waiting = [each.future for each in (*self._batch, *self._live, *self._bulk)]
        if waiting:
            await asyncio.wait(waiting, timeout=self._timeout)
        # before the task: one that is cancelled in a call would cancel it on the server
        await self._disconnect()
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None
        self._abandon([*self._batch, *self._live, *self._bulk], "the store was closed")
        self._live.clear()
        self._bulk.clear()
        await self._disconnect()

    async def append(self, append: Append, *, bulk: bool = False) -> Appended:
        """Durable when it returns. Raises `AppendRejected` or `StoreUnavailable`."""
        if self._task is None:
            raise StoreUnavailable("the store is not open", outcome_known=True)
        queue = self._bulk if bulk else self._live
        if len(queue) >= MAX_WAITING:
            raise StoreUnavailable(f"{MAX_WAITING} appends are waiting", outcome_known=True)
        waiting = _Waiting(encode(append))
        queue.append(waiting)
        self._news.set()
        loop = asyncio.get_running_loop()
        if not bulk:
            self._last_live = loop.time()
        timer = loop.call_later(self._timeout, waiting.give_up, f"no answer in {self._timeout:g} s")
        try:
            return await waiting.future
        finally:
            timer.cancel()

    async def _run(self) -> None:
        while True:
            await self._news.wait()
            if not (self._live or self._bulk):
                self._news.clear()
                continue
            self._batch = self._take()
            try:
                await self._flush(self._batch)
            except Exception as error:
                # a fault of ours: nobody is left waiting, and the others go on
                # (by its type alone: its message could hold what an event holds)
                _log.error("the ledger's flusher failed: %s", type(error).__name__)
                await self._disconnect()
                self._abandon(self._batch, type(error).__name__)
            self._batch = []

    def _abandon(self, waiting: Iterable[_Waiting], reason: str) -> None:
        for each in waiting:
            each.give_up(reason)

    def _take(self) -> list[_Waiting]:
        """The longest head of a queue that fits one call; a larger append goes alone.

        Live work goes first, and bulk work with every other call at the latest: a live append
        waits behind one short call of it, and it never starves.
        """
        self._bulk_was_last = bool(self._bulk) and not (self._live and self._bulk_was_last)
        queue, most = self._live, MAX_EVENTS
        if self._bulk_was_last:
            queue = self._bulk
            if asyncio.get_running_loop().time() - self._last_live < LIVE_SECONDS:
                most = BESIDE_LIVE
        batch: list[_Waiting] = []
        events = size = 0
        while queue:
            encoded = queue[0].encoded
            events += max(1, encoded.events)
            size += encoded.size
            if batch and (events > most or size > MAX_BYTES):
                break
            waiting = queue.popleft()
            if not waiting.future.done():  # whoever gave up before it was sent writes nothing
                batch.append(waiting)
        return batch

    async def _flush(self, batch: Sequence[_Waiting]) -> None:
        """Settle every append of `batch`, which may be empty."""
        deadline = time.monotonic() + self._patience
        while batch:
            try:
                rows = await self._call(batch)
            except psycopg.Error as error:
                if self._answered(error):
                    for waiting in batch:
                        waiting.sent = waiting.lost
                    if not isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
                        await self._refused(batch, error)
                        return
                    # a standby, or a primary that steps down: the primary is elsewhere
                for waiting in batch:
                    waiting.lost = waiting.sent
                self.losses += 1
                batch = self._after_loss(batch, error, time.monotonic() > deadline)
                await self._disconnect()
                await asyncio.sleep(0.05)
            else:
                self._settle(batch, rows)
                return

    async def _call(self, batch: Sequence[_Waiting]) -> list[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = await self._connect()
        values = parameters([waiting.encoded for waiting in batch])
        for waiting in batch:
            waiting.sent = True
        limit = asyncio.get_running_loop().call_later(self._timeout, sever, self._connection)
        try:
            with confirmed(self._connection):
                cursor = await self._connection.execute(QUERY, values, prepare=True, binary=True)
            return await cursor.fetchall()
        finally:
            limit.cancel()

    def _answered(self, error: psycopg.Error) -> bool:
        """Whether the server has refused the call, rather than the answer being lost or no answer."""
        alive = self._connection is not None and not self._connection.closed
        return alive and not isinstance(error, Unconfirmed)

    def _settle(self, batch: Sequence[_Waiting], rows: Sequence[tuple[Any, ...]]) -> None:
        answers = [outcome(each.encoded, row) for each, row in zip(batch, rows, strict=True)]
        new = [a.last_position for a in answers if isinstance(a, Appended) and not a.replayed]
        # Told first: else readers would hear it once all who are answered have gone on.
        if last := max(filter(None, new), default=0):
            self._notifier.tell(last)
        for waiting, answer in zip(batch, answers, strict=True):
            waiting.settle(answer)

    async def _refused(self, batch: Sequence[_Waiting], error: psycopg.Error) -> None:
        """The whole call was rolled back: once more one by one, to find whose fault it was."""
        if len(batch) > 1:
            for waiting in batch:
                await self._flush([waiting])
            return
        refused = refusal(error)
        if batch[0].lost:  # this call wrote nothing, but an earlier one may have
            refused = StoreUnavailable(str(error), outcome_known=False)
        batch[0].settle(refused)

    def _after_loss(
        self, batch: Sequence[_Waiting], error: psycopg.Error, out_of_time: bool
    ) -> list[_Waiting]:
        """What may be sent again after the connection was lost; the rest is answered.

        An append with a command id may: ``ledger.append`` looks the id up under the order lock
        before anything else, so one that was committed after all answers what it gave then. One
        without may only if no call has carried it yet.
        """
        again = []
        for waiting in batch:
            if out_of_time or (waiting.sent and waiting.encoded.append.command is None):
                waiting.give_up(str(error))
            else:
                again.append(waiting)
        return again

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                await connection.close()
