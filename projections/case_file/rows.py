"""Rows of a case file, one struct a table; a field is None as long as its event is not learned."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.case.events import Member
from projections.texts import SealedText

NEVER = date(9999, 12, 31)
"""``attention_on`` of a case where nothing waits."""


def by_day(status: str | None, exited_on: date | None, today: date) -> str | None:
    """A case's status on a day (in SQL: ``read.status_on``)."""
    ending = status == "EXITED" and exited_on is not None and exited_on > today
    return "GRANTED" if ending else status


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case as lists show it; ``version`` is its stream's, ``position`` its last event's.

    ``tasks`` are the kinds of its open tasks, ``task_due_on`` the earliest day of one.
    """

    tenant: str
    case_id: UUID
    case_number: str | None = None
    programme: str | None = None
    status: str | None = None
    office: str | None = None
    office_since: date | None = None
    caseworker_id: UUID | None = None
    applicant_id: UUID | None = None
    submitted_on: date | None = None
    completed_on: date | None = None
    granted_on: date | None = None
    exited_on: date | None = None
    exit_reason: str | None = None
    last_activity_on: date
    members: int = 0
    participants_without_plan: int = 0
    plan_review_on: date | None = None
    referral_reply_due_on: date | None = None
    recipients: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    task_due_on: date | None = None
    attention_on: date = NEVER
    version: int
    position: int

    def status_on(self, today: date) -> str | None:
        """Its status that day: an exit of a day to come has not ended it yet."""
        return by_day(self.status, self.exited_on, today)


class ResponsibleRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who took the case over, by the application received or by the event that named somebody."""

    tenant: str
    case_id: UUID
    taken_id: UUID
    on_day: date
    office: str
    caseworker_id: UUID | None = None
    position: int


class CaseSealRow(msgspec.Struct, frozen=True, kw_only=True):
    """The seal on a case, while it stands; ``since`` is the day on which it was set."""

    tenant: str
    case_id: UUID
    seal_id: UUID
    kind: str
    circle: tuple[UUID, ...]
    reviewers: tuple[UUID, ...]
    since: date
    position: int


class MemberRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the unit as it is now."""

    tenant: str
    case_id: UUID
    person_id: UUID
    ordinal: int
    role: str
    participant_class: str


class MembershipRow(msgspec.Struct, frozen=True, kw_only=True):
    """Days in the unit, where they are known: ``left_on`` is no longer one of them."""

    tenant: str
    case_id: UUID
    membership_id: UUID
    person_id: UUID
    role: str | None = None
    participant_class: str | None = None
    joined_on: date | None = None
    left_on: date | None = None
    position: int


class ApplicationRow(msgspec.Struct, frozen=True, kw_only=True):
    """An application; ``effective_on`` is the first day covered by its grant."""

    tenant: str
    case_id: UUID
    application_id: UUID
    programme: str | None = None
    channel: str | None = None
    received_by: str | None = None
    office: str | None = None
    submitted_on: date | None = None
    completed_on: date | None = None
    members: tuple[Member, ...] = ()
    outcome: str | None = None
    decided_on: date | None = None
    effective_on: date | None = None
    decided_by: str | None = None
    organisation: str | None = None
    reasons: tuple[str, ...] = ()
    explanation: SealedText | None = None
    position: int


class ExitRow(msgspec.Struct, frozen=True, kw_only=True):
    """An exit by its event's id; ``corrected`` once it was found to be an error."""

    tenant: str
    case_id: UUID
    event_id: UUID
    reason: str
    exited_on: date
    corrected: bool = False
    position: int


class AssessmentRow(msgspec.Struct, frozen=True, kw_only=True):
    tenant: str
    case_id: UUID
    assessment_id: UUID
    person_id: UUID
    tool: str
    tool_version: str
    completed_on: date
    strengths: tuple[str, ...]
    needs: tuple[str, ...]
    readiness: str
    summary: SealedText | None = None
    scores: SealedText | None = None
    position: int


