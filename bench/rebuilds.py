"""How fast read models are built from nothing: ``python -m bench rebuild``.

Two simple read models (`bench/contenders/rebuilding.py`) over the same events: by our engine, by one
SQL statement each, by a Message DB consumer, and by the stock library's runner over a store of its
own that is a fiftieth of the size. Then ours alone as the ledger grows.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import psycopg

from bench.contenders.template import WORDS
from bench.field import install_message_db
from bench.figures import Row, over_rounds, ratio, said
from bench.filled import fill, prepare
from bench.peers.fetch import PeerUnavailable
from bench.place import Database, Place
from bench.process import Contender, ContenderFailed, module

OURS, SQL, STOCK, MESSAGE_DB = "ours", "one SQL fold", "eventsourcing", "Message DB consumer"
AT_HAND = (SQL, OURS, STOCK)
"""Those that need nothing fetched."""
ALL = (SQL, OURS, MESSAGE_DB, STOCK)
DAYS = 700
"""The filled cases' days go back so far, so that there are months to count."""
SIZES = (100_000, 1_000_000, 3_000_000)
STOCK_SHARE = 50
"""The stock runner gets so much less to fold: at the full size it would take a quarter of an hour."""


async def measure(
    at: Place,
    names: tuple[str, ...] = ALL,
    rounds: int = 3,
    sizes: tuple[int, ...] = SIZES,
    say: Callable[[str], None] = print,
) -> dict:
    """All of them at the first size, `rounds` times; ours and SQL at each further size once."""
    ledger = await at.ledger("rebuilt")
    await prepare(ledger)
    cases = fill(ledger, 0, sizes[0], days=DAYS)
    rows: list[Row] = []
    missing: dict[str, str] = {}
    async with AsyncExitStack() as stack:

        async def opened(name: str, database: Database) -> Contender:
            first = {
                "url": database.writer,
                "projector": database.projector,
                "superuser": database.url,
                "key_file": str(database.key_file),
            }
            return await stack.enter_async_context(Contender(module(name), first))

        field = {
            SQL: await opened("rebuild_sql", ledger),
            OURS: await opened("rebuild_ours", ledger),
        }
        if MESSAGE_DB in names:
            try:
                peer = at.database("rebuilt_peer")
                install_message_db(peer)
                _copy_messages(ledger, peer)
                field[MESSAGE_DB] = await opened("rebuild_message_db", peer)
            except (PeerUnavailable, ContenderFailed) as why:
                missing[MESSAGE_DB] = str(why)
        for number in range(rounds):
            at.settle()
            for name, contender in field.items():
                rows.append(await _run(contender, name, sizes[0], number, {}))
            stock = await opened("rebuild_stock", at.database(f"rebuilt_stock_{number}"))
            job = {"events": sizes[0] // STOCK_SHARE, "body": WORDS}
            rows.append(await _run(stock, STOCK, sizes[0], number, job))
            say(f"round {number + 1}: " + ", ".join(_told(r) for r in rows[-len(field) - 1 :]))
        for size in sizes[1:]:
            cases = await asyncio.to_thread(fill, ledger, cases, size, days=DAYS)
            at.settle()
            for name in (SQL, OURS):
                rows.append(await _run(field[name], name, size, 0, {}))
            say(f"{size:,} events: " + ", ".join(_told(r) for r in rows[-2:]))
    return {"rows": rows, "missing": missing, "sizes": list(sizes)}


async def _run(contender: Contender, name: str, size: int, number: int, job: dict[str, Any]) -> Row:
    done = await contender.run({"seconds": 900} | job)
    return {"contender": name, "size": size, "round": number} | done


def _told(row: Row) -> str:
    return f"{row['contender']} {row['rate']:,.0f}/s"


def _copy_messages(ledger: Database, peer: Database) -> None:
    """The same events as Message DB's messages, put straight into its table."""
    into = (
        "copy message_store.messages (id, stream_name, type, position, global_position, data,"
        " metadata) from stdin"
    )
    out = """copy (
        select event_id, stream, type, version - 1, position, convert_from(state, 'UTF8')::jsonb,
            convert_from(metadata, 'UTF8')::jsonb || jsonb_build_object('effective_on', effective_on)
        from ledger.events where stream like 'case-%' order by position) to stdout"""
    with ledger.connect() as source, psycopg.connect(peer.url, autocommit=True) as target:
        with source.cursor().copy(out) as reading, target.cursor().copy(into) as writing:
            for block in reading:
                writing.write(block)
        target.execute("vacuum analyze message_store.messages")


def table(result: dict) -> list[list[str]]:
    """Each at the first size, and its share of the SQL fold."""
    rows, first = result["rows"], result["sizes"][0]
    lines = [
        ["Rebuild of two read models", "Events/s", "Share of the SQL fold", "us of CPU", "MiB"]
    ]
    found = {row["contender"] for row in rows}
    for name in [name for name in ALL if name in found]:
        rate, cpu, size = (
            over_rounds(rows, figure, contender=name, size=first).median
            for figure in ("rate", "cpu", "rss_mib")
        )
        share = said(ratio(rows, "rate", *_between(name, SQL, first)))
        lines.append(
            [name, f"{rate:,.0f}", "" if name == SQL else share, f"{cpu:,.0f}", f"{size:,.0f}"]
        )
    return lines


def growth(result: dict) -> list[list[str]]:
    """Ours as the ledger grows: its rate, its share of the SQL fold, its largest size."""
    rows = result["rows"]
    lines = [["Events", "Events/s, ours", "Share of the SQL fold", "MiB"]]
    for size in result["sizes"]:
        rate, mib = (
            over_rounds(rows, f, contender=OURS, size=size).median for f in ("rate", "rss_mib")
        )
        share = ratio(rows, "rate", *_between(OURS, SQL, size))
        lines.append([f"{size:,}", f"{rate:,.0f}", said(share), f"{mib:,.0f}"])
    return lines


def targets(result: dict) -> list[list[str]]:
    """What was asked, and what was found."""
    rows, sizes = result["rows"], result["sizes"]
    lines = [["Asked", "Found", ""]]
    for name, least in ((SQL, 0.3), (STOCK, 60.0)):
        found = ratio(rows, "rate", *_between(OURS, name, sizes[0]))
        asked = f"a rebuild of two: at least {least:g} x {name}"
        lines.append([asked, said(found), "reached" if found.median >= least else "missed"])
    if len(sizes) > 1:
        first, last = (
            over_rounds(rows, "rate", contender=OURS, size=size).median
            for size in (sizes[0], sizes[-1])
        )
        asked = f"flat from {sizes[0]:,} to {sizes[-1]:,} events: at least 0.8 of the first rate"
        held = last / first
        lines.append([asked, f"{held:.2f}", "reached" if held >= 0.8 else "missed"])
    return lines


def _between(one: str, other: str, size: int) -> tuple[dict, dict]:
    return {"contender": one, "size": size}, {"contender": other, "size": size}
