"""A connection that finds out when it hangs.

A proxy, a firewall or a gateway can forget a connection and tell neither end. What TCP itself would
notice (`ledger.wire`) it does not where such a one goes on taking what is sent: then whoever waits for an
answer waits for ever.
"""

import asyncio
import logging
import time
import weakref
from datetime import datetime
from typing import Any, Self

import psycopg
from psycopg import AsyncConnection

from ledger.durable import sever

log = logging.getLogger(__name__)

LATE = 5.0
"""Seconds after which it is asked what has become of a call; then again every so often."""
SENT = 3.0
"""Seconds within which an answer that the server has sent arrives."""

_WHO = (
    "select pid, backend_start from pg_catalog.pg_stat_activity"
    " where pid = pg_catalog.pg_backend_pid()"
)
# Where activity is not tracked, a state says neither: then nothing is known, and nothing is done.
_HAS_ANSWERED = """
select (state like 'idle%%' and state_change < clock_timestamp() - make_interval(secs => %s)) is true
from pg_catalog.pg_stat_activity where pid = %s and backend_start = %s
"""
_END = "select pg_catalog.pg_terminate_backend(%s)"


class WatchfulConnection(AsyncConnection[Any]):
    """Cut where the server has answered long ago, or knows nothing of it: it is then found lost.

    A call that only takes long, or waits for a lock, is left alone, however long. For autocommit.
    """

    _address = ""
    _session: tuple[int, datetime] | None = None
    _since: float | None = None
    _doubt: asyncio.Task[None] | None = None

    @classmethod
    async def connect(cls, conninfo: str = "", **kwargs: Any) -> Self:
        made = await super().connect(conninfo, **kwargs)
        try:
            made._address = conninfo
            made._session = await (await made.execute(_WHO)).fetchone()
        except BaseException:
            await made.close()
            raise
        _glance_later(weakref.ref(made))
        return made

    async def wait(self, *args: Any, **kwargs: Any) -> Any:
        self._since = time.monotonic()
        try:
            return await super().wait(*args, **kwargs)
        finally:
            self._since = None
            if self._doubt is not None:
                self._doubt.cancel()
                self._doubt = None

    def _glance(self) -> None:
        late = self._since is not None and time.monotonic() - self._since >= LATE
        if late and self._doubt is None and self._session is not None:
            self._doubt = asyncio.create_task(self._look(*self._session))

    async def _look(self, pid: int, since: datetime) -> None:
        while True:
            try:
                async with asyncio.timeout(LATE):
                    hangs = await self._hangs(pid, since)
            except (psycopg.Error, OSError):
                hangs = False  # The server answers nobody: so this one, too, waits rightly.
            if hangs:
                log.warning("a connection hangs, and is given up: its answer never came")
                sever(self)
                return
            await asyncio.sleep(LATE)

    async def _hangs(self, pid: int, since: datetime) -> bool:
        asking = await AsyncConnection.connect(self._address, autocommit=True, connect_timeout=5)
        async with asking:
            row = await (await asking.execute(_HAS_ANSWERED, (SENT, pid, since))).fetchone()
            if row == (True,):
                # Else it would keep the locks that it holds for as long as it takes us to be there.
                await asking.execute(_END, (pid,))
        return row is None or row[0]


def _glance_later(of: "weakref.ref[WatchfulConnection]") -> None:
    # Rather than a timer for each call, which would cost as much as much else of it.
    asyncio.get_running_loop().call_later(LATE / 2, _glance, of)


def _glance(of: "weakref.ref[WatchfulConnection]") -> None:
    connection = of()
    if connection is not None and not connection.closed:
        connection._glance()
        _glance_later(of)
