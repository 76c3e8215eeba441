"""What sealing costs: one and the same command with and without a free text, ``python -m bench sealing``.

The command completes an assessment. With a summary, its text is sealed under a key of its own,
which is stored as well; without, nothing in the event is private.
"""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack

from bench.field import payload_of_a_note
from bench.figures import Row, matching, over_rounds, ratio, row, said
from bench.place import Place
from bench.process import Contender, module

WITH, WITHOUT = "with a sealed text", "without a text"
KINDS = {WITH: "with_text", WITHOUT: "without_text"}
CLIENTS = (1, 16)
WARMUP = 0.3


async def measure(
    at: Place,
    clients: Sequence[int] = CLIENTS,
    rounds: int = 5,
    seconds: float = 1.5,
    say: Callable[[str], None] = print,
) -> dict:
    """Both in turn, `rounds` times."""
    database = await at.ledger("sealing")
    payload = await payload_of_a_note(database)
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        first = {"url": database.writer, "key_file": str(database.key_file), "payload": payload}
        ours = await stack.enter_async_context(Contender(module("ours"), first))
        for number in range(rounds):
            for count in clients:
                at.settle()
                for name, kind in sorted(KINDS.items(), reverse=bool(number % 2)):
                    job = {"kind": kind, "clients": count, "seconds": seconds, "warmup": WARMUP}
                    rows.append(row(name, count, number, await ours.run(job)))
                    found = rows[-1]
                    say(f"round {number + 1}  {count:2} clients  {name:20}{found['rate']:7.0f}/s")
    return {"rows": rows}


def table(result: dict) -> list[list[str]]:
    """Rates, latencies, and the share that is left with a text."""
    rows = result["rows"]
    lines = [["Clients", "Command", "Commands/s", "p50 ms", "p99 ms", "With : without"]]
    for clients in sorted({each["clients"] for each in rows}):
        here = matching(rows, clients=clients)
        for name in KINDS:
            share = ratio(here, "rate", {"contender": WITH}, {"contender": WITHOUT})
            lines.append(
                [
                    *(str(clients), name),
                    f"{over_rounds(here, 'rate', contender=name).median:,.0f}",
                    f"{over_rounds(here, 'p50_ms', contender=name).median:.2f}",
                    f"{over_rounds(here, 'p99_ms', contender=name).median:.2f}",
                    said(share) if name == WITH else "",
                ]
            )
    return lines
