"""A process of the race test: `python -m tests.support.race_writer <async|stock> <url> <events>`.

Appends until it has written so many: mostly a few events, now and then up to 500, to new streams,
several at once, or to shared ones, where it conflicts. `async` through our store with 24 tasks,
`stock` through the library's recorder with 3 threads. Prints one line for each append that was
acknowledged: first and last position.
"""

import asyncio
import os
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from ledger.recorder import Factory
from ledger.store import Store
from ledger.store_errors import VersionConflict
from ledger.stored import Append, LedgerEvent
from tests.support.events import command, event, events, new_stream
from tests.support.stock import environment

TENANT = "race"
SHARED = [f"case-shared-{n}" for n in range(4)]


class Quota:
    """How many events are still to be written; the tasks and threads of a process share it."""

    def __init__(self, events: int) -> None:
        self._left = events

    def sizes(self) -> Iterator[int]:
        """Sizes of appends, until so many events were acknowledged."""
        while self._left > 0:
            yield random.choice((1, 2, 3, 4, 20, 100, 250, 500))

    def done(self, first: int, last: int) -> None:
        self._left -= last - first + 1
        os.write(1, f"{first} {last}\n".encode())  # whole, whichever thread


def spread(size: int) -> list[LedgerEvent]:
    """New streams, of which each gets every third event."""
    streams = [new_stream() for _ in range(min(3, size))]
    return [event(streams[n % 3], n // 3 + 1, state=b"{}") for n in range(size)]


async def write(url: str, quota: Quota) -> None:
    store = Store(url, patience=60.0, timeout=90.0)
    await store.open()

    async def writer() -> None:
        for size in quota.sizes():
            written = spread(size)
            if random.random() < 0.1:
                stream = random.choice(SHARED)
                known = await store.load(TENANT, stream)
                written = events(stream, known[-1].originator_version + 1 if known else 1, 3)
            try:
                appended = await store.append(Append(TENANT, written, command=command()))
            except VersionConflict:
                continue
            quota.done(appended.first_position, appended.last_position)

    await asyncio.gather(*[writer() for _ in range(24)])
    await store.close()


def write_stock(url: str, quota: Quota) -> None:
    factory = Factory(environment(url, TENANT))
    recorder = factory.application_recorder()

    def writer() -> None:
        for size in quota.sizes():
            positions = recorder.insert_events(spread(size))
            assert positions is not None
            quota.done(positions[0], positions[-1])

    with ThreadPoolExecutor() as threads:
        for thread in [threads.submit(writer) for _ in range(3)]:
            thread.result()
    factory.close()


if __name__ == "__main__":
    kind, url, count = sys.argv[1:]
    if kind == "async":
        asyncio.run(write(url, Quota(int(count))))
    else:
        write_stock(url, Quota(int(count)))
