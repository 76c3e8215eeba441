"""A projection's place in the ledger: its position, its owner, and how it fares."""

import hashlib
import logging
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec
from psycopg import AsyncConnection, AsyncCursor, AsyncRawCursor

from ledger.leases import LAPSES
from projections.engine import builds
from projections.engine.errors import Fenced
from projections.engine.model import ReadModel
from projections.engine.parked import Parked
from projections.engine.parking import parked
from projections.engine.rebuild import reset
from projections.engine.statements import Part

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]

HEARTBEAT = 1.0
"""Seconds after which an owner shows itself, though nothing moves."""


class ProjectionRow(msgspec.Struct, frozen=True):
    """A row of ``read.projection``; ``heartbeat_age`` is in seconds, None before the first."""

    name: str
    build: int
    version: int
    position: int
    heartbeat_age: float | None
    owner: str | None
    state: str
    error: str | None


class Place(msgspec.Struct, frozen=True):
    """Where an owner goes on: what its tables hold, how often parts of it were folded again, what waits.

    ``filling``: it has not come to the ledger's end since its tables were empty.
    """

    position: int
    refolds: int
    parked: Parked
    filling: bool = False


def lease_key(tenant: str, name: str) -> int:
    """The advisory lock that a tenant's owner of a projection holds while its session lives."""
    digest = hashlib.sha256(f"caseledger.projection:{tenant}:{name}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


async def take_lease(connection: Connection, tenant: str, name: str) -> bool:
    """Become the owner, unless another session is; until the connection ends, or says nothing."""
    key = lease_key(tenant, name)
    cursor = await connection.execute(f"select pg_try_advisory_lock(%s), {LAPSES}", (key,))
    row = await cursor.fetchone()
    return bool(row and row[0])


async def leased(connection: Connection, tenant: str, names: Iterable[str]) -> set[str]:
    """Those of these projections that some session owns, at this moment."""
    keys = {lease_key(tenant, name): name for name in names}
    cursor = await connection.execute(
        """
        select key from (
            select (classid::bigint << 32) | objid::bigint as key
            from pg_locks
            where locktype = 'advisory' and objsubid = 1 and granted
              and database = (select oid from pg_database where datname = current_database())
        ) as held
        where key = any(%s)
        """,
        (list(keys),),
    )
    return {keys[row[0]] for row in await cursor.fetchall()}


async def claim(
    connection: Connection, tenant: str, model: ReadModel, owner: str, *, state: str = "running"
) -> Place:
    """Set the owner, and say where to go on; at 0 in tables that are new, or that a crash emptied.

    Raises ``Fenced`` where another build went live since this one was found to be.
    """
    async with connection.transaction():
        await builds.lock(connection)
        if not await _followed(connection, model):
            raise Fenced(model.name)
        unfilled = model.unlogged and await _unfilled(connection, tenant, model)
        if unfilled and await reset(connection, tenant, model):
            log.warning("read model %s was emptied by a crash: it is filled again", model.name)
        return await _claim(connection, tenant, model, owner, state)


async def _unfilled(connection: Connection, tenant: str, model: ReadModel) -> bool:
    """Whether the mark is gone that is lost with unlogged tables; it is set again."""
    cursor = await connection.execute(
        "insert into read.filled (tenant, name, build, version) values (%s, %s, %s, %s)"
        " on conflict do nothing",
        (tenant, model.name, model.build, model.version),
    )
    return cursor.rowcount == 1


async def _claim(
    connection: Connection, tenant: str, model: ReadModel, owner: str, state: str
) -> Place:
    cursor = await connection.execute(
        """
        insert into read.projection as p
            (tenant, name, build, version, position, heartbeat, owner, state)
        values (%(tenant)s, %(name)s, %(build)s, %(version)s, 0, clock_timestamp(), %(owner)s,
            %(state)s)
        on conflict (tenant, name, build) do update
        set owner = excluded.owner, heartbeat = excluded.heartbeat
        returning p.position, p.refolds, p.state = 'building'
        """,
        {
            "tenant": tenant,
            "name": model.name,
            "build": model.build,
            "version": model.version,
            "owner": owner,
            "state": state,
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    at, refolds, filling = row
    return Place(at, refolds, await parked(connection, tenant, model), filling)


async def move(
    connection: Connection,
    tenant: str,
    model: ReadModel,
    owner: str,
    before: Place,
    after: int,
    *,
    state: str = "running",
) -> None:
    """Move the position, in the transaction of the rows.

    Raises ``Fenced`` where it has moved, or where something was folded again since.
    """
    cursor = await connection.execute(
        """
        update read.projection
        set position = %(after)s, heartbeat = clock_timestamp(), state = %(state)s, error = null
        where tenant = %(tenant)s and name = %(name)s and build = %(build)s
          and owner = %(owner)s and position = %(before)s and refolds = %(refolds)s
        """,
        {
            "tenant": tenant,
            "name": model.name,
            "build": model.build,
            "owner": owner,
            "before": before.position,
            "refolds": before.refolds,
            "after": after,
            "state": state,
        },
    )
    if cursor.rowcount != 1:
        raise Fenced(model.name)


STATEMENTS = 200
"""Of ``move_all`` that are kept: one for each set of tables that events change together."""
MOVED = "'{}' in (select name from moved)"
"""In a statement of ``move_all``: whether the read model of that name moves."""


async def move_all(
    connection: Connection,
    tenant: str,
    owner: str,
    places: Iterable[tuple[ReadModel, Place]],
    to: int,
    parts: Iterable[Part] = (),
) -> AsyncCursor[tuple[str]]:
    """Move the places of several read models of one owner, and do this with it.

    The names of those that moved are what can be fetched of it.

    One statement, and so one transaction. Not those that have moved, or of which something was
    folded again since, as for ``move``; nor one that somebody holds at the moment, so that no
    switch of one holds up the others.
    """
    given = [
        {
            "name": model.name,
            "build": model.build,
            "position": place.position,
            "refolds": place.refolds,
        }
        for model, place in places
    ]
    done = list(parts)
    return await AsyncRawCursor(connection).execute(
        _moving(tuple(part.text for part in done)),
        [
            msgspec.json.encode(given).decode(),
            *(tenant, owner, to),
            *(each for part in done for each in part.given),
        ],
    )


@lru_cache(STATEMENTS)
def _moving(parts: tuple[str, ...]) -> bytes:
    """The statement, in the server's own words: it is long, and there are few."""
    listed = "".join(f", part_{at} as ({text})" for at, text in enumerate(parts))
    first, *others = f"with {_MOVING}{listed} select name from moved".split("%s")
    return "".join([first, *(f"${at}{text}" for at, text in enumerate(others, 1))]).encode()


# A row that is locked stays where it is: found again by its place, and not by a second search.
_MOVING = """mine as (
    select p.ctid as at
    from read.projection as p
    join json_to_recordset(%s::json) as m(name text, build int, "position" bigint, refolds int)
        using (name, build, "position", refolds)
    where p.tenant = %s and p.owner = %s
    for no key update of p skip locked
), moved as (
    update read.projection as p
    set position = greatest(p.position, %s), heartbeat = clock_timestamp(), state = 'running',
        error = null
    from mine
    where p.ctid = mine.at
    returning p.name
)"""


async def standing(connection: Connection, tenant: str, model: ReadModel) -> int | None:
    """The position as it is now; None where it was never started."""
    cursor = await connection.execute(
        "select position from read.projection where tenant = %s and name = %s and build = %s",
        (tenant, model.name, model.build),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def fence(connection: Connection, tenant: str, model: ReadModel) -> int:
    """Hold the position until the transaction ends, and have the owner read anew what is parked.

    Raises ``Fenced`` where the build is not filled any more, for another went live meanwhile.
    """
    cursor = await connection.execute(
        "update read.projection set refolds = refolds + 1"
        " where tenant = %s and name = %s and build = %s returning position",
        (tenant, model.name, model.build),
    )
    row = await cursor.fetchone()
    # Looked at only now: a switch that was under way has been waited for.
    if row is None or not await _followed(connection, model):
        raise Fenced(model.name)
    return row[0]


async def _followed(connection: Connection, model: ReadModel) -> bool:
    """Whether the build is live, or filled beside."""
    cursor = await connection.execute(
        "select from read.build where name = %s and build = %s and state <> 'kept'",
        (model.name, model.build),
    )
    return cursor.rowcount == 1


async def tell_failure(
    connection: Connection, tenant: str, model: ReadModel, owner: str, code: str
) -> None:
    """Show that the projection stands still, and the code of why: never anything of an event."""
    await connection.execute(
        """
        update read.projection
        set state = 'failing', error = %(code)s, heartbeat = clock_timestamp()
        where tenant = %(tenant)s and name = %(name)s and build = %(build)s
          and owner = %(owner)s
        """,
        {
            "tenant": tenant,
            "name": model.name,
            "build": model.build,
            "owner": owner,
            "code": code,
        },
    )


async def live(connection: Connection, tenant: str) -> dict[str, int]:
    """How far each read model of a tenant is, in the build that is live."""
    cursor = await connection.execute(
        """
        select p.name, p.position from read.projection as p
        join read.build as b on b.name = p.name and b.build = p.build and b.state = 'live'
        where p.tenant = %s
        """,
        (tenant,),
        prepare=True,
    )
    return dict(await cursor.fetchall())


async def rows(connection: Connection, tenant: str, *, state: str = "live") -> list[ProjectionRow]:
    """The projections of a tenant: of each, the build that is live, or those in another state."""
    cursor = await connection.execute(
        """
        select p.name, p.build, p.version, p.position,
            extract(epoch from clock_timestamp() - p.heartbeat)::float8, p.owner, p.state, p.error
        from read.projection as p
        join read.build as b on b.name = p.name and b.build = p.build and b.state = %s
        where p.tenant = %s
        order by p.name, p.build
        """,
        (state, tenant),
    )
    return [ProjectionRow(*row) for row in await cursor.fetchall()]
