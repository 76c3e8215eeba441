"""What disposals ask of the read models, as the projector: ids, codes and days, never a value."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.paging import fetch
from projections.retention.rows import DisposalRow, HoldRow

Connection = AsyncConnection[Any]


class Subject(msgspec.Struct, frozen=True):
    """A person by the number that is shown, with all their numbers and all cases that they were in.

    ``last_use_on``: the last day on which anything was recorded about them, disposals left aside.
    """

    person_id: UUID
    persons: tuple[UUID, ...]
    case_ids: tuple[UUID, ...]
    last_use_on: date


class TextOfEvent(msgspec.Struct, frozen=True):
    """The sealed texts of one event: whose they are, under which keys of their own, in which case."""

    person_id: UUID | None
    items: tuple[UUID, ...]
    case_id: UUID | None


class Step(msgspec.Struct, frozen=True):
    """Something that was done of a disposal (UTC)."""

    disposal_id: UUID
    step: str
    position: int | None
    done_at: datetime


_NUMBERS = """
    select d.person_id as number, coalesce(a.canonical_id, d.person_id) as person_id
    from read.person_directory as d
    left join read.person_alias as a
        on a.tenant = d.tenant and a.person_id = d.person_id and a.known_to is null
    where d.tenant = %(tenant)s and d.person_id not in (
        select unnest(g.persons) from read.disposal as g
        where g.tenant = %(tenant)s and g.scope = 'PERSON' and g.status = 'DISPOSED')
"""
_SUBJECTS = f"""
with numbers as materialized (
    select * from ({_NUMBERS}) as n
    where %(persons)s::uuid[] is null or n.person_id = any (%(persons)s::uuid[])
),
members as (
    select m.person_id, m.case_id from read.case_member as m where m.tenant = %(tenant)s
    union
    select m.person_id, m.case_id from read.case_membership as m where m.tenant = %(tenant)s
    union
    select (one ->> 'person_id')::uuid, a.case_id
    from read.case_application as a
    cross join lateral jsonb_array_elements(a.members) as one
    where a.tenant = %(tenant)s
),
in_cases as (
    select n.person_id, array_agg(distinct m.case_id order by m.case_id) as case_ids,
        max(c.last_activity_on) as last_on
    from numbers as n
    join members as m on m.person_id = n.number
    join read.case_file as c on c.tenant = %(tenant)s and c.case_id = m.case_id
    group by n.person_id
),
told as (
    select n.person_id, array_agg(distinct n.number order by n.number) as persons, (
        select max((t.known_at at time zone %(zone)s)::date)
        from numbers as own
        join read.timeline as t on t.tenant = %(tenant)s and t.person_id = own.number
        where own.person_id = n.person_id and t.type not like 'disposal.%%'
          and t.type not in ('person.duplicate_suspected', 'item.disposed')
    ) as last_on
    from numbers as n
    group by n.person_id
)
select t.person_id, t.persons, coalesce(i.case_ids, '{{}}') as case_ids,
    greatest(t.last_on, i.last_on) as last_use_on
from told as t
left join in_cases as i using (person_id)
where %(quiet_since)s::date is null or greatest(t.last_on, i.last_on) < %(quiet_since)s
order by last_use_on, person_id
"""
_TEXT = """
select
    (select min(p.key::text)::uuid from owners as p having count(*) = 1) as person_id,
    coalesce((select array_agg(distinct (s.value ->> 4)::uuid) from own_key as s), '{}') as items,
    e.case_id
