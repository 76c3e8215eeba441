"""Rows of meetings: ids, codes, days and times, never a value."""

from datetime import date, datetime
from uuid import UUID

import msgspec


class AppointmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """An appointment: ``on_day`` and ``at_time`` (HH:MM) are local to the tenant.

    ``status``: SCHEDULED, CANCELLED, HELD or MISSED. Where only its end is known, the rest is empty.
    """

    tenant: str
    appointment_id: UUID
    case_id: UUID
    person_id: UUID
    staff_id: UUID | None = None
    on_day: date | None = None
    at_time: str | None = None
    mode: str | None = None
    status: str = "SCHEDULED"
    cancelled_for: str | None = None
    position: int


class VisitRow(msgspec.Struct, frozen=True, kw_only=True):
    """A visit at an office's counter; ``arrived_at`` is UTC. Without a case it is nobody's."""

    tenant: str
    visit_id: UUID
    case_id: UUID | None = None
    office: str
    reasons: tuple[str, ...]
    arrived_at: datetime
    position: int
