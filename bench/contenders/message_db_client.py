"""Message DB by its Python client, `message-db-py`: run by the Python of the peers' environment.

A client object for each thread: one shared by all would close and open connections all the time,
as its pool keeps but one that is not in use.
"""

from uuid import uuid4

from message_db.client import MessageDB

from bench.loops import STREAM_BEGINS, STREAM_ENDS, Job, Measured, serve, threads


class Clients:
    """A client of the library for each of ours, kept for every run."""

    def __init__(self, url: str, data: dict[str, str], metadata: dict[str, str]) -> None:
        self._url = url
        self._data, self._metadata = data, metadata
        self._stores: list[MessageDB] = []

    async def run(self, job: Job) -> Measured:
        while len(self._stores) < job["clients"]:
            self._stores.append(
                MessageDB.from_url(
                    self._url, max_connections=1, options="-c search_path=message_store,public"
                )
            )
        steps = [self._client(store) for store in self._stores[: job["clients"]]]
        return threads(steps, job["seconds"], job["warmup"])

    async def close(self) -> None:
        for store in self._stores:
            store.connection_pool.closeall()

    def _client(self, store: MessageDB):
        stream, version = "", STREAM_ENDS

        def step() -> None:
            nonlocal stream, version
            if version >= STREAM_ENDS:
                stream, version = f"case-{uuid4()}", STREAM_BEGINS
                events = [("NoteAdded", self._data, self._metadata)] * STREAM_BEGINS
                store.write_batch(stream, events, expected_version=-1)
                return
            history = store.read_stream(stream)
            last = history[-1]["position"]
            store.write(stream, "NoteAdded", self._data, self._metadata, last)
            version += 1

        return step


async def opened(job: Job) -> Clients:
    payload = job["payload"]
    data = {"body": "x" * (payload["state"] - 11)}
    return Clients(job["url"], data, {"by": "x" * (payload["metadata"] - 9)})


if __name__ == "__main__":
    serve(opened)
