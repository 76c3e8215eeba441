"""What waits to be carried out: taken by one worker at a time, ended, tried again or given up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from projections.paging import Page, fetch, page_of

Connection = AsyncConnection[Any]
State = Literal["WAITING", "DONE", "REFUSED", "DEAD", "DROPPED"]
STATES: tuple[State, ...] = ("WAITING", "DONE", "REFUSED", "DEAD", "DROPPED")


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """An effect in hand. ``attempts`` counts this one."""

    key: UUID
    process: str
    kind: str
    effect: dict[str, Any]
    event_id: UUID
    position: int
    correlation: UUID
    attempts: int


class Outcome(msgspec.Struct, frozen=True):
    """What became of an attempt. RETRY: it may work later, in ``wait`` seconds at the soonest.

    ``error``: a code, never a message.
    """

    state: Literal["DONE", "REFUSED", "RETRY", "DEAD", "DROPPED"]
    error: str | None = None
    answer: int | None = None
    wait: float = 0.0


_FREE = """
    w.tenant = %(tenant)s and w.state = 'WAITING' and w.due_at <= clock_timestamp()
    and (w.leased_until is null or w.leased_until < clock_timestamp())
"""


class Hands(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker has room for: so many commands, and ``each`` for a partner, less the ``busy``."""

    commands: int
    each: int
    busy: Mapping[str, int] = {}


async def take(connection: Connection, tenant: str, lease: float, hands: Hands) -> list[Taken]:
    """Take what is due and in nobody's hand, for so many seconds.

    Commands and each partner have their own hands: who is slow keeps nobody else waiting.
    """
    query = f"""
        with commands as (
            select w.key from effects.outbox as w
            where {_FREE} and w.kind <> 'WEBHOOK'
            order by w.due_at, w.position
            limit %(commands)s
            for update skip locked
        ), placed as (
            select w.key, w.effect ->> 'recipient' as recipient,
                row_number() over (
                    partition by w.effect ->> 'recipient' order by w.due_at, w.position
                ) as place
            from effects.outbox as w where {_FREE} and w.kind = 'WEBHOOK'
        ), words as (
            select w.key from effects.outbox as w join placed as p on p.key = w.key
            where {_FREE}
              and p.place <= %(each)s - coalesce((%(busy)s::jsonb ->> p.recipient)::int, 0)
            for update of w skip locked
        )
        update effects.outbox as o
        set attempts = o.attempts + 1,
            leased_until = clock_timestamp() + make_interval(secs => %(lease)s)
        from (select key from commands union all select key from words) as due
        where o.tenant = %(tenant)s and o.key = due.key
        returning o.key, o.process, o.kind, o.effect, o.event_id, o.position, o.correlation,
            o.attempts
    """
    given = {
        "tenant": tenant,
        "lease": lease,
        "commands": hands.commands,
        "each": hands.each,
        "busy": Jsonb(dict(hands.busy)),
    }
    return await fetch(connection, Taken, query, given)


async def end(connection: Connection, tenant: str, taken: Taken, outcome: Outcome) -> None:
    """Write down how it ended; nothing, where somebody else has taken it since."""
    await connection.execute(
        """
        update effects.outbox
        set state = %(state)s, error = %(error)s, answer = %(answer)s, leased_until = null,
            ended_at = clock_timestamp()
        where tenant = %(tenant)s and key = %(key)s and attempts = %(attempts)s
          and state = 'WAITING'
        """,
        {
            "tenant": tenant,
            "key": taken.key,
            "attempts": taken.attempts,
            "state": outcome.state,
            "error": outcome.error,
            "answer": outcome.answer,
        },
    )


async def later(
    connection: Connection, tenant: str, taken: Taken, error: str | None, seconds: float
) -> None:
    """Have it tried again after so many seconds."""
    await connection.execute(
        """
        update effects.outbox
        set error = %s, leased_until = null,
            due_at = clock_timestamp() + make_interval(secs => %s)
        where tenant = %s and key = %s and attempts = %s and state = 'WAITING'
        """,
        (error, seconds, tenant, taken.key, taken.attempts),
    )


