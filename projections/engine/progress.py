"""How builds come along: how far, how fast, and how long until they have caught up."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

import msgspec
from psycopg import AsyncConnection

from projections import status
from projections.engine import builds
from projections.engine.builds import Build
from projections.engine.switch import NEAR

State = Literal["building", "ready", "live", "kept"]

_PLACES = """
select b.name, b.build, min(coalesce(p.position, 0)), sum(coalesce(p.position, 0))::bigint,
    count(l.tenant),
    bool_and(p.state is not distinct from 'running' and p.position >= l.position - %s),
    extract(epoch from clock_timestamp() - min(p.heartbeat))::float8,
    min(p.error), extract(epoch from clock_timestamp() - b.made_at)::float8, (
        select count(*) from read.parked as k where (k.name, k.build) = (b.name, b.build)
    )
from read.build as b
join read.build as v on v.name = b.name and v.state = 'live'
join read.projection as l on l.name = v.name and l.build = v.build
left join read.projection as p on p.tenant = l.tenant and p.name = b.name and p.build = b.build
group by b.name, b.build
"""


class BuildStatus(msgspec.Struct, frozen=True):
    """How one build stands. Positions are the ledger's, of the tenant that is furthest behind.

    ``ready``: it has caught up, and follows close behind the live one. ``rate`` is in events of the ledger
    a second over the last minute, at the first look since it was made; ``seconds_left`` until it has
    caught up at that. Both None where that is not known, as while nobody is heard of who fills it.
    ``switches``: it goes live by itself once it is ready. ``error`` is the code of what it stands
    for, and ``heartbeat_age`` in seconds. ``parked``: files whose events wait in it, of all tenants.
    """

    name: str
    build: int
    version: int
    state: State
    switches: bool
    position: int
    head: int
    rate: float | None
    seconds_left: float | None
    heartbeat_age: float | None
    error: str | None
    made_at: datetime
    switched_at: datetime | None
    parked: int = 0

    @property
    def share(self) -> float:
        """How much of the ledger it holds, from 0 to 1."""
        return min(self.position / self.head, 1.0) if self.head else 1.0


class Pace:
    """Remembers where builds stood, and so how fast they go."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = status.Pace(clock)

    async def builds(self, connection: AsyncConnection[Any], head: int) -> list[BuildStatus]:
        """All builds of all read models, as they stand."""
        cursor = await connection.execute(_PLACES, (NEAR,))
        places = {tuple(row[:2]): row[2:] for row in await cursor.fetchall()}
        return [
            self.status(build, places[(build.name, build.build)], head)
            for build in await builds.found(connection)
            if (build.name, build.build) in places
        ]

    def status(self, build: Build, place: Any, head: int) -> BuildStatus:
        """How one stands, by its row of ``_PLACES`` behind its name and number."""
        position, summed, tenants, running, heard, error, old, parked = place
        state: State = build.state
        if state == "building" and running:
            state = "ready"
        rate = left = None
        if state == "building" and not error and heard is not None and heard < status.HEALTHY_FOR:
            rate = self._pace.of(f"{build.name}/{build.build}", summed)
            if rate is None and build.switched_at is None and old > 0:
                rate = summed / old
            if rate:
                left = max(head * tenants - summed, 0) / rate
        return BuildStatus(
            build.name,
            build.build,
            build.version,
            state,
            build.switches,
            position,
            max(head, position),
            rate,
            left,
            heard,
            error,
            build.made_at,
            build.switched_at,
            parked,
        )
