"""The timeline: one entry for each event of a case, in the ledger's order."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import strawberry

from api.read.counts import Counting
from api.schema.category import FILE, REFERENCE, held
from api.schema.common import Code, Detail, Node, PageInfo
from api.schema.scalars import Day, Position

if TYPE_CHECKING:
    from api.read.timeline import TimelineEvent
    from api.schema.case import Case
    from api.schema.person import Person


@strawberry.type(description="A rule of today that an event of the past breaks.")
class Irregularity:
    code: str = held(REFERENCE)
    words: str = held(REFERENCE)
    rule: str | None = held(REFERENCE, description="Where the rule comes from.")


@strawberry.type(description="The other event of a correction, where it stands, why and by whom.")
class Amendment:
    id: strawberry.ID = held(REFERENCE)
    position: Position | None = held(REFERENCE)
    cause: str | None = held(REFERENCE)
    party: str | None = held(REFERENCE)


@strawberry.type(
    description="What the person says against an entry whose correction was refused, in their words."
)
class Disagreement:
    stated_on: Day = held(REFERENCE)
    text: str | None = held(REFERENCE)


@strawberry.type(description="One event, in words of the reader's language.")
class TimelineEntry(Node):
    id: strawberry.ID = held(REFERENCE)
    position: Position = held(REFERENCE)
    type: str = held(REFERENCE)
    title: str = held(REFERENCE)
    effective_on: Day = held(REFERENCE)
    known_at: datetime = held(REFERENCE)
    appended_at: datetime = held(REFERENCE)
    actor: str = held(REFERENCE)
    role: Code = held(REFERENCE)
    organisation: str = held(REFERENCE)
    authority: str | None = held(REFERENCE)
    source: str | None = held(REFERENCE)
    corrects: strawberry.ID | None = held(REFERENCE)
    corrected_by: strawberry.ID | None = held(REFERENCE)
    correction: Amendment | None = held(
        REFERENCE, description="What this event corrects: where it stands, and why."
    )
    corrected_at: Amendment | None = held(
        REFERENCE, description="What corrects this event: where it stands, and why."
    )
    recorded_late: bool = held(
        REFERENCE, description="Learned on a later day than the one on which it was true."
    )
    about_earlier: bool = held(
        REFERENCE, description="Recorded on a later day than the one on which it was true."
    )
    irregularities: list[Irregularity] = held(REFERENCE)
    event: strawberry.Private["TimelineEvent"]

    @held(REFERENCE)
    async def summary(self) -> str:
        return await self.event.summary()

    @held(REFERENCE)
    async def details(self) -> list[Detail]:
        return await self.event.details()

    @held(REFERENCE, description="Statements of disagreement, shown wherever the entry is.")
    async def disagreements(self) -> list[Disagreement]:
        return await self.event.disagreements()

    @held(FILE)
    async def text(self) -> str | None:
        return await self.event.text()

    @held(REFERENCE)
    async def text_language(self) -> str | None:
        return await self.event.text_language()


class TimelinePart(msgspec.Struct, frozen=True):
    """Which part of a timeline: so many after a cursor, or from a position on (itself included).

    ``recorded``: of the events after a position, up to another.
    """

    first: int | None = None
    after: str | None = None
    start: int | None = None
    irregular: bool = False
    recorded: tuple[int, int] | None = None


@strawberry.type
class TimelineEdge:
    cursor: str
    node: TimelineEntry


@strawberry.type
class TimelineConnection:
    edges: list[TimelineEdge]
    page_info: PageInfo
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value


def learned_field(category: str, description: str) -> Any:
    """The field of a case or a person that tells what was recorded of it between two days."""

    async def learned(
        self: "Case | Person",
        from_: Annotated[Day, strawberry.argument(name="from")],
        to: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> TimelineConnection:
        return await self.batch.learned_of(self, from_, to, TimelinePart(first, after))

    return held(category, description=description)(learned)
