"""Events by writers in several processes, tailed by readers in others: no skip, gap, reorder.

A million of them at full size (`tests/support/size.py`).

The oracle is a momentary SHARE lock on the table: while it is held nobody is in the middle of an
append, so what stands up to the last position then is all that may ever stand there, and a reader
that got so far must have seen each of it.
"""

import subprocess
import sys
import threading
from array import array
from itertools import accumulate
from operator import xor
from pathlib import Path

import psycopg

from tests.support.databases import Database
from tests.support.size import sized

ROOT = Path(__file__).resolve().parents[3]
EVENTS = {"async": (sized(380_000), sized(380_000)), "stock": (sized(240_000),)}
PATIENCE = 300  # seconds, on a busy machine

# The number of events after one position up to another, and their ids' first halves, combined.
SEEN = """
select count(*), coalesce(bit_xor(
    ('x' || left(replace(event_id::text, '-', ''), 16))::bit(64)::bigint), 0)
from ledger.events where position > %s and position <= %s
"""


def start(module: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.support.{module}", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def start_writer(url: str, events: int, kind: str = "async") -> subprocess.Popen[str]:
    return start("race_writer", kind, url, str(events))


def acknowledged(writer: subprocess.Popen[str]) -> set[int]:
    out, _ = writer.communicate(timeout=PATIENCE)
    positions: set[int] = set()
    for line in out.splitlines():
        first, last = map(int, line.split())
        positions.update(range(first, last + 1))
    return positions


class Oracle(threading.Thread):
    """Notes again and again what stands in the ledger while nobody is in the middle of an append."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database
        self._ending = threading.Event()
        self.truth: list[tuple[int, int]] = []  # a position, the ids up to it combined
        self.gaps: list[str] = []

    def run(self) -> None:
        with self._database.connect("migrator", autocommit=False) as admin:
            while not self._ending.wait(0.1):
                self._look(admin)

    def _look(self, admin: psycopg.Connection) -> None:
        with admin.transaction():
            admin.execute("lock table ledger.events in share mode")
            [head] = admin.execute(
                "select coalesce(max(position), 0) from ledger.events"
            ).fetchone()
        before, ids = self.truth[-1] if self.truth else (0, 0)
        with admin.transaction():
            count, more = admin.execute(SEEN, [before, head]).fetchone()
        if count != head - before:
            self.gaps.append(f"{count} events from {before} to {head}")
        self.truth.append((head, ids ^ more % 2**64))

    def stop(self) -> None:
        self._ending.set()
        self.join()


def test_what_many_append_is_read_by_all_in_one_order(database: Database, tmp_path: Path) -> None:
    url = database.url("writer")
    oracle = Oracle(database)
    readers = {
        kind: start("race_reader", kind, url, str(tmp_path / kind)) for kind in ("async", "stock")
    }
    writers = [start_writer(url, n, kind) for kind, counts in EVENTS.items() for n in counts]
    oracle.start()
    promised: set[int] = set()
    try:
        for writer in writers:
            promised |= acknowledged(writer)
        oracle.stop()
        with database.connect("migrator") as admin:
            [head] = admin.execute("select position from ledger.head").fetchone()
        for reader in readers.values():
            reader.communicate(f"{head}\n", timeout=PATIENCE)
    finally:
        oracle.stop()
        for process in (*writers, *readers.values()):
            process.kill()
            process.wait()

    assert [p.returncode for p in (*writers, *readers.values())] == [0] * 5
    assert head >= sized(1_000_000) - len(writers)
    assert promised == set(range(1, head + 1))
    assert oracle.gaps == []
    assert len({position for position, _ in oracle.truth}) > 20
    for kind in readers:
        read = array("Q")
        with (tmp_path / kind).open("rb") as file:
            read.fromfile(file, head)
        upto = [0, *accumulate(read, xor)]
        missed = [at for at, ids in oracle.truth if upto[at] != ids]
        assert missed == [], f"the {kind} reader saw something else"
