"""A process of the race test: `python -m tests.support.race_reader <async|stock> <url> <file>`.

Tails the ledger from its start, `async` through our store, `stock` through the library's recorder,
and fails at the first position that is not the next one, or version that is not the next
of its stream. A line on its standard input says at which position the ledger ends. Writes to the
file the first half of each event's id, 8 bytes, in the order in which it read them.
"""

import asyncio
import select
import sys
import time
from array import array
from collections import defaultdict
from uuid import UUID

from ledger.recorder import Factory
from ledger.store import Store
from tests.support.race_writer import TENANT
from tests.support.stock import environment

PAGE = 2_000


class Tail:
    """What was read so far; refuses what does not follow."""

    def __init__(self) -> None:
        self.position = 0
        self.ids = array("Q")
        self._versions: dict[str, int] = defaultdict(int)
        self._end: int | None = None

    def read(self, position: int, stream: str, version: int, event_id: UUID) -> None:
        assert position == self.position + 1, f"{position} follows {self.position}"
        assert version == self._versions[stream] + 1, f"{stream}: {version} out of turn"
        self.position = position
        self._versions[stream] = version
        self.ids.append(event_id.int >> 64)

    def goes_on(self) -> bool:
        """Whether there is more to come."""
        if self._end is None and select.select([sys.stdin], [], [], 0)[0]:
            self._end = int(sys.stdin.readline())
        return self._end is None or self.position < self._end


async def read(url: str, tail: Tail) -> None:
    store = Store(url)
    await store.open()
    while tail.goes_on():
        page = await store.read(tail.position, PAGE)
        for e in page:
            tail.read(e.position, str(e.originator_id), e.originator_version, e.event_id)
        if not page:
            await asyncio.sleep(0.002)
    await store.close()


def read_stock(url: str, tail: Tail) -> None:
    factory = Factory(environment(url, TENANT))
    recorder = factory.application_recorder()
    while tail.goes_on():
        page = recorder.select_notifications(tail.position, PAGE, inclusive_of_start=False)
        for n in page:
            tail.read(n.id, str(n.originator_id), n.originator_version, n.event_id)
        if not page:
            time.sleep(0.002)
    factory.close()


if __name__ == "__main__":
    kind, url, file = sys.argv[1:]
    tail = Tail()
    if kind == "async":
        asyncio.run(read(url, tail))
    else:
        read_stock(url, tail)
    with open(file, "wb") as out:
        tail.ids.tofile(out)
