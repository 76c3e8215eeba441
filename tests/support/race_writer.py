"""A process of the race test: `python -m tests.support.race_writer <url> <appends>`.

Writes with 24 tasks at once, some of them onto shared streams, where they conflict. Prints one
line for each append that was acknowledged: first and last position.
"""

import asyncio
import random
import sys

from ledger.store import Store
from ledger.store_errors import StoreUnavailable, VersionConflict
from ledger.stored import Append
from tests.support.events import command, events, new_stream

TENANT = "race"
SHARED = [f"case-shared-{n}" for n in range(4)]


async def main(url: str, appends: int) -> None:
    store = Store(url, patience=60.0, timeout=90.0)
    await store.open()
    left = iter(range(appends))

    async def writer() -> None:
        for _ in left:
            if random.random() < 0.1:
                stream = random.choice(SHARED)
                known = await store.load(TENANT, stream)
                version = known[-1].originator_version + 1 if known else 1
            else:
                stream, version = new_stream(), 1
            written = events(stream, version, random.randint(1, 4))
            try:
                done = await store.append(Append(TENANT, written, command=command()))
            except (VersionConflict, StoreUnavailable):
                continue
            print(done.first_position, done.last_position, flush=True)

    await asyncio.gather(*[writer() for _ in range(24)])
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
