"""Effects for who operates the ledger: how processes stand, counts, and those in some states."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

import psycopg
from psycopg_pool import PoolTimeout
from strawberry import ID

from api import effect_words
from api.access.roles import EFFECTS, require
from api.context import Context
from api.errors import Fault, Unavailable
from api.labels import Labels
from api.paging import page_size
from api.schema.effects import Effect, EffectCount, EffectProcess, EffectReport, EffectState
from api.schema.scalars import Day, Position
from domain.private import Language
from ledger.store_errors import StoreUnavailable
from projections.effects.delivery import outbox
from projections.effects.standing import ProcessStatus, Timers, standing, timers

AWAY = (StoreUnavailable, PoolTimeout, psycopg.OperationalError, OSError)


async def report(
    context: Context, states: Sequence[EffectState] | None, first: int | None, after: str | None
) -> EffectReport:
    """Raises ``Fault`` for roles whose work it is not, and ``Unavailable``."""
    require(await context.signed_in(), EFFECTS)
    size = page_size(context.services.settings.limits, first)
    wanted = tuple(state.value for state in states) if states else None
    last = _cursor(after)
    try:
        head = await context.services.ledger.head()
        async with context.services.projections.connection() as connection:
            stands = await standing(connection, context.tenant, head)
            to_come = {one.process: one for one in await timers(connection, context.tenant)}
            counts = await outbox.counted(connection, context.tenant)
            page = await outbox.shown(
                connection, context.tenant, states=wanted, limit=size, after=last
            )
    except AWAY:
        raise Unavailable() from None
    language = language_of(context)
    labels = Labels(await context.policy(), language)
    return EffectReport(
        processes=[_process(one, to_come.get(one.name), language) for one in stands.processes],
        counts=[
            EffectCount(
                process=one.process,
                state=EffectState(one.state),
                count=one.count,
                oldest_seconds=one.oldest_age,
            )
            for one in counts
        ],
        effects=[effect(row, labels, language) for row in page.rows],
        has_more=page.more,
    )


async def one(context: Context, key: str) -> Effect | None:
    """The effect of that key. Raises as ``report``."""
    require(await context.signed_in(), EFFECTS)
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    try:
        async with context.services.projections.connection() as connection:
            row = await outbox.one(connection, context.tenant, wanted)
    except AWAY:
        raise Unavailable() from None
    language = language_of(context)
    return effect(row, Labels(await context.policy(), language), language) if row else None


def effect(row: outbox.Shown, labels: Labels, language: Language) -> Effect:
    """An effect with the words of its codes."""
    return Effect(
        key=ID(str(row.key)),
        process=row.process,
        process_label=effect_words.process(row.process, language),
        kind=row.what,
        kind_label=effect_words.kind(row.what, language),
        recipient=row.recipient,
        recipient_label=labels.word("recipients", row.recipient) if row.recipient else None,
        position=Position(row.position),
        made_at=row.made_at,
        state=EffectState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        error=row.error,
        error_label=effect_words.error(row.error, language),
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        reason=effect_words.reason(row.reason, language),
    )


def language_of(context: Context) -> Language:
    """The reader's language."""
    return "fr" if context.language == "fr" else "en"


def _process(one: ProcessStatus, to_come: Timers | None, language: Language) -> EffectProcess:
    code = one.error.partition(" ")[0] if one.error else None  # it says the position too
    return EffectProcess(
        name=one.name,
        label=effect_words.process(one.name, language),
        position=Position(one.position),
        lag_events=one.lag_events,
        heartbeat_age_seconds=one.heartbeat_age,
        healthy=one.healthy,
        error=one.error,
        error_label=effect_words.error(code, language),
        timers=to_come.count if to_come else 0,
        next_timer_on=Day(to_come.next_on.isoformat()) if to_come else None,
    )


def _cursor(text: str | None) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(cast(str, text))
    except ValueError:
        raise Fault("BAD_CURSOR", field="after") from None
