"""How soon others see what was acknowledged, ``python -m bench live``.

Three processes on one database: this one gives 200 commands a second at set times and is the browser
that follows cases over HTTP; one runs every projection; one serves whoever reads. A lag runs from the
moment at which a command was acknowledged here: until the reading process knows, by the table, that
the rows hold it (what a query with ``atLeast`` waits for); and until the event of the subscription,
decided for its viewer, has come back here.
"""

import asyncio
import json
import time
from bisect import bisect_left
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from api.access.sessions import hashed, new_secret
from bench.contenders.template import WORDS, accepted, make_template
from bench.figures import percentile
from bench.loops import paced
from bench.place import TENANT, Place, open_ledger
from bench.process import Contender, module
from domain.case.commands import AddNote
from ledger.ledger import Ledger

RATE = 200
CASES = 50
FOLLOWED = 10
"""Cases that somebody follows: each is told of at most ten times a second."""
Case = tuple[UUID, UUID]
"""A case, and its person."""
TARGETS = {"rows": (5.0, 20.0), "subscriber": (None, 50.0)}
"""Milliseconds: p50 and p99."""

_DOCUMENT = "subscription ($id: ID!) { caseChanged(id: $id) { ... on CaseChange { position } } }"


async def measure(
    at: Place, *, seconds: float = 20.0, rate: int = RATE, say: Callable[[str], None] = print
) -> dict[str, Any]:
    """Lags in milliseconds, p50, p99 and the worst, of each way to see."""
    database = await at.ledger("live")
    secret = _session(database.connect())
    first = {"urls": database.urls, "key_file": str(database.key_file)}
    async with (
        open_ledger(database) as ledger,
        Contender(module("following"), first | {"part": "projector"}),
    ):
        cases = await _cases(ledger)
        async with Contender(module("following"), first | {"part": "reader"}) as reader:
            await reader.run({"kind": "catch up", "to": await ledger.head(), "seconds": 0})
            port = (await reader.run({"kind": "serve", "seconds": 0}))["port"]
            told: dict[int, int] = {}
            followers = [
                asyncio.create_task(_follow(port, secret, case, told))
                for case, _ in cases[:FOLLOWED]
            ]
            await _followed(ledger, cases[:FOLLOWED], told)
            await reader.run({"kind": "watch", "seconds": 0})
            acknowledged = await _work(ledger, cases, seconds, rate)
            await asyncio.sleep(1.0)
            seen = (await reader.run({"kind": "seen", "seconds": 0}))["seen"]
            for task in followers:
                task.cancel()
            await asyncio.gather(*followers, return_exceptions=True)
    at_rows = [
        seen[place][1] - when
        for position, when in acknowledged.items()
        if (place := bisect_left(seen, [position])) < len(seen)
    ]
    at_subscriber = [told[p] - when for p, when in acknowledged.items() if p in told]
    rows = [_row("rows", at_rows), _row("subscriber", at_subscriber)]
    for row in rows:
        say(
            f"{row['seen']:10} {row['events']:6} events, p50 {row['p50_ms']:6.2f} ms, "
            f"p99 {row['p99_ms']:6.2f} ms"
        )
    return {"rate": rate, "commands": len(acknowledged), "rows": rows}


def table(result: dict[str, Any]) -> list[list[str]]:
    """A line for each way to see, and whether the target is met."""
    words = {
        "rows": "in the rows, by another process",
        "subscriber": "by a subscriber, over HTTP",
    }
    lines = [
        [f"At {result['rate']} commands/s, seen", "Events", "p50 ms", "p99 ms", "Worst ms", ""]
    ]
    for row in result["rows"]:
        half, most = TARGETS[row["seen"]]
        met = row["p99_ms"] < most and (half is None or row["p50_ms"] < half)
        wanted = f"p99 < {most:.0f}" if half is None else f"p50 < {half:.0f}, p99 < {most:.0f}"
        lines.append(
            [
                words[row["seen"]],
                f"{row['events']:,}",
                f"{row['p50_ms']:.2f}",
                f"{row['p99_ms']:.2f}",
                f"{row['worst_ms']:.2f}",
                f"{wanted}: {'reached' if met else 'missed'}",
            ]
        )
    return lines


def _row(seen: str, lags: list[int]) -> dict[str, Any]:
    # What is known a moment before its acknowledgement is read here was seen at once.
    found = sorted(max(0, lag) for lag in lags)
    if not found:
        raise AssertionError(f"nothing was ever seen: {seen}")
    return {
        "seen": seen,
        "events": len(found),
        "p50_ms": percentile(found, 0.5) / 1e6,
        "p99_ms": percentile(found, 0.99) / 1e6,
        "worst_ms": found[-1] / 1e6,
    }


def _session(admin: Any) -> str:
    """The secret of a session of a caseworker of the office whose cases these are."""
    secret, account = new_secret(), uuid4()
    with admin:
        admin.execute(
            "insert into access.account"
            " (tenant, account_id, display_name, roles, office, organisation)"
            " values (%s, %s, 'Invented Name', '{CASEWORKER}', 'centre', %s)",
            [TENANT, account, TENANT],
        )
        admin.execute(
            "insert into access.session (session_id, secret_hash, tenant, account_id, role,"
            " office, organisation, expires_at)"
            " values (%s, %s, %s, %s, 'CASEWORKER', 'centre', %s, now() + interval '1 day')",
            [uuid4(), hashed(secret), TENANT, account, TENANT],
        )
    return secret


async def _cases(ledger: Ledger) -> list[Case]:
    """Granted cases, whom nobody is assigned to yet: their office may look; each with its person."""
    made = [await make_template(ledger) for _ in range(CASES)]
    return [(each.case, each.person) for each in made]


async def _followed(ledger: Ledger, cases: list[Case], told: dict[int, int]) -> None:
    """Until every one of these is followed: a change of each is told."""
    async with asyncio.timeout(60):
        for case, person in cases:
            known = len(told)
            while len(told) == known:
                await accepted(ledger, AddNote(case_id=case, person_id=person, body=WORDS))
                await asyncio.sleep(0.25)


async def _work(ledger: Ledger, cases: list[Case], seconds: float, rate: int) -> dict[int, int]:
    """Commands on one case after the other; when each position was acknowledged."""
    acknowledged: dict[int, int] = {}
    number = 0

    async def step() -> None:
        nonlocal number
        number += 1
        case, person = cases[number % len(cases)]
        done = await accepted(ledger, AddNote(case_id=case, person_id=person, body=WORDS))
        acknowledged[done.position or 0] = time.monotonic_ns()

    await paced([step] * 16, seconds, rate)
    return acknowledged


async def _follow(port: int, secret: str, case: UUID, told: dict[int, int]) -> None:
    """A browser's part: each position that is told, and when it came."""
    body = json.dumps({"query": _DOCUMENT, "variables": {"id": f"Case:{case}"}}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(
            b"POST /graphql/stream HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            + f"Authorization: Bearer {secret}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        while line := await reader.readline():
            if line.startswith(b"data: {"):
                position = json.loads(line[6:])["data"]["caseChanged"]["position"]
                told[position] = time.monotonic_ns()
    finally:
        writer.close()
