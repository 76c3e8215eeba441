"""What is asked of the person directory: ids by name first, then rows under a recorded look."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.folding import fold_words
from projections.paging import Page, Scope, fetch, page_of
from projections.person_directory.rows import PersonRow

Connection = AsyncConnection[Any]


async def find_people(
    connection: Connection, scope: Scope, search: str, *, limit: int
) -> Page[UUID]:
    """Ids of persons of whose name every word of the search begins a word, in the order of names.

    Under a look, which may name nobody yet. A search without a letter or digit finds nobody.
    """
    words = fold_words(search)
    if not words:
        return Page([], False)
    cursor = await connection.execute(
        "select person_id from read.find_people(%(tenant)s, %(words)s, %(scope)s::jsonb, %(page)s)",
        scope.parameters() | {"words": words, "page": limit + 1},
    )
    return page_of([row[0] for row in await cursor.fetchall()], limit)


class Cutoff(NamedTuple):
    """Of whom only what was known before an instant (UTC) is to be told."""

    person_id: UUID
    before: datetime


async def persons_then(
    connection: Connection, tenant: str, cutoffs: Iterable[Cutoff]
) -> list[PersonRow]:
    """Under a look that names them: these persons as they were known before each one's instant.

    Where nothing was known of somebody by then, as they were first registered.
    """
    asked = list(cutoffs)
    query = f"""
        select distinct on (p.person_id) {", ".join(f"p.{n}" for n in PersonRow.__struct_fields__)}
        from unnest(%(ids)s::uuid[], %(before)s::timestamptz[]) as w(person_id, before)
        join read.person_past as p on p.tenant = %(tenant)s and p.person_id = w.person_id
        order by p.person_id, (p.known_at < w.before) desc,
            case when p.known_at < w.before then -p.position else p.position end
    """
    parameters = {
        "tenant": tenant,
        "ids": [cutoff.person_id for cutoff in asked],
        "before": [cutoff.before for cutoff in asked],
    }
    return await fetch(connection, PersonRow, query, parameters)


async def persons(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[PersonRow]:
    """Under a look that names them: these persons, in the order of names."""
    query = f"""
        select {", ".join(PersonRow.__struct_fields__)}
        from read.person_directory
        where tenant = %(tenant)s and person_id = any (%(ids)s)
        order by search_key collate "C", person_id
    """
    return await fetch(connection, PersonRow, query, {"tenant": tenant, "ids": list(ids)})


class Reached(msgspec.Struct, frozen=True):
    """How somebody was reached on a day."""

    person_id: UUID
    telephone: str | None
    email: str | None
    address: str | None
    postal_code: str | None


async def reached_on(
    connection: Connection, tenant: str, ids: Iterable[UUID], day: date
) -> list[Reached]:
    """Under a look that names them: how these persons were reached on that day, by its events' days.

    Where nothing held of somebody yet, as they were first registered.
    """
    query = f"""
        select distinct on (person_id) {", ".join(Reached.__struct_fields__)}
        from read.person_past
        where tenant = %(tenant)s and person_id = any (%(ids)s)
        order by person_id, (effective_on <= %(day)s) desc,
            case when effective_on <= %(day)s then effective_on end desc,
            case when effective_on <= %(day)s then -position else position end
    """
    return await fetch(connection, Reached, query, {"tenant": tenant, "ids": list(ids), "day": day})
