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


class ConsentState(msgspec.Struct):
    """One person's consents. ``version`` 0: they were never asked."""

    version: int = 0
    grants: dict[UUID, Grant] = {}
    refusals: list[ConsentRefused] = []
    withdrawals: dict[UUID, datetime] = {}
    withdrawal_days: dict[UUID, date] = {}
    """The tenant's local day on which each withdrawal was received."""
    disclosures: list[DisclosureMade] = []


def evolve(state: ConsentState, recorded: Recorded) -> ConsentState:
    """Move the state on by one event, in place. A withdrawal may be learned before its grant."""
    state.version = recorded.version
    match recorded.event:
        case ConsentGranted() as e:
            state.grants[e.consent_id] = Grant(
                consent_id=e.consent_id,
                categories=frozenset(e.categories),
                recipients=frozenset(e.recipients),
                purposes=frozenset(e.purposes),
                signed_on=e.signed_on,
                valid_from=e.valid_from,
                expires_on=e.expires_on,
                withdrawn_at=state.withdrawals.get(e.consent_id),
                capacity=e.capacity,
                grantor_id=e.grantor_id,
            )
        case ConsentRefused() as e:
            state.refusals.append(e)
        case ConsentWithdrawn() as e:
            known = state.withdrawals.get(e.consent_id)
            earliest = min(known, e.received_at) if known else e.received_at
            state.withdrawals[e.consent_id] = earliest
            if earliest == e.received_at:
                state.withdrawal_days[e.consent_id] = recorded.effective_on
            if grant := state.grants.get(e.consent_id):
                state.grants[e.consent_id] = replace(grant, withdrawn_at=earliest)
        case DisclosureMade() as e:
            state.disclosures.append(e)
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
