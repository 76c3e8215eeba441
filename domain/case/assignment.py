"""Assignment: the office that is responsible, and the one caseworker to turn to."""

from domain.case.commands import AssignCase
from domain.case.events import CaseAssigned
from domain.case.guard import case_open_or_pending, decided, may_touch, reads_case
from domain.case.state import CaseState
from domain.checks import code_valid
from domain.decision import Context, Decision, Refusal, States, decides
from domain.streams import case_stream


@decides(AssignCase, reads=reads_case)
def assign_case(states: States, command: AssignCase, context: Context) -> Decision | Refusal:
    """Assign from today on. A case that has ended is assigned again once it returns."""
    state: CaseState = states[case_stream(command.case_id)]
    refused = (
        may_touch(states, command, context)
        or case_open_or_pending(state, context.today)
        or code_valid(context, "offices", command.office, context.today, "office")
    )
    if refused:
        return refused
    if (state.office, state.caseworker_id) == (command.office, command.caseworker_id):
        return Decision()
    event = CaseAssigned(
        case_id=command.case_id,
        office=command.office,
        caseworker_id=command.caseworker_id,
        assigned_on=context.today,
    )
    return decided(context, state, event, context.today)
