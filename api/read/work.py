"""What was done in the cases of a batch, list by list, as far as it is open."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from api.ids import global_id
from api.schema.category import EMPLOYMENT, HEALTH, INCOME
from api.schema.scalars import Cents, Day, Month
from api.schema.work import (
    ActionPlan,
    Application,
    Assessment,
    Benefit,
    Deferral,
    PlanItem,
    Referral,
)
from domain.calendar import due_on
from projections.case_file import queries
from projections.case_file.rows import (
    ApplicationRow,
    AssessmentRow,
    BenefitRow,
    DeferralRow,
    IncomeRow,
    MembershipRow,
    OverpaymentRow,
    PlanItemRow,
    PlanRow,
    ReferralRow,
)

if TYPE_CHECKING:
    from api.read.batch import Batch

T = TypeVar("T")
Row = TypeVar(
    "Row",
    ApplicationRow,
    AssessmentRow,
    PlanRow,
    DeferralRow,
    ReferralRow,
    BenefitRow,
    IncomeRow,
    OverpaymentRow,
    MembershipRow,
)
_BASIS = {
    "BUSINESS": ("business days", "jours ouvrables"),
    "CALENDAR": ("calendar days", "jours civils"),
}
_START = {
    "COMPLETED": ("from a complete application", "à partir d'une demande complète"),
    "SUBMITTED": ("from the day it was received", "à partir de la réception"),
}
_RESTRICTED_KIND = "STABILITY"


def day(value: date | None) -> Day | None:
    """A day as the schema writes it."""
    return None if value is None else Day(value.isoformat())


def the_day(value: date | None) -> Day:
    return Day((value or date.min).isoformat())


def by_case(rows: Iterable[Row], make: Callable[[Row], T | None]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for row in rows:
        if (made := make(row)) is not None:
            found[row.case_id].append(made)
    return found


async def applications(batch: "Batch") -> dict[UUID, list[Application]]:
    rows = await batch.ask(queries.applications, batch.context.tenant, list(batch.cases))
    texts = batch.texts("applications", (row.explanation for row in rows))
    labels = batch.labels

    def make(row: ApplicationRow) -> Application | None:
        categories = batch.of_case(row.case_id)
        if INCOME not in categories:
            return None
        due, basis = _decision_due(batch, row)
        return Application(
            id=global_id("Application", row.application_id),
            programme=labels.code("programmes", row.programme),
            channel=labels.code("channels", row.channel),
            received_by=labels.code("received_by", row.received_by),
            submitted_on=the_day(row.submitted_on),
            completed_on=day(row.completed_on),
            outcome=labels.maybe("application_outcomes", row.outcome),
            decided_on=day(row.decided_on),
            effective_on=day(row.effective_on),
            decided_by=labels.maybe("decided_by", row.decided_by),
            organisation=labels.maybe("deciding_organisations", row.organisation),
            reasons=labels.codes(
                "withdrawal_reasons" if row.outcome == "WITHDRAWN" else "decision_reasons",
                row.reasons,
            ),
            decision_due_on=day(due),
            decision_due_basis=basis,
            sealed=batch.sealed(texts, row.explanation, categories),
        )

    return by_case(rows, make)


def _decision_due(batch: "Batch", row: ApplicationRow) -> tuple[date | None, str | None]:
    if row.completed_on is None:
        return None, None
    clock = batch.policy.clock("eligibility_decision", row.completed_on)
    french = batch.labels.french
    basis = f"{clock['days']} {_BASIS[clock['basis']][french]} {_START[clock['start']][french]}"
    return due_on(batch.policy, "eligibility_decision", row.completed_on), basis


async def assessments(batch: "Batch") -> dict[UUID, list[Assessment]]:
    rows = await batch.ask(queries.assessments, batch.context.tenant, list(batch.cases))
    known = await batch.persons()
    texts = batch.texts("assessments", (t for row in rows for t in (row.summary, row.scores)))
    labels = batch.labels

    def make(row: AssessmentRow) -> Assessment | None:
        categories = batch.of_person(row.person_id)
        person = known.get(row.person_id)
        if HEALTH not in categories or person is None:
            return None
        return Assessment(
            id=global_id("Assessment", row.assessment_id),
            person=person,
            completed_on=the_day(row.completed_on),
            tool=f"{row.tool} {row.tool_version}",
            strengths=labels.codes("strengths", row.strengths),
            needs=labels.codes("needs", row.needs),
            readiness=labels.code("readiness", row.readiness),
            sealed=batch.sealed(texts, row.summary, categories),
            sealed_scores=batch.sealed(texts, row.scores, categories),
            labels=labels,
        )

    return by_case(rows, make)


async def plans(batch: "Batch") -> dict[UUID, list[ActionPlan]]:
    rows = await batch.ask(queries.plans, batch.context.tenant, list(batch.cases))
    steps = await batch.ask(queries.plan_items, batch.context.tenant, list(batch.cases))
    known = await batch.persons()
    texts = batch.texts("plans", (step.description for step in steps))
    of_plan: dict[UUID, list[PlanItemRow]] = defaultdict(list)
    for step in steps:
        of_plan[step.plan_id].append(step)
    labels = batch.labels

    def item(row: PlanItemRow, categories: frozenset[str]) -> PlanItem | None:
        # A step towards stability tells of somebody's health or safety.
        needed = HEALTH if row.kind == _RESTRICTED_KIND else EMPLOYMENT
        if needed not in categories:
            return None
        return PlanItem(
            id=global_id("PlanItem", row.item_id),
            kind=labels.code("plan_item_kinds", row.kind),
            domain=labels.code("support_domains", row.domain),
            owner=labels.code("plan_item_owners", row.owner),
            due_on=day(row.due_on),
            status=labels.code("plan_item_statuses", row.status),
            sealed=batch.sealed(texts, row.description, categories),
        )

    def make(row: PlanRow) -> ActionPlan | None:
        categories = batch.of_person(row.person_id)
        person = known.get(row.person_id)
        if EMPLOYMENT not in categories or person is None:
            return None
        items = (item(step, categories) for step in of_plan[row.plan_id])
        return ActionPlan(
            id=global_id("ActionPlan", row.plan_id),
            person=person,
            created_on=the_day(row.created_on),
            review_on=day(row.review_on),
            reviewed_on=day(max((r.reviewed_on for r in row.reviews), default=None)),
            goals=labels.maybe("plan_goals", row.goals),
            items=[step for step in items if step is not None],
        )

    return by_case(rows, make)


async def deferrals(batch: "Batch") -> dict[UUID, list[Deferral]]:
    rows = await batch.ask(queries.deferrals, batch.context.tenant, list(batch.cases))
    known = await batch.persons()
    texts = batch.texts("deferrals", (row.reason for row in rows))
    labels = batch.labels

    def make(row: DeferralRow) -> Deferral | None:
        categories = batch.of_person(row.person_id)
        person = known.get(row.person_id)
        if EMPLOYMENT not in categories or person is None:
            return None
        reviews = sorted(row.reviews, key=lambda r: r.reviewed_on)
        ended = [r.reviewed_on for r in reviews if r.outcome == "ENDED"]
        return Deferral(
            id=global_id("Deferral", row.deferral_id),
            person=person,
            from_on=the_day(row.from_on),
            review_by=day(row.review_by),
            reviewed_on=day(reviews[-1].reviewed_on) if reviews else None,
            outcome=labels.maybe("deferral_outcomes", reviews[-1].outcome) if reviews else None,
            ended_on=day(min(ended, default=None)),
            sealed=batch.sealed(texts, row.reason, categories),
            labels=labels,
        )

    return by_case(rows, make)


async def referrals(batch: "Batch") -> dict[UUID, list[Referral]]:
    """To somebody whose right is the person's consent: only those addressed to them."""
    session = await batch.context.signed_in()
    rows = await batch.ask(queries.referrals, batch.context.tenant, list(batch.cases))
    known = await batch.persons()
    texts = batch.texts("referrals", (row.reason for row in rows))
    labels = batch.labels

    def make(row: ReferralRow) -> Referral | None:
        categories = batch.of_person(row.person_id)
        person = known.get(row.person_id)
        if batch.on_duty(row.case_id):
            visible = EMPLOYMENT in categories
        else:
            visible = bool(categories) and row.recipient == session.organisation
        if not visible or person is None:
            return None
        return Referral(
            id=global_id("Referral", row.referral_id),
            person=person,
            to_type=labels.code("recipient_kinds", row.to_type),
            recipient=labels.code("organisations", row.recipient),
            origin=labels.code("referral_origins", row.origin),
            purpose=labels.code("purposes", row.purpose),
            shared=labels.codes("categories", row.shared),
            made_on=the_day(row.made_on),
            reply_due_on=day(row.reply_due_on),
            answer=labels.maybe("answers", row.answer),
            answered_on=day(row.answered_on),
            acknowledged_on=day(row.acknowledged_on),
            started_on=day(row.started_on),
            made_by=labels.code("making_organisations", row.made_by),
            outcome=labels.maybe("referral_outcomes", row.outcome),
            closed_on=day(row.closed_on),
            state=labels.code("referral_statuses", row.state),
            sealed=batch.sealed(texts, row.reason, categories),
        )

    return by_case(rows, make)


async def benefits(batch: "Batch") -> dict[UUID, list[Benefit]]:
    rows = await batch.ask(queries.benefits, batch.context.tenant, list(batch.cases))
    if on := batch.then.effective_on:
        rows = [row for row in rows if row.month == f"{on:%Y-%m}"]
    payees = {row.payee_id: await batch.person(row.payee_id) for row in rows if row.payee_id}
    labels = batch.labels

    def make(row: BenefitRow) -> Benefit | None:
        payee = payees.get(row.payee_id) if row.payee_id else None
        if INCOME not in batch.of_case(row.case_id) or payee is None:
            return None
        return Benefit(
            id=global_id("Benefit", row.benefit_id),
            type=labels.code("benefit_types", row.benefit_type),
            month=Month(row.month or ""),
            amount=Cents(row.amount_cents),
            payee=payee,
            method=labels.code("payment_methods", row.method),
            issued_on=the_day(row.issued_on),
            organisation=labels.code("deciding_organisations", row.organisation),
            reversed_on=day(row.reversed_on),
            reversal_reason=labels.maybe("reversal_reasons", row.reversal_reason),
            envelope=row.envelope,
        )

    return by_case(rows, make)
