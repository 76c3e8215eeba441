"""The fold of a case: one step for each event. What it is about makes its entry, to be completed.

An event that corrects an earlier one is about the same thing under the same id, and overwrites it;
where the thing is known by the id of its event, the entry of the corrected event goes.
"""

from datetime import date
from typing import Any
from uuid import UUID

from domain.case.events import (
    ActionPlanCreated,
    ActionPlanItemAdded,
    ActionPlanItemProgressed,
    ActionPlanReviewed,
    ApplicationCompleted,
    ApplicationDecided,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    AppointmentCancelled,
    AppointmentHeld,
    AppointmentMissed,
    AppointmentScheduled,
    AssessmentCompleted,
    BenefitIssued,
    BenefitReversed,
    CaseAssigned,
    CaseExited,
    CaseReopened,
    DeferralGranted,
    DeferralReviewed,
    EntryRetracted,
    Member,
    MemberJoined,
    MemberLeft,
    OverpaymentEstablished,
    ReferralAcknowledged,
    ReferralAnswered,
    ReferralClosed,
    ReferralMade,
    ReferralPaused,
    ReferralResumed,
    ReferralStarted,
)
from domain.case.state import (
    Application,
    Appointment,
    Benefit,
    CaseState,
    Deferral,
    Exit,
    Membership,
    Plan,
    Referral,
    Responsible,
)
from domain.event import Recorded
from domain.sealed_files import SEAL_EVENTS, after


def _application(state: CaseState, application_id: UUID) -> Application:
    return state.applications.setdefault(application_id, Application(application_id))


def _membership(state: CaseState, membership_id: UUID) -> Membership:
    return state.memberships.setdefault(membership_id, Membership(membership_id))


def _appointment(state: CaseState, appointment_id: UUID) -> Appointment:
    return state.appointments.setdefault(appointment_id, Appointment(appointment_id))


def _plan(state: CaseState, plan_id: UUID) -> Plan:
    return state.plans.setdefault(plan_id, Plan(plan_id))


def _deferral(state: CaseState, deferral_id: UUID) -> Deferral:
    return state.deferrals.setdefault(deferral_id, Deferral(deferral_id))


def _referral(state: CaseState, referral_id: UUID) -> Referral:
    return state.referrals.setdefault(referral_id, Referral(referral_id))


def _benefit(state: CaseState, benefit_id: UUID) -> Benefit:
    return state.benefits.setdefault(benefit_id, Benefit(benefit_id))


def evolve(state: CaseState, recorded: Recorded) -> CaseState:
    """Move the state on by one event, in place."""
    state.version = recorded.version
    event_id, corrects = recorded.event_id, recorded.metadata.corrects
    match recorded.event:
        case ApplicationSubmitted() as e:
            _submitted(state, e, corrected=corrects is not None)
        case ApplicationCompleted() as e:
            _application(state, e.application_id).completed_on = e.completed_on
        case ApplicationDecided() as e:
            application = _application(state, e.application_id)
            application.decision, application.effective_on = e, recorded.effective_on
            if corrects is not None:
                application.withdrawn_on = application.withdrawal_reason = None
        case ApplicationWithdrawn() as e:
            application = _application(state, e.application_id)
            application.withdrawn_on, application.withdrawal_reason = e.withdrawn_on, e.reason
            if corrects is not None:
                application.decision = application.effective_on = None
        case MemberJoined() as e:
            membership = _membership(state, e.membership_id)
            membership.member = Member(e.person_id, e.role, e.participant_class)
            membership.joined_on = e.joined_on
        case MemberLeft() as e:
            _membership(state, e.membership_id).left_on = e.left_on
        case CaseAssigned() as e:
            _drop(state.responsible, corrects)
            state.responsible[event_id] = Responsible(e.assigned_on, e.office, e.caseworker_id)
        case AppointmentScheduled() as e:
            _appointment(state, e.appointment_id).scheduled = e
        case AppointmentCancelled() as e:
            _appointment(state, e.appointment_id).ended = "CANCELLED"
        case AppointmentHeld() as e:
            _appointment(state, e.appointment_id).ended = "HELD"
        case AppointmentMissed() as e:
            _appointment(state, e.appointment_id).ended = "MISSED"
        case AssessmentCompleted() as e:
            state.assessments[e.assessment_id] = e
        case ActionPlanCreated() as e:
            plan = _plan(state, e.plan_id)
            plan.person_id, plan.created_on = e.person_id, e.created_on
            plan.items = {i.item_id: "PLANNED" for i in e.items} | plan.items
        case ActionPlanItemAdded() as e:
            _plan(state, e.plan_id).items.setdefault(e.item.item_id, "PLANNED")
        case ActionPlanItemProgressed() as e:
            _plan(state, e.plan_id).items[e.item_id] = e.status
        case ActionPlanReviewed() as e:
            reviews = _plan(state, e.plan_id).reviews
            _drop(reviews, corrects)
            reviews[event_id] = e.reviewed_on
        case DeferralGranted() as e:
            _deferral(state, e.deferral_id).granted = e
        case DeferralReviewed() as e:
            deferral = _deferral(state, e.deferral_id)
            _drop(deferral.reviews, corrects)
            deferral.reviews[event_id] = e
        case ReferralMade() as e:
            _referral(state, e.referral_id).made = e
        case ReferralAcknowledged() as e:
            _referral(state, e.referral_id).acknowledged_on = e.acknowledged_on
        case ReferralAnswered() as e:
            _referral(state, e.referral_id).answer = e
        case ReferralStarted() as e:
            _referral(state, e.referral_id).started_on = e.started_on
        case ReferralClosed() as e:
            _referral(state, e.referral_id).closed = e
        case ReferralPaused() as e:
            _referral(state, e.referral_id).paused_at = e.paused_at
        case ReferralResumed() as e:
            _referral(state, e.referral_id).resumed_at = e.resumed_at
        case BenefitIssued() as e:
            _benefit(state, e.benefit_id).issued = e
        case BenefitReversed() as e:
            _benefit(state, e.benefit_id).reversed = e
        case OverpaymentEstablished() as e:
            state.overpayments[e.overpayment_id] = e
        case CaseExited() as e:
            if corrects is not None:
                _correct_exit(state, corrects)
            state.exits.append(Exit(event_id, e.reason, e.exited_on))
        case CaseReopened():
            _correct_exit(state, corrects)
        case EntryRetracted() as e:
            _retract(state, e)
        case event if isinstance(event, SEAL_EVENTS):
            state.seal = after(state.seal, recorded)
    return state


