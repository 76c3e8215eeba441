"""Decisions about consent: given, refused, withdrawn. Events and state: ``domain.consent``."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from domain.access import in_force, may_act
from domain.checks import (
    code_valid,
    codes_valid,
    language_valid,
    not_after,
    not_before,
    not_in_future,
    text_fits,
)
from domain.consent import (
    ConsentGranted,
    ConsentRefused,
    ConsentState,
    ConsentWithdrawn,
    GrantConsent,
    RefuseConsent,
    WithdrawConsent,
)
from domain.decision import Context, Decision, NewEvent, Refusal, States, decides
from domain.event import Event
from domain.person import person_known
from domain.policy import Notice
from domain.private import Clear, clear_text
from domain.streams import consent_stream, person_stream

_Command = GrantConsent | RefuseConsent | WithdrawConsent


def _reads(command: _Command) -> tuple[str, ...]:
    streams = [consent_stream(command.person_id), person_stream(command.person_id)]
    if isinstance(command, GrantConsent) and command.grantor_id not in (None, command.person_id):
        streams.append(person_stream(command.grantor_id))
    return tuple(streams)


@decides(GrantConsent, reads=_reads)
def grant_consent(states: States, command: GrantConsent, context: Context) -> Decision | Refusal:
    """Record a consent. It counts from now on, whenever signed: late paper covers no past."""
    state: ConsentState = states[consent_stream(command.person_id)]
    longest = timedelta(days=context.policy.limit("consent_days", context.today))
    refused = _asked(states, command, context, command.signed_on, "signed_on")
    if not refused and command.expires_on:
        latest = min(command.signed_on.toordinal() + longest.days, date.max.toordinal())
        refused = not_before(
            command.expires_on, max(command.signed_on, context.today), "expires_on"
        ) or not_after(command.expires_on, date.fromordinal(latest), "expires_on")
    refused = (
        refused
        or _grantor(states, command)
        or _witness(command, context)
        or _older_than_withdrawal(state, command)
    )
    if refused:
        return refused
    for grant in state.grants.values():
        same = (
            grant.categories == frozenset(command.categories)
            and grant.recipients == frozenset(command.recipients)
            and grant.purposes == frozenset(command.purposes)
            and (grant.signed_on, grant.expires_on, grant.capacity, grant.grantor_id)
            == (command.signed_on, command.expires_on, command.capacity, _grantor_id(command))
        )
        if same and in_force(grant, context.now, context.today):
            return Decision(result={"consent_id": str(grant.consent_id)})
    notice = _notice(command, context, command.signed_on)
    consent_id = context.new_id()
    event = ConsentGranted(
        consent_id=consent_id,
        person_id=command.person_id,
        categories=_each_once(command.categories),
        recipients=_each_once(command.recipients),
        purposes=_each_once(command.purposes),
        signed_on=command.signed_on,
        valid_from=context.now,
        expires_on=command.expires_on,
        notice=command.notice,
        notice_version=notice.version,
        notice_hash=notice.hash(command.language),
        language=command.language,
        method=command.method,
        capacity=command.capacity,
        grantor_id=_grantor_id(command),
        witness=_sealed_witness(command),
    )
    return _decision(context, command, event, command.signed_on, consent_id)


def _older_than_withdrawal(state: ConsentState, command: GrantConsent) -> Refusal | None:
    """A form signed before a withdrawal of the same says nothing about after it: ask again."""
    for grant in state.grants.values():
        withdrawal = state.withdrawal(grant.consent_id)
        if withdrawal is None or command.signed_on >= withdrawal.day:
            continue
        if (
            grant.categories.intersection(command.categories)
            and grant.recipients.intersection(command.recipients)
            and grant.purposes.intersection(command.purposes)
        ):
            return Refusal(
                "SIGNED_BEFORE_WITHDRAWAL", {"withdrawn_on": withdrawal.day}, "signed_on"
            )
    return None


@decides(RefuseConsent, reads=_reads)
def refuse_consent(states: States, command: RefuseConsent, context: Context) -> Decision | Refusal:
    """Record that the person said no. Nothing else follows from it."""
    state: ConsentState = states[consent_stream(command.person_id)]
    refused = _asked(states, command, context, command.refused_on, "refused_on")
    if refused:
        return refused
    for known in state.refusals.values():
        if (
            known.refused_on,
            set(known.categories),
            set(known.recipients),
            set(known.purposes),
        ) == (
            command.refused_on,
            set(command.categories),
            set(command.recipients),
            set(command.purposes),
        ):
            return Decision(result={"consent_id": str(known.consent_id)})
    notice = _notice(command, context, command.refused_on)
    consent_id = context.new_id()
    event = ConsentRefused(
        consent_id=consent_id,
        person_id=command.person_id,
        categories=_each_once(command.categories),
        recipients=_each_once(command.recipients),
        purposes=_each_once(command.purposes),
        refused_on=command.refused_on,
        notice=command.notice,
        notice_version=notice.version,
        notice_hash=notice.hash(command.language),
        language=command.language,
        method=command.method,
        capacity=command.capacity,
    )
    return _decision(context, command, event, command.refused_on, consent_id)


@decides(WithdrawConsent, reads=_reads)
def withdraw_consent(
    states: States, command: WithdrawConsent, context: Context
) -> Decision | Refusal:
    """Withdraw a consent from this instant. What was shared on it before stays in the audit."""
    state: ConsentState = states[consent_stream(command.person_id)]
    refused = (
        _permitted(command, context)
        or person_known(states, command.person_id, "person_id")
        or code_valid(context, "consent_methods", command.method, context.today, "method")
        or text_fits(context, command.reason, "reason")
        or language_valid(command.text_language, "text_language")
    )
    if refused:
        return refused
    grant = state.grants.get(command.consent_id)
    if grant is None:
        return Refusal("CONSENT_UNKNOWN", {}, "consent_id")
    if grant.withdrawn_at is not None and grant.withdrawn_at <= context.now:
        return Decision(result={"consent_id": str(command.consent_id)})
    event = ConsentWithdrawn(
        consent_id=command.consent_id,
        person_id=command.person_id,
        received_at=context.now,
        method=command.method,
        reason=clear_text(command.reason, command.text_language, command.person_id),
    )
    return _decision(context, command, event, context.today, command.consent_id)


def _decision(
    context: Context, command: _Command, event: Event, effective_on: date, consent_id: UUID
) -> Decision:
    new = NewEvent(
        stream=consent_stream(command.person_id),
        event=event,
        effective_on=effective_on,
        source=context.source,
    )
    return Decision(events=[new], result={"consent_id": str(consent_id)})


def _permitted(command: _Command, context: Context) -> Refusal | None:
    code = may_act(context.actor, type(command).__name__, context.policy, context.today)
    return Refusal(code) if code else None


def _asked(
    states: States, command: GrantConsent | RefuseConsent, context: Context, on: date, field: str
) -> Refusal | None:
    """What holds for an answer of either kind: who was asked, for what, by which notice and how."""
    refused = (
        _permitted(command, context)
        or person_known(states, command.person_id, "person_id")
        or not_in_future(context, on, field)
    )
    for name in ("categories", "recipients", "purposes"):
        codes = getattr(command, name)
        policy_list = "recipient_kinds" if name == "recipients" else name
        if not refused and not codes:
            refused = Refusal("NOTHING_CHOSEN", {}, name)
        refused = refused or codes_valid(context, policy_list, codes, on, name)
    refused = (
        refused
        or code_valid(context, "consent_methods", command.method, on, "method")
        or code_valid(context, "capacities", command.capacity, on, "capacity")
    )
    if refused:
        return refused
    if command.language not in ("fr", "en"):
        return Refusal("NOTICE_NOT_IN_LANGUAGE", {"language": command.language}, "language")
    if context.policy.notice(command.notice, on=on) is None:
        return Refusal("NOTICE_UNKNOWN", {"notice": command.notice, "on": on}, "notice")
    return None


def _notice(command: GrantConsent | RefuseConsent, context: Context, on: date) -> Notice:
    notice = context.policy.notice(command.notice, on=on)
    assert notice is not None  # _asked has refused otherwise
    return notice


def _grantor_id(command: GrantConsent) -> UUID | None:
    return command.grantor_id if command.capacity != "SELF" else None


def _grantor(states: States, command: GrantConsent) -> Refusal | None:
    if command.capacity == "SELF":
        if command.grantor_id not in (None, command.person_id):
            return Refusal("GRANTOR_WITHOUT_CAPACITY", {}, "capacity")
        return None
    if command.grantor_id is None or command.grantor_id == command.person_id:
        return Refusal("GRANTOR_MISSING", {}, "grantor_id")
    return person_known(states, command.grantor_id, "grantor_id")


def _witness(command: GrantConsent, context: Context) -> Refusal | None:
    method = context.policy.code("consent_methods", command.method, command.signed_on)
    if method and method.get("witness") and not (command.witness or "").strip():
        return Refusal("WITNESS_MISSING", {}, "witness")
    return text_fits(context, command.witness, "witness", "name_characters")


def _sealed_witness(command: GrantConsent) -> Clear | None:
    name = (command.witness or "").strip()
    return Clear(name, command.person_id) if name else None


def _each_once(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
