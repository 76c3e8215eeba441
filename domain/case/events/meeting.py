"""Meetings: appointments, and visits at an office's counter."""

from datetime import date
from uuid import UUID

from domain.event import Event, wire


@wire("appointment.scheduled", 1)
class AppointmentScheduled(Event, kw_only=True):
    """A person is to meet somebody of the staff on a day, at a local time (``at``, HH:MM; R015).

    ``mode`` is a code of ``appointment_modes``.
    """

    case_id: UUID
    appointment_id: UUID
    person_id: UUID
    staff_id: UUID
    on: date
    at: str
    mode: str


@wire("appointment.cancelled", 1)
class AppointmentCancelled(Event, kw_only=True):
    """An appointment will not be; ``reason`` is a code of ``cancellation_reasons``."""

    case_id: UUID
    appointment_id: UUID
    person_id: UUID
    reason: str


@wire("appointment.held", 1)
class AppointmentHeld(Event, kw_only=True):
    """The person and the member of the staff met."""

    case_id: UUID
    appointment_id: UUID
    person_id: UUID


@wire("appointment.missed", 1)
class AppointmentMissed(Event, kw_only=True):
    """The person did not come, or could not be reached."""

    case_id: UUID
    appointment_id: UUID
    person_id: UUID


@wire("counter_visit.recorded", 1)
class CounterVisitRecorded(Event, kw_only=True):
    """Somebody came to an office's counter, for these ``visit_reasons`` (R122).

    Nobody has to say who they are: without a ``case_id`` the visit is a number in a count.
    """

    visit_id: UUID
    office: str
    reasons: tuple[str, ...]
    case_id: UUID | None = None
