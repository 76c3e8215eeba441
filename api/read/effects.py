"""Effects for who operates the ledger: how processes stand, counts, and those in some states."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

import psycopg
from psycopg_pool import PoolTimeout
from strawberry import ID

from api.access.roles import EFFECTS, require
from api.context import Context
from api.errors import Fault, Unavailable
from api.paging import page_size
from api.schema.effects import Effect, EffectCount, EffectProcess, EffectReport, EffectState
from api.schema.scalars import Position
from ledger.store_errors import StoreUnavailable
from projections.effects.delivery import outbox
from projections.effects.standing import standing


async def report(
    context: Context, states: Sequence[EffectState] | None, first: int | None, after: str | None
) -> EffectReport:
    """Raises ``Fault`` for roles whose work it is not, and ``Unavailable``."""
    require(await context.signed_in(), EFFECTS)
    size = page_size(context.services.settings.limits, first)
    wanted = tuple(state.value for state in states) if states else None
    last = _key(after)
    try:
        head = await context.services.ledger.head()
        async with context.services.projections.connection() as connection:
            stands = await standing(connection, context.tenant, head)
            counts = await outbox.counted(connection, context.tenant)
            page = await outbox.shown(
                connection, context.tenant, states=wanted, limit=size, after=last
            )
    except (StoreUnavailable, PoolTimeout, psycopg.OperationalError, OSError):
        raise Unavailable() from None
    return EffectReport(
        processes=[
            EffectProcess(
                name=one.name,
                position=Position(one.position),
                lag_events=one.lag_events,
                healthy=one.healthy,
                error=one.error,
            )
            for one in stands.processes
        ],
        counts=[
            EffectCount(
                process=one.process,
                state=EffectState(one.state),
                count=one.count,
                oldest_seconds=one.oldest_age,
            )
            for one in counts
        ],
        effects=[_effect(row) for row in page.rows],
        has_more=page.more,
    )


def _effect(row: outbox.Shown) -> Effect:
    return Effect(
        key=ID(str(row.key)),
        process=row.process,
        kind=row.what,
        recipient=row.recipient,
        position=Position(row.position),
        made_at=row.made_at,
        state=EffectState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        error=row.error,
        ended_at=row.ended_at,
        reason=row.reason,
    )


def _key(text: str | None) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(cast(str, text))
    except ValueError:
        raise Fault("BAD_CURSOR", field="after") from None