class Review(msgspec.Struct, frozen=True):
    """A review by its event: its day, and for a deferral its outcome (ENDED or RENEWED)."""

    event_id: UUID
    reviewed_on: date
    outcome: str | None = None


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    tenant: str
    case_id: UUID
    plan_id: UUID
    person_id: UUID
    created_on: date | None = None
    review_on: date | None = None
    goals: str | None = None
    reviews: tuple[Review, ...] = ()
    position: int


class DeferralRow(msgspec.Struct, frozen=True, kw_only=True):
    """Taking part put off; the reason's code is sealed."""

    tenant: str
    case_id: UUID
    deferral_id: UUID
    person_id: UUID
    reason: SealedText | None = None
    from_on: date | None = None
    review_by: date | None = None
    reviews: tuple[Review, ...] = ()
    position: int


class PlanItemRow(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a plan: PLANNED, IN_PROGRESS, DONE or DROPPED."""

    tenant: str
    case_id: UUID
    plan_id: UUID
    item_id: UUID
    kind: str | None = None
    domain: str | None = None
    owner: str | None = None
    description: SealedText | None = None
    due_on: date | None = None
    status: str = "PLANNED"
    progressed_on: date | None = None
    position: int


class ReferralRow(msgspec.Struct, frozen=True, kw_only=True):
    tenant: str
    case_id: UUID
    referral_id: UUID
    person_id: UUID
    to_type: str | None = None
    recipient: str | None = None
    origin: str | None = None
    purpose: str | None = None
    shared: tuple[str, ...] = ()
    made_on: date | None = None
    reply_due_on: date | None = None
    disclosure_id: UUID | None = None
    reason: SealedText | None = None
    answer: str | None = None
    answered_on: date | None = None
    answer_reason: str | None = None
    outcome: str | None = None
    closed_on: date | None = None
    acknowledged_on: date | None = None
    started_on: date | None = None
    paused_at: datetime | None = None
    made_by: str = "LOCAL"
    position: int

    @property
    def state(self) -> str:
        """MADE, ACCEPTED, DECLINED or CLOSED; PAUSED in place of the first two."""
        answered = "CLOSED" if self.closed_on is not None else self.answer or "MADE"
        return "PAUSED" if self.paused_at and answered in ("MADE", "ACCEPTED") else answered

    @property
    def runs(self) -> bool:
        """Whether its recipient may still see something on it."""
        return self.made_on is not None and self.state in ("MADE", "ACCEPTED")


class BenefitRow(msgspec.Struct, frozen=True, kw_only=True):
    """A benefit for a month (``YYYY-MM``), in cents of CAD, and its reversal where it had one."""

    tenant: str
    case_id: UUID
    benefit_id: UUID
    benefit_type: str | None = None
    month: str | None = None
    amount_cents: int
    payee_id: UUID | None = None
    method: str | None = None
    issued_on: date | None = None
    organisation: str | None = None
    reversed_on: date | None = None
    reversal_reason: str | None = None
    envelope: str | None = None
    position: int


class IncomeRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a person told of a month (``YYYY-MM``), in cents of CAD: a row a report."""

    tenant: str
    case_id: UUID
    event_id: UUID
    person_id: UUID
    month: str
    earnings_cents: int
    other_cents: int
    reported_on: date
    position: int


class OverpaymentRow(msgspec.Struct, frozen=True, kw_only=True):
    """What was paid too much for a month (``YYYY-MM``), in cents of CAD."""

    tenant: str
    case_id: UUID
    overpayment_id: UUID
    person_id: UUID
    established_on: date
    month: str
    amount_cents: int
    cause: str
    position: int


class TaskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A task of whoever works on the case; ``outcome`` once it is closed (DONE, NOT_NEEDED)."""

    tenant: str
    case_id: UUID
    task_id: UUID
    kind: str | None = None
    person_id: UUID | None = None
    about: UUID | None = None
    due_on: date | None = None
    outcome: str | None = None
    position: int


class PolicyRow(msgspec.Struct, frozen=True, kw_only=True):
    """The participant classes that are to have a plan, as the fold last learned them."""

    tenant: str
    policy_id: str
    participating: tuple[str, ...]
    position: int
