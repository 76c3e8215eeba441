"""Timelines of a batch's cases and people, newest first; words only when asked for."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from api import narrate
from api.access.gate import Categories
from api.ids import global_id
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.read.counts import counting
from api.read.disagreements import stated
from api.read.disposed import words
from api.read.timeline_pages import LineEntry, Lines, count, page
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
from projections.timeline.queries import Amended, Entry, entries, recorded

if TYPE_CHECKING:
    from api.read.batch import Batch


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


async def _nothing() -> dict[UUID, list[LineEntry]]:
    return {}


async def connection(
    batch: "Batch", lines: Lines, key: UUID, part: TimelinePart
) -> TimelineConnection:
    """A page of a timeline; all others of its kind with the same categories come along."""
    size = page_size(batch.context.services.settings.limits, part.first)
    before = read_cursor(part.after, tuple[Place])[0] if part.after else None
    if before is None and part.start is not None:
        before = part.start + 1
    load, found = await page(batch, lines, key, part, size, before)
    edges = [
        TimelineEdge(
            cursor=write_cursor([row.position]),
            node=_node(batch, row, lines.open(batch, key), load),
        )
        for row in found[:size]
    ]
    return TimelineConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=before is not None, after=len(found) > size
        ),
        counting=counting(lambda: count(batch, lines, key, part)),
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
        recorded_late=batch.context.local_day(row.known_at) > row.effective_on,
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
