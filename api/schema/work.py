"""What is done in a case: applications, assessments, plans, referrals, benefits."""

import strawberry

from api.read.sealed import Sealed
from api.schema.category import EMPLOYMENT, FILE, HEALTH, INCOME, REFERENCE, held
from api.schema.common import Code, Node
from api.schema.person import Person
from api.schema.scalars import Cents, Day, Month


@strawberry.type
class Application(Node):
    id: strawberry.ID = held(REFERENCE)
    programme: Code = held(INCOME)
    channel: Code = held(INCOME)
    received_by: Code = held(INCOME)
    submitted_on: Day = held(INCOME)
    completed_on: Day | None = held(INCOME)
    outcome: Code | None = held(INCOME)
    decided_on: Day | None = held(INCOME)
    effective_on: Day | None = held(INCOME)
    decided_by: Code | None = held(INCOME)
    organisation: Code | None = held(INCOME)
    reasons: list[Code] = held(INCOME)
    decision_due_on: Day | None = held(INCOME)
    decision_due_basis: str | None = held(INCOME)
    sealed: strawberry.Private[Sealed]

    @held(FILE)
    async def explanation(self) -> str | None:
        return await self.sealed.open()


@strawberry.type
class Assessment(Node):
    id: strawberry.ID = held(REFERENCE)
    person: Person = held(REFERENCE)
    completed_on: Day = held(HEALTH)
    tool: str = held(HEALTH)
    strengths: list[Code] = held(HEALTH)
    needs: list[Code] = held(HEALTH)
    readiness: Code = held(HEALTH)
    sealed: strawberry.Private[Sealed]

    @held(FILE)
    async def summary(self) -> str | None:
        return await self.sealed.open()


@strawberry.type
class PlanItem:
    id: strawberry.ID = held(REFERENCE)
    kind: Code = held(EMPLOYMENT)
    domain: Code = held(EMPLOYMENT)
    owner: Code = held(EMPLOYMENT)
    due_on: Day | None = held(EMPLOYMENT)
    status: Code = held(EMPLOYMENT)
    sealed: strawberry.Private[Sealed]

    @held(FILE)
    async def description(self) -> str | None:
        return await self.sealed.open()


@strawberry.type
class ActionPlan(Node):
    id: strawberry.ID = held(REFERENCE)
    person: Person = held(REFERENCE)
    created_on: Day = held(EMPLOYMENT)
    review_on: Day | None = held(EMPLOYMENT)
    items: list[PlanItem] = held(EMPLOYMENT)


@strawberry.type
class Referral(Node):
    id: strawberry.ID = held(REFERENCE)
    person: Person = held(REFERENCE)
    to_type: Code = held(EMPLOYMENT)
    recipient: Code = held(EMPLOYMENT)
    origin: Code = held(EMPLOYMENT)
    purpose: Code = held(EMPLOYMENT)
    shared: list[Code] = held(EMPLOYMENT)
    made_on: Day = held(EMPLOYMENT)
    reply_due_on: Day | None = held(EMPLOYMENT)
    answer: Code | None = held(EMPLOYMENT)
    answered_on: Day | None = held(EMPLOYMENT)
    outcome: Code | None = held(EMPLOYMENT)
    closed_on: Day | None = held(EMPLOYMENT)
    state: Code = held(EMPLOYMENT)
    sealed: strawberry.Private[Sealed]

    @held(FILE)
    async def reason(self) -> str | None:
        return await self.sealed.open()


@strawberry.type
class Benefit(Node):
    id: strawberry.ID = held(REFERENCE)
    type: Code = held(INCOME)
    month: Month = held(INCOME)
    amount: Cents = held(INCOME)
    payee: Person = held(INCOME)
    method: Code = held(INCOME)
    issued_on: Day = held(INCOME)
    organisation: Code = held(INCOME)
    reversed_on: Day | None = held(INCOME)
    reversal_reason: Code | None = held(INCOME)
