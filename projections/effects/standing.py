"""How effects stand: the processes that hear the ledger, and what waits to be carried out or is dead."""

from datetime import date
from typing import Any

import msgspec
from psycopg import AsyncConnection

from projections.status import HEALTHY_FOR

_THERE = "select to_regclass('effects.process') is not null"
_PROCESSES = """
select name, position, greatest(0, %(head)s - position),
    extract(epoch from clock_timestamp() - heartbeat)::float8, state, error
from effects.process where tenant = %(tenant)s order by name
"""
_OUTBOX = """
select kind, count(*) filter (where state = 'WAITING'), count(*) filter (where state = 'DEAD'),
    count(*) filter (where state = 'REFUSED'),
    coalesce(extract(epoch from clock_timestamp() - min(due_at) filter (
        where state = 'WAITING' and due_at <= clock_timestamp()
    )), 0)::float8
from effects.outbox where tenant = %(tenant)s and state in ('WAITING', 'DEAD', 'REFUSED')
group by kind order by kind
"""
_TIMERS = """
select process, count(*), min(due_on) from effects.timer where tenant = %s group by process
"""


class ProcessStatus(msgspec.Struct, frozen=True):
    """A process: how far it has heard the ledger. ``heartbeat_age`` in seconds."""

    name: str
    position: int
    lag_events: int
    heartbeat_age: float | None
    state: str
    error: str | None

    @property
    def healthy(self) -> bool:
        """Whether it runs and was heard of lately."""
        age = self.heartbeat_age
        return self.state == "running" and age is not None and age < HEALTHY_FOR


class OutboxStatus(msgspec.Struct, frozen=True):
    """What waits of one kind, was given up or refused, and for how many seconds the first is overdue."""

    kind: str
    waiting: int
    dead: int
    refused: int
    overdue_seconds: float


class EffectsStatus(msgspec.Struct, frozen=True):
    """Nothing at all where effects were never installed."""

    processes: list[ProcessStatus] = []
    outbox: list[OutboxStatus] = []


class Timers(msgspec.Struct, frozen=True):
    """How many timers of a process stand, and the next day on which one fires."""

    process: str
    count: int
    next_on: date


async def timers(connection: AsyncConnection[Any], tenant: str) -> list[Timers]:
    """What is to come about on a day, counted by process, for the projector's role."""
    cursor = await connection.execute(_TIMERS, (tenant,))
    return [Timers(*row) for row in await cursor.fetchall()]


async def standing(connection: AsyncConnection[Any], tenant: str, head: int) -> EffectsStatus:
    """How a tenant's effects stand, for the projector's role."""
    cursor = await connection.execute(_THERE)
    row = await cursor.fetchone()
    if row is None or not row[0]:
        return EffectsStatus()
    asked = {"tenant": tenant, "head": head}
    processes = await (await connection.execute(_PROCESSES, asked)).fetchall()
    outbox = await (await connection.execute(_OUTBOX, asked)).fetchall()
    return EffectsStatus(
        [ProcessStatus(*found) for found in processes], [OutboxStatus(*found) for found in outbox]
    )
