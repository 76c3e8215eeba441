"""What is done in a case: applications, assessments, plans, referrals, benefits."""

import strawberry

from api.schema.category import ACTION_PLAN, APPLICATION, ASSESSMENT, BENEFIT, NOTE, REFERENCE
from api.schema.category import REFERRAL, held
from api.schema.common import Code, Node
from api.schema.person import Person
from api.schema.scalars import Cents, Day, Month


@strawberry.type
class Application(Node):
    id: strawberry.ID = held(REFERENCE)
    programme: Code = held(APPLICATION)
    channel: Code = held(APPLICATION)
    received_by: Code = held(APPLICATION)
    submitted_on: Day = held(APPLICATION)
    completed_on: Day | None = held(APPLICATION)
    outcome: Code | None = held(APPLICATION)
    decided_on: Day | None = held(APPLICATION)
    effective_on: Day | None = held(APPLICATION)
    decided_by: Code | None = held(APPLICATION)
    organisation: Code | None = held(APPLICATION)
    reasons: list[Code] = held(APPLICATION)
    explanation: str | None = held(NOTE)
    decision_due_on: Day | None = held(APPLICATION)
    decision_due_basis: str | None = held(APPLICATION)


@strawberry.type
class Assessment(Node):
    id: strawberry.ID = held(REFERENCE)
    person: Person = held(REFERENCE)
    completed_on: Day = held(ASSESSMENT)
    tool: str = held(ASSESSMENT)
    strengths: list[Code] = held(ASSESSMENT)
    needs: list[Code] = held(ASSESSMENT)
    readiness: Code = held(ASSESSMENT)
    summary: str | None = held(NOTE)


@strawberry.type
class PlanItem:
    id: strawberry.ID = held(REFERENCE)
    kind: Code = held(ACTION_PLAN)
    domain: Code = held(ACTION_PLAN)
    owner: Code = held(ACTION_PLAN)
    description: str | None = held(NOTE)
    due_on: Day | None = held(ACTION_PLAN)
    status: Code = held(ACTION_PLAN)


@strawberry.type
class ActionPlan(Node):
    id: strawberry.ID = held(REFERENCE)
    person: Person = held(REFERENCE)
    created_on: Day = held(ACTION_PLAN)
    review_on: Day = held(ACTION_PLAN)
    items: list[PlanItem] = held(ACTION_PLAN)


@strawberry.type
class Referral(Node):
    id: strawberry.ID = held(REFERENCE)
    person: Person = held(REFERENCE)
    to_type: Code = held(REFERRAL)
    recipient: Code = held(REFERRAL)
    origin: Code = held(REFERRAL)
    purpose: Code = held(REFERRAL)
    shared: list[Code] = held(REFERRAL)
    made_on: Day = held(REFERRAL)
    reply_due_on: Day | None = held(REFERRAL)
    answer: Code | None = held(REFERRAL)
    answered_on: Day | None = held(REFERRAL)
    outcome: Code | None = held(REFERRAL)
    closed_on: Day | None = held(REFERRAL)
    reason: str | None = held(NOTE)
    state: Code = held(REFERRAL)


@strawberry.type
class Benefit(Node):
    id: strawberry.ID = held(REFERENCE)
    type: Code = held(BENEFIT)
    month: Month = held(BENEFIT)
    amount: Cents = held(BENEFIT)
    payee: Person = held(BENEFIT)
    method: Code = held(BENEFIT)
    issued_on: Day = held(BENEFIT)
    organisation: Code = held(BENEFIT)
    reversed_on: Day | None = held(BENEFIT)
    reversal_reason: Code | None = held(BENEFIT)
