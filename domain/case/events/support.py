"""Participation: assessments, action plans, deferrals."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from domain.event import Event, wire
from domain.private import Private, Text

Readiness = Literal["READY", "NOT_READY"]


class PlanItem(msgspec.Struct, frozen=True):
    """A step of an action plan: kind STABILITY or EMPLOYMENT, in a support domain, by a day."""

    item_id: UUID
    kind: str
    domain: str
    owner: str
    description: Text
    due_on: date | None = None


@wire("assessment.completed", 2)
class AssessmentCompleted(Event, kw_only=True):
    """A common assessment was completed with a person (R066, R079, R081).

    ``needs`` and ``strengths`` are codes of support domains; ``readiness`` is for referral to EO.
    ``scores`` is a JSON object, domain code to 0 (no need) .. 3 (crisis), where the tool gives them.
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
    scores: Private | None = None


@wire("action_plan.created", 2)
class ActionPlanCreated(Event, kw_only=True):
    """A person and their caseworker agreed on a plan, to be reviewed by ``review_on`` (R069, R082).

    ``goals`` says STABILITY, EMPLOYMENT or COMBINED where no steps are known, only what it is for.
    """

    case_id: UUID
    plan_id: UUID
    person_id: UUID
    created_on: date
    review_on: date | None
    items: tuple[PlanItem, ...]
    goals: str | None = None


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


@wire("action_plan.reviewed", 1)
class ActionPlanReviewed(Event, kw_only=True):
    """A plan was gone through with the person (OW directive 2.5)."""

    case_id: UUID
    plan_id: UUID
    person_id: UUID
    reviewed_on: date


@wire("deferral.granted", 1)
class DeferralGranted(Event, kw_only=True):
    """Taking part was put off for a person, to be reviewed by ``review_by`` (R068).

    ``reason`` is a code, sealed: it tells of illness or violence.
    """

    case_id: UUID
    deferral_id: UUID
    person_id: UUID
    reason: Private
    from_on: date
    review_by: date | None


@wire("deferral.reviewed", 1)
class DeferralReviewed(Event, kw_only=True):
    """A deferral was reviewed: it goes on (RENEWED) or is over from that day (ENDED; R068)."""

    case_id: UUID
    deferral_id: UUID
    person_id: UUID
    reviewed_on: date
    outcome: Literal["ENDED", "RENEWED"]
