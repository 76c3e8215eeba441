"""Decisions about consent: asked for, given, refused, reaffirmed. How one ends: ``consent_endings``.

Which act may follow on which state is one table (``consent_life``); who may consent for whom is
policy (``capacity``).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from domain.capacity import birth_date, grantor_of, lapses_on, may_consent
from domain.consent import (
    ConsentGranted,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRequested,
    ConsentState,
    ConsentSuperseded,
    GrantConsent,
    ReaffirmConsent,
    RefuseConsent,
    RequestConsent,
)
from domain.consent_answers import (
    Answered,
    Scoped,
    about_person,
    answer_valid,
    decision,
    each_once,
    how,
    notice_of,
    notice_shown,
    one_off_days,
    reads,
    scope_valid,
    sealed,
    term_valid,
    witness_valid,
)
from domain.consent_life import refuse_move, state_of, state_of_grant
from domain.consent_reach import leads, with_referrals
from domain.consent_scope import as_product, touches, what_is_left
from domain.decision import Context, Decision, Refusal, States, decides
from domain.event import Event
from domain.streams import consent_stream

COLLECTION = "collection"
AXES = ("categories", "recipients", "purposes")


@decides(RequestConsent, reads=reads)
def request_consent(
    states: States, command: RequestConsent, context: Context
) -> Decision | Refusal:
    """Note what a person is to be asked for; the same that still waits is the same request."""
    state: ConsentState = states[consent_stream(command.person_id)]
    on = command.requested_on
    refused = about_person(states, command, context, on, "requested_on") or scope_valid(
        command, context, on
    )
    if refused:
        return refused
    for known in state.requests.values():
        waits = state_of(state, known.consent_id, context.now, context.today) == "REQUESTED"
        if waits and _same_scope(known, command):
            return Decision(result={"consent_id": str(known.consent_id)})
    consent_id = context.new_id()
    event = ConsentRequested(
        consent_id=consent_id, person_id=command.person_id, requested_on=on, **_scope(command)
    )
    return decision(context, command.person_id, [(event, on)], consent_id=consent_id)


@decides(GrantConsent, reads=reads, opens=birth_date, leads=leads)
def grant_consent(states: States, command: GrantConsent, context: Context) -> Decision | Refusal:
    """Record a consent. It counts from now on, whenever signed: late paper covers no past."""
    state: ConsentState = states[consent_stream(command.person_id)]
    on = command.signed_on
    refused = (
        answer_valid(states, command, context, on, "signed_on")
        or term_valid(context, command.purposes, on, command.expires_on)
        or may_consent(states, command, context, on)
        or witness_valid(context, command.method, command.witness, on)
        or _older_than_withdrawal(state, command, context)
        or _answers(state, command, context, "GRANT")
        or _supersedes(state, command, context)
    )
    if refused:
        return refused
    if command.consent_id is None and command.supersedes_id is None:
        for grant in state.grants.values():
            if _says_the_same(grant, command, context):
                return Decision(result={"consent_id": str(grant.consent_id)})
    consent_id = command.consent_id or context.new_id()
    granted = _granted(states, command, context, consent_id, _scope(command), command.supersedes_id)
    events: list[tuple[Event, date]] = [(granted, on)]
    if command.supersedes_id:
        superseded = ConsentSuperseded(
            consent_id=command.supersedes_id,
            person_id=command.person_id,
            superseded_at=context.now,
            superseded_by=consent_id,
        )
        events.append((superseded, context.today))
    events += [(each, on) for each in _rest_refused(state, command, context)]
    made = decision(context, command.person_id, events, consent_id=consent_id)
    return with_referrals(states, command.person_id, made, context)


@decides(RefuseConsent, reads=reads)
def refuse_consent(states: States, command: RefuseConsent, context: Context) -> Decision | Refusal:
    """Record that the person said no, to all or to a part. Nothing else follows from it."""
    state: ConsentState = states[consent_stream(command.person_id)]
    on = command.refused_on
    refused = answer_valid(states, command, context, on, "refused_on") or _answers(
        state, command, context, "REFUSE"
    )
    if refused:
        return refused
    for known in state.refusals.values():
        if known.refused_on == on and _same_scope(known, command):
            return Decision(result={"consent_id": str(known.consent_id)})
    asked = state.requests.get(command.consent_id) if command.consent_id else None
    whole = asked is not None and _same_scope(asked, command)
    consent_id = asked.consent_id if asked and whole else context.new_id()
    part_of = asked.consent_id if asked and not whole else None
    event = _refused(command, context, consent_id, _scope(command), on, part_of)
    return decision(context, command.person_id, [(event, on)], consent_id=consent_id)


@decides(ReaffirmConsent, reads=reads, opens=birth_date, leads=leads)
def reaffirm_consent(
    states: States, command: ReaffirmConsent, context: Context
) -> Decision | Refusal:
    """Confirm what a substitute had let be shared, once their authority has ended.

    From now on, under a consent of its own: of the time between the two, nothing is made lawful.
    """
    state: ConsentState = states[consent_stream(command.person_id)]
    on = command.signed_on
    refused = (
        about_person(states, command, context, on, "signed_on")
        or refuse_move(state, command.consent_id, "REAFFIRM", context)
        or how(states, command, context, on)
        or notice_shown(context, command.notice, command.language, on)
    )
    if refused:
        return refused
    grant = state.grants[command.consent_id]
    assert grant.lapses_on is not None
    kept = _kept(state, command, context)
    if isinstance(kept, Refusal):
        return kept
    scope = {axis: tuple(sorted(codes)) for axis, codes in zip(AXES, kept, strict=True)}
    if on < grant.lapses_on:
        return Refusal("DAY_TOO_EARLY", {"day": on, "earliest": grant.lapses_on}, "signed_on")
    refused = (
        term_valid(context, scope["purposes"], on, command.expires_on)
        or may_consent(states, command, context, on)
        or witness_valid(context, command.method, command.witness, on)
    )
    if refused:
        return refused
    consent_id = context.new_id()
    reaffirmed = ConsentReaffirmed(
        consent_id=command.consent_id,
        person_id=command.person_id,
        reaffirmed_at=context.now,
        reaffirmed_by=consent_id,
        lapsed_on=grant.lapses_on,
    )
    granted = _granted(states, command, context, consent_id, scope, command.consent_id)
    events: list[tuple[Event, date]] = [(reaffirmed, on), (granted, on)]
    made = decision(context, command.person_id, events, consent_id=consent_id)
    return with_referrals(states, command.person_id, made, context)


def _granted(
    states: States,
    command: GrantConsent | ReaffirmConsent,
    context: Context,
    consent_id: UUID,
    scope: dict[str, tuple[str, ...]],
    supersedes: UUID | None,
) -> ConsentGranted:
    on = command.signed_on
    notice = notice_of(context, command.notice, on)
    collection = context.policy.notice(COLLECTION, on=on)
    substitute = command.capacity != "SELF"
    return ConsentGranted(
        consent_id=consent_id,
        person_id=command.person_id,
        signed_on=on,
        valid_from=context.now,
        expires_on=command.expires_on,
        notice=command.notice,
        notice_version=notice.version,
        notice_hash=notice.hash(command.language),
        language=command.language,
        method=command.method,
        capacity=command.capacity,  # type: ignore[arg-type]  # who_consents took it
        grantor_id=grantor_of(command),
        witness=sealed(command.witness, command.person_id),
        evidence=sealed(command.evidence, command.person_id) if substitute else None,
        custody=command.custody if substitute else None,
        authority_ends_on=command.authority_ends_on if substitute else None,
        lapses_on=lapses_on(states, command, context, on),
        collection_version=collection.version if collection else None,
        collection_authority=(collection.authority or None) if collection else None,
        supersedes=supersedes,
        one_off=one_off_days(context, scope["purposes"], on) is not None,
        **scope,
    )


def _refused(
    command: Answered,
    context: Context,
    consent_id: UUID,
    scope: dict[str, tuple[str, ...]],
    on: date,
    part_of: UUID | None,
) -> ConsentRefused:
    notice = notice_of(context, command.notice, on)
    return ConsentRefused(
        consent_id=consent_id,
        person_id=command.person_id,
        refused_on=on,
        notice=command.notice,
        notice_version=notice.version,
        notice_hash=notice.hash(command.language),
        language=command.language,
        method=command.method,
        capacity=command.capacity,  # type: ignore[arg-type]
        grantor_id=grantor_of(command),
        part_of=part_of,
        **scope,
    )


def _scope(command: Scoped) -> dict[str, tuple[str, ...]]:
    return {axis: each_once(getattr(command, axis)) for axis in AXES}


def _same_scope(known: Scoped, command: Scoped) -> bool:
    return all(set(getattr(known, axis)) == set(getattr(command, axis)) for axis in AXES)


def _says_the_same(grant: Any, command: GrantConsent, context: Context) -> bool:
    """Whether that consent stands whole, and says all that this one would."""
    return (
        state_of_grant(grant, context.now, context.today) == "GIVEN"
        and not grant.endings
        and _same_scope(grant, command)
        and (grant.signed_on, grant.expires_on, grant.capacity, grant.grantor_id)
        == (command.signed_on, command.expires_on, command.capacity, grantor_of(command))
    )


def _older_than_withdrawal(
    state: ConsentState, command: GrantConsent, context: Context
) -> Refusal | None:
    """A form signed before a withdrawal of the same says nothing about after it: ask again."""
    for consent_id, told in state.ended.items():
        grant = state.grants.get(consent_id)
        for each in told.values() if grant else ():
            if each.ending.kind != "WITHDRAWN" or command.signed_on >= each.day:
                continue
            if touches(each.ending, grant, command, context.policy, context.today):
                details = {"withdrawn_on": each.day}
                return Refusal("SIGNED_BEFORE_WITHDRAWAL", details, "signed_on")
    return None


def _answers(
    state: ConsentState, command: GrantConsent | RefuseConsent, context: Context, act: Any
) -> Refusal | None:
    """Where it answers a request: one that waits, and no more than was asked."""
    if command.consent_id is None:
        return None
    asked = state.requests.get(command.consent_id)
    if asked is None:
        return Refusal("CONSENT_UNKNOWN", {}, "consent_id")
    if refused := refuse_move(state, command.consent_id, act, context):
        return refused
    for axis in AXES:
        if not set(getattr(command, axis)) <= set(getattr(asked, axis)):
            return Refusal("NOT_WHAT_WAS_ASKED", {}, axis)
    return None


def _supersedes(state: ConsentState, command: GrantConsent, context: Context) -> Refusal | None:
    if command.supersedes_id is None:
        return None
    return refuse_move(state, command.supersedes_id, "SUPERSEDE", context, "supersedes_id")


def _rest_refused(
    state: ConsentState, command: GrantConsent, context: Context
) -> Iterable[ConsentRefused]:
    """What was asked for and not granted, in parts that leave nothing out and overlap nowhere."""
    asked = state.requests.get(command.consent_id) if command.consent_id else None
    if asked is None:
        return
    given = _scope(command)
    box = {axis: getattr(asked, axis) for axis in AXES}
    for axis in AXES:
        rest = tuple(code for code in box[axis] if code not in given[axis])
        part = box | {axis: rest}
        if rest and not any(
            known.part_of == asked.consent_id
            and all(set(part[a]) <= set(getattr(known, a)) for a in AXES)
            for known in state.refusals.values()
        ):
            yield _refused(
                command, context, context.new_id(), part, command.signed_on, asked.consent_id
            )
        box[axis] = given[axis]


def _kept(
    state: ConsentState, command: ReaffirmConsent, context: Context
) -> tuple[frozenset[str], frozenset[str], frozenset[str]] | Refusal:
    """What is reaffirmed: all that is left of it, or the part that is named."""
    grant = state.grants[command.consent_id]
    left = what_is_left(grant, context.policy, context.today)
    named = {axis: set(getattr(command, axis)) for axis in AXES}
    for at, axis in enumerate(AXES):
        if not named[axis] <= {triple[at] for triple in left}:
            return Refusal("NOT_IN_CONSENT", {}, axis)
    wanted = {
        triple
        for triple in left
        if all(not named[axis] or triple[at] in named[axis] for at, axis in enumerate(AXES))
    }
    kept = as_product(wanted)
    return kept or Refusal("SAY_WHICH_PART", {}, "categories")
