"""`kill -9` of writers, of backends and of the whole server, in the middle of commits.

A hundred times at full size (`tests/support/size.py`).

No command that was acknowledged is lost, none is half there, and what was sealed opens.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from domain.private import Clear
from ledger.ledger import Ledger
from tests.support.databases import Database
from tests.support.faulty_server import FaultyServer
from tests.support.kill_writer import FAMILY_NAME, KEK, PEOPLE, SAFE_CONTACT
from tests.support.policies import publish_policy
from tests.support.size import sized
from tests.support.survival import assert_kept, assert_whole

ROOT = Path(__file__).resolve().parents[3]
KILLS = {
    kind: sized(n)
    for kind, n in {"writer": 25, "backend": 45, "postmaster": 15, "server": 20}.items()
}
PATIENCE = 120  # seconds, on a busy machine


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    made = FaultyServer.create()
    try:
        yield made
    finally:
        made.discard()


class Writers:
    """Processes that write; one that is killed is followed by another."""

    def __init__(self, url: str, folder: Path, count: int) -> None:
        self._url = url
        self._folder = folder
        self._journals = 0
        self.running = [self._start() for _ in range(count)]

    def _start(self) -> subprocess.Popen[str]:
        self._journals += 1
        journal = self._folder / f"journal-{self._journals}"
        return subprocess.Popen(
            [sys.executable, "-m", "tests.support.kill_writer", self._url, journal],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            text=True,
        )

    def kill_one(self) -> None:
        victim = self.running.pop(0)
        assert victim.poll() is None, "a writer ended by itself"
        victim.kill()
        victim.communicate()
        self.running.append(self._start())

    def finish(self) -> None:
        """Let each answer what it has begun; every one must end well."""
        for writer in self.running:
            writer.communicate("stop\n", timeout=PATIENCE)
        assert [writer.returncode for writer in self.running] == [0] * len(self.running)

    def discard(self) -> None:
        for writer in self.running:
            writer.kill()
            writer.communicate()

    def journal(self) -> list[list[str]]:
        """The words of every whole line; the last line of a killed writer may be torn."""
        lines = []
        for number in range(1, self._journals + 1):
            with contextlib.suppress(FileNotFoundError):
                text = (self._folder / f"journal-{number}").read_text()
                lines += [line.split() for line in text.split("\n")[:-1]]
        return lines


async def test_kills_lose_nothing_acknowledged(server: FaultyServer, tmp_path: Path) -> None:
    with server.database() as database:
        await publish_policy(database.url("writer"), PEOPLE, KEK)
        writers = Writers(database.url("writer"), tmp_path, 3)
        kinds = [kind for kind, count in KILLS.items() for _ in range(count)]
        random.shuffle(kinds)
        head = 0
        try:
            for kind in kinds:
                head, backend = in_the_middle_of_an_append(server, database, head)
                match kind:
                    case "writer":
                        writers.kill_one()
                    case "backend":
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(backend, signal.SIGKILL)
                    case "postmaster":
                        server.kill()
                    case "server":
                        server.kill_all()
            in_the_middle_of_an_append(server, database, head)
            writers.finish()
        finally:
            writers.discard()
        await check(database, writers.journal())


def in_the_middle_of_an_append(
    server: FaultyServer, database: Database, head: int
) -> tuple[int, int]:
    """Wait until work went on past `head` and an append is being done: the head, its backend."""
    deadline = time.monotonic() + PATIENCE
    while True:
        server.revive()
        try:
            with database.connect("migrator") as admin:
                while time.monotonic() < deadline:
                    row = admin.execute(
                        "select h.position, a.pid from ledger.head as h, pg_stat_activity as a"
                        " where h.position > %s and a.state = 'active'"
                        " and a.usename = 'cl_writer' and a.query like '%%ledger.append%%'"
                        " order by random() limit 1",
                        [head],
                    ).fetchone()
                    if row:
                        time.sleep(random.uniform(0, 0.002))  # anywhere in it
                        return row[0], row[1]
        except psycopg.OperationalError:
            pass  # it is recovering
        assert time.monotonic() < deadline, "nobody appends any more"


async def check(database: Database, journal: list[list[str]]) -> None:
    appended = {
        UUID(words[1]): (int(words[2]), int(words[3])) for words in journal if words[0] == "append"
    }
    registered = {words[2] for words in journal if words[0] == "person"}
    assert len(appended) > sized(200)
    assert len(registered) > sized(20)
    with database.connect("migrator") as admin:
        assert_whole(admin)
        assert_kept(admin, appended)
        rows = admin.execute(
            "select distinct stream from ledger.events where tenant = %s and stream like 'person-%%'",
            [PEOPLE],
        ).fetchall()
    streams = {stream for (stream,) in rows}
    assert {f"person-{person}" for person in registered} <= streams
    async with Ledger(database.url("writer"), PEOPLE, KEK) as ledger:
        for stream in streams:
            [person] = await ledger.unseal(await ledger.load(stream))
            opened = person.event.family_name, person.event.safe_contact.body
            assert all(isinstance(value, Clear) for value in opened), "a key was lost"
            assert [value.value for value in opened] == [FAMILY_NAME, SAFE_CONTACT]
