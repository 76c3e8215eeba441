"""What is asked of the timeline, under a look that names the case and its members."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from domain.event import Metadata, Recorded
from ledger.codec import decode_event
from projections.paging import CAP, Count, Page, fetch, page_of
from projections.timeline.rows import TimelineRow

Connection = AsyncConnection[Any]


class Amended(msgspec.Struct, frozen=True):
    """The other event of a correction: its id, its position, and why it was corrected by whom."""

    event_id: UUID
    position: int
    cause: str | None = None
    party: str | None = None


class Entry(TimelineRow, frozen=True, kw_only=True):
    """An event on a timeline; what it corrects and what corrected it, as far as the look opens it."""

    corrected_by: Amended | None = None
    corrected: Amended | None = None


class Owner(msgspec.Struct, frozen=True):
    """Whose event it is: a case's, or a person's."""

    case_id: UUID | None
    person_id: UUID | None


COLUMNS = ", ".join(f"t.{name}" for name in TimelineRow.__struct_fields__)
AMENDED = """
    (select jsonb_build_object(
        'event_id', c.event_id, 'position', c.position,
        'cause', c.metadata -> 'correction' ->> 'cause',
        'party', c.metadata -> 'correction' ->> 'party')
     from read.timeline as c
     where c.tenant = t.tenant and c.corrects = t.event_id
     order by c.position desc limit 1) as corrected_by,
    case when t.corrects is not null then (
        select jsonb_build_object('event_id', c.event_id, 'position', c.position)
        from read.timeline as c
        where c.tenant = t.tenant and c.event_id = t.corrects) end as corrected"""
_OF_CASE = """
    t.tenant = %(tenant)s
    and (t.case_id = %(case)s
         or t.person_id = any (%(persons)s) and t.kind = 'consent'
            and (t.cited_case_id is null or t.cited_case_id = %(case)s))"""


async def of_case(
    connection: Connection,
    tenant: str,
    case: UUID,
    persons: Iterable[UUID],
    *,
    limit: int,
    before: int | None = None,
) -> Page[Entry]:
    """A case's events and its members' consents and disclosures for it, newest first.

    ``before`` is the position at which the last page ended.
    """
    query = f"""
        select {COLUMNS}, {AMENDED} from read.timeline as t
        where {_OF_CASE} and (%(before)s::bigint is null or t.position < %(before)s)
        order by t.position desc limit %(page)s"""
    parameters = {
        "tenant": tenant,
        "case": case,
        "persons": list(persons),
        "before": before,
        "page": limit + 1,
    }
    return page_of(await fetch(connection, Entry, query, parameters), limit)


async def count_of_case(
    connection: Connection, tenant: str, case: UUID, persons: Iterable[UUID]
) -> Count:
    """How many events that timeline has, up to the cap."""
    query = f"""
        select count(*) from (
            select from read.timeline as t where {_OF_CASE} limit %(page)s) as found"""
    parameters = {"tenant": tenant, "case": case, "persons": list(persons), "page": CAP + 1}
    cursor = await connection.execute(query, parameters)  # type: ignore[arg-type]
    row = await cursor.fetchone()
    found = row[0] if row else 0
    return Count(min(found, CAP), found > CAP)


async def of_person(
    connection: Connection,
    tenant: str,
    cases: Iterable[UUID],
    persons: Iterable[UUID],
    *,
    limit: int,
) -> list[Entry]:
    """The events of these cases and of these persons' consents, oldest first."""
    query = f"""
        select {COLUMNS}, {AMENDED} from read.timeline as t
        where t.tenant = %(tenant)s
          and (t.case_id = any (%(cases)s)
               or t.person_id = any (%(persons)s) and t.kind = 'consent')
        order by t.position limit %(limit)s"""
    parameters = {"tenant": tenant, "cases": list(cases), "persons": list(persons), "limit": limit}
    return await fetch(connection, Entry, query, parameters)


async def owner(connection: Connection, tenant: str, event_id: UUID) -> Owner | None:
    """Whose event that is; needs no look."""
    query = "select * from read.event_owner(%(tenant)s, %(event)s)"
    rows = await fetch(connection, Owner, query, {"tenant": tenant, "event": event_id})
    return rows[0] if rows else None


async def entries(connection: Connection, tenant: str, event_ids: Iterable[UUID]) -> list[Entry]:
    """These events, oldest first."""
    query = f"""
        select {COLUMNS}, {AMENDED} from read.timeline as t
        where t.tenant = %(tenant)s and t.event_id = any (%(ids)s) order by t.position"""
    return await fetch(connection, Entry, query, {"tenant": tenant, "ids": list(event_ids)})


async def events(connection: Connection, tenant: str, event_ids: Iterable[UUID]) -> list[Recorded]:
    """These events as the ledger gives them, oldest first, for ``ledger.unseal`` to open."""
    return [recorded(entry) for entry in await entries(connection, tenant, event_ids)]


def recorded(row: TimelineRow) -> Recorded:
    """The event of a row, its private values sealed."""
    return Recorded(
        position=row.position,
        tenant=row.tenant,
        stream=row.stream,
        version=row.version,
        event_id=row.event_id,
        event=decode_event(row.type, row.schema_version, msgspec.json.encode(row.payload)),
        effective_on=row.effective_on,
        known_at=row.known_at,
        appended_at=row.appended_at,
        metadata=msgspec.convert(row.metadata, Metadata),
    )
