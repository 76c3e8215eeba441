"""Assessments, action plans, deferrals."""

from collections.abc import Iterator

import msgspec

from caseledger.importer.mapping.source import KeyedRow, Source
from caseledger.importer.rows import Assessment, Deferral, Plan
from domain.case.events import (
    ActionPlanCreated,
    ActionPlanReviewed,
    AssessmentCompleted,
    DeferralGranted,
    DeferralReviewed,
)
from domain.decision import NewEvent
from domain.private import Clear

NEED_FROM = 2
"""The score from which a domain counts as a need: a reading of ours, the source has scores alone."""
UNKNOWN_TOOL = "LEGACY"
DOMAINS = {
    "crisis_safety": "CRISIS_SAFETY",
    "health": "HEALTH",
    "life_skills": "LIFE_SKILLS",
    "community": "COMMUNITY",
}


def assessment(source: Source, row: KeyedRow) -> Iterator[NewEvent]:
    """An assessment with its scores, which are sealed; needs are the domains that score high."""
    value = row.value
    assert isinstance(value, Assessment)
    person_id = source.person(value.resident_no)
    given = {code: getattr(value, column) for column, code in DOMAINS.items()}
    scores = {code: int(score) for code, score in given.items() if score is not None}
    event = AssessmentCompleted(
        case_id=source.case(value.case_no),
        assessment_id=source.id("assessment", row.key),
        person_id=person_id,
        tool=UNKNOWN_TOOL,
        tool_version=value.tool_version or "",
        completed_on=value.completed_on,
        strengths=(),
        needs=tuple(code for code, score in scores.items() if score >= NEED_FROM),
        readiness="READY" if value.ready_for_referral == "Y" else "NOT_READY",
        scores=Clear(msgspec.json.encode(scores).decode(), person_id) if scores else None,
    )
    known = value.recorded_on or value.completed_on
    stream = source.case_stream(value.case_no)
    yield source.new(row, "completed", stream, event, value.completed_on, known)


def plan(source: Source, row: KeyedRow) -> Iterator[NewEvent]:
    """A plan, of which the source keeps what it is for, and when it was last gone through."""
    value = row.value
    assert isinstance(value, Plan)
    stream, case_id = source.case_stream(value.case_no), source.case(value.case_no)
    plan_id, person_id = source.id("plan", row.key), source.person(value.resident_no)
    created = ActionPlanCreated(
        case_id=case_id,
        plan_id=plan_id,
        person_id=person_id,
        created_on=value.created_on,
        review_on=None,
        items=(),
        goals=value.goals,
    )
    yield source.new(row, "created", stream, created, value.created_on)
    if value.last_reviewed_on:
        reviewed = ActionPlanReviewed(
            case_id=case_id,
            plan_id=plan_id,
            person_id=person_id,
            reviewed_on=value.last_reviewed_on,
        )
        yield source.new(row, "reviewed", stream, reviewed, value.last_reviewed_on)


def deferral(source: Source, row: KeyedRow) -> Iterator[NewEvent]:
    """Taking part put off, and its review; the reason is sealed, for it tells of illness or violence."""
    value = row.value
    assert isinstance(value, Deferral)
    stream, case_id = source.case_stream(value.case_no), source.case(value.case_no)
    deferral_id, person_id = source.id("deferral", row.key), source.person(value.resident_no)
    granted = DeferralGranted(
        case_id=case_id,
        deferral_id=deferral_id,
        person_id=person_id,
        reason=Clear(value.reason, person_id),
        from_on=value.from_on,
        review_by=value.review_by,
    )
    yield source.new(row, "granted", stream, granted, value.from_on)
    if value.reviewed_on:
        reviewed = DeferralReviewed(
            case_id=case_id,
            deferral_id=deferral_id,
            person_id=person_id,
            reviewed_on=value.reviewed_on,
            outcome=value.review_outcome,  # type: ignore[arg-type]
        )
        yield source.new(row, "reviewed", stream, reviewed, value.reviewed_on)
