"""The Merkle log: how fast it is made, proves and is audited: ``python -m bench log``.

The ledger is filled with `SIZE` events (see `bench/filled.py`). Then the log is made of all of them at
once, as after a restore; random events are proved from its stored tiles; and all of it is audited. What
the log costs a writer is seen by appending with a sequencer at work, and without one, in turn.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from psycopg import AsyncConnection

from bench import filled
from bench.field import payload_of_a_note
from bench.figures import Row, matching, over_rounds, ratio, row
from bench.place import Database, Place
from bench.process import Contender, module
from ledger.log.audit.run import audit
from ledger.log.growth import Growth
from ledger.log.names import EVENTS
from ledger.log.note import Signer
from ledger.log.origins import begin
from ledger.log.proving import consistency, inclusion
from ledger.log.rows import connect
from ledger.log.sequencer import Sequencer

SIZE = 1_000_000
PROOFS = 2_000
WITH, WITHOUT = "appends with a sequencer", "appends without"
BASE = "bench"
WARMUP = 0.3


async def measure(
    at: Place,
    size: int = SIZE,
    proofs: int = PROOFS,
    rounds: int = 5,
    seconds: float = 1.5,
    say: Callable[[str], None] = print,
) -> dict:
    """Rates are rows a second; times of proofs are milliseconds, one query after the other."""
    database = await at.ledger("proofs")
    await filled.prepare(database)
    filled.fill(database, 0, size)
    at.settle()
    events = filled.events(database)
    result: dict = {"events": events, "sequenced": await asyncio.to_thread(_sequence, database)}
    say(f"{events:,} events sequenced at {result['sequenced']:,.0f}/s")
    async with await AsyncConnection.connect(database.url, autocommit=True) as connection:
        for name, prove in (
            ("inclusion", lambda: inclusion(connection, EVENTS, random.randrange(events))),
            ("consistency", lambda: consistency(connection, EVENTS, random.randrange(1, events))),
        ):
            result[name] = await _times(prove, proofs)
            say(f"{name}: p50 {_at(result[name], 0.5):.2f} ms")
    found = await asyncio.to_thread(_audited, database)
    # the copies of one case have the times of that one
    assert {each.code for each in found.findings} <= {"TIME_BACK"}, found.findings
    result["audited"] = found.rows / found.seconds
    say(f"audited at {result['audited']:,.0f} rows/s")
    result["rows"] = await _appending(database, rounds, seconds, say)
    return result


def table(result: dict) -> list[list[str]]:
    """What was found, a line each."""
    lines = [
        ["At " + f"{result['events']:,} events", "Found"],
        ["sequenced, rows/s", f"{result['sequenced']:,.0f}"],
        ["audited, rows/s", f"{result['audited']:,.0f}"],
    ]
    for name in ("inclusion", "consistency"):
        times = result[name]
        lines.append(
            [f"{name} proof, p50 and p99 ms", f"{_at(times, 0.5):.2f} / {_at(times, 0.99):.2f}"]
        )
    for name in (WITH, WITHOUT):
        p99 = over_rounds(result["rows"], "p99_ms", contender=name).median
        lines.append([f"{name}, p99 ms", f"{p99:.2f}"])
    return lines


def targets(result: dict) -> list[list[str]]:
    """What was asked for."""
    proving = _at(result["inclusion"], 0.5)
    kept = ratio(
        matching(result["rows"]), "rate", {"contender": WITH}, {"contender": WITHOUT}
    ).median
    lines = [["Asked", "Found", ""]]
    for asked, found, reached in (
        ("a proof in under 2 ms (p50)", f"{proving:.2f} ms", proving < 2),
        ("50,000 events/s sequenced", f"{result['sequenced']:,.0f}", result["sequenced"] >= 50_000),
        ("no writer waits (within a fifth)", f"{kept:.2f}", kept >= 0.8),
    ):
        lines.append([asked, found, "reached" if reached else "missed"])
    return lines


def _key(name: str) -> Signer:
    return Signer(name, bytes(32))


def _sequence(database: Database) -> float:
    with connect(database.url) as connection:
        begin(connection, BASE)
        one = Growth(connection, EVENTS, _key, "bench")
        begun = time.perf_counter()
        while one.step():
            pass
        return one.size / (time.perf_counter() - begun)


def _audited(database: Database):
    with connect(database.url, "bench") as connection:
        return audit(connection)


async def _times(prove: Callable[[], Awaitable[object]], count: int) -> list[float]:
    found = []
    for _ in range(count):
        begun = time.perf_counter()
        assert await prove() is not None
        found.append((time.perf_counter() - begun) * 1000)
    return sorted(round(each, 4) for each in found)


async def _appending(
    database: Database, rounds: int, seconds: float, say: Callable[[str], None]
) -> list[Row]:
    payload = await payload_of_a_note(database)
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        first = {"url": database.writer, "key_file": str(database.key_file), "payload": payload}
        ours = await stack.enter_async_context(Contender(module("ours"), first))
        for number in range(rounds):
            for name in (WITH, WITHOUT) if number % 2 else (WITHOUT, WITH):
                job = {"kind": "store", "clients": 16, "seconds": seconds, "warmup": WARMUP}
                sequencer = Sequencer(database.url, _key, BASE) if name == WITH else None
                if sequencer:
                    sequencer.start()
                rows.append(row(name, 16, number, await ours.run(job)))
                if sequencer:
                    await asyncio.to_thread(sequencer.stop)
                say(f"round {number + 1}  {name:26}{rows[-1]['rate']:7.0f}/s")
    return rows


def _at(times: list[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)]
