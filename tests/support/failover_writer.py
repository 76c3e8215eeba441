"""A process of the failover test: `python -m tests.support.failover_writer KIND URL PATIENCE`.

Appends until its standard input ends: KIND `async` with the store and 12 tasks, `stock` with the
library's own recorder. Prints a line for each command: its id and `acked FIRST LAST`, `known` (not
written) or `unknown`. All that a command writes follows from its id, so that the test can tell
whether it is whole, and send it again.
"""

import asyncio
import sys
from dataclasses import replace
from uuid import UUID, uuid4, uuid5

from ledger.recorder import Factory, LedgerRecorder
from ledger.store import Store
from ledger.store_errors import StoreUnavailable
from ledger.stored import Append, CommandRecord
from tests.support.events import event
from tests.support.stock import environment

TENANT = "failover"


def append_of(command_id: UUID) -> Append:
    """One to four events over two streams, the command's id in each."""
    events = [
        replace(
            event(f"{kind}-{command_id}", version, event_id=uuid5(command_id, f"{kind}{version}")),
            metadata=b'{"command":"%s"}' % str(command_id).encode(),
        )
        for kind, count in (("case", 1 + command_id.int % 2), ("consent", command_id.int // 2 % 3))
        for version in range(1, count + 1)
    ]
    return Append(TENANT, events, command=CommandRecord(command_id, b"body", b"{}"))


def say(command_id: UUID, *outcome: object) -> None:
    print(command_id, *outcome, flush=True)


def failed(command_id: UUID, error: StoreUnavailable) -> None:
    say(command_id, "known" if error.outcome_known else "unknown")


async def with_the_store(url: str, patience: float) -> None:
    store = Store(url, patience=patience, timeout=30.0)
    await store.open()
    ended = asyncio.create_task(asyncio.to_thread(sys.stdin.read))

    async def writer() -> None:
        while not ended.done():
            command_id = uuid4()
            try:
                done = await store.append(append_of(command_id))
            except StoreUnavailable as error:
                failed(command_id, error)
                await asyncio.sleep(0.1)
            else:
                say(command_id, "acked", done.first_position, done.last_position)
                await asyncio.sleep(0.01)

    await asyncio.gather(*[writer() for _ in range(12)])
    await store.close()


async def with_the_library(url: str) -> None:
    factory = Factory(environment(url, TENANT))
    recorder = factory.application_recorder()
    ended = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    while not ended.done():
        command_id = uuid4()
        try:
            first, last = await asyncio.to_thread(insert, recorder, append_of(command_id))
        except StoreUnavailable as error:
            failed(command_id, error)
        else:
            say(command_id, "acked", first, last)
        await asyncio.sleep(0.01)
    factory.close()


def insert(recorder: LedgerRecorder, append: Append) -> tuple[int, int]:
    """First and last position, also of what turned out to be done already."""
    done = recorder._append(append)
    assert done.first_position is not None
    assert done.last_position is not None
    return done.first_position, done.last_position


if __name__ == "__main__":
    kind, url, patience = sys.argv[1:]
    asyncio.run(with_the_library(url) if kind == "stock" else with_the_store(url, float(patience)))
