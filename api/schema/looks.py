"""Looks: who was shown what about whom, for which purpose, and what was refused."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.read.counts import Counting
from api.schema.category import REFERENCE, held
from api.schema.common import Code, Node, PageInfo
from api.schema.scalars import Position

if TYPE_CHECKING:
    from api.schema.person import Person

PersonRef = Annotated["Person", strawberry.lazy("api.schema.person")]


@strawberry.enum
class LookDecision(Enum):
    ALLOWED = "ALLOWED"
    DENIED = "DENIED"


@strawberry.type(description="One recorded look, committed before anything was shown.")
class Look(Node):
    id: strawberry.ID = held(REFERENCE)
    at: datetime = held(REFERENCE)
    who: str = held(REFERENCE)
    role: Code = held(REFERENCE)
    organisation: str = held(REFERENCE)
    via: Code | None = held(
        REFERENCE, description="How whoever looked had signed in; SERVICE: a program."
    )
    scopes: list[Code] | None = held(
        REFERENCE, description="What the session was limited to; null: all that its role may."
    )
    purpose: Code = held(REFERENCE)
    task: str | None = held(REFERENCE)
    purpose_from: Code | None = held(
        REFERENCE,
        description="Which work led there: a caseload, an appointment, a visit, a referral, a duty, a "
        "purpose that was stated, or an emergency. Null where none did.",
    )
    task_ref: str | None = held(
        REFERENCE,
        description="The case, appointment, visit or emergency; the file that a purpose was stated "
        "for; or the look that a purpose which still serves is from.",
    )
    stated: Code | None = held(REFERENCE, description="The purpose that was stated.")
    authorities: list[str] = held(
        REFERENCE, description="What each yes rested on, kind:reference, as it was decided."
    )
    as_at: Position | None = held(
        REFERENCE,
        description="The position of the ledger that was asked about; null: the present.",
    )
    persons: list[PersonRef] = held(REFERENCE)
    cases: list[str] = held(REFERENCE, description="Case numbers.")
    categories: list[Code] = held(REFERENCE)
    decision: LookDecision = held(REFERENCE)
    why: list[str] = held(REFERENCE)


@strawberry.type
class LookEdge:
    cursor: str
    node: Look


@strawberry.type
class LookConnection:
    edges: list[LookEdge]
    page_info: PageInfo
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value

    @strawberry.field
    async def total_is_capped(self) -> bool:
        return (await self.counting()).capped
