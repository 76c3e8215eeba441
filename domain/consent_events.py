"""What happens to consents: asked for, given, refused, ended in part or whole; and disclosures.

Categories, recipients, purposes, days and instants are plain codes (listed as safe): they are folded
without a key. Names, references of documents and words are sealed. ``lapses_on`` is the one plain
day that follows from a birth date: it makes no search for who lapses need a key, and is personal
information all the same.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from domain.event import Event, wire
from domain.private import Private, Text

Capacity = Literal["SELF", "PARENT", "GUARDIAN", "ATTORNEY_PERSONAL_CARE"]
Notice = Literal["NONE", "OWED", "WITHHELD"]


@wire("consent.requested", 1)
class ConsentRequested(Event, kw_only=True):
    """A person is to be asked for a consent; ``granted`` or ``refused`` of the same id answers it."""

    consent_id: UUID
    person_id: UUID
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    requested_on: date


@wire("consent.granted", 2)
class ConsentGranted(Event, kw_only=True):
    """A person, or who may act for them, let categories be shared with recipients for purposes.

    ``recipients`` are recipient kinds (all organisations of one) or organisations. In force from
    ``valid_from`` (UTC instant) through the day ``expires_on`` (included; empty: no end), and before
    ``lapses_on``: the first day on which the grantor's authority has ended (a birthday, the term of
    an order; ``authority_ends_on`` is the term's last day). ``notice_hash`` is the SHA-256 of the
    text they were shown, in ``language``; ``collection_version`` that of the notice of collection
    then in force, and ``collection_authority`` what it cited. ``custody``: the parent said to have
    it. ``supersedes``: the consent in whose place this one stands. ``one_off``: for one occasion.
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
    evidence: Private | None = None
    custody: bool | None = None
    authority_ends_on: date | None = None
    lapses_on: date | None = None
    collection_version: str | None = None
    collection_authority: str | None = None
    supersedes: UUID | None = None
    one_off: bool = False


@wire("consent.refused", 2)
class ConsentRefused(Event, kw_only=True):
    """A person was asked and said no. It never blocks service.

    ``part_of``: of a request that was granted for the rest, that request.
    """

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
    grantor_id: UUID | None = None
    part_of: UUID | None = None


@wire("consent.narrowed", 1)
class ConsentNarrowed(Event, kw_only=True):
    """A part of a consent was withdrawn, from ``received_at`` (UTC); the rest goes on.

    What ends is each of these categories for each of these recipients and purposes; None: all of
    the consent's.
    """

    consent_id: UUID
    person_id: UUID
    received_at: datetime
    method: str
    categories: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None
    reason: Text | None = None


@wire("consent.withdrawn", 1)
class ConsentWithdrawn(Event, kw_only=True):
    """A consent was withdrawn. It acts from ``received_at`` (UTC), and never on the past."""

    consent_id: UUID
    person_id: UUID
    received_at: datetime
    method: str
    reason: Text | None = None


@wire("consent.revoked", 1)
class ConsentRevoked(Event, kw_only=True):
    """The institution ended a consent, from ``revoked_at`` (UTC); ``cause`` of ``revocation_causes``."""

    consent_id: UUID
    person_id: UUID
    revoked_at: datetime
    cause: str
    details: Text | None = None


@wire("consent.invalidated", 1)
class ConsentInvalidated(Event, kw_only=True):
    """A consent was found to have been void: nothing rests on it from ``found_at`` (UTC).

    What was seen or disclosed on it before stays on record as it was decided then, and is found by
    this event. ``cause`` of ``invalidation_causes``.
    """

    consent_id: UUID
    person_id: UUID
    found_at: datetime
    cause: str
    details: Text | None = None


@wire("consent.superseded", 1)
class ConsentSuperseded(Event, kw_only=True):
    """Another consent stands in the place of this one, from ``superseded_at`` (UTC)."""

    consent_id: UUID
    person_id: UUID
    superseded_at: datetime
    superseded_by: UUID


