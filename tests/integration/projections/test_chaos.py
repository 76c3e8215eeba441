"""Projectors, their connections and the server are killed while events come: no row is wrong, ever."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest

from domain.event import Recorded
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.store_errors import StoreUnavailable
from projections.registry import READ_MODELS, read_model
from projections.run import Projections
from projections.timeline.rows import TimelineRow
from tests.integration.projections.town import KEK, append, dump, rebuilt
from tests.support.databases import Database
from tests.support.faulty_server import FaultyServer
from tests.support.size import sized
from tests.unit.projections.histories import TENANT
from tests.unit.projections.imported import imported_history
from tests.unit.projections.memory import Memory

ROOT = Path(__file__).resolve().parents[3]
KILLS = {kind: sized(n) for kind, n in {"projector": 9, "connection": 9, "server": 3}.items()}
EVENTS = imported_history(random.Random(11), sized(4_500))
PATIENCE = 120  # seconds, on a busy machine


def expected() -> list[tuple[int, int | None]]:
    """How many rows the timeline has at each position from 0 on, and the last one's position."""
    memory = Memory(read_model("timeline"))
    found: list[tuple[int, int | None]] = [(0, None)]
    for recorded in EVENTS:
        memory.take([recorded])
        positions = [row.position for row in memory.rows(TimelineRow)]
        found.append((len(positions), max(positions, default=None)))
    return found


EXPECTED = expected()


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    made = FaultyServer.create()
    try:
        yield made
    finally:
        made.discard()


class Projectors:
    """Processes of which at every moment one owns each projection, if any lives."""

    def __init__(self, database: Database, count: int) -> None:
        self._database = database
        self._running = [self._start() for _ in range(count)]

    def kill_one(self) -> None:
        at = random.randrange(len(self._running))
        self._running[at].kill()
        self._running[at].wait()
        self._running[at] = self._start()

    def assert_alive(self) -> None:
        """Nothing but a kill ends one."""
        assert [each.poll() for each in self._running] == [None] * len(self._running)

    def discard(self) -> None:
        for each in self._running:
            each.kill()
            each.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        urls = [self._database.url(role) for role in ("writer", "projector")]
        command = [sys.executable, "-m", "tests.support.projector", *urls, TENANT, KEK.hex(), "40"]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


async def test_after_any_kill_the_rows_are_those_of_the_events_up_to_the_position(
    server: FaultyServer,
) -> None:
    with server.database() as database:
        projectors = Projectors(database, 2)
        load = asyncio.create_task(write(database, EVENTS))
        kinds = [kind for kind, count in KILLS.items() for _ in range(count)]
        random.shuffle(kinds)
        try:
            for kind in kinds:
                await asyncio.to_thread(in_the_middle_of_a_fold, server, database)
                match kind:
                    case "projector":
                        projectors.kill_one()
                    case "connection":
                        kill_a_connection(database)
                    case "server":
                        server.kill_all()
            await asyncio.to_thread(server.revive)
            last = await load
            await asyncio.to_thread(all_stand_at, database, last)
            projectors.assert_alive()
        finally:
            load.cancel()
            projectors.discard()
        with database.connect("migrator") as admin:
            shown = dump(admin)
        assert shown == await made_anew(database, last)


async def write(database: Database, events: Sequence[Recorded]) -> int:
    """Append all, a few at a time, through every outage; the last position."""
    pending, last = list(events), 0
    while pending:
        with contextlib.suppress(StoreUnavailable):
            async with Ledger(database.url("writer"), TENANT, KeyEncryptionKey(KEK)) as ledger:
                # What an outage left open is answered by the ledger: it is the only writer's.
                done = await ledger.head()
                pending = list(events)[done:]
                while pending:
                    size = random.randint(1, 30)
                    last = await append(ledger, pending[:size], at_once=30)
                    pending = pending[size:]
                    await asyncio.sleep(0.01)
                last = await ledger.head()
        await asyncio.sleep(0.05)
    return last


def in_the_middle_of_a_fold(server: FaultyServer, database: Database) -> None:
    """Until a projection is between two positions; meanwhile what is shown is looked at."""
    deadline = time.monotonic() + PATIENCE
    before: int | None = None
    while time.monotonic() < deadline:
        server.revive()
        try:
            with database.connect("migrator") as admin:
                while time.monotonic() < deadline:
                    position = look(admin)
                    if before is not None and position != before:
                        return
                    before = position
                    if position == len(EVENTS):
                        return
                    time.sleep(0.005)
        except psycopg.OperationalError:
            continue
    raise AssertionError("no projection moves any more")


def look(admin: psycopg.Connection) -> int:
    """What one moment shows is what the events up to its position say; the position."""
    with admin.transaction():
        admin.execute("set transaction isolation level repeatable read")
        found = admin.execute(
            "select p.position from read.projection as p"
            " join read.build as b on b.name = p.name and b.build = p.build and b.state = 'live'"
            " where p.name = 'timeline' and p.tenant = %s",
            (TENANT,),
        ).fetchone()
        if found is None:
            return 0
        [position] = found
        shown = admin.execute("select count(*), max(position) from read.timeline").fetchone()
    assert shown == EXPECTED[position]
    return position


def kill_a_connection(database: Database) -> None:
    """``kill -9`` of one of the projectors' server processes: the whole server restarts."""
    with contextlib.suppress(psycopg.OperationalError), database.connect("migrator") as admin:
        pids = admin.execute(
            "select pid from pg_stat_activity where usename = %s",
            (psycopg.conninfo.conninfo_to_dict(database.url("projector"))["user"],),
        ).fetchall()
        for [pid] in random.sample(pids, min(1, len(pids))):
            if random.random() < 0.5:
                admin.execute("select pg_terminate_backend(%s)", (pid,))
            else:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def all_stand_at(database: Database, last: int) -> None:
    """Every projection gets there by itself, and says that it is well."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError), database.connect("migrator") as admin:
            rows = admin.execute(
                "select p.name, p.position, p.state from read.projection as p join read.build as b"
                " on b.name = p.name and b.build = p.build and b.state = 'live'"
            ).fetchall()
            if len(rows) == len(READ_MODELS) and {row[1:] for row in rows} == {(last, "running")}:
                return
        time.sleep(0.05)
    raise AssertionError(f"not at {last}: {rows}")


async def made_anew(database: Database, last: int) -> dict[str, list[str]]:
    """What one clean run from nothing makes of the same events."""
    async with (
        Ledger(database.url("writer"), TENANT, KeyEncryptionKey(KEK)) as ledger,
        Projections(ledger, database.url("projector")) as clean,
    ):
        await asyncio.to_thread(all_stand_at, database, last)
        await rebuilt(clean, patience=PATIENCE)
    with database.connect("migrator") as admin:
        return dump(admin)
