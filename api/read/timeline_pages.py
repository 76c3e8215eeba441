"""The rows of timelines: one query for all cases, or people, of a batch whose categories are the same."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from api import narrate
from api.access.gate import Categories
from api.schema.category import CONSENT
from api.schema.timeline import TimelinePart
from domain.sameness import SAMENESS_EVENTS
from projections.paging import CAP, Count, fetch
from projections.timeline.queries import AMENDED, COLUMNS, Entry

if TYPE_CHECKING:
    from api.database import Connection
    from api.read.batch import Batch


SAMENESS = [event.wire_name for event in SAMENESS_EVENTS]
"""Events that name two numbers."""


class LineEntry(Entry, frozen=True, kw_only=True):
    """An entry, and the case or person on whose timeline it stands."""

    whose: UUID


class LineCount(msgspec.Struct, frozen=True):
    """How many entries a timeline has."""

    whose: UUID
    count: int


_PART = """
    and t.type = any (%(types)s)
    and (%(before)s::bigint is null or t.position < %(before)s)
    and (%(after)s::bigint is null or t.position > %(after)s)
    and (%(upto)s::bigint is null or t.position <= %(upto)s)
    and (%(regular_too)s or t.irregularities <> '{}')
    order by t.position desc limit %(page)s
"""
_NOT_HELD = """
    not exists (
        select from unnest(%(held)s::uuid[], %(ends)s::timestamptz[]) as h(person_id, ends)
        where h.person_id = t.person_id and t.known_at >= h.ends)
"""
# Of another number it is told only where that one is shown as theirs too: else it would tell that
# somebody who left a household, or who is in a circle, is dealt with elsewhere.
_BOTH_THEIRS = """
    (t.type <> all (%(sameness)s) or not exists (
        select from unnest(array['other_id', 'survivor_id', 'merged_id']) as field
        where t.payload ? field and (t.payload ->> field)::uuid not in (
            select b.number from unnest(%(numbers)s::uuid[], %(shown)s::uuid[]) as b(number, shown)
            where b.shown = w.whose)))
"""
_OF_CASE = f"""
    (select {COLUMNS} from read.timeline as t
     where t.tenant = %(tenant)s and t.case_id = w.whose {_PART})
    union all
    (select {COLUMNS} from read.case_member as m
     join read.timeline as t on t.tenant = m.tenant and t.person_id = m.person_id
     where m.tenant = %(tenant)s and m.case_id = w.whose and t.kind = 'consent'
       and (t.cited_case_id is null or t.cited_case_id = w.whose)
       and {_NOT_HELD} {_PART})
"""
_OF_PERSON = f"""
    (select {COLUMNS}
     from unnest(%(numbers)s::uuid[], %(shown)s::uuid[]) as n(number, shown)
     join read.timeline as t on t.person_id = n.number
     where t.tenant = %(tenant)s and n.shown = w.whose and {_NOT_HELD} and {_BOTH_THEIRS} {_PART})
"""


class Lines(msgspec.Struct, frozen=True):
    """Timelines of one kind: ``all`` of a batch, what is ``open`` of each, and their rows in SQL."""

    name: str
    rows: str
    all: Callable[["Batch"], Iterable[UUID]]
    open: Callable[["Batch", UUID], Categories]

    def types(self, batch: "Batch", key: UUID) -> tuple[str, ...]:
        """The types of events that are told to the viewer."""
        categories = self.open(batch, key)
        # Only duty opens a timeline: consent covers categories, not a history of the file.
        return tuple(narrate.types_open(categories)) if CONSENT in categories else ()


CASES = Lines(
    "timeline",
    _OF_CASE,
    lambda batch: batch.cases,
    lambda batch, case: batch.of_case(case),
)
"""A case's events, and what its members consented to and was disclosed for it."""

PERSONS = Lines(
    "person's",
    _OF_PERSON,
    lambda batch: {batch.shown_as(number) for number in batch.opened.persons},
    lambda batch, person: batch.of_person(person),
)
"""A person's own events and those of their consents, under all of their numbers."""


async def page(
    batch: "Batch", lines: Lines, key: UUID, part: TimelinePart, size: int, before: int | None
) -> tuple[str, Sequence[LineEntry]]:
    """The name of the load that the entries came with, and one more of them than the page has."""
    # A page further on is asked of one; the first pages of a list are asked of all.
    keys = [key] if before else list(lines.all(batch))
    name = f"{lines.name} {size} {before} {part.irregular} {part.recorded} {key if before else ''}"
    found = await batch.once(name, lambda: _pages(batch, lines, keys, size, before, part))
    return name, found.get(key, [])


async def count(batch: "Batch", lines: Lines, key: UUID, part: TimelinePart) -> Count:
    """How many entries that part of the timeline has from its newest on, up to the cap."""
    name = f"{lines.name} counts {part.irregular} {part.recorded}"
    found = (await batch.once(name, lambda: _counts(batch, lines, part))).get(key, 0)
    return Count(min(found, CAP), found > CAP)


async def _pages(
    batch: "Batch",
    lines: Lines,
    keys: Sequence[UUID],
    size: int,
    before: int | None,
    part: TimelinePart,
) -> dict[UUID, list[LineEntry]]:
    query = f"""
        select w.whose, {COLUMNS}, {AMENDED}
        from unnest(%(keys)s::uuid[]) as w(whose)
        cross join lateral (
            select * from ({lines.rows}) as t order by t.position desc limit %(page)s
        ) as t
        order by w.whose, t.position desc"""
    found: dict[UUID, list[LineEntry]] = defaultdict(list)
    for types, same in _alike(batch, lines, keys).items():
        given = _parameters(batch, same, types, part) | {"page": size + 1, "before": before}
        for row in await batch.ask(_fetch, LineEntry, query, given):
            found[row.whose].append(row)
    return found


async def _counts(batch: "Batch", lines: Lines, part: TimelinePart) -> dict[UUID, int]:
    query = f"""
        select w.whose, (select count(*) from (
            select from ({lines.rows}) as t limit %(page)s) as found) as count
        from unnest(%(keys)s::uuid[]) as w(whose)"""
    found: dict[UUID, int] = {}
    for types, same in _alike(batch, lines, list(lines.all(batch))).items():
        given = _parameters(batch, same, types, part) | {"page": CAP + 1, "before": None}
        found |= {row.whose: row.count for row in await batch.ask(_fetch, LineCount, query, given)}
    return found


def _alike(batch: "Batch", lines: Lines, keys: Iterable[UUID]) -> dict[tuple[str, ...], list[UUID]]:
    alike: dict[tuple[str, ...], list[UUID]] = defaultdict(list)
    for key in keys:
        if types := lines.types(batch, key):
            alike[types].append(key)
    return alike


def _parameters(
    batch: "Batch", keys: Sequence[UUID], types: Sequence[str], part: TimelinePart
) -> dict[str, Any]:
    ends = {key: batch.until(key) for key in batch.opened.until}
    numbers = list(batch.opened.persons)
    after, upto = part.recorded or (None, None)
    return {
        "tenant": batch.context.tenant,
        "held": list(ends),
        "ends": list(ends.values()),
        "keys": list(keys),
        "numbers": numbers,
        "shown": [batch.shown_as(number) for number in numbers],
        "types": list(types),
        "sameness": SAMENESS,
        "regular_too": not part.irregular,
        "after": after,
        "upto": upto,
    }


async def _fetch(
    connection: "Connection", kind: type[Any], query: str, given: dict[str, Any]
) -> list[Any]:
    return await fetch(connection, kind, query, given)
