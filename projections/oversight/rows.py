"""Rows of oversight: files opened in an emergency, and what was found of findings about looks."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from projections.texts import SealedText


class EmergencyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A file that somebody opened in an emergency, and its review. Instants are UTC.

    ``until`` is when it ended, or will; ``seals`` are the kinds of seal that it opened, ``alerted``
    the accounts of their circles.
    """

    tenant: str
    emergency_id: UUID
    person_id: UUID
    account_id: UUID
    role: str
    office: str | None
    organisation: str
    reason: str
    words: SealedText | None
    categories: tuple[str, ...]
    opened_at: datetime
    until: datetime
    review_by: date
    seals: tuple[str, ...]
    alerted: tuple[UUID, ...]
    outcome: str | None = None
    reviewed_by: UUID | None = None
    reviewed_role: str | None = None
    reviewed_at: datetime | None = None
    review_words: SealedText | None = None
    incident_id: UUID | None = None
    position: int


class FindingReviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """The last review of a finding. ``outcome`` is a code of ``finding_outcomes``."""

    tenant: str
    finding_id: UUID
    outcome: str
    explanation: str | None
    reviewed_by: UUID
    reviewed_role: str
    reviewed_at: datetime
    incident_id: UUID | None
    position: int
