"""The fold of meetings: an appointment's end may be learned before the appointment."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.case.events import (
    AppointmentCancelled,
    AppointmentHeld,
    AppointmentMissed,
    AppointmentScheduled,
    CounterVisitRecorded,
)
from domain.event import Recorded
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.meetings.rows import AppointmentRow, VisitRow


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """The row of the appointment; a visit's row stands by itself."""
    event: Any = recorded.event
    if not isinstance(event, CounterVisitRecorded):
        yield AppointmentRow, (recorded.tenant, event.appointment_id)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the rows."""
    match recorded.event:
        case CounterVisitRecorded() as event:
            work.put(
                VisitRow(
                    tenant=recorded.tenant,
                    **msgspec.structs.asdict(event),
                    arrived_at=recorded.known_at,
                    position=recorded.position,
                )
            )
        case AppointmentScheduled() as event:
            told = {"on_day": event.on, "at_time": event.at, "mode": event.mode}
            _put(work, recorded, event, staff_id=event.staff_id, **told)
        case AppointmentCancelled() as event:
            _put(work, recorded, event, status="CANCELLED", cancelled_for=event.reason)
        case AppointmentHeld() as event:
            _put(work, recorded, event, status="HELD")
        case AppointmentMissed() as event:
            _put(work, recorded, event, status="MISSED")


def _put(work: Work, recorded: Recorded, event: Any, **told: Any) -> None:
    known = work.get(AppointmentRow, recorded.tenant, event.appointment_id) or AppointmentRow(
        tenant=recorded.tenant,
        appointment_id=event.appointment_id,
        case_id=event.case_id,
        person_id=event.person_id,
        position=recorded.position,
    )
    work.put(replace(known, **told, position=recorded.position))


MEETINGS = ReadModel(
    name="meetings",
    version=2,
    tables=(
        Table(
            name="appointment",
            row=AppointmentRow,
            key=("tenant", "appointment_id"),
            opened_by="case",
            history=True,
        ),
        Table(
            name="counter_visit",
            row=VisitRow,
            key=("tenant", "visit_id"),
            opened_by="case",
            of=("visit_id", "case_id"),
        ),
    ),
    events=frozenset(
        (
            AppointmentScheduled,
            AppointmentCancelled,
            AppointmentHeld,
            AppointmentMissed,
            CounterVisitRecorded,
        )
    ),
    needs=needs,
    fold=fold,
)
