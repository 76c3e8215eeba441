"""A Message DB consumer, written as well as we can: ``python -m`` this.

It reads a category by ``get_category_messages`` in batches, folds them in Python over the rows that
they need, and writes rows and position in one transaction, by ``unnest``. Its two read models share
a batch: the messages are read and decoded once.
"""

from datetime import date
from typing import Any

import msgspec
import psycopg

from bench.contenders.rebuilding import BATCH, DECIDED, NOTE, SUBMITTED, Clock, month_of
from bench.loops import Job, Measured, serve

TABLES = """
drop table if exists bench_case, bench_month, bench_position;
create table bench_case (stream text primary key, state text not null, events int not null,
    notes int not null, last_on date not null);
create table bench_month (month date, kind text, events int not null, primary key (month, kind));
create table bench_position (position bigint not null);
insert into bench_position values (0);
"""
READ = """
select stream_name, type, data::text, metadata::text, global_position
from message_store.get_category_messages('case', %s, %s)
"""
CASES = """
insert into bench_case
select * from unnest(%s::text[], %s::text[], %s::int[], %s::int[], %s::date[])
on conflict (stream) do update set state = excluded.state, events = excluded.events,
    notes = excluded.notes, last_on = excluded.last_on
"""
MONTHS = """
insert into bench_month select * from unnest(%s::date[], %s::text[], %s::int[])
on conflict (month, kind) do update set events = bench_month.events + excluded.events
"""


class Consumer:
    """One connection, one consumer of both read models."""

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self._connection = connection

    async def run(self, job: Job) -> Measured:
        await self._connection.execute(TABLES)
        clock, position, events = Clock(), 0, 0
        while True:
            cursor = await self._connection.execute(READ, (position + 1, BATCH), prepare=True)
            batch = await cursor.fetchall()
            if not batch:
                return clock.answer(events)
            before, position = position, batch[-1][4]
            events += len(batch)
            async with self._connection.transaction():
                moved = await self._connection.execute(
                    "update bench_position set position = %s where position = %s",
                    (position, before),
                )
                assert moved.rowcount == 1
                await self._fold(batch)

    async def _fold(self, batch: list[tuple[Any, ...]]) -> None:
        cursor = await self._connection.execute(
            "select stream, state, events, notes, last_on from bench_case where stream = any (%s)",
            (list({stream for stream, *_ in batch}),),
        )
        cases = {row[0]: list(row) async for row in cursor}
        months: dict[tuple[date, str], int] = {}
        for stream, kind, data, metadata, _ in batch:
            event = msgspec.json.decode(data)
            on = date.fromisoformat(msgspec.json.decode(metadata)["effective_on"])
            case = cases.setdefault(stream, [stream, "NONE", 0, 0, on])
            if kind == DECIDED:
                case[1] = event["outcome"]
            elif kind == SUBMITTED:
                case[1] = "APPLIED"
            case[2:] = case[2] + 1, case[3] + (kind == NOTE), max(case[4], on)
            month = (month_of(on), kind)
            months[month] = months.get(month, 0) + 1
        await self._connection.execute(CASES, [list(c) for c in zip(*cases.values(), strict=True)])
        counted = [(month, kind, count) for (month, kind), count in months.items()]
        await self._connection.execute(MONTHS, [list(c) for c in zip(*counted, strict=True)])

    async def close(self) -> None:
        await self._connection.close()


async def opened(job: Job) -> Consumer:
    connection = await psycopg.AsyncConnection.connect(
        job["superuser"], autocommit=True, options="-c search_path=message_store,public"
    )
    return Consumer(connection)


if __name__ == "__main__":
    serve(opened)
