"""Writers in several processes, a reader that tails: nothing skipped, no gap, no reorder.

The oracle is a momentary SHARE lock on the table: while it is held nobody is in the middle of an
append, so what the table holds then is all that a reader at that point may ever see up to there.
"""

import subprocess
import sys
import threading
from pathlib import Path

import psycopg

from tests.support.databases import Database

ROOT = Path(__file__).resolve().parents[3]


def start_writer(url: str, appends: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.race_writer", url, str(appends)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def acknowledged(writer: subprocess.Popen[str]) -> set[int]:
    out, _ = writer.communicate(timeout=60)
    positions: set[int] = set()
    for line in out.splitlines():
        first, last = map(int, line.split())
        positions.update(range(first, last + 1))
    return positions


def test_a_tailing_reader_misses_nothing(database: Database) -> None:
    writers = [start_writer(database.url("writer"), 2_500) for _ in range(3)]
    running = threading.Event()
    running.set()
    tailed: list[int] = []
    faults: list[str] = []

    def tail() -> None:
        with database.connect("projector") as reader:
            while True:
                stop = not running.is_set()
                rows = reader.execute(
                    "select position from ledger.events where position > %s order by position",
                    [tailed[-1] if tailed else 0],
                ).fetchall()
                tailed.extend(position for (position,) in rows)
                if stop:
                    return

    def oracle() -> None:
        with database.connect("migrator", autocommit=False) as admin:
            while running.is_set():
                with admin.transaction():
                    admin.execute("lock table ledger.events in share mode")
                    count, last = admin.execute(
                        "select count(*), coalesce(max(position), 0) from ledger.events"
                    ).fetchone() or (0, 0)
                if count != last:
                    faults.append(f"{count} events up to position {last}")
                running_wait.wait(0.05)

    running_wait = threading.Event()
    threads = [threading.Thread(target=tail), threading.Thread(target=oracle)]
    for thread in threads:
        thread.start()
    promised: set[int] = set()
    try:
        for writer in writers:
            promised |= acknowledged(writer)
    finally:
        running.clear()
        running_wait.set()
        for thread in threads:
            thread.join()

    assert faults == []
    assert all(writer.returncode == 0 for writer in writers)
    assert len(tailed) > 10_000
    assert tailed == list(range(1, len(tailed) + 1))
    assert promised == set(tailed)
    assert_streams_are_whole(database)


def test_a_killed_backend_loses_nothing_acknowledged(database: Database) -> None:
    """The server takes its shared memory down with a killed backend, and recovers by itself."""
    with database.connect("migrator") as admin:
        before = admin.execute("select position from ledger.head").fetchone()
    writers = [start_writer(database.url("writer"), 1_500) for _ in range(2)]
    killed = 0
    for _ in range(3):
        threading.Event().wait(0.4)
        killed += kill_an_appending_backend(database)
    promised = set().union(*map(acknowledged, writers))
    assert killed > 0
    assert all(writer.returncode == 0 for writer in writers)
    with database.connect("migrator") as admin:
        rows = admin.execute("select position from ledger.events order by position").fetchall()
        half = admin.execute(
            "select count(*) from ledger.commands c where first_position is not null and"
            " (select count(*) from ledger.events e"
            "  where e.position between c.first_position and c.last_position)"
            " <> c.last_position - c.first_position + 1"
        ).fetchone()
    assert [position for (position,) in rows] == list(range(1, len(rows) + 1))
    assert before is not None
    assert len(promised) > 0
    assert promised <= set(range(before[0] + 1, len(rows) + 1))
    assert half == (0,)
    assert_streams_are_whole(database)


def kill_an_appending_backend(database: Database) -> int:
    """`kill -9` of a backend in the middle of an append, as an out-of-memory killer would."""
    try:
        with database.connect("migrator") as admin:
            for _ in range(400):
                row = admin.execute(
                    "select pid from pg_stat_activity where datname = current_database()"
                    " and state = 'active' and query like '%ledger.append%'"
                    " and pid <> pg_backend_pid() limit 1"
                ).fetchone()
                if row:
                    program = sql_kill(row[0])
                    admin.execute(program)
                    return 1
    except psycopg.OperationalError:
        return 1  # this connection went down with the one it killed
    return 0


def sql_kill(pid: int) -> str:
    # The server runs it, as its own user; this test may run as another one. What is copied must be
    # read before the program ends, or the pipe breaks now and then.
    return f"copy (select 1) to program 'cat > /dev/null; kill -9 {int(pid)} || true'"


def assert_streams_are_whole(database: Database) -> None:
    with database.connect("migrator") as admin:
        broken = admin.execute(
            "select tenant, stream from ledger.events group by tenant, stream"
            " having max(version) <> count(*) or min(version) <> 1"
        ).fetchall()
    assert broken == []
