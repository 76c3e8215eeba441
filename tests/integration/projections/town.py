"""Writes histories into a real ledger, and reads back what projections made of them."""

import asyncio
from collections.abc import Sequence

import psycopg
from psycopg import sql

from domain.event import Recorded
from ledger.codec import encode_event, encode_metadata
from ledger.ledger import Ledger
from ledger.sealing import seal, subjects
from ledger.stored import Append, LedgerEvent
from projections.engine.model import ReadModel
from projections.rebuilding import Rebuilding
from projections.registry import READ_MODELS
from projections.run import Projections

KEK = bytes(range(32))


async def append(ledger: Ledger, events: Sequence[Recorded], *, at_once: int = 50) -> int:
    """Seal and append these events in their order; answers the position of the last."""
    position = 0
    for start in range(0, len(events), at_once):
        rows = []
        for r in events[start : start + at_once]:
            ring = ledger.keys.fetch(subjects(r.event), make=True)
            sealed, keys = seal(r.event, r.event_id, ring)
            rows.append(
                LedgerEvent(
                    originator_id=r.stream,
                    originator_version=r.version,
                    topic=r.event.wire_name,
                    state=encode_event(sealed),
                    event_id=r.event_id,
                    schema_version=r.event.schema_version,
                    effective_on=r.effective_on,
                    known_at=r.known_at,
                    metadata=encode_metadata(r.metadata),
                    keys=keys,
                )
            )
        done = await ledger.store.append(Append(ledger.tenant, rows))
        position = done.last_position or position
    return position


async def rebuilt(projections: Projections, *names: str, patience: float = 60.0) -> None:
    """Have these read models (none said: all) made anew beside, and put in place."""
    wanted = names or tuple(model.name for model in projections.models)
    before = {b.name: b.build for b in await projections.builds() if b.state == "live"}
    for name in wanted:
        await Rebuilding(projections, name).begin(switches=True)
    async with asyncio.timeout(patience):
        while True:
            now = {b.name: b.build for b in await projections.builds() if b.state == "live"}
            if all(now[name] != before[name] for name in wanted):
                return
            await asyncio.sleep(0.05)


def dump(
    connection: psycopg.Connection, models: Sequence[ReadModel] = READ_MODELS
) -> dict[str, list[str]]:
    """Every row of every live read table and of its past as text, in the order of its key."""
    found = {}
    builds = dict(
        connection.execute("select name, build from read.build where state = 'live'").fetchall()
    )
    for model in models:
        live = model.of(builds[model.name])
        for table in model.tables:
            named = (table.name, f"{table.name}_past")
            for name, stored in zip(named, live.stored(table), strict=False):
                rows = connection.execute(
                    sql.SQL("select t::text from {} as t order by {}, t::text").format(
                        sql.Identifier("read", stored),
                        sql.SQL(", ").join(sql.Identifier(column) for column in table.key),
                    )
                )
                found[name] = [row[0] for row in rows]
    return found
