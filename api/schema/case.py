"""A case: a benefit unit's file, its people, its work, its timeline."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api.read.counts import Counting
from api.schema.category import (
    CONSENT,
    EMPLOYMENT,
    FILE,
    HEALTH,
    HOUSEHOLD,
    INCOME,
    REFERENCE,
    held,
)
from api.schema.common import LACKS, Code, Freshness, Node, NotAvailable, PageInfo
from api.schema.letters import Letter, Task
from api.schema.meeting import Appointment
from api.schema.person import Person, Seal
from api.schema.scalars import Day, Position
from api.schema.timeline import TimelineConnection, TimelinePart, learned_field
from api.schema.viewer import Staff
from api.schema.work import (
    ActionPlan,
    Application,
    Assessment,
    Benefit,
    Deferral,
    Income,
    Overpayment,
    Referral,
)

if TYPE_CHECKING:
    from api.read.batch import Batch


@strawberry.enum
class CaseStatus(Enum):
    APPLIED = "APPLIED"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    EXITED = "EXITED"


@strawberry.input
class CaseloadFilter:
    status: list[CaseStatus] | None = None
    mine: bool | None = None
    office: str | None = None
    programme: str | None = None
    search: str | None = None
    needs_attention: bool | None = None


@strawberry.type
class Member:
    person: Person = held(REFERENCE)
    role: Code = held(HOUSEHOLD)
    participant_class: Code = held(HOUSEHOLD)


@strawberry.type(description="Days in the benefit unit; on the day of leaving already outside it.")
class Membership:
    person: Person = held(REFERENCE)
    role: Code = held(HOUSEHOLD)
    participant_class: Code = held(HOUSEHOLD)
    joined_on: Day = held(HOUSEHOLD)
    left_on: Day | None = held(HOUSEHOLD)


@strawberry.type(description="Why a case is here now, and by when something must be done.")
class Attention:
    code: str = held(INCOME)
    label: str = held(INCOME)
    why: str = held(INCOME)
    due_on: Day | None = held(INCOME)
    overdue: bool = held(INCOME)


@strawberry.type(description="A benefit unit's file. What is not open to the viewer is withheld.")
class Case(Node):
    batch: strawberry.Private["Batch"]
    key: strawberry.Private[UUID]
    applicant_id: strawberry.Private[UUID | None]
    id: strawberry.ID = held(REFERENCE)
    number: str = held(REFERENCE)
    version: int = held(REFERENCE)
    programme: Code = held(REFERENCE)
    status: CaseStatus = held(REFERENCE)
    status_label: str = held(REFERENCE)
    office: Code | None = held(REFERENCE)
    caseworker: Staff | None = held(REFERENCE)
    caseworker_elsewhere: bool = held(
        REFERENCE,
        description="Another system named a caseworker who has no account here.",
    )
    submitted_on: Day = held(REFERENCE)
    granted_on: Day | None = held(REFERENCE)
    exited_on: Day | None = held(
        REFERENCE,
        description="The first day without assistance; of a day to come, the case stands until then.",
    )
    exit_reason: Code | None = held(INCOME)
    last_activity_on: Day = held(REFERENCE)
    as_of: Day = held(
        REFERENCE,
        description="The day that stands for today here, by which ages, terms and what is overdue are "
        "worked out: of the past, the day that was asked about, or on which the ledger came to the "
        "position.",
    )
    attention: list[Attention] = held(INCOME)
    withheld: list[Code] = held(REFERENCE)
    position: Position = held(REFERENCE)
    freshness: Freshness = held(REFERENCE)
    proof_pack: str | None = held(
        REFERENCE,
        description="Where a file is fetched that proves the whole case; null where not all of it is "
        "open to the viewer.",
    )

    @held(REFERENCE, description=LACKS)
    async def lacks_events_since(self) -> Position | None:
        return await self.batch.lacks_of_case(self)

    @held(REFERENCE)
    async def applicant(self) -> Person | None:
        return await self.batch.applicant_of(self)

    @held(REFERENCE)
    async def members(self) -> list[Member]:
        return await self.batch.members_of(self)

    @held(HOUSEHOLD, description="Where days in the unit are known: all who were ever in it.")
    async def memberships(self) -> list[Membership]:
        return await self.batch.memberships_of(self)

    @held(FILE, description="The restricted circles that this file is in.")
    async def seals(self) -> list[Seal]:
        return await self.batch.seals_of(self)

    @held(INCOME)
    async def applications(self) -> list[Application]:
        return await self.batch.applications_of(self)

    @held(HEALTH)
    async def assessments(self) -> list[Assessment]:
        return await self.batch.assessments_of(self)

    @held(FILE, description="The latest first.")
    async def appointments(self) -> list[Appointment]:
        return await self.batch.appointments_of(self)

    @held(CONSENT, description="What is open to be done, the earliest first.")
    async def tasks(self) -> list[Task]:
        return await self.batch.tasks_of(self)

    @held(FILE, description="The latest first.")
    async def letters(self) -> list[Letter]:
        return await self.batch.letters_of(self)

    @held(EMPLOYMENT)
    async def plans(self) -> list[ActionPlan]:
        return await self.batch.plans_of(self)

    @held(EMPLOYMENT)
    async def deferrals(self) -> list[Deferral]:
        return await self.batch.deferrals_of(self)

    @held(EMPLOYMENT)
    async def referrals(self) -> list[Referral]:
        return await self.batch.referrals_of(self)

    @held(INCOME)
    async def benefits(self) -> list[Benefit]:
        return await self.batch.benefits_of(self)

    @held(INCOME)
    async def incomes(self) -> list[Income]:
        return await self.batch.incomes_of(self)

    @held(INCOME)
    async def overpayments(self) -> list[Overpayment]:
        return await self.batch.overpayments_of(self)

    @held(
        REFERENCE,
        description="How many entries of its timeline break the rules of today, up to 1001.",
    )
    async def irregular_count(self) -> int:
        return await self.batch.irregular_count_of(self)

    @held(REFERENCE, description="Newest first; from a position on, or only what is irregular.")
    async def timeline(
        self,
        first: int | None = None,
        after: str | None = None,
        from_: Annotated[Position | None, strawberry.argument(name="from")] = None,
        irregular: bool = False,
    ) -> TimelineConnection:
        return await self.batch.timeline_of(self, TimelinePart(first, after, from_, irregular))

    learned = learned_field(
        REFERENCE,
        "What was recorded from one day to another (today, if not said), both included, "
        "newest first: also of days long before, and what it corrects.",
    )


CaseResult = Annotated[Case | NotAvailable, strawberry.union("CaseResult")]


@strawberry.type
class CaseEdge:
    cursor: str
    node: Case


@strawberry.type
class CaseConnection:
    edges: list[CaseEdge]
    page_info: PageInfo
    freshness: Freshness
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value

    @strawberry.field
    async def total_is_capped(self) -> bool:
        return (await self.counting()).capped
