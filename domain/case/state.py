"""Case: its state, folded from any history of its events, and what decisions ask of it.

A fold refuses nothing. Rows learned late come in any order, and history that breaks today's rules
is kept: an answer may come before the referral that it answers, an exit after the next grant.
What is open when, who belongs to the unit and who is responsible is therefore worked out from days,
never from the order of events. An event that corrects an earlier one replaces what that one told.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from domain.case.events import (
    ApplicationDecided,
    AppointmentScheduled,
    AssessmentCompleted,
    BenefitIssued,
    BenefitReversed,
    DeferralGranted,
    DeferralReviewed,
    Member,
    OverpaymentEstablished,
    ReferralAnswered,
    ReferralClosed,
    ReferralMade,
)
from domain.sealed_files import Seal


class Application(msgspec.Struct):
    """One application; ``effective_on`` is the first day covered by its grant."""

    application_id: UUID
    programme: str = ""
    channel: str = ""
    received_by: str = ""
    office: str = ""
    submitted_on: date | None = None
    completed_on: date | None = None
    members: tuple[Member, ...] = ()
    decision: ApplicationDecided | None = None
    effective_on: date | None = None
    withdrawn_on: date | None = None
    withdrawal_reason: str | None = None

    @property
    def pending(self) -> bool:
        """Received, and neither decided nor withdrawn."""
        return self.submitted_on is not None and self.decision is None and self.withdrawn_on is None

    @property
    def granted(self) -> bool:
        return self.decision is not None and self.decision.outcome == "GRANTED"


class Exit(msgspec.Struct):
    """An exit, by the id of its event; ``corrected`` once it was found to be an error."""

    event_id: UUID
    reason: str
    exited_on: date
    corrected: bool = False


class Period(msgspec.Struct, frozen=True):
    """Days of assistance: from a grant's first day until (and without) ``until``.

    It ends by its ``exit``, by the next grant that takes over without a break, or not yet.
    """

    application: Application
    from_on: date
    until: date = date.max
    exit: Exit | None = None

    def covers(self, first: date, last: date) -> bool:
        """Whether any day from ``first`` to ``last`` (both included) is one of assistance."""
        return max(self.from_on, first) < min(self.until, last + timedelta(days=1))


class Membership(msgspec.Struct):
    """Days in the benefit unit: from ``joined_on`` until (and without) ``left_on``."""

    membership_id: UUID
    member: Member | None = None
    joined_on: date = date.max
    left_on: date = date.max

    def covers(self, day: date) -> bool:
        return self.joined_on <= day < self.left_on


class Responsible(msgspec.Struct, frozen=True):
    """Who took a case over: an office that received an application, or a caseworker in it."""

    on: date
    office: str
    caseworker_id: UUID | None = None


class Plan(msgspec.Struct):
    """An action plan; ``items`` maps an item to its status, ``reviews`` an event to its day."""

    plan_id: UUID
    person_id: UUID | None = None
    created_on: date | None = None
    items: dict[UUID, str] = {}
    reviews: dict[UUID, date] = {}


class Appointment(msgspec.Struct):
    """An appointment; ``ended`` is CANCELLED, HELD or MISSED once it is over."""

    appointment_id: UUID
    scheduled: AppointmentScheduled | None = None
    ended: str | None = None


class Deferral(msgspec.Struct):
    """Taking part put off; ``reviews`` by the id of their event."""

    deferral_id: UUID
    granted: DeferralGranted | None = None
    reviews: dict[UUID, DeferralReviewed] = {}


class Referral(msgspec.Struct):
    """A referral: ``made`` is empty as long as only its answer or its end is known."""

    referral_id: UUID
    made: ReferralMade | None = None
    acknowledged_on: date | None = None
    answer: ReferralAnswered | None = None
    started_on: date | None = None
    closed: ReferralClosed | None = None
    paused_at: datetime | None = None
    resumed_at: datetime | None = None

    @property
    def answered(self) -> str:
        """MADE, ACCEPTED, DECLINED or CLOSED, whether or not it is paused."""
        if self.closed is not None:
            return "CLOSED"
        return self.answer.answer if self.answer is not None else "MADE"

    @property
    def paused(self) -> bool:
        """Whether a consent that it rests on ended, and none has taken its place since."""
        return self.paused_at is not None and (
            self.resumed_at is None or self.resumed_at < self.paused_at
        )

    @property
    def status(self) -> str:
        """MADE, ACCEPTED, DECLINED or CLOSED; PAUSED in place of the first two."""
        answered = self.answered
        return "PAUSED" if self.paused and answered in ("MADE", "ACCEPTED") else answered


class Benefit(msgspec.Struct):
    """An issued benefit and, where it was taken back, its reversal."""

    benefit_id: UUID
    issued: BenefitIssued | None = None
    reversed: BenefitReversed | None = None


class CaseState(msgspec.Struct):
    """A benefit unit's file. ``version`` 0 means that there is no such case."""

    version: int = 0
    case_id: UUID | None = None
    number: str = ""
    responsible: dict[UUID, Responsible] = {}
    """By the application that was received, or by the event that named a caseworker."""
    applications: dict[UUID, Application] = {}
    memberships: dict[UUID, Membership] = {}
    exits: list[Exit] = []
    assessments: dict[UUID, AssessmentCompleted] = {}
    plans: dict[UUID, Plan] = {}
    deferrals: dict[UUID, Deferral] = {}
    referrals: dict[UUID, Referral] = {}
    benefits: dict[UUID, Benefit] = {}
    overpayments: dict[UUID, OverpaymentEstablished] = {}
    appointments: dict[UUID, Appointment] = {}
    seal: Seal | None = None

    @property
    def office(self) -> str:
        """The office responsible: the one that took the case over last."""
        return self._responsible[0]

    @property
    def caseworker_id(self) -> UUID | None:
        """The main contact; nobody as long as the office responsible has named none."""
        return self._responsible[1]

    @property
    def _responsible(self) -> tuple[str, UUID | None]:
        return self.responsible_on(date.max)

    def responsible_on(self, day: date) -> tuple[str, UUID | None]:
        """The office and the caseworker responsible on a day, as ``office`` and ``caseworker_id``."""
        office, caseworker = "", None
        known = (taken for taken in self.responsible.values() if taken.on <= day)
        for taken in sorted(known, key=lambda r: r.on):
            if taken.caseworker_id is not None or taken.office != office:
                caseworker = taken.caseworker_id
            office = taken.office
        return office, caseworker

    @property
    def pending(self) -> Application | None:
        """The application that waits for a decision, if one does."""
        return next((a for a in self.applications.values() if a.pending), None)

    @property
    def latest(self) -> Application | None:
        """The application received last (by its day, then by when it was recorded)."""
        received = [a for a in self.applications.values() if a.submitted_on is not None]
        return max(received, key=lambda a: a.submitted_on or date.min, default=None)

    @property
    def governing(self) -> Application | None:
        """The application that says who is in the unit: the one pending, else the latest granted."""
        current = self.current()
        return self.pending or (current.application if current else self.latest)

    def members(self, on: date) -> dict[UUID, Member]:
        """The benefit unit on a day, by person.

        Where memberships are known (they came from another system), those that cover the day; else
        all whom the application that governs names.
        """
        if self.memberships:
            covering = (m.member for m in self.memberships.values() if m.covers(on))
            return {m.person_id: m for m in covering if m is not None}
        return {m.person_id: m for m in self.governing.members} if self.governing else {}

    @property
    def programme(self) -> str:
        return self.governing.programme if self.governing else ""

    def periods(self) -> list[Period]:
        """All periods of assistance, oldest first.

        A day is covered when the latest grant on or before it is not followed by an exit from that
        grant's day to it; the exit's day is no longer covered.
        """
        grants = sorted(
            ((a.effective_on or date.min, a) for a in self.applications.values() if a.granted),
            key=lambda grant: grant[0],
        )
        exits = sorted((e for e in self.exits if not e.corrected), key=lambda e: e.exited_on)
        following = [day for day, _ in grants[1:]] + [date.max]
        found = []
        for (start, application), until in zip(grants, following, strict=False):
            ended = next((e for e in exits if start <= e.exited_on < until), None)
            found.append(Period(application, start, ended.exited_on if ended else until, ended))
        return found

    def current(self) -> Period | None:
        """The latest period of assistance, ended or not."""
        periods = self.periods()
        return periods[-1] if periods else None

    def open_on(self, today: date) -> bool:
        """Granted, and not exited by that day (a grant from a coming day is open already)."""
        current = self.current()
        return current is not None and (current.exit is None or current.exit.exited_on > today)

    def status_on(self, today: date) -> str:
        """OPEN while granted, APPLIED while an application waits, else CLOSED."""
        if self.open_on(today):
            return "OPEN"
        return "APPLIED" if self.pending else "CLOSED"

    def assessed(self, person_id: UUID, by: date) -> AssessmentCompleted | None:
        """The person's latest assessment completed by that day."""
        of_all = self.assessments.values()
        mine = [a for a in of_all if a.person_id == person_id and a.completed_on <= by]
        return max(mine, key=lambda a: a.completed_on, default=None)
