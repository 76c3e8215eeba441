"""What somebody may ask of a case. Days are local days of the tenant; money is cents of CAD."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from domain.case.events import DecidedBy, Member, Organisation, Readiness
from domain.decision import Command


class CaseCommand(Command, kw_only=True):
    """A command on a case that exists.

    ``case_version``, where given, is the version that its author had before them: had the case
    moved since, the command is refused rather than decided on what they have not seen.
    """

    case_id: UUID
    case_version: int | None = None


class SubmitApplication(Command, kw_only=True):
    """Take an application: for a new case (no ``case_id``), or again on one that has ended.

    ``identified``: how they who apply were identified (a code of ``identifications``), where it names
    somebody whose file is not open to the sender.
    """

    programme: str
    channel: str
    received_by: str
    office: str
    submitted_on: date
    members: tuple[Member, ...]
    complete: bool = False
    case_id: UUID | None = None
    case_version: int | None = None
    identified: str | None = None


class CompleteApplication(CaseCommand, kw_only=True):
    application_id: UUID
    completed_on: date


class DecideApplication(CaseCommand, kw_only=True):
    application_id: UUID
    outcome: Literal["GRANTED", "REFUSED"]
    decided_on: date
    effective_on: date
    decided_by: DecidedBy = "STAFF"
    organisation: Organisation = "LOCAL"
    reasons: tuple[str, ...] = ()
    explanation: str | None = None
    text_language: str = "en"


class WithdrawApplication(CaseCommand, kw_only=True):
    application_id: UUID
    withdrawn_on: date
    reason: str


class AssignCase(CaseCommand, kw_only=True):
    office: str
    caseworker_id: UUID


class AddNote(CaseCommand, kw_only=True):
    person_id: UUID
    body: str
    text_language: str = "en"


class EndMembership(CaseCommand, kw_only=True):
    """Somebody is no longer of the benefit unit from ``left_on`` on (``leaving_reasons``)."""

    person_id: UUID
    left_on: date
    reason: str


class ScheduleAppointment(CaseCommand, kw_only=True):
    """A member of the unit is to meet somebody of the staff; ``at`` is a local time, HH:MM."""

    person_id: UUID
    staff_id: UUID
    on: date
    at: str
    mode: str


class CancelAppointment(CaseCommand, kw_only=True):
    appointment_id: UUID
    reason: str


class MarkAppointment(CaseCommand, kw_only=True):
    """Whether the person came."""

    appointment_id: UUID
    outcome: Literal["HELD", "MISSED"]


class RecordCounterVisit(Command, kw_only=True):
    """Somebody is at an office's counter; without a case, nobody says who."""

    office: str
    reasons: tuple[str, ...]
    case_id: UUID | None = None


class CompleteAssessment(CaseCommand, kw_only=True):
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


class CreateActionPlan(CaseCommand, kw_only=True):
    person_id: UUID
    created_on: date
    items: tuple[NewPlanItem, ...]
    review_on: date | None = None
    text_language: str = "en"


class AddActionPlanItem(CaseCommand, kw_only=True):
    plan_id: UUID
    item: NewPlanItem
    text_language: str = "en"


class ProgressActionPlanItem(CaseCommand, kw_only=True):
    plan_id: UUID
    item_id: UUID
    status: str
    note: str | None = None
    text_language: str = "en"


class MakeReferral(CaseCommand, kw_only=True):
    """Refer a member of the unit.

    ``also_known_as`` are other numbers of that person, whose consents count as well.
    """

    person_id: UUID
    to_type: str
    recipient: str
    purpose: str
    shared: tuple[str, ...]
    made_on: date
    origin: str = "LOCAL"
    reason: str | None = None
    text_language: str = "en"
    also_known_as: tuple[UUID, ...] = ()


class AnswerReferral(CaseCommand, kw_only=True):
    referral_id: UUID
    answer: Literal["ACCEPTED", "DECLINED"]
    answered_on: date
    reason: str | None = None


class CloseReferral(CaseCommand, kw_only=True):
    referral_id: UUID
    outcome: str
    closed_on: date


class IssueBenefit(CaseCommand, kw_only=True):
    benefit_type: str
    month: str
    amount_cents: int
    payee_id: UUID
    method: str
    issued_on: date
    organisation: Organisation = "LOCAL"


class ReverseBenefit(CaseCommand, kw_only=True):
    benefit_id: UUID
    reversed_on: date
    reason: str


class EstablishOverpayment(CaseCommand, kw_only=True):
    """Find that more was paid for a month than was owed; the person is sent a notice."""

    person_id: UUID
    month: str
    amount_cents: int
    cause: str
    established_on: date


class ExitCase(CaseCommand, kw_only=True):
    reason: str
    exited_on: date
    details: str | None = None
    text_language: str = "en"


class ReopenCase(CaseCommand, kw_only=True):
    """Correct an exit that was recorded in error."""

    reason: str
