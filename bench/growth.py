"""Whether a command costs the same on a large ledger: ``python -m bench growth [--to EVENTS]``.

The ledger is filled in steps (see `bench/filled.py`). At each size, commands and bare appends go to
new cases, as in `bench/commands.py`, and commands also to cases picked at random from all that it
holds, so that what they load is spread over the whole table. Beside them, in the same rounds, runs
pgbench on a small database that does not grow: it says how far the machine itself was as fast as
before.
"""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

from bench import filled
from bench.contenders.pgbench import PgBench
from bench.field import PGBENCH, payload_of_a_note
from bench.figures import Row, matching, over_rounds, ratio, row
from bench.loops import Job
from bench.place import Database, Place
from bench.process import Contender, module

SIZES = (10_000, 100_000, 1_000_000, 3_000_000)
COMMAND, ALONE, APPEND = "command, 16 clients", "command, 1 client", "append, 16 clients"
ANY_CASE = "command on any case, 16 clients"
WORKS = (COMMAND, ALONE, ANY_CASE, APPEND)
FEWEST_CASES = 5_000  # for ANY_CASE: among fewer, each would be taken often and grow long
WARMUP = 0.3


async def measure(
    at: Place,
    sizes: Sequence[int] = SIZES,
    rounds: int = 3,
    seconds: float = 1.5,
    say: Callable[[str], None] = print,
) -> dict:
    """Fill to each size in turn, and measure there."""
    grows, small = await at.ledger("growth"), await at.ledger("control")
    payload = await payload_of_a_note(grows)
    person = str(await filled.prepare(grows))
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        first = {"url": grows.writer, "key_file": str(grows.key_file), "payload": payload}
        ours = await stack.enter_async_context(Contender(module("ours"), first))
        control = PgBench(small, payload)
        cases = 0
        for size in sizes:
            cases = filled.fill(grows, cases, size)
            at.settle()
            found = filled.events(grows)
            say(f"{found:,} events in {cases:,} cases, {_gibibytes(grows):.1f} GiB")
            jobs: list[tuple[str, Contender | PgBench, Job]] = [
                (PGBENCH, control, {"clients": 16}),
                (COMMAND, ours, {"clients": 16, "kind": "command"}),
                (ALONE, ours, {"clients": 1, "kind": "command"}),
                (APPEND, ours, {"clients": 16, "kind": "store"}),
            ]
            if cases >= FEWEST_CASES:
                job = {"clients": 16, "kind": "command", "known": cases, "person": person}
                jobs.append((ANY_CASE, ours, job))
            for number in range(rounds):
                for name, worker, job in jobs:
                    measured = await worker.run(job | {"seconds": seconds, "warmup": WARMUP})
                    rows.append(row(name, job["clients"], number, measured) | {"events": size})
            for line in table({"rows": matching(rows, events=size)})[1:]:
                say("  ".join(line))
    return {"rows": rows, "size_gib": _gibibytes(grows)}


def table(result: dict) -> list[list[str]]:
    """A line for each size and kind of work; the last column has the machine's drift taken out."""
    rows = result["rows"]
    lines = [["Events", "Work", "A second", "p50 ms", "p99 ms", "Rate : pgbench's"]]
    for size in sorted({each["events"] for each in rows}):
        here = matching(rows, events=size)
        for name in (PGBENCH, *WORKS):
            if not matching(here, contender=name):
                continue
            share = _against_control(rows, size, name)
            lines.append(
                [
                    *(f"{size:,}", name),
                    f"{over_rounds(here, 'rate', contender=name).median:,.0f}",
                    f"{over_rounds(here, 'p50_ms', contender=name).median:.2f}",
                    f"{over_rounds(here, 'p99_ms', contender=name).median:.2f}",
                    "" if name == PGBENCH else f"{share:.3f}",
                ]
            )
    return lines


def targets(result: dict) -> list[list[str]]:
    """The rate at the largest size over that at the smallest, each against pgbench beside it."""
    rows = result["rows"]
    lines = [["Asked", "Found", ""]]
    for name in WORKS:
        sizes = sorted({each["events"] for each in matching(rows, contender=name)})
        if len(sizes) < 2:
            continue
        kept = _against_control(rows, sizes[-1], name) / _against_control(rows, sizes[0], name)
        words = f"{name}: as fast at {sizes[-1]:,} events as at {sizes[0]:,} (within a fifth)"
        lines.append([words, f"{kept:.2f}", "reached" if kept >= 0.8 else "missed"])
    return lines


def _against_control(rows: Sequence[Row], size: int, name: str) -> float:
    here = matching(rows, events=size)
    return ratio(here, "rate", {"contender": name}, {"contender": PGBENCH}).median


def _gibibytes(database: Database) -> float:
    with database.connect() as connection:
        found = connection.execute("select pg_database_size(current_database())").fetchone()
        assert found
        return found[0] / (1 << 30)
