"""How many commands a second, and how long each takes: ``python -m bench commands``.

One command loads a stream, decides, and appends one event durably. All contenders run on one
server, in turn, round after round, each with the same number of clients; a ratio is taken within a
round. ``python -m bench.commands [seconds]`` runs only those that need nothing fetched, once.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence

from bench.field import (
    ALL,
    AT_HAND,
    OURS,
    PEERS,
    PGBENCH,
    PROCESSES,
    Field,
    field,
)
from bench.figures import Row, Spread, matching, over_rounds, ratio, row, said
from bench.place import Place, place
from bench.process import ContenderFailed

CLIENTS = (1, 4, 16)
WARMUP = 0.3

Say = Callable[[str], None]


async def measure(
    at: Place,
    names: Sequence[str] = ALL,
    clients: Sequence[int] = CLIENTS,
    rounds: int = 5,
    seconds: float = 2.0,
    say: Say = print,
) -> dict:
    """Every contender with every number of clients, `rounds` times, `seconds` each."""
    rows: list[Row] = []
    async with field(at, names) as ready:
        for name, why in ready.missing.items():
            say(f"without {name}: {why}")
        for number in range(rounds):
            for count in clients:
                at.settle()
                for name in _order(ready, number, names, count == max(clients)):
                    try:
                        rows.append(await _run(ready, name, count, number, seconds))
                    except ContenderFailed as why:
                        if name not in PEERS:
                            raise
                        ready.missing[name] = f"failed in round {number + 1}: {why}"
                        del ready.entered[name]
                        say(f"without {name}: {why}")
                    else:
                        say(_line(rows[-1]))
    return {"payload": ready.payload, "missing": ready.missing, "rows": rows}


def _order(ready: Field, number: int, names: Sequence[str], processes: bool) -> list[str]:
    """Who runs, another first in each round: none has always the same one before it."""
    entered = [name for name in ready.entered if name in names]
    if OURS in names and processes:
        entered.append(PROCESSES)
    start = number % len(entered)
    return entered[start:] + entered[:start]


async def _run(ready: Field, name: str, clients: int, number: int, seconds: float) -> Row:
    workers = ready.entered[name]
    job = {"clients": clients // len(workers), "seconds": seconds, "warmup": WARMUP}
    measured = await asyncio.gather(*(worker.run(job | extra) for worker, extra in workers))
    return row(name, clients, number, *measured)


def _line(found: Row) -> str:
    return (
        f"round {found['round'] + 1}  {found['clients']:2} clients  {found['contender']:26}"
        f"{found['rate']:7.0f}/s  p50 {found['p50_ms']:6.2f} ms  p99 {found['p99_ms']:6.2f} ms"
    )


def table(result: dict) -> list[list[str]]:
    """A line for each contender and number of clients: rate, latencies, and ours over it."""
    rows = result["rows"]
    lines = [
        ["Clients", "Contender", "Commands/s", "p50 ms", "p99 ms", "Client CPU µs", "Ours : it"]
    ]
    for clients in sorted({each["clients"] for each in rows}):
        here = matching(rows, clients=clients)
        for name in dict.fromkeys(each["contender"] for each in here):
            rate = over_rounds(here, "rate", contender=name)
            p50 = over_rounds(here, "p50_ms", contender=name)
            p99 = over_rounds(here, "p99_ms", contender=name)
            cpu = over_rounds(here, "cpu_us", contender=name)
            ours = _ratio(rows, clients, OURS, name) if matching(here, contender=OURS) else None
            lines.append(
                [
                    *(str(clients), name, f"{rate.median:,.0f}"),
                    *(f"{p50.median:.2f}", f"{p99.median:.2f}", f"{cpu.median:.0f}"),
                    said(ours) if ours and name != OURS else "",
                ]
            )
    return lines


def targets(result: dict) -> list[list[str]]:
    """What design asks of commands, and what was found."""
    rows, most = result["rows"], max(each["clients"] for each in result["rows"])
    present = {each["contender"] for each in rows}
    lines = [["Asked", "Found", ""]]

    def ask(words: str, found: Spread, least: float) -> None:
        lines.append([words, said(found), "reached" if found.median >= least else "missed"])

    if PGBENCH in present:
        ask(
            f"{most} clients: at least 0.5 of pgbench",
            _ratio(rows, most, OURS, PGBENCH),
            0.5,
        )
    others = present & set(PEERS)
    if others:
        fastest = max(
            others,
            key=lambda name: over_rounds(rows, "rate", contender=name, clients=most).median,
        )
        ask(
            f"{most} clients: at least 3 x the fastest peer ({fastest})",
            _ratio(rows, most, OURS, fastest),
            3.0,
        )
    if "eventsourcing" in present:
        words = f"{most} clients: at least 6 x the stock library"
        ask(words, _ratio(rows, most, OURS, "eventsourcing"), 6.0)
        if matching(rows, clients=1):
            words = "1 client: no slower than the stock library"
            ask(words, _ratio(rows, 1, OURS, "eventsourcing"), 1.0)
    if PROCESSES in present:
        words = f"{most} clients: two processes do more than one"
        ask(words, _ratio(rows, most, PROCESSES, OURS), 1.0)
    return lines


def noise(result: dict) -> str:
    """How far apart the rounds of pgbench alone lie."""
    rows = matching(result["rows"], contender=PGBENCH)
    said = [
        f"{clients} clients {over_rounds(rows, 'rate', clients=clients).width:.0%}"
        for clients in sorted({each["clients"] for each in rows})
    ]
    return "Noise of the machine (pgbench's fastest round over its slowest): " + ", ".join(said)


def _ratio(rows: list[Row], clients: int, above: str, below: str) -> Spread:
    return ratio(
        rows,
        "rate",
        {"contender": above, "clients": clients},
        {"contender": below, "clients": clients},
    )


def main(seconds: float) -> None:
    """Those at hand, once."""
    with place() as at:
        result = asyncio.run(measure(at, AT_HAND, rounds=1, seconds=seconds))
    for line in table(result):
        print("  ".join(f"{cell:>18}" for cell in line))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
