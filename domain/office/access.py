"""Requests for one's own information: asked, verified, answered within the clock, or appealed."""

from datetime import date, timedelta
from uuid import UUID

from domain.checks import code_valid, codes_valid, not_in_future, text_fits
from domain.decision import Context, Decision, Refusal, States, decides
from domain.disposal.checks import reference_valid
from domain.event import Event
from domain.office.checks import decided, each_once, may_follow, permitted, words_valid
from domain.office.clocks import clock
from domain.office.commands import (
    AnswerAccessRequest,
    AppealAccessRequest,
    ExtendAccessRequest,
    MatterCommand,
    ReceiveAccessRequest,
    TransferAccessRequest,
    VerifyRequester,
    WithdrawAccessRequest,
)
from domain.office.events import (
    AccessAnswered,
    AccessAppealed,
    AccessExtended,
    AccessRequested,
    AccessTransferred,
    AccessWithdrawn,
    RequesterVerified,
)
from domain.office.state import MatterState
from domain.person import person_known
from domain.private import Clear, clear_text
from domain.streams import access_request_stream, person_stream

SELF = "SELF"


def _reads(command: MatterCommand) -> tuple[str, ...]:
    return (access_request_stream(command.matter_id),)


@decides(ReceiveAccessRequest, reads=lambda c: (person_stream(c.person_id),))
def receive(states: States, command: ReceiveAccessRequest, context: Context) -> Decision | Refusal:
    """Every one is taken: who asks is verified afterwards."""
    requester = command.requester.strip() if command.requester else ""
    refused = (
        permitted(command, context)
        or person_known(states, command.person_id, "person_id")
        or not_in_future(context, command.received_on, "received_on")
        or code_valid(
            context, "requester_capacities", command.capacity, command.received_on, "capacity"
        )
        or text_fits(context, requester, "requester", "name_characters")
        or words_valid(context, command.about, command.text_language, "about", required=False)
    )
    if refused:
        return refused
    if command.capacity != SELF and not requester:
        return Refusal("REQUESTER_NEEDED", {}, "requester")
    matter_id, person = context.new_id(), command.person_id
    event = AccessRequested(
        matter_id=matter_id,
        person_id=person,
        capacity=command.capacity,
        received_on=command.received_on,
        requester=Clear(requester, person) if requester and command.capacity != SELF else None,
        about=clear_text(command.about, command.text_language, person),
    )
    return decided(access_request_stream(matter_id), matter_id, context, event)


@decides(VerifyRequester, reads=_reads)
def verify(states: States, command: VerifyRequester, context: Context) -> Decision | Refusal:
    """Once."""
    state = _state(states, command.matter_id)
    refused = may_follow(command, context, state, RequesterVerified) or code_valid(
        context, "requester_checks", command.method, context.today, "method"
    )
    if refused:
        return refused
    if state.verified:
        return Decision(result={"matter_id": str(command.matter_id)})
    return _one(
        command, context, RequesterVerified(matter_id=command.matter_id, method=command.method)
    )


@decides(ExtendAccessRequest, reads=_reads)
def extend(states: States, command: ExtendAccessRequest, context: Context) -> Decision | Refusal:
    """Before the time is over, and by no more than policy allows."""
    state = _state(states, command.matter_id)
    refused = may_follow(command, context, state, AccessExtended) or code_valid(
        context, "extension_reasons", command.reason, context.today, "reason"
    )
    if refused:
        return refused
    most = context.policy.content("office_clocks", context.today)["ACCESS_EXTENSION"]["days"]
    if not 1 <= command.days <= most:
        return Refusal("EXTENSION_TOO_LONG", {"limit": most}, "days")
    due = _due(state, context)
    if context.today > due:
        return Refusal("EXTENSION_TOO_LATE", {"day": due}, "days")
    event = AccessExtended(matter_id=command.matter_id, reason=command.reason, days=command.days)
    return _one(command, context, event)


@decides(AnswerAccessRequest, reads=_reads)
def answer(states: States, command: AnswerAccessRequest, context: Context) -> Decision | Refusal:
    """To whoever was verified; what is withheld has its section, and the outcome fits what is given."""
    state = _state(states, command.matter_id)
    today = context.today
    given, withheld = each_once(command.given), tuple(dict.fromkeys(command.withheld))
    refused = (
        may_follow(command, context, state, AccessAnswered)
        or code_valid(context, "access_outcomes", command.outcome, today, "outcome")
        or code_valid(context, "handing_over", command.means, today, "means")
        or codes_valid(context, "categories", given, today, "given")
        or codes_valid(context, "categories", (w.category for w in withheld), today, "withheld")
        or codes_valid(
            context, "withholding_sections", (w.section for w in withheld), today, "withheld"
        )
    )
    if refused:
        return refused
    if not state.verified:
        return Refusal("REQUESTER_NOT_VERIFIED", {}, "matter_id")
    outcome = context.policy.code("access_outcomes", command.outcome, today)
    if outcome is None or (bool(given), bool(withheld)) != (
        outcome.get("gives"),
        outcome.get("withholds"),
    ):
        return Refusal("ANSWER_DOES_NOT_FIT", {}, "outcome")
    event = AccessAnswered(
        matter_id=command.matter_id,
        outcome=command.outcome,
        given=given,
        withheld=withheld,
        means=command.means,
    )
    return _one(command, context, event)


@decides(TransferAccessRequest, reads=_reads)
def transfer(
    states: States, command: TransferAccessRequest, context: Context
) -> Decision | Refusal:
    """To an institution of the list, in the time that there is for it; after that it is answered."""
    state = _state(states, command.matter_id)
    refused = may_follow(command, context, state, AccessTransferred) or code_valid(
        context, "institutions", command.institution, context.today, "institution"
    )
    if refused:
        return refused
    assert state.received_on is not None
    days = context.policy.content("office_clocks", state.received_on)["ACCESS_TRANSFER"]["days"]
    last = state.received_on + timedelta(days=days)
    if context.today > last:
        return Refusal("TRANSFER_TOO_LATE", {"day": last}, "institution")
    event = AccessTransferred(matter_id=command.matter_id, institution=command.institution)
    return _one(command, context, event)


@decides(AppealAccessRequest, reads=_reads)
def appeal(states: States, command: AppealAccessRequest, context: Context) -> Decision | Refusal:
    """Noted whenever it comes: whether it is in time, the commissioner decides."""
    state = _state(states, command.matter_id)
    refused = may_follow(command, context, state, AccessAppealed) or reference_valid(
        command.reference, "reference", required=True
    )
    if refused:
        return refused
    event = AccessAppealed(matter_id=command.matter_id, reference=command.reference.strip())
    return _one(command, context, event)


@decides(WithdrawAccessRequest, reads=_reads)
def withdraw(
    states: States, command: WithdrawAccessRequest, context: Context
) -> Decision | Refusal:
    """As long as it is not answered."""
    state = _state(states, command.matter_id)
    if refused := may_follow(command, context, state, AccessWithdrawn):
        return refused
    return _one(command, context, AccessWithdrawn(matter_id=command.matter_id))


def _state(states: States, matter_id: UUID) -> MatterState:
    found: MatterState = states[access_request_stream(matter_id)]
    return found


def _due(state: MatterState, context: Context) -> date:
    assert state.received_on is not None
    found = clock(context.policy, state.status, state.received_on, state.received_on)
    assert found is not None
    return found.due_on


def _one(command: MatterCommand, context: Context, event: Event) -> Decision:
    stream = access_request_stream(command.matter_id)
    return decided(stream, command.matter_id, context, event)
