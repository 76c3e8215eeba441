"""Disposals, from the request to the day on which the data went; what is due; legal holds."""

from datetime import datetime

import strawberry

from api.read.counts import Counting
from api.schema.category import REFERENCE, held
from api.schema.common import Code, PageInfo
from api.schema.scalars import Day


@strawberry.type(description="Under which schedule and by what right something was disposed of.")
class DisposalNotice:
    id: strawberry.ID = held(REFERENCE)
    disposed_on: Day = held(REFERENCE)
    record_class: Code = held(REFERENCE)
    schedule: str = held(REFERENCE, description="The version of the published schedule.")
    reason: Code = held(REFERENCE)
    authority: Code = held(REFERENCE)
    reference: str | None = held(REFERENCE)
    words: str = held(REFERENCE, description="The same in one sentence.")


@strawberry.type(
    description="The disposal of a person's data, or of the texts of one event: ids and codes alone."
)
class Disposal:
    id: strawberry.ID = held(REFERENCE)
    scope: str = held(REFERENCE, description="PERSON or ITEM.")
    status: Code = held(REFERENCE, description="REQUESTED, APPROVED, DECLINED or DISPOSED.")
    person_id: strawberry.ID = held(REFERENCE)
    event_id: strawberry.ID | None = held(REFERENCE)
    record_class: Code = held(REFERENCE)
    schedule: str = held(REFERENCE, description="The version of the published schedule.")
    reason: Code = held(REFERENCE)
    authority: Code = held(REFERENCE)
    reference: str | None = held(REFERENCE)
    kept_until: Day | None = held(
        REFERENCE, description="The last day that the schedule asked for."
    )
    requested_by: str = held(REFERENCE)
    requested_at: datetime = held(REFERENCE)
    decided_by: str | None = held(REFERENCE)
    decided_at: datetime | None = held(REFERENCE)
    decline_reason: Code | None = held(REFERENCE)
    disposed_on: Day | None = held(REFERENCE)
    outstanding: list[str] = held(
        REFERENCE, description="Steps that an approved disposal still has before it; none: done."
    )
    beyond_recovery: bool = held(
        REFERENCE,
        description="Carried out, and no key-encryption key is left that could open what an old log "
        "or backup holds of it.",
    )


@strawberry.type
class DisposalEdge:
    cursor: str
    node: Disposal


@strawberry.type
class DisposalConnection:
    edges: list[DisposalEdge]
    page_info: PageInfo
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value

    @strawberry.field
    async def total_is_capped(self) -> bool:
        return (await self.counting()).capped


@strawberry.type(description="Until when a class of record keeps a person's data (the last day).")
class KeptUntil:
    record_class: Code = held(REFERENCE)
    since: Day = held(REFERENCE)
    until: Day = held(REFERENCE)


@strawberry.type(description="A person whose data may go by the schedule, and what holds it back.")
class DueDisposal:
    person_id: strawberry.ID = held(REFERENCE)
    last_use_on: Day = held(REFERENCE)
    kept: list[KeptUntil] = held(REFERENCE, description="The class that keeps longest first.")
    holds: list[strawberry.ID] = held(REFERENCE)
    requested: strawberry.ID | None = held(
        REFERENCE, description="The disposal that was asked for already."
    )


@strawberry.type(description="A legal hold: nothing of what it is on is disposed of.")
class LegalHold:
    id: strawberry.ID = held(REFERENCE)
    scope: str = held(REFERENCE, description="PERSON, CASE or CLASS.")
    person_id: strawberry.ID | None = held(REFERENCE)
    case_id: strawberry.ID | None = held(REFERENCE)
    record_class: Code | None = held(REFERENCE)
    reason: Code = held(REFERENCE)
    authority: Code = held(REFERENCE)
    reference: str = held(REFERENCE)
    placed_by: str = held(REFERENCE)
    placed_at: datetime = held(REFERENCE)
    lifted_by: str | None = held(REFERENCE)
    lifted_at: datetime | None = held(REFERENCE)
    lift_reason: Code | None = held(REFERENCE)
