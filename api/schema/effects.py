"""What follows from events, as an operator sees it: kinds, codes and counts, and nothing it tells."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from api.schema.refusals import InvalidInput, NotPermitted, RuleRefused, TemporarilyUnavailable
from api.schema.scalars import Day, Position


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
    label: str
    position: Position
    lag_events: int
    heartbeat_age_seconds: float | None = strawberry.field(description="Null where it never ran.")
    healthy: bool
    error: str | None
    error_label: str | None
    timers: int = strawberry.field(description="How much is to come about on a day.")
    next_timer_on: Day | None


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
    process_label: str
    kind: str = strawberry.field(description="The command, or the type of what a partner is told.")
    kind_label: str
    recipient: str | None
    recipient_label: str | None
    position: Position
    made_at: datetime
    state: EffectState
    attempts: int
    due_at: datetime = strawberry.field(description="While it waits: the next attempt.")
    error: str | None
    error_label: str | None
    ended_at: datetime | None
    ended_by: str | None = strawberry.field(description="Who gave it up.")
    reason: str | None


@strawberry.type
class EffectReport:
    processes: list[EffectProcess]
    counts: list[EffectCount]
    effects: list[Effect] = strawberry.field(description="The newest first, up to first.")
    has_more: bool


@strawberry.input(description="Try again what was refused or given up, from the first attempt on.")
class RetryEffectInput:
    key: strawberry.ID


@strawberry.input(
    description="Give up what waits, was refused, or was given up after all attempts."
)
class DropEffectInput:
    key: strawberry.ID
    reason: str = strawberry.field(description="Why, for other operators; names nobody.")


@strawberry.type(description="It was done at once: the effect as it stands now.")
class EffectSettled:
    effect: Effect


EffectResult = Annotated[
    EffectSettled | RuleRefused | InvalidInput | NotPermitted | TemporarilyUnavailable,
    strawberry.union("EffectResult"),
]
