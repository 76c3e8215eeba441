"""One case or person folded again, alone: a rebuild of a part, and how what is parked goes on.

A component is all that hangs together by name: a case, its people, their other cases. No event of it
shares a row with one outside, but for the policies that all rest on; so its rows can be taken out
and folded again, up to the projection's position, while all others stay.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, sql

from domain.disposal.events import CARRIED_OUT
from domain.event import Recorded
from domain.policy import PolicyPublished
from ledger.history import Unreadable
from ledger.stored import Wanted
from projections.engine import position
from projections.engine.feed import Source
from projections.engine.model import ReadModel
from projections.engine.parked import Parked
from projections.engine.parking import Folding
from projections.engine.subjects import named, names_kind, streams_with, subject_of
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
    """All subjects that hang together with some, and the events that tell so; grows as it is asked.

    What stands in the streams of its subjects is found at once, what names them elsewhere only by
    going through the ledger: so that is done last, for as many as are known by then.
    """

    def __init__(self, model: ReadModel, seeds: Iterable[str]) -> None:
        self.subjects = set(seeds)
        self.events: dict[int, Recorded | Unreadable] = {}
        self._types = {*model.events, *CARRIED_OUT}
        self._loaded: set[str] = set()
        self._looked: set[str] = set()
        self._upto = 0

    async def reach(self, source: Source, upto: int) -> None:
        """Take in everything up to a position; what was looked through is not looked at again."""
        before, self._upto = self._upto, max(upto, self._upto)
        await self._load(source, self._loaded, before)
        await self._look(source, self._looked, before)
        while True:
            if new := self.subjects - self._loaded:
                await self._load(source, new, 0)
                self._loaded |= new
            elif new := self.subjects - self._looked:
                await self._look(source, new, 0)
                self._looked |= new
            else:
                return

    async def _load(self, source: Source, of: set[str], after: int) -> None:
        """Their own streams."""
        if of and self._upto > after:
            types = sorted(kind.wire_name for kind in self._types)
            streams = streams_with(_uuids(of))
            self._take(await source.of_streams(types, streams, after, self._upto), of)

    async def _look(self, source: Source, of: set[str], after: int) -> None:
        """All others, for events that name them."""
        ids: dict[str, list[UUID]] = defaultdict(list)
        for subject in sorted(of):
            kind, _, uuid = subject.partition("-")
            ids[kind].append(UUID(uuid))
        wanted = [
            # What stands in the stream of a case names no other case.
            Wanted(types, each, outside="case-" if kind == "case" else "-")
            for kind, each in ids.items()
            if (types := sorted(k.wire_name for k in self._types if names_kind(k, kind)))
        ]
        if wanted and self._upto > after:
            self._take(await source.naming(wanted, after, self._upto), of)

    def _take(self, found: Iterable[Recorded | Unreadable], of: set[str]) -> None:
        ids = frozenset(_uuids(of))
        for each in found:
            about = _about(each)
            # By id, whatever the kind of stream: so are its rows found.
            if not ids.isdisjoint(_uuids(about)):
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
    wherever it runs, is fenced and goes on from there. Raises ``Fenced`` where the build is not filled
    any more, ``Poison``, ``WrittenByNewerCode`` and what the database raises: then nothing has changed.
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
