"""Requests for correction: granted with the entry that puts it right, or refused and disagreed with."""

from datetime import timedelta
from uuid import UUID

from domain.checks import code_valid, not_in_future
from domain.consent import ConsentState
from domain.decision import Context, Decision, Refusal, States, decides
from domain.event import Event
from domain.office.checks import decided, may_follow, permitted, words_valid
from domain.office.commands import (
    AcknowledgeCorrection,
    GrantCorrection,
    MatterCommand,
    RefuseCorrection,
    RequestCorrection,
    StateDisagreement,
    TellOfCorrection,
)
from domain.office.events import (
    CorrectionAcknowledged,
    CorrectionGranted,
    CorrectionRefused,
    CorrectionRequested,
    CorrectionTold,
    DisagreementStated,
    Owed,
)
from domain.office.state import MatterState
from domain.person import person_known
from domain.private import clear_text
from domain.streams import consent_stream, correction_stream, person_stream


def _reads(command: MatterCommand) -> tuple[str, ...]:
    return (correction_stream(command.matter_id),)


def _reads_disclosures(command: GrantCorrection | StateDisagreement) -> tuple[str, ...]:
    return (*_reads(command), *map(consent_stream, command.persons))


@decides(RequestCorrection, reads=lambda c: (person_stream(c.person_id),))
def request(states: States, command: RequestCorrection, context: Context) -> Decision | Refusal:
    """Of an entry that is about the person."""
    refused = (
        permitted(command, context)
        or person_known(states, command.person_id, "person_id")
        or not_in_future(context, command.received_on, "received_on")
        or words_valid(context, command.wanted, command.text_language, "wanted")
    )
    if refused:
        return refused
    wanted = clear_text(command.wanted, command.text_language, command.person_id)
    if command.person_id not in command.about or wanted is None:
        return Refusal("ENTRY_NOT_ABOUT_PERSON", {}, "of_event")
    matter_id = context.new_id()
    event = CorrectionRequested(
        matter_id=matter_id,
        person_id=command.person_id,
        of_event=command.of_event,
        case_id=command.case_id,
        received_on=command.received_on,
        wanted=wanted,
    )
    return decided(correction_stream(matter_id), matter_id, context, event)


@decides(GrantCorrection, reads=_reads_disclosures)
def grant(states: States, command: GrantCorrection, context: Context) -> Decision | Refusal:
    """Once the entry is put right: with the entry that does."""
    state = _state(states, command.matter_id)
    if refused := may_follow(command, context, state, CorrectionGranted):
        return refused
    if command.corrected_by == state.of_event or state.person_id not in command.about:
        return Refusal("ENTRY_NOT_ABOUT_PERSON", {}, "corrected_by")
    event = CorrectionGranted(
        matter_id=command.matter_id,
        corrected_by=command.corrected_by,
        owed=_owed(states, state, command.persons, context),
    )
    return _one(command, context, event)


@decides(RefuseCorrection, reads=_reads)
def refuse(states: States, command: RefuseCorrection, context: Context) -> Decision | Refusal:
    """For a reason; the person may then disagree."""
    state = _state(states, command.matter_id)
    refused = may_follow(command, context, state, CorrectionRefused) or code_valid(
        context, "correction_refusals", command.reason, context.today, "reason"
    )
    if refused:
        return refused
    event = CorrectionRefused(matter_id=command.matter_id, reason=command.reason)
    return _one(command, context, event)


@decides(StateDisagreement, reads=_reads_disclosures)
def disagree(states: States, command: StateDisagreement, context: Context) -> Decision | Refusal:
    """The person's right, whatever the office thinks of it."""
    state = _state(states, command.matter_id)
    refused = may_follow(command, context, state, DisagreementStated) or words_valid(
        context, command.statement, command.text_language, "statement"
    )
    if refused:
        return refused
    assert state.person_id is not None and state.of_event is not None
    statement = clear_text(command.statement, command.text_language, state.person_id)
    assert statement is not None
    event = DisagreementStated(
        matter_id=command.matter_id,
        person_id=state.person_id,
        of_event=state.of_event,
        case_id=state.case_id,
        statement=statement,
        owed=_owed(states, state, command.persons, context),
    )
    return _one(command, context, event)


@decides(TellOfCorrection, reads=_reads)
def tell(states: States, command: TellOfCorrection, context: Context) -> Decision | Refusal:
    """One of those who are owed it; once."""
    state = _state(states, command.matter_id)
    if refused := may_follow(command, context, state, CorrectionTold):
        return refused
    if command.recipient not in state.owed:
        return Refusal("RECIPIENT_NOT_OWED", {}, "recipient")
    if command.recipient in state.told:
        return Decision(result={"matter_id": str(command.matter_id)})
    event = CorrectionTold(matter_id=command.matter_id, recipient=command.recipient)
    return _one(command, context, event)


@decides(AcknowledgeCorrection, reads=_reads)
def acknowledge(
    states: States, command: AcknowledgeCorrection, context: Context
) -> Decision | Refusal:
    """One of those who were told; once."""
    state = _state(states, command.matter_id)
    if refused := may_follow(command, context, state, CorrectionAcknowledged):
        return refused
    if command.recipient not in state.told:
        return Refusal("RECIPIENT_NOT_TOLD", {}, "recipient")
    if command.recipient in state.acknowledged:
        return Decision(result={"matter_id": str(command.matter_id)})
    event = CorrectionAcknowledged(matter_id=command.matter_id, recipient=command.recipient)
    return _one(command, context, event)


def _owed(
    states: States, state: MatterState, persons: tuple[UUID, ...], context: Context
) -> tuple[Owed, ...]:
    """To whom anything of the person went since the look-back began: the last disclosure to each."""
    assert state.received_on is not None
    back = context.policy.content("office_clocks", state.received_on)["LOOK_BACK"]["days"]
    earliest = state.received_on - timedelta(days=back)
    last: dict[str, Owed] = {}
    for person in persons:
        consents: ConsentState = states[consent_stream(person)]
        for made in sorted(consents.disclosures.values(), key=lambda d: d.made_at):
            day = context.local_day(made.made_at)
            if day >= earliest:
                last[made.recipient] = Owed(made.recipient, made.disclosure_id, day)
    return tuple(last[recipient] for recipient in sorted(last))


def _state(states: States, matter_id: UUID) -> MatterState:
    found: MatterState = states[correction_stream(matter_id)]
    return found


def _one(command: MatterCommand, context: Context, event: Event) -> Decision:
    return decided(correction_stream(command.matter_id), command.matter_id, context, event)
