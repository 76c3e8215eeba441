"""How far the end of a consent reaches: referrals that rest on it, and who holds what was sent on it.

Referrals are paused, and resumed by a consent that covers them again, in the same append as the
consent's own event: a disclosure that races it loses or is paused. Nothing acts on the past.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from msgspec.structs import replace

from domain.access import Moment, authority_to_share
from domain.case.events import ReferralPaused, ReferralResumed
from domain.case.state import CaseState
from domain.consent import (
    AnEnding,
    ConsentGranted,
    ConsentState,
    DisclosureMade,
    Ending,
    Grant,
    ending_of,
    grant_of,
)
from domain.consent_scope import ended_by
from domain.decision import Context, Decision, NewEvent, States
from domain.event import Event
from domain.policy import Policy
from domain.sameness import Sameness
from domain.streams import case_stream, consent_stream, person_stream

ENDS = ("WITHDRAWN", "REVOKED", "INVALIDATED")
"""Endings after which recipients are told; a consent that stands in another's place is no such end."""


class Sent(Protocol):
    """What a disclosure is asked here: of an event or of a row."""

    @property
    def recipient_kind(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def categories(self) -> tuple[str, ...]: ...
    @property
    def purpose(self) -> str: ...
    @property
    def consent_ids(self) -> tuple[UUID, ...]: ...
    @property
    def made_at(self) -> datetime: ...


S = TypeVar("S", bound=Sent)


def reached(
    disclosures: Iterable[S], consent_id: UUID, ending: Ending, policy: Policy, on: date
) -> list[S]:
    """Of these disclosures, those that rest on the consent and of which the ending took something."""
    return [
        sent
        for sent in disclosures
        if consent_id in sent.consent_ids
        and sent.made_at <= ending.at
        and any(
            ended_by(ending, (category, sent.recipient, sent.purpose), policy, on)
            for category in sent.categories
        )
    ]


def leads_to_numbers(states: States, command: object) -> tuple[str, ...]:
    """The other numbers of the person, and their consents."""
    person_id: UUID = command.person_id  # type: ignore[attr-defined]
    numbers = sorted(numbers_of(states, person_id))
    return (*map(person_stream, numbers), *map(consent_stream, numbers))


def leads(states: States, command: object) -> tuple[str, ...]:
    """The other numbers of the person, their consents, and the cases that a change reaches.

    Those of disclosures on the consent that ends, and on any that has ended, or may have by its
    term: another may have taken its place.
    """
    person_id: UUID = command.person_id  # type: ignore[attr-defined]
    about = {getattr(command, "consent_id", None), getattr(command, "supersedes_id", None)}
    streams = dict.fromkeys(leads_to_numbers(states, command))
    for sent in disclosures_of(states, person_id):
        if sent.case_id is None:
            continue
        if about.intersection(sent.consent_ids) or _rests_on_ended(states, person_id, sent):
            streams[case_stream(sent.case_id)] = None
    return tuple(streams)


def with_referrals(
    states: States, person_id: UUID, decision: Decision, context: Context
) -> Decision:
    """The decision, with the referrals that it pauses or resumes."""
    new = [each.event for each in decision.events]
    before = _after(states, person_id, (), context)
    grants = _after(states, person_id, new, context)
    for sent in disclosures_of(states, person_id):
        if sent.case_id is None or sent.referral_id is None:
            continue  # by a section of a statute, apart from any referral
        state: CaseState | None = states.known(case_stream(sent.case_id))
        referral = state.referrals.get(sent.referral_id) if state else None
        if state is None or referral is None:
            continue
        event: Event | None = None
        covering = _covering(grants, sent, context)
        common = {
            "case_id": sent.case_id,
            "referral_id": sent.referral_id,
            "person_id": sent.person_id,
        }
        # A consent that took the place of another carries what was sent on that one.
        rests_on = {*sent.consent_ids, *_covering(before, sent, context)}
        ended = _ended_here(new, rests_on, context)
        if ended is not None and not covering and referral.status in ("MADE", "ACCEPTED"):
            consent_id, kind = ended
            event = ReferralPaused(
                paused_at=context.now, cause=kind, consent_id=consent_id, **common
            )
        elif covering and referral.status == "PAUSED":
            event = ReferralResumed(resumed_at=context.now, consent_id=covering[0], **common)
        if event is not None:
            decision.events.append(
                NewEvent(
                    stream=case_stream(sent.case_id),
                    event=event,
                    effective_on=context.today,
                    source=context.source,
                    programme=state.programme or None,
                )
            )
    return decision


def numbers_of(states: States, person_id: UUID) -> set[UUID]:
    """All numbers of the person, as far as their streams were read."""
    known, todo = {person_id}, [person_id]
    while todo:
        state = states.known(person_stream(todo.pop()))
        same: Sameness | None = state.sameness if state is not None else None
        if same is not None:
            others = same.absorbed | ({same.survivor} if same.survivor else set())
            todo += others - known
            known |= others
    return known


def consents_of(states: States, person_id: UUID) -> dict[UUID, ConsentState]:
    """The person's consents by each of their numbers, as far as they were read."""
    numbers = sorted(numbers_of(states, person_id))
    found = ((one, states.known(consent_stream(one))) for one in numbers)
    return {one: state for one, state in found if state is not None}


def disclosures_of(states: States, person_id: UUID) -> list[DisclosureMade]:
    """All that was disclosed of the person, under whichever number, as far as it was read."""
    return [
        sent
        for state in consents_of(states, person_id).values()
        for sent in state.disclosures.values()
    ]


def _rests_on_ended(states: States, person_id: UUID, sent: DisclosureMade) -> bool:
    """Whether a consent under it was ended, or may have ended by its term."""
    return any(
        consent_id in state.ended or (grant and (grant.expires_on or grant.lapses_on))
        for state in consents_of(states, person_id).values()
        for consent_id in sent.consent_ids
        for grant in (state.grants.get(consent_id),)
    )


def _after(states: States, person_id: UUID, new: Sequence[Event], context: Context) -> list[Grant]:
    """The person's grants as they stand once these events are recorded."""
    grants = {
        grant.consent_id: grant
        for state in consents_of(states, person_id).values()
        for grant in state.grants.values()
    }
    for event in new:
        if isinstance(event, ConsentGranted):
            grants[event.consent_id] = grant_of(event, context.now)
        elif isinstance(event, AnEnding) and (grant := grants.get(event.consent_id)):
            endings = (*grant.endings, ending_of(event, context.now))
            grants[event.consent_id] = replace(grant, endings=endings)
    return list(grants.values())


def _ended_here(
    new: Sequence[Event], rests_on: Collection[UUID], context: Context
) -> tuple[UUID, str] | None:
    """The consent among those that a disclosure rests on which these events end, and how."""
    for event in new:
        if isinstance(event, AnEnding) and event.consent_id in rests_on:
            return event.consent_id, ending_of(event, context.now).kind
    return None


def _covering(grants: Sequence[Grant], sent: DisclosureMade, context: Context) -> tuple[UUID, ...]:
    """The consents by which all that was sent may still be, or the disclosure itself where by another
    authority; nothing where it may not."""
    sharing = authority_to_share(
        grants,
        sent.recipient_kind,
        sent.recipient,
        sent.purpose,
        sent.categories,
        Moment(context.now, context.today),
        context.policy,
    )
    if sharing.kind is None:
        return ()
    return sharing.consent_ids or (sent.disclosure_id,)
