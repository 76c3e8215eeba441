"""Statutory verification: the checks that assistance requires by law, agreed to or refused.

An act of its own, with a notice of its own. What follows from a refusal is shown before anybody
signs; whether assistance is granted is decided elsewhere, by who decides it, with its own reasons.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from domain.capacity import grantor_of
from domain.checks import codes_valid
from domain.consent import (
    ConsentState,
    ConsentToVerification,
    RefuseVerification,
    VerificationConsented,
    VerificationRefused,
)
from domain.consent_answers import (
    about_person,
    decision,
    each_once,
    how,
    notice_of,
    notice_shown,
    reads,
    sealed,
    witness_valid,
)
from domain.decision import Context, Decision, Refusal, States, decides
from domain.streams import consent_stream

NOTICE = "verification"
CONSEQUENCE = "verification-consequence"

_Command = ConsentToVerification | RefuseVerification


@decides(ConsentToVerification, reads=reads)
def consent_to_verification(
    states: States, command: ConsentToVerification, context: Context
) -> Decision | Refusal:
    """Record the agreement; it lets nothing be shared."""
    state: ConsentState = states[consent_stream(command.person_id)]
    on = command.signed_on
    refused = _asked(states, command, context, on, "signed_on") or witness_valid(
        context, command.method, command.witness, on
    )
    if refused:
        return refused
    if known := _said_before(state.verified.values(), command, on):
        return known
    event = VerificationConsented(
        signed_on=on,
        witness=sealed(command.witness, command.person_id),
        **_told(command, context, on),
    )
    return decision(
        context, command.person_id, [(event, on)], verification_id=event.verification_id
    )


@decides(RefuseVerification, reads=reads)
def refuse_verification(
    states: States, command: RefuseVerification, context: Context
) -> Decision | Refusal:
    """Record the refusal. No assistance ends by it: that is a decision of its own."""
    state: ConsentState = states[consent_stream(command.person_id)]
    on = command.refused_on
    if refused := _asked(states, command, context, on, "refused_on"):
        return refused
    if known := _said_before(state.unverified.values(), command, on):
        return known
    event = VerificationRefused(refused_on=on, **_told(command, context, on))
    return decision(
        context, command.person_id, [(event, on)], verification_id=event.verification_id
    )


def _asked(
    states: States, command: _Command, context: Context, on: date, field: str
) -> Refusal | None:
    refused = about_person(states, command, context, on, field)
    if not refused and not command.sources:
        refused = Refusal("NOTHING_CHOSEN", {}, "sources")
    return (
        refused
        or codes_valid(context, "verification_sources", command.sources, on, "sources")
        or how(states, command, context, on)
        or notice_shown(context, NOTICE, command.language, on)
        or notice_shown(context, CONSEQUENCE, command.language, on)
        or (
            None
            if command.consequence_shown
            else Refusal("CONSEQUENCE_NOT_SHOWN", {}, "consequence_shown")
        )
    )


def _told(command: _Command, context: Context, on: date) -> dict[str, Any]:
    notice, consequence = notice_of(context, NOTICE, on), notice_of(context, CONSEQUENCE, on)
    return {
        "verification_id": context.new_id(),
        "person_id": command.person_id,
        "sources": each_once(command.sources),
        "notice_version": notice.version,
        "notice_hash": notice.hash(command.language),
        "consequence_version": consequence.version,
        "consequence_hash": consequence.hash(command.language),
        "language": command.language,
        "method": command.method,
        "capacity": command.capacity,
        "authority": notice.authority,
        "grantor_id": grantor_of(command),
    }


def _said_before(
    known: Iterable[VerificationConsented | VerificationRefused], command: _Command, on: date
) -> Decision | None:
    """The same answer of the same day, recorded once."""
    for each in known:
        day = each.signed_on if isinstance(each, VerificationConsented) else each.refused_on
        if day == on and set(each.sources) == set(command.sources):
            return Decision(result={"verification_id": str(each.verification_id)})
    return None
