"""The timeline: one entry for each event of a case, in the ledger's order."""

from datetime import datetime

import strawberry

from api.schema.category import FILE, REFERENCE, held
from api.schema.common import Code, Detail, Node, PageInfo
from api.schema.scalars import Day, Position


@strawberry.type(description="One event, in words of the reader's language.")
class TimelineEntry(Node):
    id: strawberry.ID = held(REFERENCE)
    position: Position = held(REFERENCE)
    type: str = held(REFERENCE)
    title: str = held(REFERENCE)
    summary: str = held(REFERENCE)
    text: str | None = held(FILE)
    text_language: str | None = held(REFERENCE)
    effective_on: Day = held(REFERENCE)
    known_at: datetime = held(REFERENCE)
    appended_at: datetime = held(REFERENCE)
    actor: str = held(REFERENCE)
    role: Code = held(REFERENCE)
    organisation: str = held(REFERENCE)
    authority: str | None = held(REFERENCE)
    source: str | None = held(REFERENCE)
    details: list[Detail] = held(REFERENCE)
    corrects: strawberry.ID | None = held(REFERENCE)
    corrected_by: strawberry.ID | None = held(REFERENCE)


@strawberry.type
class TimelineEdge:
    cursor: str
    node: TimelineEntry


@strawberry.type
class TimelineConnection:
    edges: list[TimelineEdge]
    page_info: PageInfo
    total_count: int
