"""Consent: what a person lets be shared, with whom and for what; and every disclosure made on it.

One stream a person, apart from their contact details, so that an edit of an address never fails a
referral. The state keeps codes, days and ids: the gate and the deciders fold it without a key.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.consent_commands import (
    AcknowledgeTelling,
    ConsentToVerification,
    GrantConsent,
    InvalidateConsent,
    ReaffirmConsent,
    RefuseConsent,
    RefuseVerification,
    RequestConsent,
    RevokeConsent,
    TellRecipient,
    WithdrawConsent,
)
from domain.consent_events import (
    Capacity,
    ConsentGranted,
    ConsentInvalidated,
    ConsentLapseMoved,
    ConsentNarrowed,
    ConsentReaffirmed,
    ConsentRefused,
    ConsentRequested,
    ConsentRevoked,
    ConsentSuperseded,
    ConsentWithdrawn,
    DisclosureMade,
    DisclosureNoticeGiven,
    RecipientAcknowledged,
    RecipientTold,
    VerificationConsented,
    VerificationRefused,
)
from domain.emergencies import BreakGlassOpened, BreakGlassReviewed, Opening, after
from domain.event import Recorded

__all__ = [
    "AcknowledgeTelling",
    "AnEnding",
    "Capacity",
    "ConsentGranted",
    "ConsentInvalidated",
    "ConsentLapseMoved",
    "ConsentNarrowed",
    "ConsentReaffirmed",
    "ConsentRefused",
    "ConsentRequested",
    "ConsentRevoked",
    "ConsentState",
    "ConsentSuperseded",
    "ConsentToVerification",
    "ConsentWithdrawn",
    "DisclosureMade",
    "DisclosureNoticeGiven",
    "Ending",
    "Grant",
    "GrantConsent",
    "InvalidateConsent",
    "ReaffirmConsent",
    "RecipientAcknowledged",
    "RecipientTold",
    "RefuseConsent",
    "RefuseVerification",
    "RequestConsent",
    "RevokeConsent",
    "TellRecipient",
    "VerificationConsented",
    "VerificationRefused",
    "WithdrawConsent",
    "ending_of",
    "evolve",
    "grant_of",
]

AnEnding = (
    ConsentWithdrawn
    | ConsentNarrowed
    | ConsentRevoked
    | ConsentInvalidated
    | ConsentSuperseded
    | ConsentReaffirmed
)
"""Events that end a consent, in part or whole."""


class Ending(msgspec.Struct, frozen=True):
    """Part or all of a consent ended, from ``at`` (UTC, when that was received) and never before.

    ``categories``, ``recipients`` and ``purposes`` None: all of the grant's.
    """

    kind: Literal["WITHDRAWN", "REVOKED", "SUPERSEDED", "INVALIDATED"]
    at: datetime
    known_at: datetime | None = None
    categories: frozenset[str] | None = None
    recipients: frozenset[str] | None = None
    purposes: frozenset[str] | None = None

    @property
    def whole(self) -> bool:
        """Whether it ended all of the consent."""
        return self.categories is self.recipients is self.purposes is None


class Grant(msgspec.Struct, frozen=True):
    """A consent that was given, and what ended of it when (instants are UTC).

    In force from ``valid_from``, through the day ``expires_on`` (included), and until the day
    ``lapses_on``: the first on which the authority of who gave it for the person has ended.
    ``known_at``: when it was learned (None: counts as known ever since). ``authority_ends_on``: the
    last day of the order or power by which they did.
    """

    consent_id: UUID
    categories: frozenset[str]
    recipients: frozenset[str]
    purposes: frozenset[str]
    signed_on: date
    valid_from: datetime
    expires_on: date | None = None
    capacity: str = "SELF"
    grantor_id: UUID | None = None
    known_at: datetime | None = None
    lapses_on: date | None = None
    authority_ends_on: date | None = None
    endings: tuple[Ending, ...] = ()

    @property
    def withdrawn_at(self) -> datetime | None:
        """When the whole of it was first withdrawn, if it was."""
        whole = (e.at for e in self.endings if e.kind == "WITHDRAWN" and e.whole)
        return min(whole, default=None)


class Ended(msgspec.Struct, frozen=True):
    """An ending as it was told, and the tenant's local day of it."""

    ending: Ending
    day: date


