"""One case or person folded again, alone: a rebuild of a part, and how what is parked goes on.

A component is all that hangs together by name: a case, its people, their other cases. No event of it
shares a row with one outside, but for the policies that all rest on; so its rows can be taken out
and folded again, up to the projection's position, while all others stay.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, sql

from domain.disposal.events import CARRIED_OUT
from domain.event import Recorded
from domain.policy import PolicyPublished
from ledger.history import Unreadable
from projections.engine import position
from projections.engine.feed import Source
from projections.engine.model import ReadModel
from projections.engine.parked import Parked
from projections.engine.parking import Folding
from projections.engine.subjects import named, subject_of
from projections.engine.tables import column_types
from projections.engine.writer import Writer

AT_ONCE = 1_000  # events folded in one go


class Refolded(msgspec.Struct, frozen=True):
    """What a refold has done: of how many subjects and events, up to where, and what waits still."""

    subjects: frozenset[str]
    events: int
    position: int
    parked: Parked


class Component:
    """All subjects that hang together with some, and the events that tell so; grows as it is asked."""

    def __init__(self, model: ReadModel, seeds: Iterable[str]) -> None:
        self.subjects = set(seeds)
        self.events: dict[int, Recorded | Unreadable] = {}
        self._types = sorted({kind.wire_name for kind in (*model.events, *CARRIED_OUT)})
        self._looked: set[str] = set()
        self._upto = 0

    async def reach(self, source: Source, upto: int) -> None:
        """Take in everything up to a position; what was looked through is not looked at again."""
        await self._take(source, self._looked, self._upto, upto)
        self._upto = max(upto, self._upto)
        while new := self.subjects - self._looked:
            await self._take(source, new, 0, self._upto)
            self._looked |= new

    async def _take(self, source: Source, of: set[str], after: int, upto: int) -> None:
        if not of or upto <= after:
            return
        ids = _uuids(of)
        for each in await source.naming(self._types, ids, after, upto):
            about = _about(each)
            # By id, whatever the kind of stream: so are its rows found.
            if not set(_uuids(about)).isdisjoint(ids):
                self.events[each.position] = each
                self.subjects |= about

    @property
    def ids(self) -> list[UUID]:
        """The ids of its subjects, by which its rows are found."""
        return _uuids(self.subjects)


def _about(each: Recorded | Unreadable) -> frozenset[str]:
    if isinstance(each, Recorded):
        return named(each)
    subject = subject_of(each.stream)
    return frozenset() if subject is None else frozenset({subject})


def _uuids(subjects: Iterable[str]) -> list[UUID]:
    return sorted({UUID(subject.partition("-")[2]) for subject in subjects})


async def refold(
    connection: AsyncConnection[Any], source: Source, model: ReadModel, seeds: Iterable[str]
) -> Refolded | None:
    """Fold the component of these subjects again, in place, in one transaction; None if never started.

    What waited of it is folded with the rest; what cannot be folded still, parks again. The owner,
    wherever it runs, is fenced and goes on from there. Raises ``Poison``, ``WrittenByNewerCode`` and
    what the database raises: then nothing has changed.
    """
    tenant = source.tenant
    component = Component(model, seeds)
    before = await position.standing(connection, tenant, model)
    if before is None:
        return None
    # The long part, while the owner goes on; what comes meanwhile is little.
    await component.reach(source, before)
    async with connection.transaction():
        upto = await position.fence(connection, tenant, model)
        await component.reach(source, upto)
        policy = await source.policy_events(upto) if PolicyPublished in model.events else []
        events = {each.position: each for each in policy} | component.events
        await empty(connection, tenant, model, component)
        folding = Folding(
            connection,
            Writer(connection, model, await column_types(connection, model)),
            model,
            tenant,
            source.unseal,
            Parked(),
            move=_nowhere,
        )
        await _fold(folding, [events[at] for at in sorted(events) if at <= upto])
    return Refolded(frozenset(component.subjects), len(component.events), upto, folding.parked)


async def _nowhere(_: int) -> None:
    """The position stays: the component is brought to where all others are."""


async def _fold(folding: Folding, events: Sequence[Recorded | Unreadable]) -> None:
    batch: list[Recorded] = []
    for each in events:
        if isinstance(each, Recorded) and len(batch) < AT_ONCE:
            batch.append(each)
            continue
        if batch:
            await folding.take(batch)
        batch = []
        if isinstance(each, Recorded):
            batch = [each]
        else:
            await folding.pass_unreadable(each)
    if batch:
        await folding.take(batch)


async def empty(
    connection: AsyncConnection[Any], tenant: str, model: ReadModel, component: Component
) -> None:
    """Take out the component's rows, what is everybody's, and what was parked of it."""
    for table in model.tables:
        own = sql.SQL(" or ").join(
            sql.SQL("{} = any (%(ids)s::uuid[])").format(sql.Identifier(column))
            for column in table.whose
        )
        where = sql.SQL(" and ({})").format(own) if table.whose else sql.SQL("")
        for physical in model.stored(table):
            name = sql.Identifier("read", physical)
            statement = sql.SQL("delete from {} where tenant = %(tenant)s{}").format(name, where)
            await connection.execute(statement, {"tenant": tenant, "ids": component.ids})
    await connection.execute(
        "delete from read.parked where tenant = %s and name = %s and build = %s"
        " and stream = any (%s)",
        (tenant, model.name, model.build, sorted(component.subjects)),
    )
