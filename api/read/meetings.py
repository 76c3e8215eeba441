"""The appointments of a batch's cases, for those whose duty the file is."""

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID

from api.ids import global_id
from api.schema.category import FILE
from api.schema.meeting import Appointment
from api.schema.scalars import Day
from projections.meetings import queries

if TYPE_CHECKING:
    from api.read.batch import Batch


async def appointments(batch: "Batch") -> dict[UUID, list[Appointment]]:
    """By case, the latest first."""
    rows = await batch.ask(queries.appointments, batch.context.tenant, list(batch.cases))
    known, labels = await batch.persons(), batch.labels
    found: dict[UUID, list[Appointment]] = defaultdict(list)
    for row in rows:
        person = known.get(row.person_id)
        if person is None or row.on_day is None or FILE not in batch.of_person(row.person_id):
            continue
        found[row.case_id].append(
            Appointment(
                id=global_id("Appointment", row.appointment_id),
                person=person,
                staff=batch.staff_member(row.staff_id),
                on=Day(row.on_day.isoformat()),
                at=row.at_time or "",
                mode=labels.maybe("appointment_modes", row.mode),
                status=labels.code("appointment_statuses", row.status),
                cancelled_for=labels.maybe("cancellation_reasons", row.cancelled_for),
            )
        )
    return found
