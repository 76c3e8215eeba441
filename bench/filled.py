"""A ledger of a given size: copies of one real case, put straight into its tables.

The rows are inserted by the superuser in SQL, for speed: the ledger's own way in is what is
measured afterwards. They are what the ledger itself would hold (a granted case of
`EVENTS_OF_A_CASE` events, each with the row of its command), but for the key of each sealed text,
and that all cases are of one person.
"""

from typing import LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from bench.contenders.template import make_template
from bench.place import TENANT, Database, open_ledger

EVENTS_OF_A_CASE = 10
CASES_A_STEP = 10_000

_PREFIX = "01900000-0000-7000-8000-"


def known_case(number: int) -> UUID:
    """The case of that number, from 0; ids ascend, as those that the program makes."""
    return UUID(f"{_PREFIX}{number:012x}")


_STREAM: LiteralString = f"'case-{_PREFIX}' || lpad(to_hex(c.number), 12, '0')"
_COPY_EVENTS: LiteralString = """
insert into ledger.events ({columns})
select {values}
from generate_series(%(first)s::bigint, %(last)s::bigint) as c(number)
cross join bench_template_events as t
order by c.number, t.version
"""
_COPY_COMMANDS: LiteralString = """
insert into ledger.commands ({columns})
select {values}
from generate_series(%(first)s::bigint, %(last)s::bigint) as c(number)
cross join bench_template_command as t
cross join generate_series(1, %(events)s) as e(nth)
order by c.number, e.nth
"""


async def prepare(database: Database) -> UUID:
    """Make the case that is copied, by commands; its person."""
    async with open_ledger(database) as ledger:
        made = await make_template(ledger, EVENTS_OF_A_CASE)
    with database.connect() as connection:
        connection.execute(
            sql.SQL(
                "create table bench_template_events as select * from ledger.events"
                " where tenant = {} and stream = {}"
            ).format(sql.Literal(TENANT), sql.Literal(f"case-{made.case}"))
        )
        connection.execute(
            "create table bench_template_command as select * from ledger.commands"
            " where first_position is not null order by last_position desc limit 1"
        )
    return made.person


def events(database: Database) -> int:
    """How many there are."""
    with database.connect() as connection:
        return _one(connection, "select position from ledger.head")


def fill(database: Database, cases: int, total: int, *, days: int = 1) -> int:
    """Copy cases until the ledger holds `total` events; `cases` are there already. How many are now.

    Their days go back, case by case, so many `days`.
    """
    with database.connect() as connection:
        wanted = cases + (total - events(database)) // EVENTS_OF_A_CASE
        while cases < wanted:
            last = min(wanted, cases + CASES_A_STEP) - 1
            _copy(connection, cases, last, days)
            cases = last + 1
        # now, or it comes by itself while something is measured
        connection.execute("vacuum analyze ledger.events, ledger.commands")
    return cases


def _copy(connection: psycopg.Connection, first: int, last: int, days: int) -> None:
    head = _one(connection, "select position from ledger.head")
    per = EVENTS_OF_A_CASE
    steps = (
        (_COPY_EVENTS, "ledger.events", {
            "position": f"{head} + (c.number - {first}) * {per} + t.version",
            "stream": _STREAM,
            "event_id": "uuidv7()",
            "effective_on": f"t.effective_on - (c.number %% {days})::int",
        }),
        (_COPY_COMMANDS, "ledger.commands", {
            "first_position": f"{head} + (c.number - {first}) * {per} + e.nth",
            "last_position": f"{head} + (c.number - {first}) * {per} + e.nth",
            "command_id": "uuidv7()",
        }),
    )  # fmt: skip
    with connection.transaction():
        for statement, table, made in steps:
            columns = [
                name
                for (name,) in connection.execute(
                    "select attname from pg_attribute where attrelid = %s::regclass"
                    " and attnum > 0 and not attisdropped and attgenerated = '' order by attnum",
                    [table],
                )
            ]
            values = [made.get(name, f't."{name}"') for name in columns]
            connection.execute(
                sql.SQL(statement).format(
                    columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
                    values=sql.SQL(", ".join(values)),
                ),
                {"first": first, "last": last, "events": per},
            )


def _one(connection: psycopg.Connection, query: LiteralString) -> int:
    found = connection.execute(query).fetchone()
    assert found
    return found[0]
