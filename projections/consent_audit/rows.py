"""Rows of the consent audit: consents with what became of them, and disclosures."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from projections.texts import SealedText


class EndingRow(msgspec.Struct, frozen=True, kw_only=True):
    """What ended of a consent, as one event told it; ``at`` and ``known_at`` are UTC instants.

    Categories, recipients and purposes None: all of the consent's. ``by_consent``: the one that
    stands in its place.
    """

    kind: str
    at: datetime
    known_at: datetime
    event_id: UUID
    position: int
    recorded_by: UUID
    categories: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None
    purposes: tuple[str, ...] | None = None
    method: str | None = None
    cause: str | None = None
    by_consent: UUID | None = None
    words: SealedText | None = None

    @property
    def whole(self) -> bool:
        return self.categories is self.recipients is self.purposes is None


class ConsentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A consent that was asked for: REQUESTED, GIVEN or REFUSED, and what ended of it since.

    ``signed_on`` is the day of the signature or of the refusal. ``ended_as`` and ``ended_at`` (UTC)
    tell how and when the whole of it ended: void before all else, then what came first.
    """

    tenant: str
    consent_id: UUID
    person_id: UUID
    answer: str | None = None
    categories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    requested_on: date | None = None
    signed_on: date | None = None
    valid_from: datetime | None = None
    expires_on: date | None = None
    lapses_on: date | None = None
    notice: str | None = None
    notice_version: str | None = None
    notice_hash: str | None = None
    collection_version: str | None = None
    collection_authority: str | None = None
    language: str | None = None
    method: str | None = None
    capacity: str | None = None
    grantor_id: UUID | None = None
    custody: bool | None = None
    authority_ends_on: date | None = None
    one_off: bool = False
    supersedes: UUID | None = None
    part_of: UUID | None = None
    witness: SealedText | None = None
    evidence: SealedText | None = None
    known_at: datetime
    recorded_by: UUID
    ended_as: str | None = None
    ended_at: datetime | None = None
    endings: tuple[EndingRow, ...] = ()
    position: int

    def state(self, today: date) -> str:
        """The recorded state, or EXPIRED and NEEDS_REAFFIRMATION where days have made it so."""
        if self.ended_as is not None:
            return self.ended_as
        if self.answer == "GIVEN" and self.expires_on is not None and self.expires_on < today:
            return "EXPIRED"
        if self.answer == "GIVEN" and self.lapses_on is not None and self.lapses_on <= today:
            return "NEEDS_REAFFIRMATION"
        return self.answer or "NOT_ASKED"


class DisclosureRow(msgspec.Struct, frozen=True, kw_only=True):
    """What left the institution, to whom, and the consents that it rests on.

    ``notice``: NONE, OWED or WITHHELD, where it was said; ``notice_given_on`` when the person was told,
    ``notice_known_at`` (UTC) when that was recorded.
    """

    tenant: str
    disclosure_id: UUID
    person_id: UUID
    case_id: UUID | None
    referral_id: UUID | None
    recipient_kind: str
    recipient: str
    recipient_name: SealedText | None = None
    given: SealedText | None = None
    notice: str | None = None
    notice_withheld_until: date | None = None
    notice_withheld_for: str | None = None
    notice_given_on: date | None = None
    notice_method: str | None = None
    notice_known_at: datetime | None = None
    categories: tuple[str, ...]
    purpose: str
    authority_kind: str
    authority_reference: str
    consent_ids: tuple[UUID, ...]
    made_at: datetime
    known_at: datetime
    actor_id: UUID
    actor_role: str
    organisation: str
    position: int


class TellingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A recipient was told that a consent ended; ``answer`` once they said what they did.

    ``told_known_at`` and ``answer_known_at``: when either was recorded (UTC).
    """

    tenant: str
    telling_id: UUID
    person_id: UUID
    consent_id: UUID | None = None
    ending_id: UUID | None = None
    recipient_kind: str | None = None
    recipient: str | None = None
    disclosure_ids: tuple[UUID, ...] = ()
    told_on: date | None = None
    told_known_at: datetime | None = None
    method: str | None = None
    answer_due_on: date | None = None
    answer: str | None = None
    acknowledged_on: date | None = None
    answer_known_at: datetime | None = None
    position: int


class PauseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A referral that was paused because of a consent (instants are UTC), and resumed by another.

    ``closed_on``: the day on which it ended for good.
    """

    tenant: str
    referral_id: UUID
    person_id: UUID
    case_id: UUID
    consent_id: UUID | None = None
    cause: str | None = None
    paused_at: datetime | None = None
    resumed_at: datetime | None = None
    resumed_by: UUID | None = None
    position: int
