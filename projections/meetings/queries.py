"""What is asked of meetings: which one leads to a file today, before a look; their rows under one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.meetings.rows import AppointmentRow
from projections.paging import fetch

Connection = AsyncConnection[Any]


class Meeting(msgspec.Struct, frozen=True):
    """An appointment or a visit (``kind`` APPOINTMENT, VISIT) by its id."""

    kind: str
    meeting_id: UUID


async def meeting_today(
    connection: Connection,
    tenant: str,
    cases: Iterable[UUID],
    *,
    staff: UUID,
    office: str | None,
    today: date,
    since: datetime,
) -> Meeting | None:
    """The meeting that leads this member of the staff to one of these cases; needs no look.

    An appointment of theirs on that day, else a visit at their office after ``since`` (UTC).
    """
    query = """
        select * from read.meeting_today(
            %(tenant)s, %(cases)s, %(staff)s, %(office)s, %(today)s, %(since)s)
    """
    given = {
        "tenant": tenant,
        "cases": list(cases),
        "staff": staff,
        "office": office,
        "today": today,
        "since": since,
    }
    return next(iter(await fetch(connection, Meeting, query, given)), None)


async def appointments(
    connection: Connection, tenant: str, cases: Iterable[UUID]
) -> list[AppointmentRow]:
    """The appointments of cases that the look opens, the next and the newest first."""
    query = """
        select tenant, appointment_id, case_id, person_id, staff_id, on_day, at_time, mode, status,
            cancelled_for, position
        from read.appointment
        where tenant = %(tenant)s and case_id = any (%(cases)s)
        order by on_day desc nulls last, at_time desc, appointment_id
    """
    return await fetch(connection, AppointmentRow, query, {"tenant": tenant, "cases": list(cases)})
