"""Subscriptions: each is decided when it begins, before it tells anything, and now and then.

What may not be told is not told, and ends nothing at that moment: an end would tell as much. A
right that is gone ends the stream when it is next decided by the clock.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
from psycopg_pool import PoolTimeout

from api.access.gate import gate_of
from api.access.opened import Opened
from api.access.sessions import Session
from api.asked import Asked, asked
from api.context import Context, Info
from api.errors import Fault, Unavailable
from api.ids import global_id
from api.parse import id_argument
from api.read.opening import notice
from api.schema.common import NotAvailable
from api.schema.scalars import Position
from api.streams import Stream
from domain.streams import case_stream, consent_stream, person_stream
from projections.changes import Watch

if TYPE_CHECKING:
    from api.schema.subscription import CaseChange, CaseloadChange, ProjectionMove

TASK = "CHANGES"
CASE_REST = 0.1
LIST_REST = 1.0
MOVES_REST = 0.25
"""Seconds for which nothing more is told after something was: what comes is told as one."""


async def of_case(
    info: Info, id: str, after: int | None, purpose: str | None
) -> "AsyncIterator[CaseChange | NotAvailable]":
    """Each change of one case, while it is open to who asks."""
    from api.schema.subscription import CaseChange

    context = info.context
    key = id_argument(id, "Case", "id")
    session, opened = await _looked(context, key, asked(info), purpose)
    if key is None or key not in opened.cases:
        yield NotAvailable(message=notice(context))
        return
    seen = after or 0
    with context.services.streams.open(session) as stream:
        watch = Watch(stream.ring, streams=_streams(key, opened))
        async with _following(context, watch, after):
            async for due in _steps(stream):
                position, _ = watch.take()
                if not due and position <= seen:
                    continue
                decided = await _decided(context, [key])
                if decided is None:
                    watch.keep(position)
                    continue
                found = decided[1]
                if key in found.cases:
                    watch.streams = _streams(key, found)
                    if position > seen:
                        seen = position
                        yield CaseChange(id=global_id("Case", key), position=Position(position))
                        await stream.rest(CASE_REST)
                elif due:
                    yield NotAvailable(message=notice(context))
                    return


async def _looked(
    context: Context, key: UUID | None, wanted: Asked, purpose: str | None
) -> tuple[Session, Opened]:
    """What is open of the case as it begins, and the look on record; a refused one too."""
    now = context.again()
    async with now.reader:
        gate = await gate_of(now, purpose)
        opened = await gate.cases([key]) if key else Opened()
        allowed = key in opened.cases
        people = opened.persons if allowed else opened.members.get(key, ()) if key else ()
        cases = [key] if key else []
        await gate.record(opened, wanted, task=TASK, persons=people, cases=cases, allowed=allowed)
        return gate.session, opened


def _streams(case: UUID, opened: Opened) -> frozenset[str]:
    """The case's own, and those of whoever in it is open without anything withheld, of any day."""
    whole = [person for person in opened.persons if opened.whole((), [person])]
    return frozenset(
        {
            case_stream(case),
            *(person_stream(person) for person in whole),
            *(consent_stream(person) for person in whole),
        }
    )


async def of_caseload(info: Info, after: int | None) -> "AsyncIterator[CaseloadChange]":
    """That something changed in a case that is listed for who asks, and open to them."""
    from api.schema.subscription import CaseloadChange

    context = info.context
    now = context.again()
    async with now.reader:
        gate = await gate_of(now)
        if gate.basis == "DUTY":
            raise Fault("NOT_PERMITTED")
        scope, session = gate.scope(), gate.session
        # It names nobody, now or later: what is on record is that it was asked for.
        await gate.record(Opened(), asked(info), task="CASELOAD")
    with context.services.streams.open(session) as stream:
        watch = Watch(stream.ring, scope=scope)
        async with _following(context, watch, after):
            async for _ in _steps(stream):
                position, cases = watch.take()
                decided = await _decided(context, cases)
                if decided is None:
                    watch.keep(position, cases)
                elif not decided[1].cases.keys().isdisjoint(cases):
                    yield CaseloadChange(position=Position(position))
                    await stream.rest(LIST_REST)


async def of_projections(info: Info) -> "AsyncIterator[list[ProjectionMove]]":
    """How far the projections are, to anybody who is signed in."""
    from api.schema.subscription import ProjectionMove

    context = info.context
    decided = await _decided(context, ())
    if decided is None:
        raise Unavailable
    progress = context.services.projections.progress
    shown: dict[str, int] = {}
    with context.services.streams.open(decided[0]) as stream:
        watch = Watch(stream.ring, moves=True)
        async with _following(context, watch, None):
            stream.ring()
            async for due in _steps(stream):
                watch.take()
                if due:
                    await _decided(context, ())
                positions = progress.positions()
                moved = sorted(name for name, at in positions.items() if shown.get(name) != at)
                shown = positions
                if moved:
                    yield [
                        ProjectionMove(name=name, position=Position(shown[name])) for name in moved
                    ]
                    await stream.rest(MOVES_REST)


async def _steps(stream: Stream) -> AsyncIterator[bool]:
    """Each time that something may be told; True where it is time to decide again anyway."""
    while True:
        due = await stream.wait()
        if stream.ended:
            if stream.why:
                raise stream.why
            return
        yield due


@asynccontextmanager
async def _following(context: Context, watch: Watch, after: int | None) -> AsyncIterator[None]:
    try:
        async with context.services.projections.changes.following(watch, after):
            yield
    except (psycopg.OperationalError, PoolTimeout, OSError):
        raise Unavailable() from None


async def _decided(context: Context, cases: Sequence[UUID]) -> tuple[Session, Opened] | None:
    """Who is signed in, and what the gate opens of these cases now; None while it cannot be asked.

    Raises ``Fault`` where nobody is signed in any more.
    """
    try:
        known = await context.known_now(cases)
        now = context.again(known)
        async with now.reader:
            gate = await gate_of(now, at_hand=known.facts)
            return gate.session, await gate.cases(cases)
    except Fault as fault:
        if fault.code not in ("TEMPORARILY_UNAVAILABLE", "TIMEOUT"):
            raise
    return None
