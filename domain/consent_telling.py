"""Recipients who hold what was sent on a consent that ended: told, and what they answered."""

from uuid import UUID

from domain.calendar import due_on
from domain.checks import code_valid, not_before, not_in_future
from domain.consent import (
    AcknowledgeTelling,
    ConsentState,
    RecipientAcknowledged,
    RecipientTold,
    TellRecipient,
)
from domain.consent_answers import decision, permitted
from domain.consent_reach import ENDS, consents_of, disclosures_of, leads_to_numbers, reached
from domain.decision import Context, Decision, Refusal, States, decides
from domain.streams import consent_stream, person_stream

_Telling = TellRecipient | AcknowledgeTelling


def _reads(command: _Telling) -> tuple[str, ...]:
    return (consent_stream(command.person_id), person_stream(command.person_id))


@decides(TellRecipient, reads=_reads, leads=leads_to_numbers)
def tell_recipient(states: States, command: TellRecipient, context: Context) -> Decision | Refusal:
    """Record that a recipient was told; the same ending is told to each once."""
    consents = consents_of(states, command.person_id)
    on = command.told_on
    refused = (
        permitted(command, context)
        or not_in_future(context, on, "told_on")
        or code_valid(context, "telling_methods", command.method, on, "method")
    )
    if refused:
        return refused
    owner = next((n for n, each in consents.items() if command.consent_id in each.grants), None)
    if owner is None:
        return Refusal("CONSENT_UNKNOWN", {}, "consent_id")
    state = consents[owner]
    ended = {
        key: each
        for key, each in state.ended.get(command.consent_id, {}).items()
        if each.ending.kind in ENDS and command.ending_id in (None, key)
    }
    for ending_id, each in sorted(ended.items(), key=lambda e: e[1].ending.at, reverse=True):
        sent = [
            one
            for one in reached(
                disclosures_of(states, command.person_id),
                command.consent_id,
                each.ending,
                context.policy,
                context.today,
            )
            if one.recipient == command.recipient
        ]
        if not sent:
            continue
        if refused := not_before(on, each.day, "told_on"):
            return refused
        if known := _told(state, ending_id, command.recipient):
            return Decision(result={"telling_id": str(known)})
        telling_id = context.new_id()
        event = RecipientTold(
            telling_id=telling_id,
            person_id=owner,
            consent_id=command.consent_id,
            ending_id=ending_id,
            recipient_kind=sent[0].recipient_kind,
            recipient=command.recipient,
            disclosure_ids=tuple(one.disclosure_id for one in sent),
            told_on=on,
            method=command.method,
            answer_due_on=due_on(context.policy, "telling_answer", on),
        )
        return decision(context, owner, [(event, on)], telling_id=telling_id)
    return Refusal("RECIPIENT_HOLDS_NOTHING", {}, "recipient")


def _told(state: ConsentState, ending_id: UUID, recipient: str) -> UUID | None:
    for telling_id, known in state.told.items():
        if (known.ending_id, known.recipient) == (ending_id, recipient):
            return telling_id
    return None


@decides(AcknowledgeTelling, reads=_reads, leads=leads_to_numbers)
def acknowledge_telling(
    states: States, command: AcknowledgeTelling, context: Context
) -> Decision | Refusal:
    """Record what a recipient who was told answered, once."""
    consents = consents_of(states, command.person_id)
    on = command.acknowledged_on
    refused = (
        permitted(command, context)
        or not_in_future(context, on, "acknowledged_on")
        or code_valid(context, "telling_answers", command.answer, on, "answer")
    )
    if refused:
        return refused
    owner = next((n for n, each in consents.items() if command.telling_id in each.told), None)
    if owner is None:
        return Refusal("TELLING_UNKNOWN", {}, "telling_id")
    state = consents[owner]
    told = state.told[command.telling_id]
    if known := state.acknowledged.get(command.telling_id):
        if (known.answer, known.acknowledged_on) == (command.answer, on):
            return Decision(result={"telling_id": str(command.telling_id)})
        return Refusal("TELLING_ANSWERED", {"on": known.acknowledged_on}, "telling_id")
    if refused := not_before(on, told.told_on, "acknowledged_on"):
        return refused
    event = RecipientAcknowledged(
        telling_id=command.telling_id,
        person_id=command.person_id,
        answer=command.answer,
        acknowledged_on=on,
    )
    return decision(context, owner, [(event, on)], telling_id=command.telling_id)
