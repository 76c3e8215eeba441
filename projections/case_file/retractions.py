"""What goes from a case file when an entry is taken back."""

from typing import Any

import msgspec
from msgspec.structs import replace

from domain.case.events import EntryRetracted
from projections.case_file.rows import (
    ApplicationRow,
    AssessmentRow,
    BenefitRow,
    CaseRow,
    DeferralRow,
    ExitRow,
    IncomeRow,
    MembershipRow,
    OverpaymentRow,
    PlanRow,
    ReferralRow,
    ResponsibleRow,
)
from projections.engine.work import Work

_UNDECIDED = {
    "outcome": None,
    "decided_on": None,
    "effective_on": None,
    "decided_by": None,
    "organisation": None,
    "reasons": (),
    "explanation": None,
}
_WHOLE: dict[str, tuple[type[msgspec.Struct], ...]] = {
    "application.submitted": (ApplicationRow, ResponsibleRow),
    "unit.member_joined": (MembershipRow,),
    "case.assigned": (ResponsibleRow,),
    "assessment.completed": (AssessmentRow,),
    "action_plan.created": (PlanRow,),
    "deferral.granted": (DeferralRow,),
    "referral.made": (ReferralRow,),
    "income.reported": (IncomeRow,),
    "benefit.issued": (BenefitRow,),
    "overpayment.established": (OverpaymentRow,),
}
_PART: dict[str, tuple[type[msgspec.Struct], dict[str, Any]]] = {
    "application.completed": (ApplicationRow, {"completed_on": None}),
    "application.decided": (ApplicationRow, _UNDECIDED),
    "application.withdrawn": (ApplicationRow, _UNDECIDED),
    "unit.member_left": (MembershipRow, {"left_on": None}),
    "referral.acknowledged": (ReferralRow, {"acknowledged_on": None}),
    "referral.answered": (
        ReferralRow,
        {"answer": None, "answered_on": None, "answer_reason": None},
    ),
    "referral.started": (ReferralRow, {"started_on": None}),
    "referral.closed": (ReferralRow, {"outcome": None, "closed_on": None}),
    "benefit.reversed": (BenefitRow, {"reversed_on": None, "reversal_reason": None}),
    "case.exited": (ExitRow, {"corrected": True}),
}


def retract(work: Work, row: CaseRow, event: EntryRetracted) -> None:
    """Take back what the entry told, and nothing else that is known of its subject."""
    key = (row.tenant, row.case_id, event.subject_id)
    for kind in _WHOLE.get(event.entry, ()):
        work.remove(kind, *key)
    if event.entry in _PART:
        kind, nothing = _PART[event.entry]
        known = work.get(kind, *key)
        if known is not None and not _stands_otherwise(known, event.entry):
            work.put(replace(known, **nothing))
    reviewed = {"action_plan.reviewed": PlanRow, "deferral.reviewed": DeferralRow}
    if event.entry in reviewed:
        for known in work.under(reviewed[event.entry], row.tenant, row.case_id):
            reviews = tuple(r for r in known.reviews if r.event_id != event.subject_id)
            work.put(replace(known, reviews=reviews))


def _stands_otherwise(known: Any, entry: str) -> bool:
    """Whether another entry than the one taken back says how an application ended."""
    if entry not in ("application.decided", "application.withdrawn"):
        return False
    return (known.outcome == "WITHDRAWN") != (entry == "application.withdrawn")
