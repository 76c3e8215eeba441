"""How fast a bulk import goes, and what live work feels of it: ``python -m bench import``.

Speed is a share of what PostgreSQL takes in by COPY: the very rows of one of our imports, in binary
form, into a table of the same columns, indexes and checks. Live work is `LIVE_RATE` commands a
second, at set times, by another process: before, and while an import runs.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

import psycopg

from bench.contenders.importing import EVENTS_OF_A_CASE
from bench.field import payload_of_a_note
from bench.figures import Row, over_rounds, ratio, row, said
from bench.place import Database, Place
from bench.process import Contender, module

COPY = "COPY binary"
WAYS = {
    "rows": "bulk path, rows ready (no sealing, no deciding)",
    "sealed": "bulk path, sealed",
    "decided": "bulk path, decided and sealed",
}
LIVE_RATE, LIVE_CLIENTS = 200, 8
BEFORE, DURING = "live commands, before", "live commands, during an import"


async def measure(
    at: Place,
    rounds: int = 3,
    cases: int = 1_500,
    seconds: float = 4.0,
    say: Callable[[str], None] = print,
) -> dict:
    """Each way `rounds` times with `cases` cases, then live work for `seconds` with and without."""
    database = await at.ledger("imported")
    payload = await payload_of_a_note(database)
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        first = {"url": database.writer, "key_file": str(database.key_file), "payload": payload}
        importer, live = [
            await stack.enter_async_context(Contender(module("ours"), first)) for _ in range(2)
        ]
        job = {"kind": "import", "seconds": 60}
        await importer.run(job | {"how": "decided", "cases": cases})
        copy = Copy(database, cases * EVENTS_OF_A_CASE)
        for number in range(rounds):
            at.settle()
            rows.append({"contender": COPY, "round": number, "rate": copy.rate()})
            for how, name in WAYS.items():
                done = await importer.run(job | {"how": how, "cases": cases})
                rate = done["events"] / done["seconds"]
                rows.append({"contender": name, "round": number, "rate": rate})
            say(f"round {number + 1}: " + ", ".join(f"{r['rate']:,.0f}/s" for r in rows[-4:]))
        work = {"kind": "command", "clients": LIVE_CLIENTS, "rate": LIVE_RATE, "seconds": seconds}
        for number in range(rounds):
            at.settle()
            alone = await live.run(work)
            rows.append(row(BEFORE, LIVE_CLIENTS, number, alone))
            beside, done = await asyncio.gather(
                live.run(work), importer.run({"kind": "import", "seconds": seconds})
            )
            rows.append(
                row(DURING, LIVE_CLIENTS, number, beside)
                | {"imported_rate": done["events"] / done["seconds"]}
            )
            say(
                f"round {number + 1}: live p99 {rows[-2]['p99_ms']:.1f} ms before,"
                f" {rows[-1]['p99_ms']:.1f} ms during"
            )
    return {"rows": rows}


class Copy:
    """The last `events` events of a ledger, ready to be copied into a table like its own."""

    def __init__(self, database: Database, events: int) -> None:
        self._database = database
        with database.connect() as connection:
            connection.execute("create schema bench")
            connection.execute("create table bench.copied (like ledger.events including all)")
            with connection.cursor().copy(
                "copy (select * from ledger.events where position >"
                " (select position from ledger.head) - %s order by position)"
                " to stdout (format binary)",
                [events],
            ) as out:
                self._rows = [bytes(block) for block in out]
        self._events = events

    def rate(self) -> float:
        """Events a second into the empty table, committed."""
        with self._database.connect() as connection:
            connection.execute("truncate bench.copied")
            began = time.perf_counter()
            self._copy(connection)
            spent = time.perf_counter() - began
            found = connection.execute("select count(*) from bench.copied").fetchone()
        assert found == (self._events,), found
        return self._events / spent

    def _copy(self, connection: psycopg.Connection) -> None:
        with connection.cursor().copy("copy bench.copied from stdin (format binary)") as into:
            for block in self._rows:
                into.write(block)


def table(result: dict) -> list[list[str]]:
    """How fast each way is, and its share of COPY."""
    rows = result["rows"]
    lines = [["Import", "Events/s", "Share of COPY"]]
    for name in (COPY, *WAYS.values()):
        rate = over_rounds(rows, "rate", contender=name)
        share = ratio(rows, "rate", {"contender": name}, {"contender": COPY})
        lines.append([name, f"{rate.median:,.0f}", "" if name == COPY else said(share)])
    return lines


def live_table(result: dict) -> list[list[str]]:
    """What live work feels of an import."""
    rows = result["rows"]
    lines = [["Live work", "Commands/s", "p50 ms", "p99 ms", "Imported meanwhile, events/s"]]
    for name in (BEFORE, DURING):
        figures = [
            over_rounds(rows, f, contender=name).median for f in ("rate", "p50_ms", "p99_ms")
        ]
        rate, p50, p99 = figures
        meanwhile = ""
        if name == DURING:
            meanwhile = f"{over_rounds(rows, 'imported_rate', contender=name).median:,.0f}"
        lines.append([name, f"{rate:,.0f}", f"{p50:.2f}", f"{p99:.2f}", meanwhile])
    return lines


def targets(result: dict) -> list[list[str]]:
    """What was asked of imports, and what was found."""
    rows = result["rows"]
    lines = [["Asked", "Found", ""]]
    for name in WAYS.values():
        share = ratio(rows, "rate", {"contender": name}, {"contender": COPY})
        reached = "reached" if share.median >= 0.4 else "missed"
        lines.append([f"{name}: at least 0.4 of COPY", said(share), reached])
    grown = ratio(rows, "p99_ms", {"contender": DURING}, {"contender": BEFORE})
    reached = "reached" if grown.median <= 2 else "missed"
    lines.append(["live p99 during an import: at most 2 x that before", said(grown), reached])
    return lines
