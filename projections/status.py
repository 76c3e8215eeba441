"""How projections stand, as everybody is told: the command line, GraphQL, measures, the health check."""

import time
from collections import deque
from collections.abc import Callable
from typing import Literal, get_args

import msgspec

HEALTHY_FOR = 10.0
"""Seconds after which an owner that was not heard of counts as gone."""

FAILING_FOR = 30.0
"""The same of one that stands still: between its tries it pauses, and says nothing."""

PACE_SECONDS = 60.0
"""How far back the positions are kept by which a pace is told."""
PACE_STEP = 0.25
"""Seconds between two of them, at least."""

Trouble = Literal["NEVER_STARTED", "STOPPED", "STALE", "SUPERSEDED", "FAILING", "TOO_MANY_PARKED"]
"""Why a projection is not well.

NEVER_STARTED: no program has run it yet. STOPPED: nobody holds its lease, or the owner is this
process, which no longer runs it. STALE: its owner was not heard of lately. SUPERSEDED: a newer
program's tables serve in its place. FAILING: it stands before an event or a fault, ``error``.
TOO_MANY_PARKED: it stands before a fault that would be parked, had not so many been before.
"""
TROUBLES: tuple[Trouble, ...] = get_args(Trouble)


class ProjectionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How one projection stands: that of its builds which is live. ``build``: 0 where there is none.

    ``lag_events``: how far the ledger is ahead; ``lag_seconds``: for how long the first event that is
    not folded has been in the ledger, 0 where there is none. ``rate``: positions a second over the
    last minute, or since this process looked before; None at its first look. ``heartbeat_age``:
    seconds, None where it never beat. ``parked_streams``, ``parked_events``: what waits to be mended.
    ``state`` is ``superseded`` where newer code fills its tables and not this program, and
    ``rebuilding`` where older code filled them: then owner, heartbeat and error are those of what is
    filled beside.
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
