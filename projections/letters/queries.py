"""What is asked of letters: which wait and of which case one is, before a look; rows under one."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.letters.rows import LetterRow
from projections.paging import Count, Page, Scope, count_up_to_cap, fetch, page_of

Connection = AsyncConnection[Any]


class LetterKey(msgspec.Struct, frozen=True):
    """A letter that waits, by its place in the list."""

    letter_id: UUID
    case_id: UUID
    position: int


async def waiting_keys(
    connection: Connection, scope: Scope, *, limit: int, after: int | None = None
) -> Page[LetterKey]:
    """A page of the letters that wait in cases of a scope, the oldest first; needs no look."""
    query = "select * from read.letters_waiting(%(tenant)s, %(scope)s, %(after)s, %(page)s)"
    given = scope.parameters() | {"after": after, "page": limit + 1}
    return page_of(await fetch(connection, LetterKey, query, given), limit)


async def waiting_count(connection: Connection, scope: Scope) -> Count:
    """How many of them there are."""
    call = "read.letters_waiting(%(tenant)s, %(scope)s, null, %(page)s)"
    return await count_up_to_cap(connection, call, scope.parameters())


async def case_of_letter(connection: Connection, tenant: str, letter: UUID) -> UUID | None:
    """The case of a letter, where there is one; needs no look."""
    cursor = await connection.execute("select read.case_of_letter(%s, %s)", (tenant, letter))
    row = await cursor.fetchone()
    return row[0] if row else None


async def letters(connection: Connection, tenant: str, cases: Iterable[UUID]) -> list[LetterRow]:
    """The letters of cases that the look opens, the newest first."""
    columns = ", ".join(LetterRow.__struct_fields__)
    query = f"""
        select {columns} from read.letter
        where tenant = %(tenant)s and case_id = any (%(cases)s) and prepared_on is not null
        order by prepared_on desc, letter_id
    """
    return await fetch(connection, LetterRow, query, {"tenant": tenant, "cases": list(cases)})
