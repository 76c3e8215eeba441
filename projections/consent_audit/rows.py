"""Rows of the consent audit: consents with what became of them, and disclosures."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from projections.texts import SealedText


class ConsentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A consent that was asked for: GIVEN or REFUSED, and withdrawn or not (UTC instants).

    ``signed_on`` is the day of the signature or of the refusal.
    """

    tenant: str
    consent_id: UUID
    person_id: UUID
    answer: str | None = None
    categories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    signed_on: date | None = None
    valid_from: datetime | None = None
    expires_on: date | None = None
    notice: str | None = None
    notice_version: str | None = None
    notice_hash: str | None = None
    language: str | None = None
    method: str | None = None
    capacity: str | None = None
    grantor_id: UUID | None = None
    witness: SealedText | None = None
    known_at: datetime
    recorded_by: UUID
    withdrawn_at: datetime | None = None
    withdrawal_method: str | None = None
    withdrawal_reason: SealedText | None = None
    withdrawal_position: int | None = None
    withdrawal_event: UUID | None = None
    position: int

    def state(self, today: date) -> str:
        """GIVEN, REFUSED, WITHDRAWN, or EXPIRED once its last day is past."""
        if self.withdrawn_at is not None:
            return "WITHDRAWN"
        if self.answer == "GIVEN" and self.expires_on is not None and self.expires_on < today:
            return "EXPIRED"
        return self.answer or "WITHDRAWN"


class DisclosureRow(msgspec.Struct, frozen=True, kw_only=True):
    """What left the institution, to whom, and the consents that it rests on."""

    tenant: str
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
    consent_ids: tuple[UUID, ...]
    made_at: datetime
    actor_id: UUID
    actor_role: str
    organisation: str
    position: int