def _submitted(state: CaseState, e: ApplicationSubmitted, *, corrected: bool) -> None:
    state.case_id, state.number = e.case_id, e.case_number
    # The office that receives a return is responsible, and its caseworker is yet to be named.
    state.responsible[e.application_id] = Responsible(e.submitted_on, e.office)
    application = _application(state, e.application_id)
    application.programme, application.channel = e.programme, e.channel
    application.received_by, application.office = e.received_by, e.office
    application.submitted_on, application.members = e.submitted_on, e.members
    told, known = e.completed_on, application.completed_on
    application.completed_on = (told or known) if corrected else (known or told)


def _drop(entries: dict, event_id: UUID | None) -> None:
    if event_id is not None:
        entries.pop(event_id, None)


def _correct_exit(state: CaseState, event_id: UUID | None) -> None:
    standing = [e for e in state.exits if not e.corrected]
    if event_id is not None:
        standing = [e for e in standing if e.event_id == event_id]
    if standing:
        standing[-1].corrected = True


_WHOLE = {
    "application.submitted": ("applications", "responsible"),
    "unit.member_joined": ("memberships",),
    "case.assigned": ("responsible",),
    "assessment.completed": ("assessments",),
    "action_plan.created": ("plans",),
    "deferral.granted": ("deferrals",),
    "referral.made": ("referrals",),
    "benefit.issued": ("benefits",),
    "overpayment.established": ("overpayments",),
}
_PART: dict[str, tuple[str, dict[str, Any]]] = {
    "application.completed": ("applications", {"completed_on": None}),
    "application.decided": ("applications", {"decision": None, "effective_on": None}),
    "application.withdrawn": (
        "applications",
        {"withdrawn_on": None, "withdrawal_reason": None},
    ),
    "unit.member_left": ("memberships", {"left_on": date.max}),
    "referral.acknowledged": ("referrals", {"acknowledged_on": None}),
    "referral.answered": ("referrals", {"answer": None}),
    "referral.started": ("referrals", {"started_on": None}),
    "referral.closed": ("referrals", {"closed": None}),
    "benefit.reversed": ("benefits", {"reversed": None}),
}


def _retract(state: CaseState, e: EntryRetracted) -> None:
    """Take back what an entry told, and nothing else that is known of its subject."""
    for name in _WHOLE.get(e.entry, ()):
        getattr(state, name).pop(e.subject_id, None)
    if e.entry in _PART:
        name, nothing = _PART[e.entry]
        known = getattr(state, name).get(e.subject_id)
        for field, value in nothing.items() if known is not None else ():
            setattr(known, field, value)
    match e.entry:
        case "action_plan.reviewed":
            for plan in state.plans.values():
                plan.reviews.pop(e.subject_id, None)
        case "deferral.reviewed":
            for deferral in state.deferrals.values():
                deferral.reviews.pop(e.subject_id, None)
        case "case.exited":
            _correct_exit(state, e.subject_id)