class ConsentState(msgspec.Struct):
    """One person's consents. ``version`` 0: they were never asked."""

    version: int = 0
    requests: dict[UUID, ConsentRequested] = {}
    grants: dict[UUID, Grant] = {}
    refusals: dict[UUID, ConsentRefused] = {}
    ended: dict[UUID, dict[UUID, Ended]] = {}
    """Of each consent, by the id of the event that told it."""
    disclosures: dict[UUID, DisclosureMade] = {}
    notices: dict[UUID, DisclosureNoticeGiven] = {}
    """When the person was told of a disclosure, by its id."""
    told: dict[UUID, RecipientTold] = {}
    """Who was told that a consent ended, by the id of the telling."""
    acknowledged: dict[UUID, RecipientAcknowledged] = {}
    verified: dict[UUID, VerificationConsented] = {}
    """What was agreed to be checked, by the law of assistance; no consent to share."""
    unverified: dict[UUID, VerificationRefused] = {}
    emergencies: dict[UUID, Opening] = {}
    """Who opened the file in an emergency, until when."""

    def endings(self, consent_id: UUID) -> tuple[Ending, ...]:
        """All that ended of a consent, earliest first."""
        known = self.ended.get(consent_id, {}).values()
        return tuple(sorted((each.ending for each in known), key=lambda e: e.at))


def grant_of(event: ConsentGranted, known_at: datetime, endings: tuple[Ending, ...] = ()) -> Grant:
    """What was given, learned at ``known_at`` (UTC), with all that ended of it."""
    return Grant(
        consent_id=event.consent_id,
        categories=frozenset(event.categories),
        recipients=frozenset(event.recipients),
        purposes=frozenset(event.purposes),
        signed_on=event.signed_on,
        valid_from=event.valid_from,
        expires_on=event.expires_on,
        capacity=event.capacity,
        grantor_id=event.grantor_id,
        known_at=known_at,
        lapses_on=event.lapses_on,
        authority_ends_on=event.authority_ends_on,
        endings=endings,
    )


def ending_of(event: AnEnding, known_at: datetime) -> Ending:
    """What an event ended, learned at ``known_at`` (UTC)."""
    match event:
        case ConsentWithdrawn():
            return Ending("WITHDRAWN", event.received_at, known_at)
        case ConsentNarrowed():
            return Ending(
                "WITHDRAWN",
                event.received_at,
                known_at,
                _set(event.categories),
                _set(event.recipients),
                _set(event.purposes),
            )
        case ConsentRevoked():
            return Ending("REVOKED", event.revoked_at, known_at)
        case ConsentInvalidated():
            return Ending("INVALIDATED", event.found_at, known_at)
        case ConsentReaffirmed():
            return Ending("SUPERSEDED", event.reaffirmed_at, known_at)
    return Ending("SUPERSEDED", event.superseded_at, known_at)


def _set(codes: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)


def evolve(state: ConsentState, recorded: Recorded) -> ConsentState:
    """Move the state on by one event, in place. A withdrawal may be learned before its grant.

    An answer that corrects another has the same id, and takes its place.
    """
    state.version = recorded.version
    corrects = recorded.metadata.corrects
    match recorded.event:
        case ConsentRequested() as e:
            state.requests[e.consent_id] = e
        case ConsentGranted() as e:
            if corrects is not None:
                state.refusals.pop(e.consent_id, None)
            endings = state.endings(e.consent_id)
            state.grants[e.consent_id] = grant_of(e, recorded.known_at, endings)
        case ConsentLapseMoved() as e:
            if grant := state.grants.get(e.consent_id):
                state.grants[e.consent_id] = replace(grant, lapses_on=e.lapses_on)
        case ConsentRefused() as e:
            if corrects is not None:
                state.grants.pop(e.consent_id, None)
            state.refusals[e.consent_id] = e
        case (
            ConsentWithdrawn()
            | ConsentNarrowed()
            | ConsentRevoked()
            | ConsentInvalidated()
            | ConsentSuperseded()
            | ConsentReaffirmed() as e
        ):
            known = state.ended.setdefault(e.consent_id, {})
            if corrects is not None:
                known.pop(corrects, None)
            known[recorded.event_id] = Ended(ending_of(e, recorded.known_at), recorded.effective_on)
            if grant := state.grants.get(e.consent_id):
                state.grants[e.consent_id] = replace(grant, endings=state.endings(e.consent_id))
        case VerificationConsented() as e:
            state.verified[e.verification_id] = e
        case VerificationRefused() as e:
            state.unverified[e.verification_id] = e
        case DisclosureMade() as e:
            state.disclosures[e.disclosure_id] = e
        case DisclosureNoticeGiven() as e:
            state.notices[e.disclosure_id] = e
        case RecipientTold() as e:
            state.told[e.telling_id] = e
        case RecipientAcknowledged() as e:
            state.acknowledged[e.telling_id] = e
        case BreakGlassOpened() | BreakGlassReviewed():
            after(state.emergencies, recorded)
    return state
