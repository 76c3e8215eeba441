"""Rows of the outcomes: facts, periods of assistance, and what the fold remembers."""

from datetime import date
from uuid import UUID

import msgspec

from domain.case.events import Member
from domain.policy import PolicyPublished


class FactRow(msgspec.Struct, frozen=True, kw_only=True):
    """One contribution to a measure on a day, with the event it rests on. Cents of CAD."""

    tenant: str
    measure: str
    definition_version: str
    subject_id: UUID
    day: date
    case_id: UUID
    person_id: UUID | None = None
    position: int
    event_type: str
    amount_cents: int | None = None
    office: str | None = None
    programme: str | None = None


class PeriodRow(msgspec.Struct, frozen=True, kw_only=True):
    """Days of assistance by one grant: from ``from_on``, without ``to_on``."""

    tenant: str
    case_id: UUID
    application_id: UUID
    from_on: date
    to_on: date
    position: int
    event_type: str
    office: str | None = None
    programme: str | None = None


class ParticipantRow(msgspec.Struct, frozen=True, kw_only=True):
    """A member who is to have a plan, for one period, and the first days in it of what counts."""

    tenant: str
    case_id: UUID
    application_id: UUID
    person_id: UUID
    from_on: date
    to_on: date
    planned_on: date | None = None
    referred_on: date | None = None
    referred_otherwise_on: date | None = None
    position: int
    event_type: str
    office: str | None = None
    programme: str | None = None


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of an application; ``effective_on`` is the first day of its grant."""

    application_id: UUID
    programme: str | None = None
    submitted_on: date | None = None
    completed_on: date | None = None
    members: tuple[Member, ...] = ()
    outcome: str | None = None
    decided_on: date | None = None
    effective_on: date | None = None
    decided_position: int | None = None


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """An exit by its event's id; ``corrected`` once it was found to be an error."""

    event_id: UUID
    reason: str
    exited_on: date
    position: int
    office: str | None = None
    corrected: bool = False


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    person_id: UUID
    created_on: date


class Referral(msgspec.Struct, frozen=True, kw_only=True):
    """A referral to Employment Ontario, or an answer whose referral is not learned yet."""

    referral_id: UUID
    person_id: UUID
    to_type: str | None = None
    origin: str | None = None
    made_on: date | None = None
    answer: str | None = None
    answered_on: date | None = None
    answered_position: int | None = None
    office: str | None = None


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the fold remembers of a case."""

    tenant: str
    case_id: UUID
    office: str | None = None
    office_since: date | None = None
    applications: tuple[Application, ...] = ()
    exits: tuple[Exit, ...] = ()
    plans: tuple[Plan, ...] = ()
    referrals: tuple[Referral, ...] = ()


class PolicyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a policy that the figures rest on."""

    tenant: str
    policy_id: str
    version: str
    event: PolicyPublished
    position: int
