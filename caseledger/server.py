"""An HTTP server in this process's loop, for as long as somebody holds it open."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import socket
from typing import Any

import uvicorn

GRACE_SECONDS = 5


class _Server(uvicorn.Server):
    """Leaves signals to the command line, which stops more than the server."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


@asynccontextmanager
async def serving(app: Any, bound: socket) -> AsyncIterator["asyncio.Task[None]"]:
    """Answer requests on that socket; at the end, those under way are finished first.

    Answers the task that serves: it ends where the server does.
    """
    server = _Server(
        uvicorn.Config(
            app,
            lifespan="off",
            access_log=False,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        yield task
    finally:
        server.should_exit = True
        await task
