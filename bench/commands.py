"""How many commands a second: ``python -m bench.commands [seconds]``, on a server of its own.

One command loads a case's stream, decides, seals a note and appends it durably with its command id.
Beside it, in the same run and on the same server, in turn: the bare SQL of such a command (load the
stream, append one row by its own commit, nothing decided or sealed), and the stock ``eventsourcing``
library with its own PostgreSQL recorder saving an event of the same size. Each client works on a
case of its own; streams begin with four events. Nothing is made faster by giving up durability.
"""

import asyncio
import os
import platform
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict

from caseledger import embedded
from caseledger.migrate import migrate
from caseledger.policies import publish_policies
from caseledger.settings import read_key_file
from domain.case.commands import AddNote, DecideApplication, SubmitApplication
from domain.case.events import Member
from domain.event import Actor
from domain.person import RegisterPerson
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger

CLIENTS = (1, 4, 16)
SYSTEM = Actor(uuid4(), "SYSTEM", "SYSTEM", "bench")
WORDS = "Called about the lease; wants the form by mail before Friday. " * 3

Step = Callable[[], Awaitable[int]]
"""Does some commands, and says how many."""


async def rate(steps: list[Step], seconds: float) -> float:
    """Commands a second, each client taking its own step again and again."""
    done = 0
    end = time.monotonic() + seconds

    async def client(step: Step) -> None:
        nonlocal done
        while time.monotonic() < end:
            count = await step()  # read after the wait: others count meanwhile
            done += count

    began = time.monotonic()
    await asyncio.gather(*(client(step) for step in steps))
    return done / (time.monotonic() - began)


async def accepted(ledger: Ledger, command: object) -> Accepted:
    answer = await ledger.execute(command, command_id=uuid7(), actor=SYSTEM)  # type: ignore[arg-type]
    assert isinstance(answer, Accepted), answer
    return answer


async def a_case(ledger: Ledger) -> tuple[UUID, UUID]:
    """A granted case of one person."""
    today = ledger.today()
    person = await accepted(
        ledger,
        RegisterPerson(
            given_name="Zoé", family_name="Essai", birth_date="1990-02-28", official_language="fr"
        ),
    )
    person_id = UUID(person.result["person_id"])
    opened = await accepted(
        ledger,
        SubmitApplication(
            programme="OW", channel="PHONE", received_by="LOCAL", office="centre",
            submitted_on=today, members=(Member(person_id, "APPLICANT", "OW_ADULT"),),
            complete=True,
        ),
    )  # fmt: skip
    case_id = UUID(opened.result["case_id"])
    await accepted(
        ledger,
        DecideApplication(
            case_id=case_id, application_id=UUID(opened.result["application_id"]),
            outcome="GRANTED", decided_on=today, effective_on=today, reasons=("ELIGIBLE",),
        ),
    )  # fmt: skip
    return case_id, person_id


async def our_commands(ledger: Ledger, clients: int, seconds: float) -> float:
    def noting(case_id: UUID, person_id: UUID) -> Step:
        async def step() -> int:
            nonlocal case_id, person_id, left
            if left == 0:
                case_id, person_id = await a_case(ledger)
                left = 20
                return 3
            left -= 1
            await accepted(ledger, AddNote(case_id=case_id, person_id=person_id, body=WORDS))
            return 1

        left = 20
        return step

    steps = [noting(*await a_case(ledger)) for _ in range(clients)]
    return await rate(steps, seconds)


BARE_LOAD = "select version, type, state, metadata from bench where stream = %s order by version"
BARE_APPEND = (
    "insert into bench (stream, version, type, command_id, known_at, metadata, state)"
    " values (%s, %s, 'note.added', %s, %s, %s, %s)"
)


async def bare_sql(url: str, clients: int, seconds: float) -> float:
    metadata, state = os.urandom(280), os.urandom(560)
    connections = [
        await psycopg.AsyncConnection.connect(url, autocommit=True) for _ in range(clients)
    ]

    def inserting(connection: psycopg.AsyncConnection) -> Step:
        stream, version = str(uuid4()), 0

        async def step() -> int:
            nonlocal stream, version
            if version == 20:
                stream, version = str(uuid4()), 0
            await connection.execute(BARE_LOAD, (stream,), prepare=True)
            version += 1
            values = (stream, version, uuid4(), datetime.now(UTC), metadata, state)
            await connection.execute(BARE_APPEND, values, prepare=True)
            return 1

        return step

    try:
        return await rate([inserting(connection) for connection in connections], seconds)
    finally:
        for connection in connections:
            await connection.close()


class Note(Aggregate):
    """A stock aggregate whose events carry as much text."""

    @event("Added")
    def add(self, body: str, on: str) -> None:
        self.body, self.on = body, on


def stock_library(url: str, clients: int, seconds: float) -> float:
    address = conninfo_to_dict(url)
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(address["dbname"]),
        "POSTGRES_HOST": str(address["host"]),
        "POSTGRES_PORT": str(address.get("port", "5432")),
        "POSTGRES_USER": str(address["user"]),
        "POSTGRES_PASSWORD": str(address["password"]),
        "POSTGRES_POOL_SIZE": str(clients),
    }
    done, lock, today = 0, threading.Lock(), date.today().isoformat()
    with Application[UUID](env=env) as application:
        end = time.monotonic() + seconds

        def client() -> None:
            nonlocal done
            note = Note()
            application.save(note)
            while time.monotonic() < end:
                if note.version == 20:
                    note = Note()
                    application.save(note)
                loaded: Note = application.repository.get(note.id)
                loaded.add(WORDS * 4, today)
                application.save(loaded)
                note = loaded
                with lock:
                    done += 1

        threads = [threading.Thread(target=client) for _ in range(clients)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return done / (time.monotonic() - began)


async def main(seconds: float) -> None:
    folder = Path(tempfile.mkdtemp(prefix="cl-bench-"))
    folder.chmod(0o711)
    with embedded.acquire(folder / "server") as server:
        migrate(server.url("migrator"))
        superuser = server.url("migrator")
        with psycopg.connect(superuser, autocommit=True) as admin:
            admin.execute(
                "create table bench (position bigint generated always as identity primary key,"
                " stream text, version bigint, type text, command_id uuid unique,"
                " known_at timestamptz, metadata bytea, state bytea, unique (stream, version))"
            )
        kek = KeyEncryptionKey(read_key_file(server.key_file))
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print("clients   ours/s   bare SQL/s   stock/s   ours:bare   ours:stock")
        async with Ledger(server.url("writer"), "bench", kek) as ledger:
            await publish_policies(ledger)
            for clients in CLIENTS:
                ours = await our_commands(ledger, clients, seconds)
                bare = await bare_sql(superuser, clients, seconds)
                stock = await asyncio.to_thread(stock_library, superuser, clients, seconds)
                print(
                    f"{clients:7} {ours:8.0f} {bare:12.0f} {stock:9.0f}"
                    f" {ours / bare:11.2f} {ours / stock:12.2f}"
                )


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0))
