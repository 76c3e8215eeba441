"""A database of its own for each test, with rows that stand for events and looks."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from ledger.log.checkpoint import Checkpoint
from ledger.log.note import Signer, open_note
from ledger.log.sequencer import Sequencer
from tests.support.databases import Database, PgServer, new_database

BASE = "ledger.example"
SEED = bytes(range(32))

EVENTS = """
    insert into ledger.events
    select n, 't', 'case-' || n, 1, 'case.opened', 1, gen_random_uuid(),
        case when mod(n, 3) > 0 then date '2026-03-01' end, now(), now(), '{}', sha256(n::text::bytea)
    from generate_series(
        (select position + 1 from ledger.head), (select position from ledger.head) + %s
    ) as n
"""
LOOKS = """
    insert into access.look (
        at, tenant, session_id, account_id, role, organisation, purpose, persons, cases,
        categories, decision, codes, backend, backend_start, xid
    )
    select now(), 't', gen_random_uuid(), gen_random_uuid(), 'CASEWORKER', 'o', 'CASEWORK',
        array[gen_random_uuid()], '{}', array['IDENTITY', 'CONTACT'], 'allowed', '{}', n, now(),
        pg_current_xact_id()
    from generate_series(1, %s) as n
"""


def key(name: str) -> Signer:
    return Signer(name, SEED)


class World:
    """A database, what is put into it, and what is signed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.admin = database.connect("migrator")
        self.url = database.url("sequencer")

    def events(self, count: int) -> None:
        self.admin.execute(EVENTS, (count,))

    def looks(self, count: int) -> None:
        self.admin.execute(LOOKS, (count,))

    def tampering(self, statement: str) -> None:
        """As a superuser can who switches the triggers off."""
        with self.admin.transaction():
            self.admin.execute("set local session_replication_role = replica")
            self.admin.execute(statement)  # type: ignore[arg-type]

    def one(self, query: str) -> tuple:
        row = self.admin.execute(query).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return row

    def signed(self, log: str = "events") -> Checkpoint | None:
        """The last checkpoint, its signature verified."""
        row = self.admin.execute(
            "select c.note, o.verifier, o.name from log.checkpoint as c"
            " join log.state as s using (log, sequence) join log.origin as o using (log, sequence)"
            " where log = %s order by c.size desc limit 1",
            (log,),
        ).fetchone()
        if row is None:
            return None
        assert row[1] == str(key(row[2]).verifier)
        return Checkpoint.parse(open_note(row[0], [key(row[2]).verifier]).text)

    def size(self, log: str = "events") -> int:
        made = self.signed(log)
        return -1 if made is None else made.size

    def fault(self, log: str = "events") -> str | None:
        row = self.admin.execute("select fault from log.state where log = %s", (log,)).fetchone()
        return row and row[0]

    @contextmanager
    def sequencing(self, seed: bytes = SEED) -> Iterator[Sequencer]:
        made = Sequencer(self.url, lambda name: Signer(name, seed), BASE)
        made.start()
        try:
            yield made
        finally:
            made.stop()

    def until(self, condition: Callable[[], object], seconds: float = 30.0) -> float:
        """How many seconds it took."""
        begun = time.monotonic()
        while not condition():
            assert time.monotonic() < begun + seconds, "it did not come about in time"
            time.sleep(0.02)
        return time.monotonic() - begun


@pytest.fixture
def world(pg_server: PgServer, migrated_template: str) -> Iterator[World]:
    with new_database(pg_server, migrated_template) as made:
        one = World(made)
        yield one
        one.admin.close()
