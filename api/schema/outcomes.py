"""Outcome figures, and the list of facts behind each of them."""

from datetime import datetime
from enum import Enum

import strawberry

from api.read.counts import Counting
from api.schema.category import INCOME, REFERENCE, held
from api.schema.common import Code, Freshness, PageInfo
from api.schema.scalars import Cents, Day, Month, Position


@strawberry.type
class MonthFigure:
    month: Month
    value: float
    denominator: float | None


@strawberry.type(
    description="A measure: the size, or the sum, of a set of cited facts. Counted over the period "
    "by the day of each fact, or standing on a day; as known on a day: the axis says which."
)
class OutcomeFigure:
    measure: str
    name: str
    definition: str
    definition_version: str
    confirmed: bool = strawberry.field(
        description="Whether a ministry definition is attached; else it is a local reading."
    )
    axis: str = strawberry.field(
        description="The days that the figure is effective for and known on, in words."
    )
    standing: bool = strawberry.field(
        description="Whether it stands on the day `on`; else it counts the days `from` to `to`."
    )
    group: Code
    unit: str = strawberry.field(description="cents, or what is counted: cases, persons and so on.")
    value: float
    denominator: float | None
    share: float | None
    facts: int = strawberry.field(description="How many facts it is made of: its list's length.")
    months: list[MonthFigure] = strawberry.field(
        description="The period month by month; what stands does so at a month's end, or the period's."
    )


@strawberry.type
class OutcomeReport:
    from_: Day = strawberry.field(name="from")
    to: Day
    on: Day
    known_on: Day
    years: list[int]
    as_of: datetime
    freshness: Freshness
    figures: list[OutcomeFigure]


@strawberry.type(
    description="One fact behind a figure: the event, and the case by its number where it is of one."
)
class OutcomeFact:
    case: strawberry.ID | None = held(REFERENCE)
    case_number: str | None = held(REFERENCE)
    on: Day = held(REFERENCE)
    amount: Cents | None = held(INCOME)
    position: Position = held(REFERENCE)
    event_type: str = held(REFERENCE)
    title: str = held(REFERENCE)


@strawberry.type
class FactEdge:
    cursor: str
    node: OutcomeFact


@strawberry.type
class FactConnection:
    edges: list[FactEdge]
    page_info: PageInfo
    counting: strawberry.Private[Counting]

    @strawberry.field(description="The figure's own count of its facts, however many.")
    async def total_count(self) -> int:
        return (await self.counting()).value


@strawberry.type
class OutcomeDetail:
    figure: OutcomeFigure
    facts: FactConnection


@strawberry.enum(
    description="CAME: it was not counted before. WENT: it is no longer. CHANGED: another event "
    "tells it since."
)
class FactChangeKind(Enum):
    CAME = "CAME"
    WENT = "WENT"
    CHANGED = "CHANGED"


@strawberry.type(description="A figure as known at two times, and how many facts differ.")
class FigureDifference:
    measure: str
    name: str
    definition: str
    definition_version: str
    confirmed: bool
    standing: bool
    group: Code
    unit: str
    before: float
    after: float
    before_denominator: float | None
    after_denominator: float | None
    came: int
    went: int
    changed: int


@strawberry.type(description="The end of a day, or the ledger as it stood at a position.")
class KnownAtTime:
    known_on: Day
    position: Position | None


@strawberry.type
class OutcomesDifference:
    from_: Day = strawberry.field(name="from")
    to: Day
    on: Day
    known_before: KnownAtTime
    known_after: KnownAtTime
    freshness: Freshness
    figures: list[FigureDifference]


@strawberry.type(
    description="A fact of a figure that came, went, or is told by another event since."
)
class FactChange:
    change: FactChangeKind = held(REFERENCE)
    before: OutcomeFact | None = held(REFERENCE)
    after: OutcomeFact | None = held(REFERENCE)
    ended_at: Position | None = held(
        REFERENCE, description="The event that ended what was told before, where one did."
    )


@strawberry.type
class FactChangeEdge:
    cursor: str
    node: FactChange


@strawberry.type
class FactChangeConnection:
    edges: list[FactChangeEdge]
    page_info: PageInfo
    counting: strawberry.Private[Counting]

    @strawberry.field(description="The facts that came, went or changed, however many.")
    async def total_count(self) -> int:
        return (await self.counting()).value


@strawberry.type
class OutcomeDifference:
    difference: FigureDifference
    changes: FactChangeConnection
