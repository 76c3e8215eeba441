"""Who belongs to a benefit unit, from when, until when."""

from datetime import date
from uuid import UUID

import msgspec

from domain.event import Event, wire
from domain.private import Private


class Member(msgspec.Struct, frozen=True):
    """Somebody of the benefit unit: role APPLICANT, SPOUSE or DEPENDENT, and class as of that day."""

    person_id: UUID
    role: str
    participant_class: str


@wire("unit.member_joined", 1)
class MemberJoined(Event, kw_only=True):
    """Somebody belongs to the benefit unit from a day on, in a role and a class.

    One membership a span of days: a class that changes at 18 ends one and begins another (R087).
    """

    case_id: UUID
    membership_id: UUID
    person_id: UUID
    role: str
    participant_class: str
    joined_on: date


@wire("unit.member_left", 2)
class MemberLeft(Event, kw_only=True):
    """A membership ended; on ``left_on`` itself the person is no longer of the unit.

    ``reason`` is a code of ``leaving_reasons``, for who left alone to see; empty where nobody said.
    """

    case_id: UUID
    membership_id: UUID
    person_id: UUID
    left_on: date
    reason: Private | None = None
