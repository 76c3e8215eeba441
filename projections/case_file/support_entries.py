"""What events of participation enter into a case file: assessments, plans, deferrals, referrals."""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.case import events as e
from domain.event import Recorded
from projections.case_file.rows import (
    AssessmentRow,
    DeferralRow,
    PlanItemRow,
    PlanRow,
    ReferralRow,
    Review,
)
from projections.engine.work import Work
from projections.texts import sealed_text, sealed_value

REFERRAL = (
    e.ReferralMade,
    e.ReferralAcknowledged,
    e.ReferralAnswered,
    e.ReferralStarted,
    e.ReferralPaused,
    e.ReferralResumed,
    e.ReferralClosed,
)
SUPPORT = (
    e.AssessmentCompleted,
    e.ActionPlanCreated,
    e.ActionPlanItemAdded,
    e.ActionPlanItemProgressed,
    e.ActionPlanReviewed,
    e.DeferralGranted,
    e.DeferralReviewed,
    *REFERRAL,
)


def enter_support(work: Work, recorded: Recorded, event: Any, at: dict[str, Any]) -> None:
    """The row that the event is about; ``at`` names the case, and the event's position."""
    match event:
        case e.AssessmentCompleted():
            work.put(
                AssessmentRow(
                    **at,
                    assessment_id=event.assessment_id,
                    person_id=event.person_id,
                    tool=event.tool,
                    tool_version=event.tool_version,
                    completed_on=event.completed_on,
                    strengths=event.strengths,
                    needs=event.needs,
                    readiness=event.readiness,
                    summary=sealed_text(recorded, "summary", event.summary),
                    scores=sealed_value(recorded, "scores", event.scores),
                )
            )
        case e.ActionPlanCreated():
            told = {
                "person_id": event.person_id,
                "created_on": event.created_on,
                "review_on": event.review_on,
                "goals": event.goals,
                "position": recorded.position,
            }
            work.put(replace(_plan(work, event.plan_id, event.person_id, at), **told))
            for place, item in enumerate(event.items):
                _item(work, recorded, at, event.plan_id, item, f"items.{place}")
        case e.ActionPlanItemAdded():
            _item(work, recorded, at, event.plan_id, event.item, "item")
        case e.ActionPlanItemProgressed():
            _progress(work, event, at)
        case e.ActionPlanReviewed():
            plan = _plan(work, event.plan_id, event.person_id, at)
            review = Review(recorded.event_id, event.reviewed_on)
            work.put(replace(plan, reviews=_reviewed(plan.reviews, recorded, review)))
        case e.DeferralGranted():
            told = {
                "person_id": event.person_id,
                "reason": sealed_value(recorded, "reason", event.reason),
                "from_on": event.from_on,
                "review_by": event.review_by,
                "position": recorded.position,
            }
            work.put(replace(_deferral(work, event.deferral_id, event.person_id, at), **told))
        case e.DeferralReviewed():
            deferral = _deferral(work, event.deferral_id, event.person_id, at)
            review = Review(recorded.event_id, event.reviewed_on, event.outcome)
            work.put(replace(deferral, reviews=_reviewed(deferral.reviews, recorded, review)))
        case _:
            _referral(work, recorded, event, at)


def _reviewed(known: tuple[Review, ...], recorded: Recorded, review: Review) -> tuple[Review, ...]:
    others = (r for r in known if r.event_id not in (recorded.event_id, recorded.metadata.corrects))
    return (*others, review)


def _plan(work: Work, plan_id: UUID, person_id: UUID, at: dict[str, Any]) -> PlanRow:
    known = work.get(PlanRow, at["tenant"], at["case_id"], plan_id)
    return known or PlanRow(**at, plan_id=plan_id, person_id=person_id)


def _deferral(work: Work, deferral_id: UUID, person_id: UUID, at: dict[str, Any]) -> DeferralRow:
    known = work.get(DeferralRow, at["tenant"], at["case_id"], deferral_id)
    return known or DeferralRow(**at, deferral_id=deferral_id, person_id=person_id)


def _item(
    work: Work,
    recorded: Recorded,
    at: dict[str, Any],
    plan_id: UUID,
    item: e.PlanItem,
    path: str,
) -> None:
    known = work.get(PlanItemRow, at["tenant"], at["case_id"], plan_id, item.item_id)
    work.put(
        replace(
            known or PlanItemRow(**at, plan_id=plan_id, item_id=item.item_id),
            kind=item.kind,
            domain=item.domain,
            owner=item.owner,
            description=sealed_text(recorded, f"{path}.description", item.description),
            due_on=item.due_on,
            position=recorded.position,
        )
    )


def _progress(work: Work, event: e.ActionPlanItemProgressed, at: dict[str, Any]) -> None:
    known = work.get(PlanItemRow, at["tenant"], at["case_id"], event.plan_id, event.item_id)
    known = known or PlanItemRow(**at, plan_id=event.plan_id, item_id=event.item_id)
    work.put(replace(known, status=event.status, progressed_on=event.progressed_on))


def _referral(work: Work, recorded: Recorded, event: Any, at: dict[str, Any]) -> None:
    known = work.get(ReferralRow, at["tenant"], at["case_id"], event.referral_id)
    known = known or ReferralRow(**at, referral_id=event.referral_id, person_id=event.person_id)
    told: dict[str, Any] = {}
    match event:
        case e.ReferralMade():
            told = {
                "person_id": event.person_id,
                "to_type": event.to_type,
                "recipient": event.recipient,
                "origin": event.origin,
                "purpose": event.purpose,
                "shared": event.shared,
                "made_on": event.made_on,
                "reply_due_on": event.reply_due_on,
                "disclosure_id": event.disclosure_id,
                "reason": sealed_text(recorded, "reason", event.reason),
                "made_by": event.made_by,
                "position": recorded.position,
            }
        case e.ReferralAcknowledged():
            told = {"acknowledged_on": event.acknowledged_on}
        case e.ReferralAnswered():
            told = {
                "answer": event.answer,
                "answered_on": event.answered_on,
                "answer_reason": event.reason,
            }
        case e.ReferralStarted():
            told = {"started_on": event.started_on}
        case e.ReferralPaused():
            told = {"paused_at": event.paused_at}
        case e.ReferralResumed():
            told = {"paused_at": None}
        case e.ReferralClosed():
            told = {"outcome": event.outcome, "closed_on": event.closed_on}
    work.put(replace(known, **told))
