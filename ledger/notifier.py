"""Wakes readers: one NOTIFY for however much was told since the last one.

On a connection of its own and never inside an append, where it would be a second global lock.
Readers poll behind it, so a wake-up that is lost costs a little time and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import psycopg

CHANNEL = "caseledger"

# A NOTIFY writes to the log of the database. Nobody needs that flushed, and appends wait behind it.
_UNFLUSHED = "set synchronous_commit = off"
_PATIENCE = 5.0  # seconds for a call that takes less than one thousandth of it
_PAUSE = 0.5  # seconds until what could not be sent is sent again
_SEND = "select pg_notify(%s, said) from unnest(%s::text[]) as said"


class Notifier:
    """Sends ``NOTIFY <channel>, '<position>'`` for the last position told to it.

    Of each topic by itself: ``'<topic>:<position>'``.
    """

    def __init__(self, url: str, channel: str = CHANNEL) -> None:
        self._url = url
        self._channel = channel
        self._told: dict[str, int] = {}
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: psycopg.AsyncConnection[Any] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="ledger notifier")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        await self._disconnect()

    def tell(self, position: int, topic: str = "") -> None:
        """Everything up to `position` is committed."""
        self._told[topic] = max(self._told.get(topic, 0), position)
        self._news.set()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._news.wait()
            self._news.clear()
            said, self._told = self._told, {}
            try:
                if self._connection is None:
                    self._connection = await psycopg.AsyncConnection.connect(
                        self._url, autocommit=True, connect_timeout=5
                    )
                    await self._connection.execute(_UNFLUSHED)
                begun = loop.time()
                payloads = [f"{topic}:{at}" if topic else str(at) for topic, at in said.items()]
                async with asyncio.timeout(_PATIENCE):
                    await self._connection.execute(_SEND, [self._channel, payloads])
                # Half of the time at most: it costs writers more than it wins readers.
                await asyncio.sleep(loop.time() - begun)
            except (psycopg.Error, TimeoutError):
                await self._disconnect()
                for topic, at in said.items():
                    self.tell(at, topic)
                await asyncio.sleep(_PAUSE)

    async def _disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