from read.timeline as e
where e.tenant = %(tenant)s and e.event_id = %(event)s
"""


async def subjects(
    connection: Connection,
    tenant: str,
    zone: str,
    *,
    persons: Iterable[UUID] | None = None,
    quiet_since: date | None = None,
) -> list[Subject]:
    """These persons (or all), of whom nothing was recorded since that day, the longest first.

    Not among them: of whom the ledger tells that they were disposed of. Whose keys a restore has
    destroyed again, without the ledger telling it, is: to be put on record.
    """
    parameters = {
        "tenant": tenant,
        "zone": zone,
        "persons": None if persons is None else list(persons),
        "quiet_since": quiet_since,
    }
    return await fetch(connection, Subject, _SUBJECTS, parameters)


async def text_of_event(connection: Connection, tenant: str, event: UUID) -> TextOfEvent | None:
    """What could be disposed of alone in an event; nothing where there is no such event.

    Texts of two persons in one event have no one owner: then nobody is named, and no key.
    """
    query = f"""
        with private as materialized (
            select p.value
            from read.timeline as e
            cross join lateral jsonb_path_query(
                e.payload, 'strict $.** ? (@.type() == "array" && (@[0] == "s" || @[0] == "d"))'
            ) as p(value)
            where e.tenant = %(tenant)s and e.event_id = %(event)s
        ),
        own_key as (
            select value from private where value ->> 0 = 's' and value ->> 4 is not null
        ),
        owners as (
            select distinct (value ->> 1)::uuid as key from own_key
            union
            select (value ->> 1)::uuid from private
            where value ->> 0 = 'd' and not exists (select from own_key)
        )
        {_TEXT}"""
    rows = await fetch(connection, TextOfEvent, query, {"tenant": tenant, "event": event})
    return rows[0] if rows else None


async def disposals(
    connection: Connection,
    tenant: str,
    *,
    ids: Iterable[UUID] | None = None,
    statuses: Iterable[str] | None = None,
    record_class: str | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> list[DisposalRow]:
    """Disposals, the one asked for last first; ``before`` is where the last page ended.

    ``from_on`` and ``to_on``: days, both included, on which the data went.
    """
    columns = ", ".join(DisposalRow.__struct_fields__)
    query = f"""
        select {columns} from read.disposal
        where tenant = %(tenant)s
          and (%(ids)s::uuid[] is null or disposal_id = any (%(ids)s::uuid[]))
          and (%(statuses)s::text[] is null or status = any (%(statuses)s::text[]))
          and (%(record_class)s::text is null or record_class = %(record_class)s)
          and (%(from_on)s::date is null or disposed_on >= %(from_on)s)
          and (%(to_on)s::date is null or disposed_on <= %(to_on)s)
          and (%(before)s::bigint is null or position < %(before)s)
        order by position desc limit %(limit)s"""
    parameters = {
        "tenant": tenant,
        "ids": None if ids is None else list(ids),
        "statuses": None if statuses is None else list(statuses),
        "record_class": record_class,
        "from_on": from_on,
        "to_on": to_on,
        "before": before,
        "limit": limit,
    }
    return await fetch(connection, DisposalRow, query, parameters)


async def holds(connection: Connection, tenant: str) -> list[HoldRow]:
    """Every legal hold, those in force first, the newest first."""
    columns = ", ".join(HoldRow.__struct_fields__)
    query = f"""
        select {columns} from read.legal_hold where tenant = %(tenant)s
        order by lifted_at is not null, position desc"""
    return await fetch(connection, HoldRow, query, {"tenant": tenant})


async def steps(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[Step]:
    """What was done of these disposals, in the order in which it was."""
    query = """
        select disposal_id, step, position, done_at from ledger.disposal_step
        where tenant = %(tenant)s and disposal_id = any (%(ids)s) order by done_at, step"""
    return await fetch(connection, Step, query, {"tenant": tenant, "ids": list(ids)})


async def recoverable(connection: Connection, tenant: str, ids: Iterable[UUID]) -> set[UUID]:
    """Which of these disposals could be undone by somebody with an old copy of the database.

    As long as a key-encryption key exists that was there before their keys were destroyed.
    """
    cursor = await connection.execute(
        """
        select s.disposal_id from ledger.disposal_step as s
        where s.tenant = %(tenant)s and s.disposal_id = any (%(ids)s) and s.step = 'keys_destroyed'
          and exists (
            select from keys.kek as k
            where k.tenant = s.tenant and k.state <> 'destroyed' and k.since <= s.done_at)
        """,
        {"tenant": tenant, "ids": list(ids)},
    )
    return {row[0] for row in await cursor.fetchall()}


async def unfinished(connection: Connection, tenant: str, last: str) -> list[DisposalRow]:
    """Approved or carried out, and without the step that comes last; the oldest first."""
    columns = ", ".join(f"d.{name}" for name in DisposalRow.__struct_fields__)
    query = f"""
        select {columns} from read.disposal as d
        where d.tenant = %(tenant)s and d.status in ('APPROVED', 'DISPOSED') and not exists (
            select from ledger.disposal_step as s
            where s.tenant = d.tenant and s.disposal_id = d.disposal_id and s.step = %(last)s)
        order by d.position"""
    return await fetch(connection, DisposalRow, query, {"tenant": tenant, "last": last})


async def of_persons(
    connection: Connection, tenant: str, persons: Iterable[UUID]
) -> list[DisposalRow]:
    """Under a look that names them: what of these persons was disposed of, the newest first."""
    columns = ", ".join(DisposalRow.__struct_fields__)
    query = f"""
        select {columns} from read.disposal
        where tenant = %(tenant)s and person_id = any (%(persons)s) and status = 'DISPOSED'
        order by position desc"""
    return await fetch(connection, DisposalRow, query, {"tenant": tenant, "persons": list(persons)})
