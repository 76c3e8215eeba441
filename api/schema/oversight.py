"""Files opened in an emergency, and findings about looks: what somebody else reviews."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.read.counts import Counting
from api.read.sealed import Sealed
from api.schema.category import CONSENT, REFERENCE, held
from api.schema.common import Code, Freshness, PageInfo
from api.schema.scalars import Day

if TYPE_CHECKING:
    from api.schema.person import Person

PersonRef = Annotated["Person", strawberry.lazy("api.schema.person")]


@strawberry.type(description="A file that somebody opened in an emergency, and its review.")
class Emergency:
    id: strawberry.ID = held(REFERENCE)
    person: PersonRef = held(REFERENCE)
    who: str = held(REFERENCE)
    role: Code = held(REFERENCE)
    office: Code | None = held(REFERENCE)
    reason: Code = held(REFERENCE)
    categories: list[Code] = held(REFERENCE)
    opened_at: datetime = held(REFERENCE)
    until: datetime = held(REFERENCE)
    open: bool = held(REFERENCE, description="Whether it still opens the file.")
    review_by: Day = held(REFERENCE)
    overdue: bool = held(REFERENCE)
    seals: list[Code] = held(
        REFERENCE, description="Kinds of restricted circle that it opened, to who may know of them."
    )
    of_your_circle: bool = held(REFERENCE)
    yours: bool = held(REFERENCE)
    may_review: bool = held(REFERENCE)
    outcome: Code | None = held(REFERENCE)
    reviewed_by: str | None = held(REFERENCE)
    reviewed_at: datetime | None = held(REFERENCE)
    incident: strawberry.ID | None = held(REFERENCE)
    sealed_words: strawberry.Private[Sealed]
    sealed_review: strawberry.Private[Sealed]

    @held(CONSENT)
    async def words(self) -> str | None:
        return await self.sealed_words.open()

    @held(CONSENT)
    async def review_words(self) -> str | None:
        return await self.sealed_review.open()


@strawberry.type
class EmergencyEdge:
    cursor: str
    node: Emergency


@strawberry.type
class EmergencyConnection:
    edges: list[EmergencyEdge]
    page_info: PageInfo
    freshness: Freshness
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value

    @strawberry.field
    async def total_is_capped(self) -> bool:
        return (await self.counting()).capped


@strawberry.enum
class FindingState(Enum):
    WAITING = "WAITING"
    EXPLAINED = "EXPLAINED"
    NOT_EXPLAINED = "NOT_EXPLAINED"
    INCIDENT = "INCIDENT"


@strawberry.type(description="Looks of somebody on one day that should be explained, and why.")
class Finding:
    id: strawberry.ID = held(REFERENCE)
    kind: Code = held(REFERENCE)
    queue: Code = held(REFERENCE)
    who: str = held(REFERENCE)
    role: Code = held(REFERENCE)
    organisation: str = held(REFERENCE)
    person: PersonRef | None = held(REFERENCE)
    day: Day = held(REFERENCE)
    first_at: datetime = held(REFERENCE)
    last_at: datetime = held(REFERENCE)
    looks: int = held(REFERENCE, description="How many looks.")
    state: FindingState = held(REFERENCE)
    explanation: Code | None = held(REFERENCE)
    reviewed_by: str | None = held(REFERENCE)
    reviewed_at: datetime | None = held(REFERENCE)
    incident: strawberry.ID | None = held(REFERENCE)


@strawberry.type
class FindingEdge:
    cursor: str
    node: Finding


@strawberry.type
class FindingConnection:
    edges: list[FindingEdge]
    page_info: PageInfo
    freshness: Freshness
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value

    @strawberry.field
    async def total_is_capped(self) -> bool:
        return (await self.counting()).capped
