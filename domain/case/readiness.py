"""Who may be referred to Employment Ontario: by the local office, or by the fast track."""

from domain.case.commands import MakeReferral
from domain.case.state import CaseState
from domain.checks import not_before
from domain.decision import Context, Refusal


def _ready(state: CaseState, command: MakeReferral) -> bool:
    assessment = state.assessed(command.person_id, command.made_on)
    return assessment is not None and assessment.readiness == "READY"


def assessed(state: CaseState, command: MakeReferral, context: Context) -> Refusal | None:
    """The local office refers to EO only who was assessed and found ready (R079, R083)."""
    origin = context.policy.code("referral_origins", command.origin, command.made_on)
    if command.to_type != "EO" or origin is None or not origin.get("assessment"):
        return None
    assessment = state.assessed(command.person_id, command.made_on)
    if assessment is None:
        return Refusal("ASSESSMENT_FIRST", {"by": command.made_on}, "person_id")
    if assessment.readiness != "READY":
        details = {"completed_on": assessment.completed_on}
        return Refusal("NOT_READY_FOR_REFERRAL", details, "person_id")
    return None


def fast_track(state: CaseState, command: MakeReferral, context: Context) -> Refusal | None:
    """Only grants since its start, on its terms, and never a First Nations site (R053, R065)."""
    if command.origin != "FAST_TRACK":
        return None
    current = state.current()
    grant = current.application.decision if current else None
    if current is None or grant is None:
        return Refusal("CASE_NOT_GRANTED", {}, "case_id")
    terms = context.policy.document("fast_track", grant.decided_on)
    if terms is None:
        return Refusal("FAST_TRACK_NOT_YET", {"decided_on": grant.decided_on}, "origin")
    if refused := not_before(command.made_on, grant.decided_on, "made_on"):
        return refused
    application, rule = current.application, terms.content
    site = context.policy.code("offices", state.office, command.made_on)
    received_at = context.policy.code("offices", application.office, command.made_on)
    meets = (
        application.programme == rule["programme"],
        application.channel == rule["channel"],
        command.to_type == rule["to_type"],
        site is not None and bool(site.get("first_nations")) == rule["first_nations"],
        received_at is None or bool(received_at.get("first_nations")) == rule["first_nations"],
        _ready(state, command),
    )
    return None if all(meets) else Refusal("FAST_TRACK_NOT_FOR_THIS_CASE", {}, "origin")
