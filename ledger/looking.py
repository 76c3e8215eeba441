"""Goes through the ledger for events that name somebody: no index serves that, for it is seldom asked."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from psycopg import sql

from ledger.history import Row
from ledger.queries import COLUMNS
from ledger.stored import Wanted

WINDOW = 50_000  # positions looked through in one statement, so that none takes long
LOOKING = 4  # such statements at a time
IDS_AT_ONCE = 100  # in one statement

# As bytes, for those that were altered need not be UTF-8.
_NAMES = sql.SQL(
    "type = any (%s::text[]) and not starts_with(stream, %s) and state like any (%s::bytea[])"
)

Query = Callable[..., Awaitable[list[Row]]]


async def looked_through(
    query: Query,
    tenant: str,
    wanted: Sequence[Wanted],
    after: int,
    upto: int,
) -> list[Row]:
    """Rows of what is wanted, each once and in no order: after ``after``, up to and with ``upto``.

    One pass, or one for every `IDS_AT_ONCE` ids. ``query`` is the store's.
    """
    few = [
        replace(each, ids=each.ids[at : at + IDS_AT_ONCE])
        for each in wanted
        for at in range(0, len(each.ids), IDS_AT_ONCE)
    ]
    found: set[Row] = set()
    for together in [few] if len(few) == len(wanted) else [[each] for each in few]:
        statement = sql.SQL(
            f"select {COLUMNS} from ledger.events"
            " where position > %s and position <= %s and tenant = %s and ({})"
        ).format(sql.SQL(" or ").join([_NAMES] * len(together)))
        values = [tenant, *(value for each in together for value in _values(each))]
        found |= await _passed(query, statement, values, range(after, upto, WINDOW), upto)
    return list(found)


async def _passed(
    query: Query, statement: sql.Composed, values: Sequence[object], starts: range, upto: int
) -> set[Row]:
    left = iter(starts)
    found: set[Row] = set()

    async def look() -> None:
        for start in left:
            found.update(await query(statement, start, min(start + WINDOW, upto), *values))

    await asyncio.gather(*(look() for _ in range(LOOKING)))
    return found


def _values(wanted: Wanted) -> tuple[object, ...]:
    ids = [f'%"{each}"%'.encode() for each in wanted.ids]
    return list(wanted.types), wanted.outside, ids