async def sweep(connection: Connection, tenant: str, days: int, limit: int) -> int:
    """Delete what was carried out so many days ago or more, the oldest first; how many went.

    The ledger holds what came of it; and a position that has moved on notes nothing twice.
    """
    cursor = await connection.execute(
        """
        delete from effects.outbox where (tenant, key) in (
            select o.tenant, o.key from effects.outbox as o
            where o.tenant = %(tenant)s and o.state = 'DONE'
              and o.made_at < clock_timestamp() - make_interval(days => %(days)s)
              and o.ended_at < clock_timestamp() - make_interval(days => %(days)s)
            order by o.made_at
            limit %(limit)s
            for update skip locked
        )
        """,
        {"tenant": tenant, "days": days, "limit": limit},
    )
    return cursor.rowcount


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """An effect as an operator sees it: what kind, how it stands; nothing of what it tells."""

    key: UUID
    process: str
    kind: str
    what: str
    recipient: str | None
    position: int
    made_at: datetime
    state: State
    attempts: int
    due_at: datetime
    error: str | None
    ended_at: datetime | None
    ended_by: str | None
    reason: str | None


class Whose(msgspec.Struct, frozen=True):
    """Whom an effect is about, for the record of who acts on it."""

    person_id: UUID | None
    case_id: UUID | None


_SHOWN = """
    select key, process, kind, coalesce(effect ->> 'command', effect ->> 'type') as what,
        effect ->> 'recipient' as recipient, position, made_at, state, attempts, due_at, error,
        ended_at, ended_by, reason
    from effects.outbox
"""


async def shown(
    connection: Connection,
    tenant: str,
    *,
    states: tuple[str, ...] | None = None,
    limit: int = 100,
    after: UUID | None = None,
) -> Page[Shown]:
    """Effects in these states (None: all), the newest first; ``after``: the last one shown."""
    query = (
        _SHOWN
        + """
        where tenant = %(tenant)s
          and (%(states)s::text[] is null or state = any (%(states)s))
          and (%(after)s::uuid is null or (made_at, key) < (
            select a.made_at, a.key from effects.outbox as a
            where a.tenant = %(tenant)s and a.key = %(after)s))
        order by made_at desc, key desc
        limit %(limit)s
    """
    )
    given = {
        "tenant": tenant,
        "states": None if states is None else list(states),
        "after": after,
        "limit": limit + 1,
    }
    return page_of(await fetch(connection, Shown, query, given), limit)


async def one(connection: Connection, tenant: str, key: UUID) -> Shown | None:
    """The effect of that key, as an operator sees it."""
    query = _SHOWN + " where tenant = %(tenant)s and key = %(key)s"
    return next(iter(await fetch(connection, Shown, query, {"tenant": tenant, "key": key})), None)


async def whose(connection: Connection, tenant: str, key: UUID) -> Whose | None:
    """Whom the effect of that key is about; None: there is no such effect."""
    query = """
        select person_id, case_id from effects.outbox where tenant = %(tenant)s and key = %(key)s
    """
    return next(iter(await fetch(connection, Whose, query, {"tenant": tenant, "key": key})), None)


class Counted(msgspec.Struct, frozen=True):
    """How many effects of a process are in a state; ``oldest_age`` of those that wait, in seconds."""

    process: str
    state: State
    count: int
    oldest_age: float


async def counted(connection: Connection, tenant: str) -> list[Counted]:
    """All effects, counted by process and state."""
    query = """
        select process, state, count(*) as count,
            extract(epoch from clock_timestamp() - min(made_at))::float8 as oldest_age
        from effects.outbox where tenant = %(tenant)s group by process, state order by 1, 2
    """
    return await fetch(connection, Counted, query, {"tenant": tenant})


async def retry(connection: Connection, tenant: str, key: UUID) -> bool:
    """Have what was given up, or was refused, tried again from the first attempt on; False: no such."""
    cursor = await connection.execute(
        """
        update effects.outbox
        set state = 'WAITING', attempts = 0, due_at = clock_timestamp(), leased_until = null,
            ended_at = null, error = null
        where tenant = %s and key = %s and state in ('DEAD', 'REFUSED')
        """,
        (tenant, key),
    )
    return cursor.rowcount == 1


async def drop(connection: Connection, tenant: str, key: UUID, by: str, reason: str) -> bool:
    """Give it up for good, by whom and why; False where there is nothing left to give up."""
    cursor = await connection.execute(
        """
        update effects.outbox
        set state = 'DROPPED', ended_at = clock_timestamp(), ended_by = %s, reason = %s,
            leased_until = null
        where tenant = %s and key = %s and state in ('WAITING', 'DEAD', 'REFUSED')
        """,
        (by, reason, tenant, key),
    )
    return cursor.rowcount == 1


def wait_of(attempts: int, first: float, longest: float, spread: float) -> float:
    """Seconds until the next attempt: doubled with each, up to ``longest``, times ``spread``."""
    return min(longest, first * 2 ** min(attempts - 1, 30)) * spread
