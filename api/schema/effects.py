"""What follows from events, as an operator sees it: kinds, codes and counts, and nothing it tells."""

from datetime import datetime
from enum import Enum

import strawberry

from api.schema.scalars import Position


@strawberry.enum
class EffectState(Enum):
    WAITING = "WAITING"
    DONE = "DONE"
    REFUSED = "REFUSED"
    DEAD = "DEAD"
    DROPPED = "DROPPED"


@strawberry.type(description="A process that hears the ledger; one that stands still says a code.")
class EffectProcess:
    name: str
    position: Position
    lag_events: int
    healthy: bool
    error: str | None


@strawberry.type
class EffectCount:
    process: str
    state: EffectState
    count: int
    oldest_seconds: float = strawberry.field(description="Since the oldest was noted.")


@strawberry.type(description="Something to be carried out, by its key; what it tells is not shown.")
class Effect:
    key: strawberry.ID
    process: str
    kind: str = strawberry.field(description="The command, or the type of what a partner is told.")
    recipient: str | None
    position: Position
    made_at: datetime
    state: EffectState
    attempts: int
    due_at: datetime = strawberry.field(description="While it waits: the next attempt.")
    error: str | None
    ended_at: datetime | None
    reason: str | None


@strawberry.type
class EffectReport:
    processes: list[EffectProcess]
    counts: list[EffectCount]
    effects: list[Effect] = strawberry.field(description="The newest first, up to first.")
    has_more: bool
