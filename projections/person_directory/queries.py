"""What is asked of the person directory: ids by name first, then rows under a recorded look."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

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


async def persons(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[PersonRow]:
    """Under a look that names them: these persons, in the order of names."""
    query = f"""
        select {", ".join(PersonRow.__struct_fields__)}
        from read.person_directory
        where tenant = %(tenant)s and person_id = any (%(ids)s)
        order by search_key collate "C", person_id
    """
    return await fetch(connection, PersonRow, query, {"tenant": tenant, "ids": list(ids)})
