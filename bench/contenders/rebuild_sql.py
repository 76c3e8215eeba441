"""The same two read models by one SQL statement each over our own events, the bar for all."""

import asyncio

import psycopg

from bench.contenders.rebuilding import DECIDED, NOTE, SUBMITTED, Clock
from bench.loops import Job, Measured, serve
from bench.place import TENANT

TABLES = """
drop table if exists bench_case, bench_month;
create table bench_case (tenant text, stream text, state text not null, events int not null,
    notes int not null, last_on date not null, primary key (tenant, stream));
create table bench_month (tenant text, month date, kind text, events int not null,
    primary key (tenant, month, kind));
"""
CASES = """
insert into bench_case
select tenant, stream,
    coalesce((array_agg(case type when %(submitted)s then 'APPLIED'
            else convert_from(state, 'UTF8')::json ->> 'outcome' end order by position desc)
        filter (where type in (%(submitted)s, %(decided)s)))[1], 'NONE'),
    count(*), count(*) filter (where type = %(note)s), max(effective_on)
from ledger.events where tenant = %(tenant)s group by tenant, stream
"""
MONTHS = """
insert into bench_month
select tenant, date_trunc('month', effective_on)::date, type, count(*)
from ledger.events where tenant = %(tenant)s group by 1, 2, 3
"""


class OneStatement:
    """A statement a model, both in one transaction."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def run(self, job: Job) -> Measured:
        return await asyncio.to_thread(self._run)

    def _run(self) -> Measured:
        given = {"tenant": TENANT, "note": NOTE, "submitted": SUBMITTED, "decided": DECIDED}
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(TABLES)
            found = connection.execute("select position from ledger.head").fetchone()
            assert found
            clock = Clock()
            with connection.transaction():
                connection.execute(CASES, given)
                connection.execute(MONTHS, given)
            return clock.answer(found[0])

    async def close(self) -> None:
        """Nothing is kept open."""


async def opened(job: Job) -> OneStatement:
    return OneStatement(job["superuser"])


if __name__ == "__main__":
    serve(opened)
