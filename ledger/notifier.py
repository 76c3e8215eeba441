"""Wakes readers: one NOTIFY for however many appends were made since the last one.

On a connection of its own and never inside an append, where it would be a second global lock.
Readers poll behind it, so a wake-up that is lost costs a little time and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import psycopg

CHANNEL = "caseledger"
SPACING = 0.002  # seconds between two: more often would cost writers more than it wins readers

# A NOTIFY writes to the log of the database. Nobody needs that flushed, and appends wait behind it.
_UNFLUSHED = "set synchronous_commit = off"


class Notifier:
    """Sends ``NOTIFY caseledger, '<position>'`` for the last position told to it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._position = 0
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

    def tell(self, position: int) -> None:
        """Everything up to `position` is committed."""
        self._position = max(self._position, position)
        self._news.set()

    async def _run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                if self._connection is None:
                    self._connection = await psycopg.AsyncConnection.connect(
                        self._url, autocommit=True, connect_timeout=5
                    )
                    await self._connection.execute(_UNFLUSHED)
                await self._connection.execute(
                    "select pg_notify(%s, %s)", [CHANNEL, str(self._position)]
                )
                await asyncio.sleep(SPACING)
            except psycopg.Error:
                await self._disconnect()
                await asyncio.sleep(0.5)
                self._news.set()

    async def _disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None
