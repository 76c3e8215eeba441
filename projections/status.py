"""How projections stand, as everybody is told: the command line, GraphQL, measures, the health check."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any, Literal, get_args

import msgspec
from psycopg import AsyncConnection

from projections.engine.model import ReadModel
from projections.engine.position import ProjectionRow

HEALTHY_FOR = 10.0
"""Seconds after which an owner that was not heard of counts as gone."""

FAILING_FOR = 30.0
"""The same of one that stands still: between its tries it pauses, and says nothing."""

PACE_SECONDS = 60.0
"""How far back the positions are kept by which a pace is told."""
PACE_STEP = 0.25
"""Seconds between two of them, at least."""

Trouble = Literal["NEVER_STARTED", "STOPPED", "STALE", "SUPERSEDED", "FAILING"]
"""Why a projection is not well.

NEVER_STARTED: no program has run it yet. STOPPED: nobody holds its lease, or the owner is this
process, which no longer runs it. STALE: its owner was not heard of lately. SUPERSEDED: a newer
program's tables serve in its place. FAILING: it stands before an event or a fault, ``error``.
"""
TROUBLES: tuple[Trouble, ...] = get_args(Trouble)


class ProjectionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How one projection stands: that of its builds which is live. ``build``: 0 where there is none.

    ``lag_events``: how far the ledger is ahead; ``lag_seconds``: for how long the first event that is
    not folded has been in the ledger, 0 where there is none. ``rate``: positions a second over the
    last minute, or since this process looked before; None at its first look. ``heartbeat_age``:
    seconds, None where it never beat. ``parked_streams``, ``parked_events``: what waits to be mended.
    """

    name: str
    version: int
    build: int = 0
    position: int = 0
    lag_events: int = 0
    lag_seconds: float = 0.0
    rate: float | None = None
    heartbeat_age: float | None = None
    owner: str | None = None
    state: str = "never started"
    error: str | None = None
    parked_streams: int = 0
    parked_events: int = 0
    trouble: Trouble | None = None

    @property
    def healthy(self) -> bool:
        """Whether it runs and was heard of lately, however far behind: one that stopped never is."""
        return self.trouble is None


class Parked(msgspec.Struct, frozen=True):
    """How many streams a projection has parked, and how many events of them wait."""

    streams: int = 0
    events: int = 0


_PARKING = "select to_regclass('read.parked_event') is not null"
_PARKED = """
select e.name, count(distinct e.stream), count(*)
from read.parked_event as e
join read.build as b on b.name = e.name and b.build = e.build and b.state = 'live'
where e.tenant = %s group by e.name
"""


async def parked(connection: AsyncConnection[Any], tenant: str) -> dict[str, Parked]:
    """What the live build of each projection has parked, by its name; for the projector's role."""
    cursor = await connection.execute(_PARKING)
    row = await cursor.fetchone()
    if row is None or not row[0]:
        return {}
    cursor = await connection.execute(_PARKED, (tenant,))
    return {name: Parked(streams, events) for name, streams, events in await cursor.fetchall()}


def status_of(
    model: ReadModel,
    row: ProjectionRow | None,
    *,
    head: int,
    age: float | None,
    rate: float | None,
    running: bool,
    parked: Parked,
) -> ProjectionStatus:
    """How a projection stands: ``age`` is that of the first event that it has not folded.

    ``running``: whether it is run where its row says, as far as this process can know.
    """
    if row is None:
        return ProjectionStatus(
            name=model.name,
            version=model.version,
            lag_events=head,
            lag_seconds=age or 0.0,
            trouble="NEVER_STARTED",
        )
    lag = max(head - row.position, 0)
    return ProjectionStatus(
        name=row.name,
        version=row.version,
        build=row.build,
        position=row.position,
        lag_events=lag,
        lag_seconds=max(age or 0.0, 0.0) if lag else 0.0,
        rate=rate,
        heartbeat_age=row.heartbeat_age,
        owner=row.owner,
        state=row.state,
        error=row.error,
        parked_streams=parked.streams,
        parked_events=parked.events,
        trouble=_trouble(model, row, running),
    )


_BY_STATE: dict[str, Trouble | None] = {"running": None, "superseded": "SUPERSEDED"}


def _trouble(model: ReadModel, row: ProjectionRow, running: bool) -> Trouble | None:
    if row.version > model.version:
        return "SUPERSEDED"
    trouble = _BY_STATE.get(row.state, "FAILING")
    if trouble is None and not running:  # one that fails gives its lease up between its tries
        return "STOPPED"
    quiet = HEALTHY_FOR if trouble is None else FAILING_FOR
    if row.heartbeat_age is None or row.heartbeat_age >= quiet:
        return "STALE"
    return trouble


class Pace:
    """How fast positions move, between this look and the first one of the last minute.

    Any number of askers share it: none of them shortens what the others look back on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, deque[tuple[float, int]]] = {}

    def of(self, name: str, position: int) -> float | None:
        """Positions a second, now that it is there; None where nothing is known to compare."""
        now = self._clock()
        seen = self._seen.setdefault(name, deque())
        if seen and seen[-1][1] > position:  # begun again: the way back is no pace
            seen.clear()
        while len(seen) > 1 and now - seen[0][0] > PACE_SECONDS:
            seen.popleft()
        first = seen[0] if seen and now - seen[0][0] >= PACE_STEP else None
        if not seen or now - seen[-1][0] >= PACE_STEP:
            seen.append((now, position))
        return (position - first[1]) / (now - first[0]) if first else None
