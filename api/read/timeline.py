"""Timelines of a batch's cases, newest first: one query for all, words only when asked for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from api import narrate
from api.access.gate import Categories
from api.errors import Fault
from api.ids import global_id
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.read.counts import counting
from api.read.disagreements import stated
from api.read.disposed import words
from api.schema.category import FILE
from api.schema.common import Detail
from api.schema.scalars import Day, Position
from api.schema.timeline import (
    Amendment,
    Disagreement,
    Irregularity,
    TimelineConnection,
    TimelineEdge,
    TimelineEntry,
    TimelinePart,
)
from domain import irregularities
from domain.event import Recorded
from domain.private import Clear, Disposed, Text
from projections.paging import CAP, Count, fetch
from projections.timeline.queries import AMENDED, COLUMNS, Amended, Entry, entries, recorded

if TYPE_CHECKING:
    from api.database import Connection
    from api.read.batch import Batch


class CaseEntry(Entry, frozen=True, kw_only=True):
    """An entry, and the case on whose timeline it stands."""

    of_case: UUID


class CaseCount(msgspec.Struct, frozen=True):
    """How many entries a case's timeline has."""

    case_id: UUID
    count: int


_OF_CASE = f"""
    (select {COLUMNS} from read.timeline as t
     where t.tenant = %(tenant)s and t.case_id = w.case_id and t.type = any (%(types)s)
       and (%(before)s::bigint is null or t.position < %(before)s)
       and (%(after)s::bigint is null or t.position > %(after)s)
       and (%(upto)s::bigint is null or t.position <= %(upto)s)
       and (%(regular_too)s or t.irregularities <> '{{}}')
     order by t.position desc limit %(page)s)
    union all
    (select {COLUMNS} from read.case_member as m
     join read.timeline as t on t.tenant = m.tenant and t.person_id = m.person_id
     where m.tenant = %(tenant)s and m.case_id = w.case_id and t.kind = 'consent'
       and (t.cited_case_id is null or t.cited_case_id = w.case_id)
       and not exists (
            select from unnest(%(held)s::uuid[], %(ends)s::timestamptz[]) as h(person_id, ends)
            where h.person_id = t.person_id and t.known_at >= h.ends)
       and t.type = any (%(types)s)
       and (%(before)s::bigint is null or t.position < %(before)s)
       and (%(after)s::bigint is null or t.position > %(after)s)
       and (%(upto)s::bigint is null or t.position <= %(upto)s)
       and (%(regular_too)s or t.irregularities <> '{{}}')
     order by t.position desc limit %(page)s)
"""
_PAGES = f"""
    select w.case_id as of_case, {COLUMNS}, {AMENDED}
    from unnest(%(cases)s::uuid[]) as w(case_id)
    cross join lateral (
        select * from ({_OF_CASE}) as t order by t.position desc limit %(page)s
    ) as t
    order by w.case_id, t.position desc
"""
_COUNTS = f"""
    select w.case_id as case_id, (select count(*) from (
        select from ({_OF_CASE}) as t limit %(page)s) as found) as count
    from unnest(%(cases)s::uuid[]) as w(case_id)
"""


