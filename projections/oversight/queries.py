"""What is asked of oversight: emergencies as the gate and the lists need them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.oversight.rows import EmergencyRow
from projections.paging import Count, Page, count_up_to_cap, fetch, page_of

Connection = AsyncConnection[Any]


class OwnEmergency(msgspec.Struct, frozen=True):
    """What the account that asks opened of a person; instants are UTC."""

    emergency_id: UUID
    person_id: UUID
    account_id: UUID
    opened_at: datetime
    until: datetime
    categories: list[str]


class EmergencyKey(msgspec.Struct, frozen=True):
    """An emergency in codes and ids; ``alerted``: it opened a file of whose circle one is."""

    emergency_id: UUID
    person_id: UUID
    account_id: UUID
    role: str
    office: str | None
    organisation: str
    reason: str
    categories: list[str]
    opened_at: datetime
    until: datetime
    review_by: date
    seals: list[str]
    alerted: bool
    outcome: str | None
    reviewed_by: UUID | None
    reviewed_role: str | None
    reviewed_at: datetime | None
    incident_id: UUID | None
    position: int


class EmergencyFilter(msgspec.Struct, frozen=True, kw_only=True):
    """``everything``, or those of an ``office``; ``waiting``: those that nobody reviewed for good.

    Opened from an instant on and before another; ``as_at``: those of then, as they waited then.
    """

    tenant: str
    everything: bool = False
    office: str | None = None
    waiting: bool = False
    wanted: UUID | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None
    as_at: datetime | None = None

    def parameters(self) -> dict[str, Any]:
        return msgspec.structs.asdict(self)


_EMERGENCIES = """read.emergencies(
    %(tenant)s, %(everything)s, %(office)s::text, %(waiting)s, %(wanted)s::uuid,
    %(from_at)s::timestamptz, %(until_at)s::timestamptz, %(as_at)s::timestamptz,
    %(after)s::bigint, %(page)s)"""


async def own_emergencies(
    connection: Connection, tenant: str, persons: Iterable[UUID]
) -> list[OwnEmergency]:
    """What the account opened of these persons in an emergency; no look, for the gate decides on it."""
    query = "select * from read.own_emergencies(%(tenant)s, %(persons)s)"
    return await fetch(
        connection, OwnEmergency, query, {"tenant": tenant, "persons": list(persons)}
    )


async def applicant_of(connection: Connection, tenant: str, number: str) -> UUID | None:
    """Whom the case of that number is about, open or not: for a decision that is recorded."""
    cursor = await connection.execute("select read.applicant_of(%s, %s)", (tenant, number))
    row = await cursor.fetchone()
    return row[0] if row else None


async def emergencies(
    connection: Connection, wanted: EmergencyFilter, *, limit: int, after: int | None = None
) -> Page[EmergencyKey]:
    """Emergencies in codes and ids; those that wait oldest first, others newest first; no look."""
    parameters = wanted.parameters() | {"after": after, "page": limit + 1}
    query = f"select * from {_EMERGENCIES}"
    return page_of(await fetch(connection, EmergencyKey, query, parameters), limit)


async def emergency_count(connection: Connection, wanted: EmergencyFilter) -> Count:
    """How many that list has, up to the cap; no look."""
    return await count_up_to_cap(connection, _EMERGENCIES, wanted.parameters() | {"after": None})


async def emergency_rows(
    connection: Connection, tenant: str, ids: Iterable[UUID]
) -> list[EmergencyRow]:
    """Under a look that names the persons: these emergencies, with their words."""
    query = f"""select {", ".join(EmergencyRow.__struct_fields__)} from read.emergency
        where tenant = %(tenant)s and emergency_id = any (%(ids)s)"""
    return await fetch(connection, EmergencyRow, query, {"tenant": tenant, "ids": list(ids)})
