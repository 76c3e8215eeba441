"""Outcome figures, and the list of facts behind each of them."""

from datetime import datetime

import strawberry

from api.read.counts import Counting
from api.schema.category import INCOME, REFERENCE, held
from api.schema.common import Freshness, PageInfo
from api.schema.scalars import Cents, Day, Month, Position


@strawberry.type
class MonthFigure:
    month: Month
    value: float
    denominator: float | None


@strawberry.type(description="A measure over a year: the size of a set of cited facts.")
class OutcomeFigure:
    measure: str
    name: str
    definition: str
    definition_version: str
    confirmed: bool = strawberry.field(
        description="Whether a ministry definition is attached; else it is a local reading."
    )
    axis: str
    unit: str = strawberry.field(description="cases, persons, cents, applications or referrals.")
    value: float
    denominator: float | None
    share: float | None
    months: list[MonthFigure]


@strawberry.type
class OutcomeReport:
    year: int
    years: list[int]
    as_of: datetime
    freshness: Freshness
    figures: list[OutcomeFigure]


@strawberry.type(description="One fact behind a figure: a case by its number, and the event.")
class OutcomeFact:
    case: strawberry.ID = held(REFERENCE)
    case_number: str = held(REFERENCE)
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

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value


@strawberry.type
class OutcomeDetail:
    figure: OutcomeFigure
    value: float
    facts: FactConnection
