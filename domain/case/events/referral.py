"""Referrals: made, acknowledged, answered, started, paused and resumed, closed."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from domain.case.events.application import Organisation
from domain.event import Event, wire
from domain.private import Text


@wire("referral.made", 2)
class ReferralMade(Event, kw_only=True):
    """A person was referred. ``shared`` are the categories that went with it (R067, R118).

    ``to_type`` EO or COMMUNITY is outside the institution and has a ``disclosure_id`` where
    anything was shared; INTERNAL is use within it. What the MINISTRY made is reported, and its own
    disclosure. ``claimed_consent`` is the consent that another system's record named for it.
    """

    case_id: UUID
    referral_id: UUID
    person_id: UUID
    to_type: str
    recipient: str
    origin: str
    purpose: str
    shared: tuple[str, ...]
    made_on: date
    reply_due_on: date | None
    disclosure_id: UUID | None = None
    reason: Text | None = None
    made_by: Organisation = "LOCAL"
    claimed_consent: str | None = None


@wire("referral.acknowledged", 1)
class ReferralAcknowledged(Event, kw_only=True):
    """The recipient said that the referral had arrived; it is not answered by that (R118)."""

    case_id: UUID
    referral_id: UUID
    person_id: UUID
    acknowledged_on: date


@wire("referral.answered", 1)
class ReferralAnswered(Event, kw_only=True):
    """The recipient accepted or declined a referral."""

    case_id: UUID
    referral_id: UUID
    person_id: UUID
    answer: Literal["ACCEPTED", "DECLINED"]
    answered_on: date
    reason: str | None = None


@wire("referral.started", 1)
class ReferralStarted(Event, kw_only=True):
    """The service to which the person was referred began (R118)."""

    case_id: UUID
    referral_id: UUID
    person_id: UUID
    started_on: date


@wire("referral.paused", 1)
class ReferralPaused(Event, kw_only=True):
    """A consent on which a referral's disclosure rests ended; nothing else covers it.

    From ``paused_at`` (UTC) its recipient sees nothing on it. ``cause`` is how the consent ended
    (policy list ``consent_states``).
    """

    case_id: UUID
    referral_id: UUID
    person_id: UUID
    paused_at: datetime
    cause: str
    consent_id: UUID


@wire("referral.resumed", 1)
class ReferralResumed(Event, kw_only=True):
    """A paused referral runs again from ``resumed_at`` (UTC): ``consent_id`` covers it."""

    case_id: UUID
    referral_id: UUID
    person_id: UUID
    resumed_at: datetime
    consent_id: UUID


@wire("referral.closed", 1)
class ReferralClosed(Event, kw_only=True):
    """A referral's loop was closed with an outcome."""

    case_id: UUID
    referral_id: UUID
    person_id: UUID
    outcome: str
    closed_on: date
