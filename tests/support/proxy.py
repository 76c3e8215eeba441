"""A wire to PostgreSQL that can be cut, at any moment or just after a request, or go silent."""

from __future__ import annotations

import asyncio
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo


class Proxy:
    """Forwards a Unix socket in `folder` to the server of `url`; `self.url` leads through it.

    The answer to the next request that holds `swallow` is thrown away and its connection cut: the
    request was done, and its sender cannot know.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self._target = conninfo_to_dict(url)
        self._socket = folder / ".s.PGSQL.5432"
        self._server: asyncio.Server | None = None
        self.url = make_conninfo(url, host=str(folder), port=5432)
        self.swallow: bytes | None = None
        self.cut = 0
        self._wires: set[asyncio.Task[None]] = set()
        self._silence = asyncio.Event()

    def drop(self) -> int:
        """Cut every connection at once, whatever it is in the middle of; how many there were."""
        for wire in self._wires:
            wire.cancel()
        return len(self._wires)

    def go_silent(self) -> None:
        """Nothing goes through on today's connections any more, and neither end is told.

        As when a firewall forgets them. New ones work.
        """
        self._silence.set()
        self._silence = asyncio.Event()

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_unix_server(self._accept, self._socket)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for wire in self._wires:
            wire.cancel()
        await asyncio.gather(*self._wires, return_exceptions=True)
        self._socket.unlink(missing_ok=True)

    def _accept(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        wire = asyncio.create_task(self._serve(client, answer))
        self._wires.add(wire)
        wire.add_done_callback(self._wires.discard)

    async def _serve(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        host, port = str(self._target["host"]), int(self._target.get("port") or 5432)
        if host.startswith("/"):
            server, request = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            server, request = await asyncio.open_connection(host, port)
        doomed, silence = asyncio.Event(), self._silence
        back = asyncio.create_task(self._back(server, answer, doomed, silence))
        try:
            while data := await client.read(65536):
                if silence.is_set():
                    await asyncio.Event().wait()
                if self.swallow is not None and self.swallow in data:
                    self.swallow = None
                    doomed.set()
                request.write(data)
                await request.drain()
                if doomed.is_set():
                    await back
                    return
        finally:
            back.cancel()
            request.close()
            answer.close()

    async def _back(
        self,
        server: asyncio.StreamReader,
        answer: asyncio.StreamWriter,
        doomed: asyncio.Event,
        silence: asyncio.Event,
    ) -> None:
        while data := await server.read(65536):
            if silence.is_set():
                await asyncio.Event().wait()
            if doomed.is_set():
                self.cut += 1
                return
            answer.write(data)
            await answer.drain()
        answer.close()
