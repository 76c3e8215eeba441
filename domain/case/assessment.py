"""The common assessment: needs, strengths, and readiness for referral (R066, R079)."""

from datetime import date

from domain.case.commands import CompleteAssessment
from domain.case.events import AssessmentCompleted
from domain.case.guard import (
    case_open_or_pending,
    decided,
    may_touch,
    member,
    reads_case,
)
from domain.case.state import CaseState
from domain.checks import (
    code_valid,
    codes_valid,
    language_valid,
    not_before,
    not_in_future,
    text_fits,
)
from domain.decision import Context, Decision, Refusal, States, decides
from domain.private import clear_text
from domain.streams import case_stream


@decides(CompleteAssessment, reads=reads_case)
def complete_assessment(
    states: States, command: CompleteAssessment, context: Context
) -> Decision | Refusal:
    """Record an assessment; a newer one supersedes it, and both stay (R081).

    The same codes for the same person and day again are the same assessment.
    """
    state: CaseState = states[case_stream(command.case_id)]
    on = command.completed_on
    refused = (
        may_touch(states, command, context)
        or case_open_or_pending(state, context.today)
        or member(state, command.person_id, on)
        or _takes_part(state, command, context)
        or not_in_future(context, on, "completed_on")
        or not_before(on, _first_application(state), "completed_on")
        or codes_valid(context, "needs", command.needs, on, "needs")
        or codes_valid(context, "strengths", command.strengths, on, "strengths")
        or code_valid(context, "readiness", command.readiness, on, "readiness")
        or text_fits(context, command.summary, "summary")
        or language_valid(command.text_language, "text_language")
    )
    if refused:
        return refused
    known = state.assessed(command.person_id, on)
    if known and (known.completed_on, known.readiness, set(known.needs), set(known.strengths)) == (
        on,
        command.readiness,
        set(command.needs),
        set(command.strengths),
    ):
        return Decision(result={"assessment_id": str(known.assessment_id)})
    tool = context.policy.content("assessment_tool", on)
    assessment_id = context.new_id()
    event = AssessmentCompleted(
        case_id=command.case_id,
        assessment_id=assessment_id,
        person_id=command.person_id,
        tool=tool["tool"],
        tool_version=tool["tool_version"],
        completed_on=on,
        strengths=tuple(dict.fromkeys(command.strengths)),
        needs=tuple(dict.fromkeys(command.needs)),
        readiness=command.readiness,
        summary=clear_text(command.summary, command.text_language, command.person_id),
    )
    return decided(context, state, event, on, assessment_id=assessment_id)


def _takes_part(state: CaseState, command: CompleteAssessment, context: Context) -> Refusal | None:
    """Adults with participation requirements are assessed (R087, R160)."""
    code = state.members(command.completed_on)[command.person_id].participant_class
    known = context.policy.code("participant_classes", code, context.today)
    if known and known.get("participates"):
        return None
    details = {"participant_class": context.policy.words("participant_classes", [code])}
    return Refusal("TAKES_NO_PART", details, "person_id")


def _first_application(state: CaseState) -> date:
    return min(a.submitted_on for a in state.applications.values() if a.submitted_on)
