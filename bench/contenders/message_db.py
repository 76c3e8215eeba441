"""Message DB's SQL functions, called by psycopg 3 over one connection a client: `python -m` this.

The functions are its documented interface; prepared statements and binary answers spare it what a
client library may cost. Its SQL comes from the npm package, with its own indexes and its lock.
"""

from collections.abc import Callable
from uuid import uuid4

import msgspec
import psycopg

from bench.loops import STREAM_BEGINS, STREAM_ENDS, Job, Measured, Step, closed_loop, serve

LOAD = "select type, position, data, metadata from message_store.get_stream_messages(%s, 0, -1)"
WRITE = (
    "select message_store.write_message(%s::varchar, %s::varchar, 'NoteAdded', %s::jsonb,"
    " %s::jsonb, %s::bigint)"
)


class MessageDb:
    """A connection for each client, kept for every run."""

    def __init__(self, connect: Callable, data: str, metadata: str) -> None:
        self._connect = connect
        self._data, self._metadata = data, metadata
        self._connections: list[psycopg.AsyncConnection] = []

    async def run(self, job: Job) -> Measured:
        while len(self._connections) < job["clients"]:
            self._connections.append(await self._connect())
        steps = [self._client(each) for each in self._connections[: job["clients"]]]
        return await closed_loop(steps, job["seconds"], job["warmup"])

    async def close(self) -> None:
        for each in self._connections:
            await each.close()

    def _client(self, connection: psycopg.AsyncConnection) -> Step:
        stream, version = "", STREAM_ENDS

        async def write(expected: int) -> None:
            values = (str(uuid4()), stream, self._data, self._metadata, expected)
            await connection.execute(WRITE, values, prepare=True)

        async def step() -> None:
            nonlocal stream, version
            if version >= STREAM_ENDS:
                stream, version = f"case-{uuid4()}", STREAM_BEGINS
                async with connection.pipeline(), connection.transaction():
                    for number in range(STREAM_BEGINS):
                        await write(number - 1)
                return
            cursor = await connection.execute(LOAD, (stream,), prepare=True)
            history = await cursor.fetchall()
            for _, _, data, metadata in history:
                msgspec.json.decode(data)
                msgspec.json.decode(metadata)
            await write(history[-1][1])
            version += 1

        return step


async def opened(job: Job) -> MessageDb:
    payload = job["payload"]

    async def connect() -> psycopg.AsyncConnection:
        return await psycopg.AsyncConnection.connect(
            job["url"], autocommit=True, options="-c search_path=message_store,public"
        )

    return MessageDb(
        connect,
        msgspec.json.encode({"body": "x" * (payload["state"] - 11)}).decode(),
        msgspec.json.encode({"by": "x" * (payload["metadata"] - 9)}).decode(),
    )


if __name__ == "__main__":
    serve(opened)
