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


class Grant(msgspec.Struct, frozen=True):
    """A consent that was given, and when its withdrawal was received (both UTC instants).

    In force from ``valid_from`` until ``withdrawn_at``, through the day ``expires_on`` (included).
    """

    consent_id: UUID
    categories: frozenset[str]
    recipients: frozenset[str]
    purposes: frozenset[str]
    signed_on: date
    valid_from: datetime
    expires_on: date | None = None
    withdrawn_at: datetime | None = None
    capacity: str = "SELF"
    grantor_id: UUID | None = None


class Withdrawal(msgspec.Struct, frozen=True):
    """When a withdrawal was received (UTC), and the tenant's local day of it."""

    received_at: datetime
    day: date


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
            withdrawal = state.withdrawal(e.consent_id)
            state.grants[e.consent_id] = Grant(
                consent_id=e.consent_id,
                categories=frozenset(e.categories),
                recipients=frozenset(e.recipients),
                purposes=frozenset(e.purposes),
                signed_on=e.signed_on,
                valid_from=e.valid_from,
                expires_on=e.expires_on,
                withdrawn_at=withdrawal.received_at if withdrawal else None,
                capacity=e.capacity,
                grantor_id=e.grantor_id,
            )
        case ConsentRefused() as e:
            if corrects is not None:
                state.grants.pop(e.consent_id, None)
            state.refusals[e.consent_id] = e
        case ConsentWithdrawn() as e:
            known = state.withdrawals.setdefault(e.consent_id, {})
            if corrects is not None:
                known.pop(corrects, None)
            known[recorded.event_id] = Withdrawal(e.received_at, recorded.effective_on)
            earliest = state.withdrawal(e.consent_id)
            if earliest and (grant := state.grants.get(e.consent_id)):
                state.grants[e.consent_id] = replace(grant, withdrawn_at=earliest.received_at)
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