class TimelineEvent:
    """An entry's words, worked out when they are asked for."""

    def __init__(self, batch: "Batch", row: Entry, texts_open: bool, page: str) -> None:
        self._batch = batch
        self._row = row
        self._texts_open = texts_open
        self._page = page
        self._recorded: Recorded | None = None

    @property
    def recorded(self) -> Recorded:
        if self._recorded is None:
            self._recorded = recorded(self._row)
        return self._recorded

    async def details(self) -> list[Detail]:
        batch, known = self._batch, await self._batch.persons()
        withheld = batch.labels.code("member_roles", None).label

        def person(key: UUID) -> str:
            return known[key].display_name if key in known else withheld

        def staff(key: UUID) -> str:
            member = batch.staff.get(key)
            return member.display_name if member else batch.labels.word("staff", "ELSEWHERE")

        event = self.recorded.event
        if self._texts_open and narrate.has_sealed_codes(event):
            event = (await self._opened()).event
        return narrate.details(event, batch.labels, person, staff)

    async def summary(self) -> str:
        return narrate.summary(await self.details(), self._batch.labels)

    async def text(self) -> str | None:
        text = self._free_text()
        if text is None:
            return None
        value = narrate.free_text((await self._opened()).event)
        body = value.body if isinstance(value, Text) else None
        if isinstance(body, Disposed):
            return await words(self._batch, self._row.event_id, body.subject)
        return body.value if isinstance(body, Clear) else None

    async def text_language(self) -> str | None:
        text = self._free_text()
        if text is not None and isinstance(text.body, Disposed):
            return self._batch.context.language
        return text.language if text else None

    async def disagreements(self) -> list[Disagreement]:
        found = await self._batch.once(f"disagreements of {self._page}", self._stated)
        return found.get(self._row.event_id, [])

    async def _stated(self) -> Mapping[UUID, list[Disagreement]]:
        rows = await self._batch.once(self._page, _nothing)
        return await stated(self._batch, [row.event_id for found in rows.values() for row in found])

    def _free_text(self) -> Text | None:
        found = narrate.free_text(self.recorded.event) if self._texts_open else None
        return found if isinstance(found, Text) else None

    async def _opened(self) -> Recorded:
        opened = await self._batch.once(f"texts of {self._page}", self._open)
        return opened[self._row.event_id]

    async def _open(self) -> Mapping[UUID, Recorded]:
        # The page's other entries are opened in the same go: their keys are fetched together.
        rows = await self._batch.once(self._page, _nothing)
        events = [recorded(row) for found in rows.values() for row in found]
        return {each.event_id: each for each in await self._batch.context.unseal(events)}


async def _nothing() -> dict[UUID, list[CaseEntry]]:
    return {}


async def of_case(batch: "Batch", case: UUID, part: TimelinePart) -> TimelineConnection:
    """A page of a case's timeline; all cases of the batch with the same categories come along."""
    size = page_size(batch.context.services.settings.limits, part.first)
    before = read_cursor(part.after, tuple[Place])[0] if part.after else None
    if before is None and part.start is not None:
        before = part.start + 1
    # A page further on is asked of one case; the first pages of a list are asked of all.
    page = f"timeline {size} {before} {part.irregular} {part.recorded} {case if before else ''}"
    cases = [case] if before else list(batch.cases)
    found = await batch.once(page, lambda: _pages(batch, cases, size, before, part))
    rows = found.get(case, [])
    edges = [
        TimelineEdge(
            cursor=write_cursor([row.position]),
            node=_node(batch, row, batch.of_case(case), page),
        )
        for row in rows[:size]
    ]
    return TimelineConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=before is not None, after=len(rows) > size
        ),
        counting=counting(lambda: count(batch, case, part)),
    )


async def entry(batch: "Batch", event: UUID, categories: Categories) -> TimelineEntry | None:
    """One event, where these categories open it."""
    found = await batch.ask(entries, batch.context.tenant, [event])
    page = f"event {event}"
    await batch.once(page, lambda: _as_page(found))
    if not found or found[0].type not in narrate.types_open(categories):
        return None
    return _node(batch, found[0], categories, page)


async def _as_page(rows: Sequence[Entry]) -> dict[UUID | None, Sequence[Entry]]:
    return {None: rows}


def _node(batch: "Batch", row: Entry, categories: Categories, page: str) -> TimelineEntry:
    # ``page`` names the load that the entry came with.
    labels = batch.labels
    return TimelineEntry(
        id=global_id("Event", row.event_id),
        position=Position(row.position),
        type=row.type,
        title=narrate.title(row.type, labels),
        effective_on=Day(row.effective_on.isoformat()),
        known_at=row.known_at,
        appended_at=row.appended_at,
        actor=batch.actor(row.actor_id, row.role),
        role=labels.code("roles", row.role),
        organisation=labels.word("organisations", row.organisation),
        authority=_authority(batch, row),
        source=_source(row),
        corrects=global_id("Event", row.corrects) if row.corrects else None,
        corrected_by=global_id("Event", row.corrected_by.event_id) if row.corrected_by else None,
        correction=_correction(batch, row),
        corrected_at=_amendment(batch, row.corrected_by) if row.corrected_by else None,
        recorded_late=row.known_at.astimezone(batch.context.zone).date() > row.effective_on,
        about_earlier=batch.context.local_day(row.appended_at) > row.effective_on,
        irregularities=[_irregularity(batch, code) for code in row.irregularities],
        event=TimelineEvent(batch, row, FILE in categories, page),
    )


