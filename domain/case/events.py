"""What can have happened in a case. The wire names and fields here are for ever; see ``domain.event``."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from domain.event import Event, wire
from domain.private import Text

DecidedBy = Literal["STAFF", "AUTOMATED"]
Organisation = Literal["LOCAL", "MINISTRY"]
Readiness = Literal["READY", "NOT_READY"]


class Member(msgspec.Struct, frozen=True):
    """Somebody of the benefit unit: role APPLICANT, SPOUSE or DEPENDENT, and class as of that day."""

    person_id: UUID
    role: str
    participant_class: str


class PlanItem(msgspec.Struct, frozen=True):
    """A step of an action plan: kind STABILITY or EMPLOYMENT, in a support domain, by a day."""

    item_id: UUID
    kind: str
    domain: str
    owner: str
    description: Text
    due_on: date | None = None


@wire("application.submitted", 1)
class ApplicationSubmitted(Event, kw_only=True):
    """An application was received. The first one opens the case; a later one is a return.

    ``completed_on`` is set where it was complete on arrival; else ``application.completed`` follows.
    """

    case_id: UUID
    case_number: str
    application_id: UUID
    programme: str
    channel: str
    received_by: str
    office: str
    submitted_on: date
    members: tuple[Member, ...]
    completed_on: date | None = None


@wire("application.completed", 1)
class ApplicationCompleted(Event, kw_only=True):
    """All that an application needs has come in; the decision clock may start here (R018)."""

    case_id: UUID
    application_id: UUID
    completed_on: date


@wire("application.decided", 1)
class ApplicationDecided(Event, kw_only=True):
    """An application was granted or refused. Effective from the first day that it covers."""

    case_id: UUID
    application_id: UUID
    outcome: Literal["GRANTED", "REFUSED"]
    decided_on: date
    decided_by: DecidedBy
    organisation: Organisation
    reasons: tuple[str, ...] = ()
    explanation: Text | None = None


@wire("application.withdrawn", 1)
class ApplicationWithdrawn(Event, kw_only=True):
    """The applicant took an application back before it was decided."""

    case_id: UUID
    application_id: UUID
    withdrawn_on: date
    reason: str


@wire("case.assigned", 1)
class CaseAssigned(Event, kw_only=True):
    """An office became responsible, and a caseworker the one main contact (R003, R017)."""

    case_id: UUID
    office: str
    caseworker_id: UUID
    assigned_on: date


@wire("note.added", 1)
class NoteAdded(Event, kw_only=True):
    """A note about a member of the unit, under a key of its own."""

    case_id: UUID
    note_id: UUID
    person_id: UUID
    text: Text


@wire("assessment.completed", 1)
class AssessmentCompleted(Event, kw_only=True):
    """A common assessment was completed with a person (R066, R079, R081).

    ``needs`` and ``strengths`` are codes of support domains; ``readiness`` is for referral to EO.
    """

    case_id: UUID
    assessment_id: UUID
    person_id: UUID
    tool: str
    tool_version: str
    completed_on: date
    strengths: tuple[str, ...]
    needs: tuple[str, ...]
    readiness: Readiness
    summary: Text | None = None


@wire("action_plan.created", 1)
class ActionPlanCreated(Event, kw_only=True):
    """A person and their caseworker agreed on a plan, to be reviewed by ``review_on`` (R069, R082)."""

    case_id: UUID
    plan_id: UUID
    person_id: UUID
    created_on: date
    review_on: date
    items: tuple[PlanItem, ...]


@wire("action_plan.item_added", 1)
class ActionPlanItemAdded(Event, kw_only=True):
    """A step was added to a plan."""

    case_id: UUID
    plan_id: UUID
    person_id: UUID
    item: PlanItem
    added_on: date


@wire("action_plan.item_progressed", 1)
class ActionPlanItemProgressed(Event, kw_only=True):
    """A step moved: PLANNED, IN_PROGRESS, DONE or DROPPED (R071)."""

    case_id: UUID
    plan_id: UUID
    item_id: UUID
    person_id: UUID
    status: str
    progressed_on: date
    note: Text | None = None


@wire("referral.made", 1)
class ReferralMade(Event, kw_only=True):
    """A person was referred. ``shared`` are the categories that went with it (R067, R118).

    ``to_type`` EO or COMMUNITY is outside the institution and has a ``disclosure_id`` where
    anything was shared; INTERNAL is use within it.
    """

    case_id: UUID
    referral_id: UUID
    person_id: UUID
    to_type: str
    recipient: str
    origin: str
    purpose: str
    shared: tuple[str, ...]
    made_on: date
    reply_due_on: date | None
    disclosure_id: UUID | None = None
    reason: Text | None = None


@wire("referral.answered", 1)
class ReferralAnswered(Event, kw_only=True):
    """The recipient accepted or declined a referral."""

    case_id: UUID
    referral_id: UUID
    person_id: UUID
    answer: Literal["ACCEPTED", "DECLINED"]
    answered_on: date
    reason: str | None = None


@wire("referral.closed", 1)
class ReferralClosed(Event, kw_only=True):
    """A referral's loop was closed with an outcome."""

    case_id: UUID
    referral_id: UUID
    person_id: UUID
    outcome: str
    closed_on: date


@wire("benefit.issued", 1)
class BenefitIssued(Event, kw_only=True):
    """A benefit was issued for a month (``YYYY-MM``), in cents of CAD (R131 to R137)."""

    case_id: UUID
    benefit_id: UUID
    benefit_type: str
    month: str
    amount_cents: int
    payee_id: UUID
    method: str
    issued_on: date
    organisation: Organisation


@wire("benefit.reversed", 1)
class BenefitReversed(Event, kw_only=True):
    """An issued benefit was taken back whole, because it was wrong or never arrived. Cents of CAD."""

    case_id: UUID
    benefit_id: UUID
    amount_cents: int
    reversed_on: date
    reason: str


@wire("case.exited", 1)
class CaseExited(Event, kw_only=True):
    """Assistance ended; the exit's day is no longer covered (R163)."""

    case_id: UUID
    reason: str
    exited_on: date
    details: Text | None = None


@wire("case.reopened", 1)
class CaseReopened(Event, kw_only=True):
    """An exit was recorded in error; this corrects it, and the case was never closed by it."""

    case_id: UUID
    reopened_on: date
    reason: str
