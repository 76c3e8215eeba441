"""How a consent ends: withdrawn (all or part) by the person, revoked by the institution, found void.

Nothing acts on the past: what was seen or shared on a consent stays on record as it was decided.
"""

from domain.checks import code_valid, language_valid, text_fits
from domain.consent import (
    ConsentInvalidated,
    ConsentNarrowed,
    ConsentRevoked,
    ConsentState,
    ConsentWithdrawn,
    InvalidateConsent,
    RevokeConsent,
    WithdrawConsent,
    ending_of,
)
from domain.consent_answers import decision, each_once, permitted, reads
from domain.consent_life import Act, refuse_move, said_before
from domain.consent_reach import leads, with_referrals
from domain.consent_scope import ended_by, what_is_left
from domain.decision import Context, Decision, Refusal, States, decides
from domain.event import Event
from domain.person import person_known
from domain.private import clear_text
from domain.recipients import within
from domain.streams import consent_stream

_Command = WithdrawConsent | RevokeConsent | InvalidateConsent


@decides(WithdrawConsent, reads=reads, leads=leads)
def withdraw_consent(
    states: States, command: WithdrawConsent, context: Context
) -> Decision | Refusal:
    """Withdraw a consent, or a part of it, from this instant."""
    state: ConsentState = states[consent_stream(command.person_id)]
    part = bool(command.categories or command.recipients or command.purposes)
    act: Act = "NARROW" if part else "WITHDRAW"
    refused = (
        _possible(states, command, context, act, command.reason, "reason")
        or code_valid(context, "consent_methods", command.method, context.today, "method")
        or (_named(state, command, context) if part else None)
    )
    if refused:
        return refused
    if said_before(state, command.consent_id, act, context):
        return Decision(result={"consent_id": str(command.consent_id)})
    words = clear_text(command.reason, command.text_language, command.person_id)
    common = {
        "consent_id": command.consent_id,
        "person_id": command.person_id,
        "received_at": context.now,
        "method": command.method,
        "reason": words,
    }
    event: Event = ConsentWithdrawn(**common)
    if part:
        grant = state.grants[command.consent_id]
        left = what_is_left(grant, context.policy, context.today, command.recipients)
        narrowed = ConsentNarrowed(
            **common,
            categories=each_once(command.categories) or None,
            recipients=each_once(command.recipients) or None,
            purposes=each_once(command.purposes) or None,
        )
        ending = ending_of(narrowed, context.now)
        stays = {one for one in left if not ended_by(ending, one, context.policy, context.today)}
        if stays == left:
            return Decision(result={"consent_id": str(command.consent_id)})
        if stays:
            event = narrowed
    made = decision(
        context, command.person_id, [(event, context.today)], consent_id=command.consent_id
    )
    return with_referrals(states, command.person_id, made, context)


@decides(RevokeConsent, reads=reads, leads=leads)
def revoke_consent(states: States, command: RevokeConsent, context: Context) -> Decision | Refusal:
    """End a consent on the institution's side, from this instant."""
    return _ended(states, command, context, "REVOKE", "revocation_causes")


@decides(InvalidateConsent, reads=reads, leads=leads)
def invalidate_consent(
    states: States, command: InvalidateConsent, context: Context
) -> Decision | Refusal:
    """Record that a consent was void: nothing rests on it from this instant."""
    return _ended(states, command, context, "INVALIDATE", "invalidation_causes")


def _ended(
    states: States,
    command: RevokeConsent | InvalidateConsent,
    context: Context,
    act: Act,
    causes: str,
) -> Decision | Refusal:
    state: ConsentState = states[consent_stream(command.person_id)]
    refused = _possible(states, command, context, act, command.details, "details") or code_valid(
        context, causes, command.cause, context.today, "cause"
    )
    if refused:
        return refused
    if said_before(state, command.consent_id, act, context):
        return Decision(result={"consent_id": str(command.consent_id)})
    common = {
        "consent_id": command.consent_id,
        "person_id": command.person_id,
        "cause": command.cause,
        "details": clear_text(command.details, command.text_language, command.person_id),
    }
    event: Event = (
        ConsentRevoked(revoked_at=context.now, **common)
        if act == "REVOKE"
        else ConsentInvalidated(found_at=context.now, **common)
    )
    made = decision(
        context, command.person_id, [(event, context.today)], consent_id=command.consent_id
    )
    return with_referrals(states, command.person_id, made, context)


def _possible(
    states: States,
    command: _Command,
    context: Context,
    act: Act,
    words: str | None,
    field: str,
) -> Refusal | None:
    state: ConsentState = states[consent_stream(command.person_id)]
    return (
        permitted(command, context)
        or person_known(states, command.person_id, "person_id")
        or refuse_move(state, command.consent_id, act, context)
        or text_fits(context, words, field)
        or language_valid(command.text_language, "text_language")
    )


def _named(state: ConsentState, command: WithdrawConsent, context: Context) -> Refusal | None:
    """What is to end is in the consent; an organisation is where its kind is."""
    grant = state.grants[command.consent_id]
    if not set(command.categories) <= grant.categories:
        return Refusal("NOT_IN_CONSENT", {}, "categories")
    if not set(command.purposes) <= grant.purposes:
        return Refusal("NOT_IN_CONSENT", {}, "purposes")
    for code in command.recipients:
        by_kind = within(context.policy, code, grant.recipients, context.today)
        if not by_kind and not any(
            within(context.policy, held, (code,), context.today) for held in grant.recipients
        ):
            return Refusal("NOT_IN_CONSENT", {}, "recipients")
    return None
