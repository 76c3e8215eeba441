"""What is done in a case: applications, assessments, plans, referrals, benefits."""

import msgspec
import strawberry

from api.labels import Labels
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
class Score:
    domain: Code = held(HEALTH)
    score: int = held(HEALTH)


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

    sealed_scores: strawberry.Private[Sealed]
    labels: strawberry.Private[Labels]

    @held(FILE)
    async def summary(self) -> str | None:
        return await self.sealed.open()

    @held(FILE, description="From 0 (no need) to 3 (crisis), where the tool scores; else nothing.")
    async def scores(self) -> list[Score]:
        told = await self.sealed_scores.open()
        found = msgspec.json.decode(told, type=dict[str, int]) if told else {}
        return [Score(domain=self.labels.code("needs", d), score=s) for d, s in found.items()]


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
    reviewed_on: Day | None = held(EMPLOYMENT, description="The latest review.")
    goals: Code | None = held(EMPLOYMENT, description="What it is for, where no steps are known.")
    items: list[PlanItem] = held(EMPLOYMENT)


@strawberry.type(description="Taking part put off, to be reviewed; over once a review ended it.")
class Deferral:
    id: strawberry.ID = held(REFERENCE)
    person: Person = held(REFERENCE)
    from_on: Day = held(EMPLOYMENT)
    review_by: Day | None = held(EMPLOYMENT)
    reviewed_on: Day | None = held(EMPLOYMENT, description="The latest review.")
    outcome: Code | None = held(EMPLOYMENT)
    ended_on: Day | None = held(EMPLOYMENT)
    sealed: strawberry.Private[Sealed]
    labels: strawberry.Private[Labels]

    @held(FILE, description="It may tell of illness or violence: for those whose duty the file is.")
    async def reason(self) -> Code | None:
        return self.labels.maybe("deferral_reasons", await self.sealed.open())


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
    acknowledged_on: Day | None = held(EMPLOYMENT)
    started_on: Day | None = held(EMPLOYMENT)
    made_by: Code = held(EMPLOYMENT)
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
    envelope: str | None = held(INCOME)


@strawberry.type(description="What a person told of a month; told again, the newer report.")
class Income:
    person: Person = held(REFERENCE)
    month: Month = held(INCOME)
    earnings: Cents = held(INCOME)
    other: Cents = held(INCOME)
    reported_on: Day = held(INCOME)


@strawberry.type
class Overpayment:
    id: strawberry.ID = held(REFERENCE)
    person: Person = held(REFERENCE)
    month: Month = held(INCOME)
    amount: Cents = held(INCOME)
    cause: Code = held(INCOME)
    established_on: Day = held(INCOME)
