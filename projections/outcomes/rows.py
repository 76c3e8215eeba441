"""Rows of the outcomes: facts with when they were known, and the policy that they rest on."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.policy import PolicyPublished


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened on a ``day``, as known from ``known_from`` until ``known_to`` (UTC).

    Rows of one ``subject_id`` tell the same fact, the later known in place of the earlier; without
    a day they say that it did not happen. ``ended_at`` is the position of the row that set
    ``known_to``; earlier ends, and when they came, stand in ``former_to`` and ``former_at``: what is
    learned late may end a row before the end it had. ``owner_id`` holds together the facts among which a
    correction finds the one that it names. ``about_id``: a review's deferral, a withdrawal's
    consent, a referral's disclosure, the number under which a merged person counts.
    What the other columns hold by kind stands at the table. Cents of CAD.
    """

    tenant: str
    kind: str
    owner_id: UUID
    subject_id: UUID
    position: int
    known_from: datetime
    known_to: datetime | None = None
    ended_at: int | None = None
    former_to: tuple[datetime, ...] = ()
    former_at: tuple[int, ...] = ()
    event_id: UUID
    event_type: str
    day: date | None = None
    case_id: UUID | None = None
    person_id: UUID | None = None
    about_id: UUID | None = None
    code: str | None = None
    organisation: str | None = None
    automated: bool = False
    origin: str | None = None
    programme: str | None = None
    office: str | None = None
    amount_cents: int | None = None
    from_on: date | None = None
    until_on: date | None = None
    received_at: datetime | None = None
    submitted_due_business: date | None = None
    submitted_due_calendar: date | None = None
    completed_due_business: date | None = None
    completed_due_calendar: date | None = None
    categories: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    persons: tuple[UUID, ...] = ()
    roles: tuple[str, ...] = ()
    takes_part: tuple[bool, ...] = ()


class LinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person who was ever named in a case: figures that count persons hold such cases together."""

    tenant: str
    case_id: UUID
    person_id: UUID


class PolicyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a policy that the figures rest on."""

    tenant: str
    policy_id: str
    version: str
    event: PolicyPublished
    position: int
