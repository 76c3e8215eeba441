"""The primary dies under load, three times: what was acknowledged is there, whole and in order."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from uuid import UUID

from ledger.store import Store
from tests.support.cluster import Cluster
from tests.support.databases import Database, wait_until
from tests.support.failover_writer import TENANT, append_of
from tests.support.size import sized

FAILOVERS = sized(6)


class Writer:
    """A process that appends, and what it was told."""

    def __init__(self, kind: str, url: str, patience: float) -> None:
        self.acked: dict[UUID, tuple[int, int]] = {}
        self.known: set[UUID] = set()
        self.unknown: set[UUID] = set()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.failover_writer", kind, url, str(patience)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._listener = Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        for line in self.process.stdout or ():
            command_id, outcome, *positions = line.split()
            if outcome == "acked":
                first, last = map(int, positions)
                self.acked[UUID(command_id)] = (first, last)
            else:
                getattr(self, outcome).add(UUID(command_id))

    def goes_on(self, appends: int = 20) -> None:
        """Wait until so many more are acknowledged."""
        wanted = len(self.acked) + appends
        wait_until(lambda: len(self.acked) >= wanted, 30)

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        assert self.process.wait(60) == 0
        self._listener.join()


@contextmanager
def writing(url: str) -> Iterator[list[Writer]]:
    """One that waits for a new primary, one that soon gives up, and the stock library's."""
    writers = [Writer("async", url, 20), Writer("async", url, 0.1), Writer("stock", url, 0)]
    try:
        yield writers
    finally:
        for writer in writers:
            writer.process.kill()


def ledger(cluster: Cluster) -> tuple[list[int], dict[UUID, tuple[int, int]], dict[UUID, int]]:
    """Every position; the positions of each command; how many events name each command."""
    with cluster.primary.connect("ledger") as boss:
        positions = boss.execute("select position from ledger.events order by 1").fetchall()
        commands = boss.execute(
            "select command_id, first_position, last_position from ledger.commands"
            " where tenant = %s",
            [TENANT],
        ).fetchall()
        counts = boss.execute(
            "select (convert_from(metadata, 'UTF8')::json ->> 'command')::uuid, count(*)"
            " from ledger.events where tenant = %s group by 1",
            [TENANT],
        ).fetchall()
    return [row[0] for row in positions], {row[0]: row[1:] for row in commands}, dict(counts)


def check_whole(cluster: Cluster) -> dict[UUID, tuple[int, int]]:
    """No gap, and each command there with all of its events or none; where each stands."""
    positions, commands, counts = ledger(cluster)
    assert positions == list(range(1, len(positions) + 1))
    assert counts == {known: last - first + 1 for known, (first, last) in commands.items()}
    assert counts == {known: len(append_of(known).events) for known in commands}
    return commands


async def send_again(database: Database, lost: set[UUID]) -> dict[UUID, tuple[bool, int | None]]:
    store = Store(database.url("writer"))
    await store.open()
    answers = await asyncio.gather(*[store.append(append_of(each)) for each in lost])
    await store.close()
    return {
        each: (answer.replayed, answer.first_position)
        for each, answer in zip(lost, answers, strict=True)
    }


def test_failovers_under_load_lose_nothing_acknowledged(
    cluster: Cluster, database: Database
) -> None:
    with writing(database.url("writer")) as writers:
        for _ in range(FAILOVERS):
            for writer in writers:
                writer.goes_on()
            lost = cluster.primary
            cluster.kill(lost)
            time.sleep(0.3)  # the impatient one gives up; who would promote notices no sooner
            cluster.promote()
            for writer in writers:
                writer.goes_on()
            cluster.rejoin(lost)
            cluster.wait_for_standbys(2)
        for writer in writers:
            writer.end()

    acked = {each: at for writer in writers for each, at in writer.acked.items()}
    known = set().union(*(writer.known for writer in writers))
    unknown = set().union(*(writer.unknown for writer in writers))
    assert unknown, "nothing was cut off in the middle: this test would show less than it says"

    found = check_whole(cluster)
    assert {each: found.get(each) for each in acked} == acked
    assert not known & set(found), "said to be not written"
    assert set(found) - set(acked) <= unknown

    again = asyncio.run(send_again(database, known | unknown))
    for each, (replayed, first) in again.items():
        assert replayed == (each in found)
        assert not replayed or first == found[each][0]
    assert set(check_whole(cluster)) == set(acked) | known | unknown
