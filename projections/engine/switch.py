"""Puts another build in the place of the live one: one short transaction, and nobody sees half of it.

Whoever reads while it happens sees all of the one or all of the other. A statement that began before
the switch may first meet the new tables after it: so what they hold must have been there when the
oldest such statement began.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import psycopg
from psycopg import AsyncConnection

from projections.engine import builds, tables
from projections.engine.builds import Build
from projections.engine.model import ReadModel
from projections.engine.purge import acknowledge

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]

CATCH_UP = 2.0
"""Seconds for which the live build may stand still until the other has come as far."""
READERS = 1.0
"""Seconds for which statements that began before are waited for."""
NEAR = 500
"""Events behind the live build at most: while more come all the time, no build stands where it does
unless that stands still."""
SILENT = 10.0
"""Seconds after which nobody is waited for who has yet to come there."""

_BEHIND = """
select count(*) from read.projection as l
left join read.projection as b on b.tenant = l.tenant and b.name = l.name and b.build = %(build)s
where l.name = %(name)s and l.build = %(live)s
  and (b.position is null or b.position < l.position - %(within)s or b.state <> 'running'
    or b.position < l.position
      and b.heartbeat < clock_timestamp() - make_interval(secs => %(silent)s))
"""

_READING = """
select l.virtualtransaction from pg_locks as l
join pg_stat_activity as a on a.pid = l.pid
join pg_roles as r on r.oid = a.usesysid
where l.locktype = 'virtualxid' and l.granted and a.datname = current_database()
  and l.pid <> pg_backend_pid() and not r.rolsuper
  and pg_has_role(a.usesysid, 'caseledger_reader', 'member')
"""


# By event: of a stream that waits in both, one may lack more. What the live one has not come to,
# where nobody fills it any more, it does not have.
_LACKING = """
select count(distinct (n.tenant, n.stream)) from read.parked_event as n
join read.projection as l
    on l.tenant = n.tenant and l.name = n.name and l.build = %(live)s and l.position >= n.position
where n.name = %(name)s and n.build = %(build)s and not exists (
    select from read.parked_event as p
    where (p.tenant, p.name, p.build, p.position) = (n.tenant, n.name, l.build, n.position))
"""


class Lacking(Exception):
    """Of ``streams`` cases or persons the build lacks events that the live one has."""

    def __init__(self, streams: int) -> None:
        super().__init__(f"of {streams} it lacks what the live one has")
        self.streams = streams


class NotNow(Exception):
    """The switch has to be tried again a little later; everything is as it was."""


async def is_ready(
    connection: Connection, bound: ReadModel, live: Build, *, within: int = NEAR
) -> bool:
    """Whether it has once come to the ledger's end, and follows the live one within so many events."""
    cursor = await connection.execute(
        _BEHIND,
        {
            "name": bound.name,
            "build": bound.build,
            "live": live.build,
            "within": within,
            "silent": SILENT,
        },
    )
    row = await cursor.fetchone()
    return row == (0,)


async def switch(connection: Connection, bound: ReadModel, *, lacking: bool = False) -> None:
    """Have readers see this build. Raises ``NotNow``.

    Raises ``Lacking`` where events are parked in it that the live one has, unless it may be
    ``lacking`` them.

    The one that was live is kept, and any that was kept before goes; of a model that holds names in
    clear none is kept.
    """
    try:
        async with connection.transaction():
            await _switch(connection, bound, lacking)
    except psycopg.errors.LockNotAvailable:
        raise NotNow("readers hold the tables, or who fills them") from None
    log.info("read model %s: build %s is live", bound.name, bound.build)
    await drop_older(connection, bound, await builds.found(connection, bound.name))


async def drop_older(connection: Connection, model: ReadModel, there: Iterable[Build]) -> None:
    """Drop of the builds that are ``there`` what a switch leaves behind: kept ones but the latest.

    All of them where the model holds names in clear.
    """
    kept = [build for build in there if (build.name, build.state) == (model.name, "kept")]
    latest = max(kept, key=lambda build: (build.switched_at, build.build), default=None)
    await builds.drop_all(
        connection, model, [build for build in kept if model.unsealed or build is not latest]
    )


async def _switch(connection: Connection, bound: ReadModel, lacking: bool) -> None:
    await builds.lock(connection)
    there = await builds.found(connection, bound.name)
    live = next((build for build in there if build.state == "live"), None)
    mine = next((build for build in there if build.build == bound.build), None)
    if live is None or mine is None or mine.state != "building":
        raise NotNow("there is no such build beside the live one")
    await connection.execute(f"set local lock_timeout = '{int(CATCH_UP * 1000)}ms'")
    await _hold(connection, live)
    await _until(
        lambda: is_ready(connection, bound, live, within=0), CATCH_UP, "it has not caught up"
    )
    parked = await lacked(connection, mine, live)
    if parked and not lacking:
        raise Lacking(parked)
    cursor = await connection.execute(_READING)
    reading = [row[0] for row in await cursor.fetchall()]
    await _until(lambda: _gone(connection, reading), READERS, "readers are at work")
    # Goes ahead of the live one meanwhile: what it carries out is noted before, or acknowledged after.
    await _hold(connection, mine)
    await tables.drop_views(connection, bound, live.tables)
    await builds.show(connection, bound, live)
    await acknowledge(connection, bound)
    # Whoever fills the one that was live finds that it is not.
    await connection.execute(
        "update read.projection set owner = null where name = %s and build = %s",
        (live.name, live.build),
    )


async def _hold(connection: Connection, build: Build) -> None:
    """Have whoever fills it wait until this transaction ends, and wait for theirs."""
    await connection.execute(
        "select from read.projection where name = %s and build = %s for update",
        (build.name, build.build),
    )


async def lacked(connection: Connection, build: Build, live: Build) -> int:
    """Of how many cases, persons and others events are parked in it that the live one has."""
    of = {"name": build.name, "build": build.build, "live": live.build}
    row = await (await connection.execute(_LACKING, of)).fetchone()
    return row[0] if row else 0


async def _until(true: Callable[[], Awaitable[bool]], seconds: float, else_: str) -> None:
    deadline = time.monotonic() + seconds
    while not await true():
        if time.monotonic() > deadline:
            raise NotNow(else_)
        await asyncio.sleep(0.01)


async def _gone(connection: Connection, transactions: list[str]) -> bool:
    cursor = await connection.execute(
        "select count(*) from pg_locks where locktype = 'virtualxid'"
        " and virtualtransaction = any (%s)",
        (transactions,),
    )
    row = await cursor.fetchone()
    return row == (0,)
