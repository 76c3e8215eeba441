"""The two other processes of ``bench live``: one runs the projections, one serves who reads.

The first job says which: ``{"part": "projector" | "reader", "urls": {…}, "key_file": …}``. A reader's
jobs are of a kind: ``catch up`` (until the rows hold the position ``to``), ``serve`` (answers with its
port), ``watch``, and ``seen``, which answers with each position at which the rows stood, and when this
process knew it: nanoseconds of the clock that all processes of a machine share.
"""

import asyncio
import socket
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from litestar import Litestar

from api.app import Api
from api.settings import Limits, Settings
from bench.loops import Job, Measured, serve
from bench.place import TENANT
from caseledger.key_settings import read_key_file
from caseledger.server import serving
from ledger.collecting import seldom_collecting
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from projections.changes import MODELS
from projections.run import Projections


class Part:
    """One of the processes, opened."""

    def __init__(self, opened: AsyncExitStack, projections: Projections, api: Api | None) -> None:
        self._opened = opened
        self._projections = projections
        self._api = api
        self._tasks: list[asyncio.Task[None]] = []
        self._seen: list[tuple[int, int]] = []

    async def run(self, job: Job) -> Measured:
        match job["kind"]:
            case "serve":
                return {"port": await self._serve()}
            case "catch up":
                assert await self._projections.wait_for(None, job["to"], 60)
                return {}
            case "watch":
                self._tasks.append(asyncio.create_task(self._watch()))
                return {}
        return {"seen": self._seen}

    async def close(self) -> None:
        if self._api:
            self._api.end_streams()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._opened.aclose()

    async def _serve(self) -> int:
        assert self._api is not None
        app = Litestar(self._api.handlers(), middleware=[self._api.middleware], openapi_config=None)
        bound = socket.create_server(("127.0.0.1", 0))
        await self._opened.enter_async_context(serving(app, bound))
        return bound.getsockname()[1]

    async def _watch(self) -> None:
        """Ask the table whenever a move is heard, as whoever waits for what they wrote does."""
        progress, reached = self._projections.progress, 0
        while True:
            strike = progress.bell.strike
            positions = await progress.ask()
            if (found := min(positions.get(name, 0) for name in MODELS)) > reached:
                reached = found
                self._seen.append((reached, time.monotonic_ns()))
            await strike.wait()


async def opened(job: Job) -> Part:
    urls, stack = job["urls"], AsyncExitStack()
    stack.enter_context(seldom_collecting())
    kek = KeyEncryptionKey(read_key_file(Path(job["key_file"])))
    ledger = await stack.enter_async_context(Ledger(urls["writer"], TENANT, kek))
    projections = await stack.enter_async_context(Projections(ledger, urls["projector"]))
    api: Any = None
    if job["part"] == "reader":
        settings = Settings(
            tenant=TENANT,
            reader_url=urls["reader"],
            auth_url=urls["auth"],
            auditor_url=urls["auditor"],
            limits=Limits(streams=1000),
        )
        api = Api(ledger, projections, settings)
        await api.open()
        stack.push_async_callback(api.close)
    return Part(stack, projections, api)


if __name__ == "__main__":
    serve(opened)
