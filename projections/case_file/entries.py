"""The child rows of a case file: what each event says of an application, a plan, a referral …

Events come in any order: what is told of something not yet known makes its row, to be completed.
Sealed texts are kept as they are.
"""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.case import events as e
from domain.event import Event, Recorded
from projections.case_file.rows import (
    ApplicationRow,
    AssessmentRow,
    BenefitRow,
    CaseRow,
    ExitRow,
    PlanItemRow,
    PlanRow,
    ReferralRow,
)
from projections.case_file.standing import in_order
from projections.engine.work import Work
from projections.texts import sealed_text


def enter(work: Work, recorded: Recorded, event: Event, row: CaseRow) -> CaseRow:
    """The child row that the event is about; the case's own row where it says something of it."""
    at = {"tenant": recorded.tenant, "case_id": row.case_id, "position": recorded.position}
    match event:
        case e.ApplicationSubmitted():
            _application(work, row, event.application_id, at, _submission(event), fresh=True)
            return _take_over(replace(row, case_number=event.case_number), event)
        case e.ApplicationCompleted():
            _application(work, row, event.application_id, at, {"completed_on": event.completed_on})
        case e.ApplicationDecided():
            _application(work, row, event.application_id, at, _decision(recorded, event))
        case e.ApplicationWithdrawn():
            _withdraw(work, row, event, at)
        case e.CaseAssigned():
            if row.office_since is None or event.assigned_on >= row.office_since:
                return replace(
                    row,
                    office=event.office,
                    caseworker_id=event.caseworker_id,
                    office_since=event.assigned_on,
                )
        case e.CaseExited():
            work.put(
                ExitRow(
                    **at,
                    event_id=recorded.event_id,
                    reason=event.reason,
                    exited_on=event.exited_on,
                )
            )
        case e.CaseReopened():
            _correct_exit(work, row, recorded.metadata.corrects)
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
                )
            )
        case e.ActionPlanCreated():
            work.put(
                PlanRow(
                    **at,
                    plan_id=event.plan_id,
                    person_id=event.person_id,
                    created_on=event.created_on,
                    review_on=event.review_on,
                )
            )
            for place, item in enumerate(event.items):
                _item(work, recorded, at, event.plan_id, item, f"items.{place}")
        case e.ActionPlanItemAdded():
            _item(work, recorded, at, event.plan_id, event.item, "item")
        case e.ActionPlanItemProgressed():
            _progress(work, event, at)
        case e.ReferralMade() | e.ReferralAnswered() | e.ReferralClosed():
            _referral(work, recorded, event, at)
        case e.BenefitIssued() | e.BenefitReversed():
            _benefit(work, event, at)
    return row


def _submission(event: e.ApplicationSubmitted) -> dict[str, Any]:
    return {
        "programme": event.programme,
        "channel": event.channel,
        "received_by": event.received_by,
        "office": event.office,
        "submitted_on": event.submitted_on,
        "members": event.members,
    } | ({"completed_on": event.completed_on} if event.completed_on else {})


def _decision(recorded: Recorded, event: e.ApplicationDecided) -> dict[str, Any]:
    return {
        "outcome": event.outcome,
        "decided_on": event.decided_on,
        "effective_on": recorded.effective_on,
        "decided_by": event.decided_by,
        "organisation": event.organisation,
        "reasons": event.reasons,
        "explanation": sealed_text(recorded, "explanation", event.explanation),
    }


def _application(
    work: Work,
    row: CaseRow,
    application_id: UUID,
    at: dict[str, Any],
    told: dict[str, Any],
    *,
    fresh: bool = False,
) -> None:
    known = work.get(ApplicationRow, row.tenant, row.case_id, application_id)
    known = known or ApplicationRow(**at, application_id=application_id)
    if fresh:
        told = told | {"position": at["position"]}
    work.put(replace(known, **told))


def _withdraw(work: Work, row: CaseRow, event: e.ApplicationWithdrawn, at: dict[str, Any]) -> None:
    known = work.get(ApplicationRow, row.tenant, row.case_id, event.application_id)
    if known and known.outcome in ("GRANTED", "REFUSED"):
        return
    told = {
        "outcome": "WITHDRAWN",
        "decided_on": event.withdrawn_on,
        "reasons": (event.reason,),
    }
    _application(work, row, event.application_id, at, told)


def _take_over(row: CaseRow, event: e.ApplicationSubmitted) -> CaseRow:
    # The office that receives a return is responsible, and its caseworker is yet to be named.
    if row.office_since is not None and event.submitted_on < row.office_since:
        return row
    caseworker = row.caseworker_id if row.office == event.office else None
    return replace(
        row, office=event.office, office_since=event.submitted_on, caseworker_id=caseworker
    )


def _correct_exit(work: Work, row: CaseRow, event_id: UUID | None) -> None:
    exits = in_order(work.under(ExitRow, row.tenant, row.case_id))
    standing = [x for x in exits if not x.corrected and event_id in (None, x.event_id)]
    if standing:
        work.put(replace(standing[-1], corrected=True))


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


def _referral(
    work: Work,
    recorded: Recorded,
    event: e.ReferralMade | e.ReferralAnswered | e.ReferralClosed,
    at: dict[str, Any],
) -> None:
    known = work.get(ReferralRow, at["tenant"], at["case_id"], event.referral_id)
    known = known or ReferralRow(**at, referral_id=event.referral_id, person_id=event.person_id)
    match event:
        case e.ReferralMade():
            told: dict[str, Any] = {
                "to_type": event.to_type,
                "recipient": event.recipient,
                "origin": event.origin,
                "purpose": event.purpose,
                "shared": event.shared,
                "made_on": event.made_on,
                "reply_due_on": event.reply_due_on,
                "disclosure_id": event.disclosure_id,
                "reason": sealed_text(recorded, "reason", event.reason),
                "position": recorded.position,
            }
        case e.ReferralAnswered():
            told = {
                "answer": event.answer,
                "answered_on": event.answered_on,
                "answer_reason": event.reason,
            }
        case e.ReferralClosed():
            told = {"outcome": event.outcome, "closed_on": event.closed_on}
    work.put(replace(known, **told))


def _benefit(work: Work, event: e.BenefitIssued | e.BenefitReversed, at: dict[str, Any]) -> None:
    known = work.get(BenefitRow, at["tenant"], at["case_id"], event.benefit_id)
    known = known or BenefitRow(**at, benefit_id=event.benefit_id, amount_cents=event.amount_cents)
    match event:
        case e.BenefitIssued():
            told: dict[str, Any] = {
                "benefit_type": event.benefit_type,
                "month": event.month,
                "amount_cents": event.amount_cents,
                "payee_id": event.payee_id,
                "method": event.method,
                "issued_on": event.issued_on,
                "organisation": event.organisation,
                "position": at["position"],
            }
        case e.BenefitReversed():
            told = {"reversed_on": event.reversed_on, "reversal_reason": event.reason}
    work.put(replace(known, **told))
