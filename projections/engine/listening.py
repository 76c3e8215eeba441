"""Hears what other processes say: one connection of this process listens on every channel.

Nothing rests on hearing alone: what is said while the connection is away is lost, so whoever hears
also looks for themselves now and then.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

from psycopg import AsyncConnection, sql

from ledger.durable import sever
from projections.engine.stopping import heed

log = logging.getLogger(__name__)

Heard = Callable[[str | None], None]
"""Called with what was said; with None once it is listened anew, for what was said before is lost."""

BEAT = 2.0
"""Seconds between two questions whether the connection still leads anywhere, and for its answer."""
PAUSE = 0.5
"""Seconds between two attempts to connect."""


class Listener:
    """Listens until it is cancelled, whatever becomes of its connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._heard: dict[str, Heard] = {}
        self.listens = False

    def on(self, channel: str, heard: Heard) -> None:
        """Have what is said there told; where it listens already, from the next beat on."""
        self._heard[channel] = heard

    async def run(self) -> None:
        """Listen for ever; a connection that is lost, also without a word, is replaced."""
        while True:
            heed()
            try:
                async with await AsyncConnection.connect(
                    self._url,
                    autocommit=True,
                    connect_timeout=5,
                    application_name="caseledger listener",
                ) as connection:
                    await self._listen(connection)
            except Exception as error:
                log.warning("nothing is heard for now: %s", type(error).__name__)
            finally:
                self.listens = False
            await asyncio.sleep(PAUSE)

    async def _listen(self, connection: AsyncConnection[Any]) -> None:
        on: set[str] = set()
        while True:
            for channel in self._heard.keys() - on:
                await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
                on.add(channel)
                self._heard[channel](None)
            self.listens = True
            async with contextlib.aclosing(connection.notifies(timeout=BEAT)) as said:
                async for each in said:
                    self._heard[each.channel](each.payload)
            await _beat(connection)


async def _beat(connection: AsyncConnection[Any]) -> None:
    # Severed rather than cancelled: to ask the server to cancel would be to wait for it again.
    cut = asyncio.get_running_loop().call_later(BEAT, sever, connection)
    try:
        await connection.execute("")
    finally:
        cut.cancel()
