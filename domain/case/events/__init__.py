"""What can have happened in a case. The wire names and fields here are for ever; see ``domain.event``."""

from domain.case.events.application import (
    ApplicationCompleted,
    ApplicationDecided,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    DecidedBy,
    Organisation,
)
from domain.case.events.file import (
    CaseAssigned,
    CaseExited,
    CaseReopened,
    EntryRetracted,
    NoteAdded,
)
from domain.case.events.meeting import (
    AppointmentCancelled,
    AppointmentHeld,
    AppointmentMissed,
    AppointmentScheduled,
    CounterVisitRecorded,
)
from domain.case.events.money import (
    BenefitIssued,
    BenefitReversed,
    IncomeReported,
    OverpaymentEstablished,
)
from domain.case.events.referral import (
    ReferralAcknowledged,
    ReferralAnswered,
    ReferralClosed,
    ReferralMade,
    ReferralPaused,
    ReferralResumed,
    ReferralStarted,
)
from domain.case.events.support import (
    ActionPlanCreated,
    ActionPlanItemAdded,
    ActionPlanItemProgressed,
    ActionPlanReviewed,
    AssessmentCompleted,
    DeferralGranted,
    DeferralReviewed,
    PlanItem,
    Readiness,
)
from domain.case.events.unit import (
    Member,
    MemberJoined,
    MemberLeft,
)

__all__ = [
    "ActionPlanCreated",
    "ActionPlanItemAdded",
    "ActionPlanItemProgressed",
    "ActionPlanReviewed",
    "ApplicationCompleted",
    "ApplicationDecided",
    "ApplicationSubmitted",
    "ApplicationWithdrawn",
    "AppointmentCancelled",
    "AppointmentHeld",
    "AppointmentMissed",
    "AppointmentScheduled",
    "AssessmentCompleted",
    "BenefitIssued",
    "BenefitReversed",
    "CaseAssigned",
    "CaseExited",
    "CaseReopened",
    "CounterVisitRecorded",
    "DecidedBy",
    "DeferralGranted",
    "DeferralReviewed",
    "EntryRetracted",
    "IncomeReported",
    "Member",
    "MemberJoined",
    "MemberLeft",
    "NoteAdded",
    "Organisation",
    "OverpaymentEstablished",
    "PlanItem",
    "Readiness",
    "ReferralAcknowledged",
    "ReferralAnswered",
    "ReferralClosed",
    "ReferralMade",
    "ReferralPaused",
    "ReferralResumed",
    "ReferralStarted",
]