@wire("consent.reaffirmed", 1)
class ConsentReaffirmed(Event, kw_only=True):
    """Who may consent now confirmed what a substitute had let be shared, under a consent of its own.

    ``reaffirmed_by`` is that consent; between ``lapses_on`` of the earlier one and ``reaffirmed_at``
    (UTC) nothing rested on either.
    """

    consent_id: UUID
    person_id: UUID
    reaffirmed_at: datetime
    reaffirmed_by: UUID
    lapsed_on: date


@wire("consent.lapse_moved", 1)
class ConsentLapseMoved(Event, kw_only=True):
    """The authority of who consented for somebody ends on another day than was worked out.

    Their birth date was corrected: ``lapses_on`` counts from then on, in the place of ``instead_of``.
    ``expires_on`` is the term of the consent itself, which stays.
    """

    consent_id: UUID
    person_id: UUID
    lapses_on: date
    instead_of: date
    expires_on: date | None = None


@wire("verification.consented", 1)
class VerificationConsented(Event, kw_only=True):
    """Somebody agreed that facts be checked with these sources, as assistance requires by law.

    Not a consent to share: it opens no file and no referral rests on it. ``consequence_hash`` is
    the SHA-256 of the text that told what follows from a refusal, shown before signing.
    """

    verification_id: UUID
    person_id: UUID
    sources: tuple[str, ...]
    signed_on: date
    notice_version: str
    notice_hash: str
    consequence_version: str
    consequence_hash: str
    language: str
    method: str
    capacity: Capacity
    authority: str
    grantor_id: UUID | None = None
    witness: Private | None = None


@wire("verification.refused", 1)
class VerificationRefused(Event, kw_only=True):
    """Somebody refused the checks, after being shown what the law makes follow from it."""

    verification_id: UUID
    person_id: UUID
    sources: tuple[str, ...]
    refused_on: date
    notice_version: str
    notice_hash: str
    consequence_version: str
    consequence_hash: str
    language: str
    method: str
    capacity: Capacity
    authority: str
    grantor_id: UUID | None = None


@wire("disclosure.made", 2)
class DisclosureMade(Event, kw_only=True):
    """Categories of a person's information left the institution, with the authority for it.

    ``consent_ids`` are the grants that cover it together, where it rests on consent. Where it rests on
    a statute no case or referral may be named: ``recipient_kind`` is then a kind of recipient that its
    section names, ``recipient_name`` who it was, and ``given`` what was given, in words. ``notice``:
    whether the person must be told (None: not said); ``notice_withheld_until`` is the first day on which
    they may be, ``notice_withheld_for`` why not before (a code of ``notice_withholdings``).
    """

    disclosure_id: UUID
    person_id: UUID
    case_id: UUID | None
    referral_id: UUID | None
    recipient_kind: str
    recipient: str
    categories: tuple[str, ...]
    purpose: str
    authority_kind: str
    authority_reference: str
    made_at: datetime
    consent_ids: tuple[UUID, ...] = ()
    recipient_name: Private | None = None
    given: Text | None = None
    notice: Notice | None = None
    notice_withheld_until: date | None = None
    notice_withheld_for: str | None = None


@wire("disclosure.notice_given", 1)
class DisclosureNoticeGiven(Event, kw_only=True):
    """The person was told of a disclosure; ``method`` of ``notice_methods``."""

    disclosure_id: UUID
    person_id: UUID
    given_on: date
    method: str


@wire("recipient.told", 1)
class RecipientTold(Event, kw_only=True):
    """Somebody who holds what was disclosed on a consent was told that it ended, in part or whole.

    ``ending_id`` is the event that told the ending, ``disclosure_ids`` what they were sent and it
    reaches. ``method`` of ``telling_methods``; an answer is due by the day ``answer_due_on``.
    """

    telling_id: UUID
    person_id: UUID
    consent_id: UUID
    ending_id: UUID
    recipient_kind: str
    recipient: str
    disclosure_ids: tuple[UUID, ...]
    told_on: date
    method: str
    answer_due_on: date


@wire("recipient.acknowledged", 1)
class RecipientAcknowledged(Event, kw_only=True):
    """A recipient answered what they did with their copies: ``answer`` of ``telling_answers``."""

    telling_id: UUID
    person_id: UUID
    answer: str
    acknowledged_on: date
