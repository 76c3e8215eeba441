"""Consent: what a person lets be shared, with whom and for what; and every disclosure made on it.

One stream a person, apart from their contact details, so that an edit of an address never fails a
referral. Categories, recipients, purposes and dates are plain codes (listed as safe): the gate
folds them without a key. Names and words are sealed.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.decision import Command
from domain.event import Event, Recorded, wire
from domain.private import Private, Text

Capacity = Literal["SELF", "PARENT", "GUARDIAN", "ATTORNEY_PERSONAL_CARE"]

# --- Events ---------------------------------------------------------------------------------


@wire("consent.granted", 1)
class ConsentGranted(Event, kw_only=True):
    """A person, or who may act for them, let categories be shared with recipients for purposes.

    In force from ``valid_from`` (UTC instant) through the day ``expires_on`` (included; empty:
    no end). ``notice_hash`` is the SHA-256 of the text they were shown, in ``language``.
    """

    consent_id: UUID
    person_id: UUID
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    signed_on: date
    valid_from: datetime
    expires_on: date | None
    notice: str
    notice_version: str
    notice_hash: str
    language: str
    method: str
    capacity: Capacity
    grantor_id: UUID | None = None
    witness: Private | None = None


@wire("consent.refused", 1)
class ConsentRefused(Event, kw_only=True):
    """A person was asked and said no. It never blocks service."""

    consent_id: UUID
    person_id: UUID
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    refused_on: date
    notice: str
    notice_version: str
    notice_hash: str
    language: str
    method: str
    capacity: Capacity


@wire("consent.withdrawn", 1)
class ConsentWithdrawn(Event, kw_only=True):
    """A consent was withdrawn. It acts from ``received_at`` (UTC), and never on the past."""

    consent_id: UUID
    person_id: UUID
    received_at: datetime
    method: str
    reason: Text | None = None


@wire("disclosure.made", 1)
class DisclosureMade(Event, kw_only=True):
    """Categories of a person's information left the institution, with the authority for it.

    ``consent_ids`` are the grants that cover it together, where it rests on consent.
    """

    disclosure_id: UUID
    person_id: UUID
    case_id: UUID
    referral_id: UUID
    recipient_kind: str
    recipient: str
    categories: tuple[str, ...]
    purpose: str
    authority_kind: str
    authority_reference: str
    made_at: datetime
    consent_ids: tuple[UUID, ...] = ()


# --- State + evolve -------------------------------------------------------------------------


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


class Grant(msgspec.Struct, frozen=True):
    """A consent that was given, and what ended of it when (instants are UTC).

    In force from ``valid_from``, through the day ``expires_on`` (included), and until the day
    ``lapses_on``: the first on which the authority of who gave it for the person has ended.
    ``known_at``: when it was learned (None: counts as known ever since).
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
    endings: tuple[Ending, ...] = ()

    @property
    def withdrawn_at(self) -> datetime | None:
        """When the whole of it was first withdrawn, if it was."""
        whole = (
            e.at
            for e in self.endings
            if e.kind == "WITHDRAWN" and e.categories is e.recipients is e.purposes is None
        )
        return min(whole, default=None)


class Withdrawal(msgspec.Struct, frozen=True):
    """When a withdrawal was received and when learned (UTC), and the local day of its receipt."""

    received_at: datetime
    day: date
    known_at: datetime | None = None


class ConsentState(msgspec.Struct):
    """One person's consents. ``version`` 0: they were never asked."""

    version: int = 0
    grants: dict[UUID, Grant] = {}
    refusals: dict[UUID, ConsentRefused] = {}
    withdrawals: dict[UUID, dict[UUID, Withdrawal]] = {}
    """Of each consent, by the id of their event."""
    disclosures: dict[UUID, DisclosureMade] = {}

    def withdrawal(self, consent_id: UUID) -> Withdrawal | None:
        """The earliest withdrawal of a consent: the one that counts."""
        known = self.withdrawals.get(consent_id, {}).values()
        return min(known, key=lambda w: w.received_at, default=None)

    def endings(self, consent_id: UUID) -> tuple[Ending, ...]:
        """All that ended of a consent, earliest first."""
        known = self.withdrawals.get(consent_id, {}).values()
        ended = (Ending("WITHDRAWN", w.received_at, w.known_at) for w in known)
        return tuple(sorted(ended, key=lambda e: e.at))


def evolve(state: ConsentState, recorded: Recorded) -> ConsentState:
    """Move the state on by one event, in place. A withdrawal may be learned before its grant.

    An answer that corrects another has the same id, and takes its place.
    """
    state.version = recorded.version
    corrects = recorded.metadata.corrects
    match recorded.event:
        case ConsentGranted() as e:
            if corrects is not None:
                state.refusals.pop(e.consent_id, None)
            state.grants[e.consent_id] = Grant(
                consent_id=e.consent_id,
                categories=frozenset(e.categories),
                recipients=frozenset(e.recipients),
                purposes=frozenset(e.purposes),
                signed_on=e.signed_on,
                valid_from=e.valid_from,
                expires_on=e.expires_on,
                capacity=e.capacity,
                grantor_id=e.grantor_id,
                known_at=recorded.known_at,
                endings=state.endings(e.consent_id),
            )
        case ConsentRefused() as e:
            if corrects is not None:
                state.grants.pop(e.consent_id, None)
            state.refusals[e.consent_id] = e
        case ConsentWithdrawn() as e:
            known = state.withdrawals.setdefault(e.consent_id, {})
            if corrects is not None:
                known.pop(corrects, None)
            known[recorded.event_id] = Withdrawal(
                e.received_at, recorded.effective_on, recorded.known_at
            )
            if grant := state.grants.get(e.consent_id):
                state.grants[e.consent_id] = replace(grant, endings=state.endings(e.consent_id))
        case DisclosureMade() as e:
            state.disclosures[e.disclosure_id] = e
    return state


# --- Commands -------------------------------------------------------------------------------


class GrantConsent(Command, kw_only=True):
    """Record a consent that was given, by notice, language and method."""

    person_id: UUID
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    signed_on: date
    expires_on: date | None = None
    notice: str = "integrated-consent"
    language: str
    method: str
    capacity: Capacity = "SELF"
    grantor_id: UUID | None = None
    witness: str | None = None


class RefuseConsent(Command, kw_only=True):
    """Record that consent was asked for and refused."""

    person_id: UUID
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    refused_on: date
    notice: str = "integrated-consent"
    language: str
    method: str
    capacity: Capacity = "SELF"


class WithdrawConsent(Command, kw_only=True):
    """Withdraw a consent from the moment this is received; what it cites stays in the audit."""

    person_id: UUID
    consent_id: UUID
    method: str
    reason: str | None = None
    text_language: str = "en"
