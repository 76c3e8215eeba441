"""Two numbers that may be one person's: how alike they are, and what was decided."""

from datetime import datetime
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from api.schema.category import IDENTITY, REFERENCE, held
from api.schema.common import Code, Freshness, NotAvailable, PageInfo
from api.schema.person import Person


@strawberry.enum
class PairStatus(Enum):
    SUSPECTED = "SUSPECTED"
    APART = "APART"
    MERGED = "MERGED"


@strawberry.type(description="What was decided about two numbers, when, by whom and why.")
class PairDecision:
    status: PairStatus = held(REFERENCE)
    at: datetime = held(REFERENCE)
    by: str = held(REFERENCE)
    reason: Code = held(REFERENCE)


@strawberry.type(
    description="Two numbers that look like one person, each as it was registered. "
    "Signs are codes and words, the strongest first; the score goes from 0 to 100."
)
class PersonPair:
    key: strawberry.Private[tuple[UUID, UUID]]
    one: Person = held(REFERENCE)
    other: Person = held(REFERENCE)
    score: int = held(IDENTITY)
    signs: list[Code] = held(IDENTITY)
    differing: list[str] = held(
        IDENTITY,
        description="Names of fields of Person of which both values are shown and are not the same.",
    )
    status: PairStatus = held(REFERENCE)
    survivor: strawberry.ID | None = held(REFERENCE)
    suspected_at: datetime | None = held(REFERENCE)
    decisions: list[PairDecision] = held(
        REFERENCE, description="Those that stand, the latest first."
    )
    freshness: Freshness = held(REFERENCE)


PersonPairResult = Annotated[PersonPair | NotAvailable, strawberry.union("PersonPairResult")]


@strawberry.type
class PersonPairEdge:
    cursor: str
    node: PersonPair


@strawberry.type
class PersonPairConnection:
    edges: list[PersonPairEdge]
    page_info: PageInfo
    freshness: Freshness
