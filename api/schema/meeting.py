"""Appointments of a case."""

import strawberry

from api.schema.category import FILE, REFERENCE, held
from api.schema.common import Code
from api.schema.person import Person
from api.schema.scalars import Day
from api.schema.viewer import Staff


@strawberry.type(description="An appointment; its day and time are local.")
class Appointment:
    id: strawberry.ID = held(REFERENCE)
    person: Person = held(REFERENCE)
    staff: Staff | None = held(REFERENCE)
    on: Day = held(FILE)
    at: str = held(FILE, description="HH:MM")
    mode: Code | None = held(FILE)
    status: Code = held(FILE, description="SCHEDULED, CANCELLED, HELD or MISSED.")
    cancelled_for: Code | None = held(FILE)
