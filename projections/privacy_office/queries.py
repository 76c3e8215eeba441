"""What is asked of the privacy office's matters: by the program itself, and for statements under a look."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from domain.event import Metadata, Recorded
from ledger.codec import decode_event
from projections.paging import fetch
from projections.privacy_office.rows import MatterRow, StatementRow, StepRow

Connection = AsyncConnection[Any]


class EntryOwner(msgspec.Struct, frozen=True):
    """Of which case an entry is, and whom it is about."""

    case_id: UUID | None
    about: tuple[UUID, ...]


async def matters(
    connection: Connection, tenant: str, *, kind: str | None = None, matter: UUID | None = None
) -> list[MatterRow]:
    """Matters, of one kind where it is given, or that one; the newest first."""
    columns = ", ".join(MatterRow.__struct_fields__)
    query = f"""
        select {columns} from read.matter
        where tenant = %(tenant)s
          and (%(kind)s::text is null or kind = %(kind)s)
          and (%(matter)s::uuid is null or matter_id = %(matter)s)
        order by position desc"""
    return await fetch(
        connection, MatterRow, query, {"tenant": tenant, "kind": kind, "matter": matter}
    )


async def steps(connection: Connection, tenant: str, matter: UUID) -> list[Recorded]:
    """The events of a matter as the ledger gives them, oldest first."""
    columns = ", ".join(StepRow.__struct_fields__)
    query = f"""
        select {columns} from read.matter_step
        where tenant = %(tenant)s and matter_id = %(matter)s order by position"""
    rows = await fetch(connection, StepRow, query, {"tenant": tenant, "matter": matter})
    return [_recorded(row) for row in rows]


async def owner_of_entry(connection: Connection, tenant: str, event: UUID) -> EntryOwner | None:
    """Whom an entry is about: the person that it names, or else everybody who is or was of its case."""
    query = """
        select t.case_id, case
            when t.case_id is null then array[t.person_id]
            when t.about_person_id is not null then array[t.about_person_id]
            else array(
                select m.person_id from read.case_member as m
                where m.tenant = t.tenant and m.case_id = t.case_id
                union
                select m.person_id from read.case_membership as m
                where m.tenant = t.tenant and m.case_id = t.case_id)
            end as about
        from read.timeline as t where t.tenant = %(tenant)s and t.event_id = %(event)s"""
    rows = await fetch(connection, EntryOwner, query, {"tenant": tenant, "event": event})
    return rows[0] if rows else None


async def numbers(connection: Connection, tenant: str, person: UUID) -> tuple[UUID, ...]:
    """Every number of a person, their own among them."""
    cursor = await connection.execute(
        """
        with shown as (
            select coalesce((
                select canonical_id from read.person_alias
                where tenant = %(tenant)s and person_id = %(person)s and known_to is null
            ), %(person)s) as id)
        select id from shown
        union
        select a.person_id from read.person_alias as a join shown on a.canonical_id = shown.id
        where a.tenant = %(tenant)s and a.known_to is null
        """,
        {"tenant": tenant, "person": person},
    )
    return tuple(sorted(row[0] for row in await cursor.fetchall()))


async def disagreements(
    connection: Connection, tenant: str, events: Iterable[UUID]
) -> list[StatementRow]:
    """Under a look that opens the entries: what was said against them, oldest first.

    But nothing that somebody said after they had left the household whose entry it is.
    """
    columns = ", ".join(f"d.{name}" for name in StatementRow.__struct_fields__)
    query = f"""
        select {columns} from read.disagreement as d
        left join lateral (
            select bool_or(m.left_on <= d.stated_on) as left_it,
                bool_or(m.left_on is null or m.left_on > d.stated_on) as in_it
            from read.case_membership as m
            where m.tenant = d.tenant and m.case_id = d.case_id and m.person_id = d.person_id
        ) as m on true
        where d.tenant = %(tenant)s and d.of_event = any (%(events)s)
          and (m.in_it or m.left_it is not true)
        order by d.position"""
    return await fetch(connection, StatementRow, query, {"tenant": tenant, "events": list(events)})


def _recorded(row: StepRow) -> Recorded:
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
