"""Case: its state, folded from any history of its events, and what decisions ask of it.

A fold refuses nothing. Rows learned late come in any order, and history that breaks today's rules
is kept: an answer may come before the referral that it answers, an exit after the next grant.
What is open when is therefore worked out from days, never from the order of events.
"""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from domain.case.events import (
    ActionPlanCreated,
    ActionPlanItemAdded,
    ActionPlanItemProgressed,
    ApplicationCompleted,
    ApplicationDecided,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    AssessmentCompleted,
    BenefitIssued,
    BenefitReversed,
    CaseAssigned,
    CaseExited,
    CaseReopened,
    Member,
    ReferralAnswered,
    ReferralClosed,
    ReferralMade,
)
from domain.event import Recorded


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


class Plan(msgspec.Struct):
    """An action plan; ``items`` maps an item to its status."""

    plan_id: UUID
    person_id: UUID | None = None
    created_on: date | None = None
    items: dict[UUID, str] = {}


class Referral(msgspec.Struct):
    """A referral: ``made`` is empty as long as only its answer or its end is known."""

    referral_id: UUID
    made: ReferralMade | None = None
    answer: ReferralAnswered | None = None
    closed: ReferralClosed | None = None

    @property
    def status(self) -> str:
        """MADE, ACCEPTED, DECLINED or CLOSED."""
        if self.closed is not None:
            return "CLOSED"
        return self.answer.answer if self.answer is not None else "MADE"


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
    office: str = ""
    office_since: date = date.min
    caseworker_id: UUID | None = None
    applications: dict[UUID, Application] = {}
    exits: list[Exit] = []
    assessments: list[AssessmentCompleted] = []
    plans: dict[UUID, Plan] = {}
    referrals: dict[UUID, Referral] = {}
    benefits: dict[UUID, Benefit] = {}

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

    @property
    def members(self) -> dict[UUID, Member]:
        """The benefit unit by person."""
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
        mine = [a for a in self.assessments if a.person_id == person_id and a.completed_on <= by]
        return max(mine, key=lambda a: a.completed_on, default=None)


def _application(state: CaseState, application_id: UUID) -> Application:
    return state.applications.setdefault(application_id, Application(application_id))


def _plan(state: CaseState, plan_id: UUID) -> Plan:
    return state.plans.setdefault(plan_id, Plan(plan_id))


def _referral(state: CaseState, referral_id: UUID) -> Referral:
    return state.referrals.setdefault(referral_id, Referral(referral_id))


def _benefit(state: CaseState, benefit_id: UUID) -> Benefit:
    return state.benefits.setdefault(benefit_id, Benefit(benefit_id))


def evolve(state: CaseState, recorded: Recorded) -> CaseState:
    """Move the state on by one event, in place."""
    state.version = recorded.version
    match recorded.event:
        case ApplicationSubmitted() as e:
            state.case_id, state.number = e.case_id, e.case_number
            _take_over(state, e.office, e.submitted_on)
            application = _application(state, e.application_id)
            application.programme, application.channel = e.programme, e.channel
            application.received_by, application.office = e.received_by, e.office
            application.submitted_on, application.members = e.submitted_on, e.members
            application.completed_on = application.completed_on or e.completed_on
        case ApplicationCompleted() as e:
            _application(state, e.application_id).completed_on = e.completed_on
        case ApplicationDecided() as e:
            application = _application(state, e.application_id)
            application.decision, application.effective_on = e, recorded.effective_on
        case ApplicationWithdrawn() as e:
            application = _application(state, e.application_id)
            application.withdrawn_on, application.withdrawal_reason = e.withdrawn_on, e.reason
        case CaseAssigned() as e:
            _assign(state, e)
        case AssessmentCompleted() as e:
            state.assessments.append(e)
        case ActionPlanCreated() as e:
            plan = _plan(state, e.plan_id)
            plan.person_id, plan.created_on = e.person_id, e.created_on
            plan.items = {i.item_id: "PLANNED" for i in e.items} | plan.items
        case ActionPlanItemAdded() as e:
            _plan(state, e.plan_id).items.setdefault(e.item.item_id, "PLANNED")
        case ActionPlanItemProgressed() as e:
            _plan(state, e.plan_id).items[e.item_id] = e.status
        case ReferralMade() as e:
            _referral(state, e.referral_id).made = e
        case ReferralAnswered() as e:
            _referral(state, e.referral_id).answer = e
        case ReferralClosed() as e:
            _referral(state, e.referral_id).closed = e
        case BenefitIssued() as e:
            _benefit(state, e.benefit_id).issued = e
        case BenefitReversed() as e:
            _benefit(state, e.benefit_id).reversed = e
        case CaseExited() as e:
            state.exits.append(Exit(recorded.event_id, e.reason, e.exited_on))
        case CaseReopened():
            _correct_exit(state, recorded.metadata.corrects)
    return state


def _take_over(state: CaseState, office: str, day: date) -> None:
    # The office that receives a return is responsible, and its caseworker is yet to be named.
    if day >= state.office_since:
        if office != state.office:
            state.caseworker_id = None
        state.office, state.office_since = office, day


def _assign(state: CaseState, event: CaseAssigned) -> None:
    if event.assigned_on >= state.office_since:
        state.office, state.caseworker_id = event.office, event.caseworker_id
        state.office_since = event.assigned_on


def _correct_exit(state: CaseState, event_id: UUID | None) -> None:
    standing = [e for e in state.exits if not e.corrected]
    if event_id is not None:
        standing = [e for e in standing if e.event_id == event_id]
    if standing:
        standing[-1].corrected = True