def _correction(batch: "Batch", row: Entry) -> Amendment | None:
    if row.corrects is None:
        return None
    told = recorded(row).metadata.correction
    why = Amended(
        row.corrects,
        row.corrected.position if row.corrected else 0,
        told.cause if told else None,
        told.party if told else None,
    )
    return _amendment(batch, why)


def _amendment(batch: "Batch", other: Amended) -> Amendment:
    labels = batch.labels
    return Amendment(
        id=global_id("Event", other.event_id),
        position=Position(other.position) if other.position else None,
        cause=labels.word("correction_causes", other.cause) if other.cause else None,
        party=labels.word("correction_parties", other.party) if other.party else None,
    )


def _irregularity(batch: "Batch", code: str) -> Irregularity:
    language = "fr" if batch.labels.french else "en"
    return Irregularity(
        code=code, words=irregularities.words(code, language), rule=irregularities.source(code)
    )


def _authority(batch: "Batch", row: Entry) -> str | None:
    if row.authority_kind is None:
        return None
    kind = batch.labels.word("authority_kinds", row.authority_kind)
    return f"{kind} {row.authority_reference}" if row.authority_reference else kind


def _source(row: Entry) -> str | None:
    return f"{row.source_system} {row.source_reference}" if row.source_system else None


def _types(batch: "Batch", case: UUID) -> tuple[str, ...]:
    # Only duty opens a timeline: consent covers categories, not a history of the file.
    if not batch.on_duty(case):
        return ()
    return tuple(narrate.types_open(batch.of_case(case)))


async def _pages(
    batch: "Batch", cases: Sequence[UUID], size: int, before: int | None, part: TimelinePart
) -> dict[UUID, list[CaseEntry]]:
    found: dict[UUID, list[CaseEntry]] = defaultdict(list)
    for types, same in _alike(batch, cases).items():
        rows = await batch.ask(
            _fetch,
            _parameters(batch, same, types, part) | {"page": size + 1, "before": before},
        )
        for row in rows:
            found[row.of_case].append(row)
    return found


async def count(batch: "Batch", case: UUID, part: TimelinePart) -> Count:
    """How many entries that part of the timeline has from its newest on, up to the cap."""
    name = f"timeline counts {part.irregular} {part.recorded}"
    found = await batch.once(name, lambda: _counts(batch, part))
    if case not in found:
        raise Fault("INTERNAL", request=batch.context.request_id)
    return Count(min(found[case], CAP), found[case] > CAP)


async def _counts(batch: "Batch", part: TimelinePart) -> dict[UUID, int]:
    found: dict[UUID, int] = dict.fromkeys(batch.cases, 0)
    for types, same in _alike(batch, list(batch.cases)).items():
        parameters = _parameters(batch, same, types, part)
        parameters |= {"page": CAP + 1, "before": None}
        found |= {row.case_id: row.count for row in await batch.ask(_fetch_counts, parameters)}
    return found


def _alike(batch: "Batch", cases: Sequence[UUID]) -> dict[tuple[str, ...], list[UUID]]:
    alike: dict[tuple[str, ...], list[UUID]] = defaultdict(list)
    for case in cases:
        if types := _types(batch, case):
            alike[types].append(case)
    return alike


def _parameters(
    batch: "Batch", cases: Sequence[UUID], types: Sequence[str], part: TimelinePart
) -> dict[str, Any]:
    ends = {key: batch.until(key) for key in batch.opened.until}
    after, upto = part.recorded or (None, None)
    return {
        "tenant": batch.context.tenant,
        "held": list(ends),
        "ends": list(ends.values()),
        "cases": list(cases),
        "types": list(types),
        "regular_too": not part.irregular,
        "after": after,
        "upto": upto,
    }


async def _fetch_counts(connection: "Connection", parameters: dict[str, Any]) -> list[CaseCount]:
    return await fetch(connection, CaseCount, _COUNTS, parameters)


async def _fetch(connection: "Connection", parameters: dict[str, Any]) -> list[CaseEntry]:
    return await fetch(connection, CaseEntry, _PAGES, parameters)
