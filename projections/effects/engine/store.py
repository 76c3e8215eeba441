"""Where processes stand, their timers and their effects, in the schema ``effects``."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from ledger.leases import LAPSES
from projections.effects.engine.model import (
    CallOff,
    CancelTimer,
    Keep,
    Kept,
    Process,
    Row,
    SetTimer,
    content_of,
)
from projections.engine.errors import Fenced
from projections.paging import fetch

Connection = AsyncConnection[Any]


async def take_lease(connection: Connection, tenant: str) -> bool:
    """Become the one who runs the tenant's processes, unless another session is; until it ends, or
    says nothing.
    """
    cursor = await connection.execute(
        f"select pg_try_advisory_lock(hashtextextended(%s, 0)), {LAPSES}",
        (f"caseledger.effects:{tenant}",),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def claim(
    connection: Connection, tenant: str, process: Process, owner: str, head: int
) -> int:
    """Become the owner, and say where to go on; a process that is new begins where it says."""
    first = head if process.since == "HEAD" else 0
    cursor = await connection.execute(
        """
        insert into effects.process as p
            (tenant, name, position, started_at, owner, heartbeat)
        values (%(tenant)s, %(name)s, %(first)s, %(first)s, %(owner)s, clock_timestamp())
        on conflict (tenant, name) do update
        set owner = excluded.owner, heartbeat = excluded.heartbeat
        returning p.position
        """,
        {"tenant": tenant, "name": process.name, "first": first, "owner": owner},
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def move(
    connection: Connection, tenant: str, name: str, owner: str, before: int, after: int
) -> None:
    """Move the position, in the transaction of its effects. Raises ``Fenced`` where it has moved."""
    cursor = await connection.execute(
        """
        update effects.process
        set position = %(after)s, heartbeat = clock_timestamp(), state = 'running', error = null
        where tenant = %(tenant)s and name = %(name)s and owner = %(owner)s
          and position = %(before)s
        """,
        {"tenant": tenant, "name": name, "owner": owner, "before": before, "after": after},
    )
    if cursor.rowcount != 1:
        raise Fenced(name)


async def tell_failure(
    connection: Connection, tenant: str, name: str, owner: str, code: str
) -> None:
    """Show that a process stands still, and the code of why."""
    await connection.execute(
        """
        update effects.process set state = 'failing', error = %s, heartbeat = clock_timestamp()
        where tenant = %s and name = %s and owner = %s
        """,
        (code, tenant, name, owner),
    )


async def keep(connection: Connection, tenant: str, rows: Iterable[Row]) -> int:
    """Note effects to be carried out, each key once; how many are new.

    What would tell a partner who has no endpoint is nothing.
    """
    made = 0
    for row in rows:
        if row.kind == "WEBHOOK" and not await _wanted(connection, tenant, row.effect["recipient"]):
            continue
        cursor = await connection.execute(
            """
            insert into effects.outbox
                (tenant, key, process, kind, effect, person_id, case_id, event_id, position,
                 correlation)
            values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            on conflict do nothing
            """,
            (
                tenant,
                row.key,
                row.process,
                row.kind,
                Jsonb(row.effect),
                row.person_id,
                row.case_id,
                row.event_id,
                row.position,
                row.correlation,
            ),
        )
        made += cursor.rowcount
    return made


async def _wanted(connection: Connection, tenant: str, recipient: str) -> bool:
    cursor = await connection.execute(
        "select from effects.endpoint where tenant = %s and recipient = %s and ended_at is null",
        (tenant, recipient),
    )
    return await cursor.fetchone() is not None


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """A timer as it stands; ``effect`` is what comes of it on ``due_on`` (a local day)."""

    process: str
    name: str
    due_on: date
    due_at: datetime
    kind: str
    effect: dict[str, Any]
    person_id: UUID | None
    case_id: UUID | None
    event_id: UUID
    position: int
    correlation: UUID


async def set_timer(
    connection: Connection,
    tenant: str,
    zone: ZoneInfo,
    process: str,
    timer: SetTimer,
    event_id: UUID,
    position: int,
    correlation: UUID,
) -> None:
    """Set it, or move the one of that name."""
    kind, content = content_of(timer.then)
    await connection.execute(
        """
        insert into effects.timer
            (tenant, process, name, due_on, due_at, effect, person_id, case_id, event_id, position,
             correlation)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (tenant, process, name) do update
        set due_on = excluded.due_on, due_at = excluded.due_at, effect = excluded.effect,
            person_id = excluded.person_id, case_id = excluded.case_id,
            event_id = excluded.event_id, position = excluded.position,
            correlation = excluded.correlation
        """,
        (
            tenant,
            process,
            timer.name,
            timer.on,
            datetime.combine(timer.on, time(), zone),
            Jsonb({"kind": kind, "effect": content}),
            timer.then.person_id,
            timer.then.case_id,
            event_id,
            position,
            correlation,
        ),
    )


async def cancel_timer(
    connection: Connection, tenant: str, process: str, timer: CancelTimer
) -> None:
    """Take it away, if it is there."""
    await connection.execute(
        "delete from effects.timer where tenant = %s and process = %s and name = %s",
        (tenant, process, timer.name),
    )


async def processes_due(connection: Connection, tenant: str) -> set[str]:
    """Of which processes a timer is due."""
    cursor = await connection.execute(
        "select distinct process from effects.timer"
        " where tenant = %s and due_at <= clock_timestamp()",
        (tenant,),
    )
    return {name for (name,) in await cursor.fetchall()}


async def take_due(
    connection: Connection, tenant: str, processes: Collection[str], limit: int
) -> list[Timer]:
    """Take away the timers of these processes that are due, the first due first."""
    query = """
        delete from effects.timer as t
        using (
            select d.process, d.name from effects.timer as d
            where d.tenant = %(tenant)s and d.process = any (%(processes)s)
              and d.due_at <= clock_timestamp()
            order by d.due_at, d.process, d.name
            limit %(limit)s
            for update skip locked
        ) as due
        where t.tenant = %(tenant)s and t.process = due.process and t.name = due.name
        returning t.process, t.name, t.due_on, t.due_at, t.effect ->> 'kind' as kind,
            t.effect -> 'effect' as effect, t.person_id, t.case_id, t.event_id, t.position,
            t.correlation
    """
    given = {"tenant": tenant, "processes": list(processes), "limit": limit}
    return sorted(await fetch(connection, Timer, query, given), key=lambda t: (t.due_on, t.name))


async def call_off(connection: Connection, tenant: str, process: str, effect: CallOff) -> None:
    """Drop what waits, or was given up and could be tried again; what is in hand may still arrive."""
    await connection.execute(
        """
        update effects.outbox
        set state = 'DROPPED', reason = 'CALLED_OFF', ended_at = clock_timestamp(),
            leased_until = null
        where tenant = %(tenant)s and process = %(process)s and kind = 'WEBHOOK'
          and state in ('WAITING', 'DEAD')
          and (%(person)s::uuid is null or person_id = %(person)s)
          and effect ->> 'type' = any (%(kinds)s) and effect -> 'ids' = %(ids)s
        """,
        {
            "tenant": tenant,
            "process": process,
            "person": effect.person_id,
            "kinds": list(effect.kinds),
            "ids": Jsonb(effect.ids),
        },
    )


async def facts(
    connection: Connection, tenant: str, process: str, recalled: Collection[str | UUID]
) -> Kept:
    """What a process keeps under these names, and of these persons, as far as it does."""
    if not recalled:
        return Kept()
    cursor = await connection.execute(
        "select name, value, person_id from effects.fact"
        " where tenant = %s and process = %s and (name = any (%s) or person_id = any (%s))",
        (
            tenant,
            process,
            [each for each in recalled if isinstance(each, str)],
            [each for each in recalled if isinstance(each, UUID)],
        ),
    )
    return Kept(await cursor.fetchall())


async def keep_fact(connection: Connection, tenant: str, process: str, fact: Keep) -> None:
    """Keep it, or no more."""
    if fact.value is None:
        await connection.execute(
            "delete from effects.fact where tenant = %s and process = %s and name = %s",
            (tenant, process, fact.name),
        )
        return
    await connection.execute(
        """
        insert into effects.fact (tenant, process, name, value, person_id)
        values (%s, %s, %s, %s, %s)
        on conflict (tenant, process, name) do update
        set value = excluded.value, person_id = excluded.person_id
        """,
        (tenant, process, fact.name, Jsonb(fact.value), fact.person_id),
    )


FORGET = (
    "delete from effects.timer where tenant = %(tenant)s and person_id = any (%(persons)s)",
    "delete from effects.fact where tenant = %(tenant)s and person_id = any (%(persons)s)",
    """
    update effects.outbox
    set state = 'DROPPED', reason = 'PERSON_DISPOSED', ended_at = clock_timestamp(),
        leased_until = null
    where tenant = %(tenant)s and person_id = any (%(persons)s) and state in ('WAITING', 'DEAD')
    """,
)
"""Of ``persons`` of a ``tenant`` who were disposed of: no timer, no fact, nothing that waits."""


async def forget(connection: Connection, tenant: str, persons: Sequence[UUID]) -> None:
    """See ``FORGET``."""
    for statement in FORGET:
        await connection.execute(statement, {"tenant": tenant, "persons": list(persons)})


async def passed(
    connection: Connection, tenant: str, processes: Collection[str], position: int
) -> bool:
    """Whether each of these processes that ever ran has heard the ledger up to there."""
    cursor = await connection.execute(
        """
        select coalesce(bool_and(position >= %s), true) from effects.process
        where tenant = %s and name = any (%s)
        """,
        (position, tenant, list(processes)),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])
