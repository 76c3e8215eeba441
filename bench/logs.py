"""What the Merkle log costs: ``python -m bench log``.

The ledger is filled in steps (see `bench/filled.py`), and what was filled is sequenced by one
sequencer: from rows to leaves, tiles, and a signed checkpoint, each batch durable. On the whole tree
proofs are made from tiles in memory and from the database, and each one is verified. Then commands'
appends run with the sequencer at work in another process, and without it, in turn; and single
appends are timed until they are under a signature.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime
from statistics import median

from psycopg import AsyncConnection

from bench import filled
from bench.field import payload_of_a_note
from bench.figures import Row, matching, over_rounds, percentile, ratio, row, said
from bench.place import Database, Place, open_ledger
from bench.process import Contender, module
from ledger.ids import uuid7
from ledger.log import store
from ledger.log.growth import Growth
from ledger.log.note import Signer
from ledger.log.origins import begin
from ledger.log.proof import inclusion_spans, prove_inclusion, root_of, verify_inclusion
from ledger.log.rows import connect
from ledger.log.sequencer import Sequencer
from ledger.log.tiles import tiles_of
from ledger.stored import Append, LedgerEvent

SIZE = 1_000_000
PROOFS = 500
BASE = "bench.example"
WITHOUT, WITH = "append, nobody sequences", "append, sequencer at work"
WARMUP = 0.3
CLIENTS = 16


def key(name: str) -> Signer:
    return Signer(name, bytes(32))


async def measure(
    at: Place,
    size: int = SIZE,
    rounds: int = 5,
    seconds: float = 2.0,
    proofs: int = PROOFS,
    say: Callable[[str], None] = print,
) -> dict:
    """All of it, in a database of its own."""
    database = await at.ledger("log")
    payload = await payload_of_a_note(database)
    await filled.prepare(database)
    sequenced = await asyncio.to_thread(_sequence, at, database, size, rounds, say)
    proved = await _prove(database, proofs)
    for name, found in proved.items():
        say(f"proof {name:12} p50 {found['p50_ms']:.2f} ms  p99 {found['p99_ms']:.2f} ms")
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        first = {"url": database.writer, "key_file": str(database.key_file), "payload": payload}
        ours = await stack.enter_async_context(Contender(module("ours"), first))
        for number in range(rounds):
            at.settle()
            for name in (WITHOUT, WITH) if number % 2 else (WITH, WITHOUT):
                job = {"kind": "store", "clients": CLIENTS, "seconds": seconds, "warmup": WARMUP}
                measured = await _beside(database, name == WITH, ours.run(job))
                rows.append(row(name, CLIENTS, number, measured))
                say(f"round {number + 1}  {name:26}{rows[-1]['rate']:7.0f}/s")
    signed = await _until_signed(database, count=2 * rounds)
    return {
        "events": filled.events(database),
        "sequenced": sequenced,
        "proved": proved,
        "rows": rows,
        "signed_ms": signed,
    }


def table(result: dict) -> list[list[str]]:
    """A line for each thing that was measured."""
    rates = result["sequenced"]
    lines = [["Work", "p50", "p99 or least", "With : without"]]
    lines.append(["events sequenced a second", f"{median(rates):,.0f}", f"{min(rates):,.0f}", ""])
    for name, found in result["proved"].items():
        lines.append(
            [
                f"inclusion proof, {name}, ms",
                *(f"{found[f'{p}_ms']:.2f}" for p in ("p50", "p99")),
                "",
            ]
        )
    share = ratio(result["rows"], "rate", {"contender": WITH}, {"contender": WITHOUT})
    for name in (WITHOUT, WITH):
        here = over_rounds(matching(result["rows"], contender=name), "rate")
        shown = said(share) if name == WITH else ""
        lines.append([f"{name}, a second", f"{here.median:,.0f}", f"{here.least:,.0f}", shown])
    waits = sorted(result["signed_ms"])
    lines.append(["append to signature, ms", f"{median(waits):,.0f}", f"{waits[-1]:,.0f}", ""])
    return lines


def targets(result: dict) -> list[list[str]]:
    """What was asked, and what was found."""
    rate, proved = median(result["sequenced"]), result["proved"]["in memory"]["p50_ms"]
    share = ratio(result["rows"], "rate", {"contender": WITH}, {"contender": WITHOUT}).median
    longest = max(result["signed_ms"])
    found = [
        ("at least 50,000 events sequenced a second", f"{rate:,.0f}", rate >= 50_000),
        (f"p50 of a proof under 2 ms at {SIZE:,} events", f"{proved:.2f} ms", proved < 2),
        ("no writer waits: appends as fast with it (within a tenth)", f"{share:.2f}", share >= 0.9),
        ("signed within two seconds", f"{longest:,.0f} ms at most", longest <= 2_000),
    ]
    lines = [[asked, value, "reached" if held else "missed"] for asked, value, held in found]
    return [["Asked", "Found", ""], *lines]


def _sequence(
    at: Place, database: Database, size: int, rounds: int, say: Callable[[str], None]
) -> list[float]:
    """Events a second, of each step of filling."""
    rates = []
    cases = 0
    with closing(connect(database.sequencer)) as connection:
        begin(connection, BASE)
        growth = Growth(connection, "events", key, "bench")
        for number in range(1, rounds + 1):
            cases = filled.fill(database, cases, size * number // rounds)
            at.settle()
            before, began = growth.size, time.perf_counter()
            while growth.step():
                pass
            rates.append((growth.size - before) / (time.perf_counter() - began))
            say(f"{growth.size:,} events  {rates[-1]:,.0f} sequenced a second")
    return rates


async def _prove(database: Database, count: int) -> dict[str, dict[str, float]]:
    """Proofs of random leaves, from tiles in memory and from the database; each is verified."""
    async with await AsyncConnection.connect(database.sequencer, autocommit=True) as connection:
        published = await store.latest(connection, "events")
        assert published is not None
        size, place = published.size, published.place
        held = await store.tiles(connection, place, list(tiles_of(size)))
        root = root_of(held, size)
        took: dict[str, list[int]] = {"in memory": [], "in the database": []}
        for _ in range(count):
            leaf = random.randrange(size)
            hashed = held.tile(0, leaf // 256, leaf % 256 + 1)[-32:]
            began = time.perf_counter_ns()
            proof = prove_inclusion(held, leaf, size)
            took["in memory"].append(time.perf_counter_ns() - began)
            verify_inclusion(hashed, leaf, size, proof, root)
            began = time.perf_counter_ns()
            stored = await store.prove(connection, place, inclusion_spans(leaf, size), size)
            took["in the database"].append(time.perf_counter_ns() - began)
            assert stored == proof
    return {name: _percentiles(sorted(each)) for name, each in took.items()}


def _percentiles(nanoseconds: list[int]) -> dict[str, float]:
    return {
        "p50_ms": percentile(nanoseconds, 0.50) / 1e6,
        "p99_ms": percentile(nanoseconds, 0.99) / 1e6,
    }


async def _beside(database: Database, sequencing: bool, work: Awaitable[dict]) -> dict:
    """The work, with a sequencer in this process or without."""
    if not sequencing:
        return await work
    sequencer = Sequencer(database.sequencer, key, BASE)
    sequencer.start()
    try:
        return await work
    finally:
        await asyncio.to_thread(sequencer.stop)


async def _until_signed(database: Database, count: int) -> list[float]:
    """Milliseconds from the acknowledgement of a single append to a checkpoint over it."""
    waits = []
    sequencer = Sequencer(database.sequencer, key, BASE)
    sequencer.start()
    try:
        async with (
            open_ledger(database) as ledger,
            await AsyncConnection.connect(database.sequencer, autocommit=True) as connection,
        ):
            await _signed(connection, await ledger.head())
            for _ in range(count):
                done = await ledger.store.append(Append("bench", [_event()]))
                began = time.perf_counter()
                await _signed(connection, done.last_position or 0)
                waits.append((time.perf_counter() - began) * 1000)
                await asyncio.sleep(random.uniform(0, 0.6))
    finally:
        await asyncio.to_thread(sequencer.stop)
    return waits


async def _signed(connection: AsyncConnection, position: int) -> None:
    async with asyncio.timeout(600):
        while True:
            published = await store.latest(connection, "events")
            if published is not None and published.size >= position:
                return
            await asyncio.sleep(0.005)


def _event() -> LedgerEvent:
    made = uuid7()
    return LedgerEvent(
        originator_id=f"case-{made}",
        originator_version=1,
        topic="case.opened",
        state=b"{}",
        event_id=made,
        schema_version=1,
        effective_on=None,
        known_at=datetime.now(UTC),
        metadata=b"{}",
    )
