"""What may be asked about a person's consents. Decisions: ``domain.consent_decisions`` and beside."""

from datetime import date
from uuid import UUID

from domain.decision import Command


class RequestConsent(Command, kw_only=True):
    """Note that a person is to be asked for a consent; a grant or a refusal answers it."""

    person_id: UUID
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    requested_on: date


class GrantConsent(Command, kw_only=True):
    """Record a consent that was given, by notice, language and method.

    ``consent_id``: the request that it answers; what was asked and is not granted is recorded as
    refused. ``supersedes``: the consent that it takes the place of. ``custody``, ``evidence`` (a
    document's reference) and ``authority_ends_on`` (its last day) are of who consents for another.
    """

    person_id: UUID
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    signed_on: date
    expires_on: date | None = None
    notice: str = "integrated-consent"
    language: str
    method: str
    capacity: str = "SELF"
    grantor_id: UUID | None = None
    witness: str | None = None
    custody: bool = False
    evidence: str | None = None
    authority_ends_on: date | None = None
    supersedes_id: UUID | None = None
    consent_id: UUID | None = None


class RefuseConsent(Command, kw_only=True):
    """Record that consent was asked for and refused: ``consent_id`` where a request was noted."""

    person_id: UUID
    categories: tuple[str, ...]
    recipients: tuple[str, ...]
    purposes: tuple[str, ...]
    refused_on: date
    notice: str = "integrated-consent"
    language: str
    method: str
    capacity: str = "SELF"
    grantor_id: UUID | None = None
    consent_id: UUID | None = None


class WithdrawConsent(Command, kw_only=True):
    """Withdraw a consent, or a part of it, from the moment this is received.

    Categories, recipients and purposes say the part: each of the ones named, for each of the
    others named; where none of a kind is named, all of that kind. What cites it stays in the audit.
    """

    person_id: UUID
    consent_id: UUID
    method: str
    categories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    reason: str | None = None
    text_language: str = "en"


class RevokeConsent(Command, kw_only=True):
    """End a consent on the institution's side: an agreement or a programme has ended."""

    person_id: UUID
    consent_id: UUID
    cause: str
    details: str | None = None
    text_language: str = "en"


class InvalidateConsent(Command, kw_only=True):
    """Record that a consent was found to have been void, and why; what rested on it stays."""

    person_id: UUID
    consent_id: UUID
    cause: str
    details: str | None = None
    text_language: str = "en"


class ReaffirmConsent(Command, kw_only=True):
    """Record that a consent given by a substitute, whose authority has ended, is confirmed.

    By the person themselves, or by who may act for them now; for the same, unless less is named.
    """

    person_id: UUID
    consent_id: UUID
    categories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    signed_on: date
    expires_on: date | None = None
    notice: str = "integrated-consent"
    language: str
    method: str
    capacity: str = "SELF"
    grantor_id: UUID | None = None
    witness: str | None = None
    custody: bool = False
    evidence: str | None = None
    authority_ends_on: date | None = None


class ConsentToVerification(Command, kw_only=True):
    """Record that somebody agreed to the checks that the law asks for, after what follows from a
    refusal was shown."""

    person_id: UUID
    sources: tuple[str, ...]
    signed_on: date
    consequence_shown: bool
    language: str
    method: str
    capacity: str = "SELF"
    grantor_id: UUID | None = None
    witness: str | None = None


class RefuseVerification(Command, kw_only=True):
    """Record that somebody refused the checks that the law asks for, after being shown what follows."""

    person_id: UUID
    sources: tuple[str, ...]
    refused_on: date
    consequence_shown: bool
    language: str
    method: str
    capacity: str = "SELF"
    grantor_id: UUID | None = None


class TellRecipient(Command, kw_only=True):
    """Record that a recipient was told that a consent ended on which they were sent something.

    ``ending_id``: which ending of it; where none is named, the last one that reaches them.
    """

    person_id: UUID
    consent_id: UUID
    recipient: str
    told_on: date
    method: str
    ending_id: UUID | None = None


class AcknowledgeTelling(Command, kw_only=True):
    """Record what a recipient who was told answered about their copies."""

    person_id: UUID
    telling_id: UUID
    answer: str
    acknowledged_on: date
