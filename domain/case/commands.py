"""What somebody may ask of a case. Days are local days of the tenant; money is cents of CAD."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from domain.case.events import DecidedBy, Member, Organisation, Readiness
from domain.decision import Command


class CaseCommand(Command):
    """A command on a case that exists.

    ``case_version``, where given, is the version that its author had before them: had the case
    moved since, the command is refused rather than decided on what they have not seen.
    """

    case_id: UUID
    case_version: int | None = None


class SubmitApplication(Command):
    """Take an application: for a new case (no ``case_id``), or again on one that has ended."""

    programme: str
    channel: str
    received_by: str
    office: str
    submitted_on: date
    members: tuple[Member, ...]
    complete: bool = False
    case_id: UUID | None = None
    case_version: int | None = None


class CompleteApplication(CaseCommand):
    application_id: UUID
    completed_on: date


class DecideApplication(CaseCommand):
    application_id: UUID
    outcome: Literal["GRANTED", "REFUSED"]
    decided_on: date
    effective_on: date
    decided_by: DecidedBy = "STAFF"
    organisation: Organisation = "LOCAL"
    reasons: tuple[str, ...] = ()
    explanation: str | None = None
    text_language: str = "en"


class WithdrawApplication(CaseCommand):
    application_id: UUID
    withdrawn_on: date
    reason: str


class AssignCase(CaseCommand):
    office: str
    caseworker_id: UUID


class AddNote(CaseCommand):
    person_id: UUID
    body: str
    text_language: str = "en"


class CompleteAssessment(CaseCommand):
    person_id: UUID
    completed_on: date
    strengths: tuple[str, ...]
    needs: tuple[str, ...]
    readiness: Readiness
    summary: str | None = None
    text_language: str = "en"


class NewPlanItem(msgspec.Struct, frozen=True):
    kind: str
    domain: str
    owner: str
    description: str
    due_on: date | None = None


class CreateActionPlan(CaseCommand):
    person_id: UUID
    created_on: date
    items: tuple[NewPlanItem, ...]
    review_on: date | None = None
    text_language: str = "en"


class AddActionPlanItem(CaseCommand):
    plan_id: UUID
    item: NewPlanItem
    text_language: str = "en"


class ProgressActionPlanItem(CaseCommand):
    plan_id: UUID
    item_id: UUID
    status: str
    note: str | None = None
    text_language: str = "en"


class MakeReferral(CaseCommand):
    person_id: UUID
    to_type: str
    recipient: str
    purpose: str
    shared: tuple[str, ...]
    made_on: date
    origin: str = "LOCAL"
    reason: str | None = None
    text_language: str = "en"


class AnswerReferral(CaseCommand):
    referral_id: UUID
    answer: Literal["ACCEPTED", "DECLINED"]
    answered_on: date
    reason: str | None = None


class CloseReferral(CaseCommand):
    referral_id: UUID
    outcome: str
    closed_on: date


class IssueBenefit(CaseCommand):
    benefit_type: str
    month: str
    amount_cents: int
    payee_id: UUID
    method: str
    issued_on: date
    organisation: Organisation = "LOCAL"


class ReverseBenefit(CaseCommand):
    benefit_id: UUID
    reversed_on: date
    reason: str


class ExitCase(CaseCommand):
    reason: str
    exited_on: date
    details: str | None = None
    text_language: str = "en"


class ReopenCase(CaseCommand):
    """Correct an exit that was recorded in error."""

    reason: str
