"""Assessments, plans, deferrals."""

from collections.abc import Sequence

import msgspec

from caseledger.exporter.rows.around import Around, clear, last
from caseledger.exporter.standing import Standing
from caseledger.importer.mapping.support import DOMAINS
from caseledger.importer.rows import Assessment, Deferral, Plan
from domain.case.events import (
    ActionPlanCreated,
    ActionPlanReviewed,
    AssessmentCompleted,
    DeferralGranted,
    DeferralReviewed,
)


def assessment(around: Around, parts: Sequence[Standing]) -> Assessment | None:
    """An assessment; the scores of the four domains where the tool gave them."""
    told = last(parts, AssessmentCompleted)
    if told is None:
        return None
    sealed = clear(told.scores)
    scores: dict[str, int] = msgspec.json.decode(sealed) if sealed else {}
    given = {
        column: str(scores[code]) if code in scores else None for column, code in DOMAINS.items()
    }
    return Assessment(
        case_no=around.cases[told.case_id],
        resident_no=around.persons[told.person_id],
        completed_on=told.completed_on,
        recorded_on=around.day(parts[0].known_at),
        tool_version=told.tool_version or None,
        ready_for_referral="Y" if told.readiness == "READY" else "N",
        **given,
    )


def plan(around: Around, parts: Sequence[Standing]) -> Plan | None:
    """A plan and when it was last gone through; what it is for, where its steps alone tell it."""
    created = last(parts, ActionPlanCreated)
    if created is None:
        return None
    reviews = [
        part.latest.event.reviewed_on
        for part in parts
        if isinstance(part.latest.event, ActionPlanReviewed)
    ]
    kinds = {item.kind for item in created.items}
    of_steps = kinds.pop() if len(kinds) == 1 else "COMBINED" if kinds else None
    return Plan(
        case_no=around.cases[created.case_id],
        resident_no=around.persons[created.person_id],
        created_on=created.created_on,
        last_reviewed_on=max(reviews, default=None),
        goals=created.goals or of_steps,
    )


def deferral(around: Around, parts: Sequence[Standing]) -> Deferral | None:
    """A deferral and its last review."""
    granted = last(parts, DeferralGranted)
    if granted is None:
        return None
    reviews = [
        part.latest.event for part in parts if isinstance(part.latest.event, DeferralReviewed)
    ]
    review = max(reviews, key=lambda each: each.reviewed_on, default=None)
    return Deferral(
        deferral_no=around.own_number("deferral", "deferrals", parts),
        case_no=around.cases[granted.case_id],
        resident_no=around.persons[granted.person_id],
        reason=clear(granted.reason) or "",
        from_on=granted.from_on,
        review_by=granted.review_by,
        reviewed_on=review.reviewed_on if review else None,
        review_outcome=review.outcome if review else None,
    )
