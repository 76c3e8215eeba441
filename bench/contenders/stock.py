"""The stock `eventsourcing` library with its own PostgreSQL recorder: `python -m` this.

As its documentation has it: an application on the persistence module `eventsourcing.postgres` (whose
statements are prepared, its connections pooled), an aggregate that is got, changed and saved.
"""

from datetime import date
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict

from bench.loops import STREAM_BEGINS, STREAM_ENDS, Job, Measured, serve, threads

OVERHEAD = 90  # bytes of a stock event's state besides the text: its time stamp and field names


class Note(Aggregate):
    """An aggregate whose events carry as much text as ours."""

    @event("Added")
    def add(self, body: str, on: str) -> None:
        self.body, self.on = body, on


class Stock:
    """One application, a thread for each client."""

    def __init__(self, application: Application[UUID], body: str) -> None:
        self._application = application
        self._body = body

    async def run(self, job: Job) -> Measured:
        steps = [self._client() for _ in range(job["clients"])]
        return threads(steps, job["seconds"], job["warmup"])

    async def close(self) -> None:
        self._application.close()

    def _client(self):
        note_id, version = UUID(int=0), STREAM_ENDS
        today = date.today().isoformat()

        def step() -> None:
            nonlocal note_id, version
            if version >= STREAM_ENDS:
                note = Note()
                for _ in range(STREAM_BEGINS - 1):
                    note.add(self._body, today)
            else:
                note = self._application.repository.get(note_id)
                note.add(self._body, today)
            self._application.save(note)
            note_id, version = note.id, note.version

        return step


async def opened(job: Job) -> Stock:
    address = conninfo_to_dict(job["url"])
    application = Application[UUID](
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": str(address["dbname"]),
            "POSTGRES_HOST": str(address["host"]),
            "POSTGRES_PORT": str(address.get("port", "5432")),
            "POSTGRES_USER": str(address["user"]),
            "POSTGRES_PASSWORD": str(address["password"]),
            "POSTGRES_POOL_SIZE": "16",
        }
    )
    payload = job["payload"]
    return Stock(application, "x" * (payload["state"] + payload["metadata"] - OVERHEAD))


if __name__ == "__main__":
    serve(opened)
