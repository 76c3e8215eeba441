"""The field: every contender opened on a fresh database of one server, ready to be told to run."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from bench.contenders.pgbench import PgBench
from bench.contenders.template import make_template
from bench.loops import Job, Measured
from bench.peers import fetch
from bench.peers.fetch import PeerUnavailable
from bench.place import Database, Place, open_ledger
from bench.process import Contender, ContenderFailed, module

OURS, STORE, PROCESSES, PGBENCH = "ours", "ours, store only", "ours, two processes", "pgbench"
STOCK, EMMETT = "eventsourcing", "Emmett"
MESSAGE_DB, MESSAGE_DB_PY = "Message DB", "Message DB, message-db-py"
PEERS = (STOCK, EMMETT, MESSAGE_DB, MESSAGE_DB_PY)
AT_HAND = (PGBENCH, OURS, STORE, STOCK)
"""Those that need nothing fetched."""
ALL = (PGBENCH, OURS, STORE, STOCK, EMMETT, MESSAGE_DB, MESSAGE_DB_PY)

MESSAGE_DB_SQL = (
    *("schema/message-store", "types/message", "tables/messages"),
    *(
        f"functions/{name}"
        for name in (
            *("message-store-version", "hash-64", "acquire-lock", "category", "is-category", "id"),
            *("cardinal-id", "stream-version", "write-message", "get-stream-messages"),
            "get-category-messages",
        )
    ),
    *("indexes/messages-id", "indexes/messages-stream", "indexes/messages-category"),
)
"""As its `install.sh` goes, less what it makes for its own role. Its extension pgcrypto is left out:
all that it needs of it, `gen_random_uuid`, has been built into PostgreSQL since release 13."""


class Runs(Protocol):
    """Whatever can be told to run."""

    async def run(self, job: Job) -> Measured: ...


class Field:
    """Open contenders by name, and why others are missing."""

    def __init__(self) -> None:
        self.entered: dict[str, list[tuple[Runs, Job]]] = {}
        self.missing: dict[str, str] = {}
        self.payload: dict[str, int] = {}


async def payload_of_a_note(database: Database) -> dict[str, int]:
    """Bytes of the state and the metadata of a sealed note, as our program writes it."""
    async with open_ledger(database) as ledger:
        note = (await make_template(ledger, 5)).events[-1]
    return {"state": len(note.state), "metadata": len(note.metadata)}


@asynccontextmanager
async def field(place: Place, names: Sequence[str] = ALL) -> AsyncIterator[Field]:
    """Open what is named; peers that cannot be fetched or opened are missing, with the reason."""
    made = Field()
    async with AsyncExitStack() as stack:
        ours = await place.ledger("ours")
        made.payload = await payload_of_a_note(ours)
        if OURS in names or STORE in names:
            workers = [await _open(stack, module("ours"), ours, made.payload) for _ in range(2)]
            made.entered[OURS] = [(workers[0], {"kind": "command"})]
            made.entered[STORE] = [(workers[0], {"kind": "store"})]
            made.entered[PROCESSES] = [(worker, {"kind": "command"}) for worker in workers]
        if PGBENCH in names:
            made.entered[PGBENCH] = [(PgBench(await place.ledger("pgbench"), made.payload), {})]
        peers: dict[str, tuple[Callable[[], list[str | Path]], Callable[[Database], None]]] = {
            STOCK: (lambda: [*module("stock")], lambda _: None),
            EMMETT: (_emmett, lambda _: None),
            MESSAGE_DB: (lambda: [*module("message_db")], install_message_db),
            MESSAGE_DB_PY: (_message_db_client, install_message_db),
        }
        for name in names:
            if name not in peers:
                continue
            command, install = peers[name]
            try:
                database = place.database(f"peer_{len(made.entered)}")
                install(database)
                worker = await _open(stack, command(), database, made.payload)
            except (PeerUnavailable, ContenderFailed) as why:
                made.missing[name] = str(why)
            else:
                made.entered[name] = [(worker, {})]
        yield made


async def _open(
    stack: AsyncExitStack, command: Sequence[str | Path], database: Database, payload: dict
) -> Contender:
    is_ours = "bench.contenders.ours" in command
    first = {
        "url": database.writer if is_ours else database.url,
        "key_file": str(database.key_file),
        "payload": payload,
    }
    return await stack.enter_async_context(Contender(command, first))


def _emmett() -> list[str | Path]:
    return [fetch.node(), fetch.npm_packages() / "emmett.mjs"]


def _message_db_client() -> list[str | Path]:
    return [fetch.python_client(), "-m", "bench.contenders.message_db_client"]


def install_message_db(database: Database) -> None:
    """Its tables and functions. Raises `PeerUnavailable`."""
    scripts = fetch.npm_packages() / "node_modules" / "@eventide" / "message-db" / "database"
    with psycopg.connect(
        database.url, autocommit=True, options="-c search_path=message_store,public"
    ) as connection:
        for name in MESSAGE_DB_SQL:
            connection.execute((scripts / f"{name}.sql").read_bytes())
