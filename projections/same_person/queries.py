"""What is asked of sameness: ids and whose numbers are one person's; a pair under a recorded look."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.paging import Page, Scope, fetch, page_of
from projections.same_person.rows import PairRow

Connection = AsyncConnection[Any]


class Same(msgspec.Struct, frozen=True):
    """Of one person: who is shown for them, and another of that one's numbers (or their own)."""

    person_id: UUID
    canonical_id: UUID
    same_id: UUID


class PairKey(msgspec.Struct, frozen=True):
    """A pair as it stands in the list: its row's ids, the numbers that are shown, and its place."""

    person_id: UUID
    other_id: UUID
    shown_id: UUID
    shown_other_id: UUID
    score: int
    pair: str


async def same_persons(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[Same]:
    """Every number of each of these persons; needs no look, for the gate decides by it."""
    query = "select * from read.same_persons(%(tenant)s, %(ids)s)"
    return await fetch(connection, Same, query, {"tenant": tenant, "ids": list(ids)})


async def merged_then(
    connection: Connection, tenant: str, ids: Iterable[UUID], position: int, at: datetime | None
) -> dict[UUID, UUID]:
    """Under a look that names them: who was shown for each of these numbers then, where it was another.

    As the ledger stood at a position, to which it came at an instant (UTC).
    """
    query = """
        select person_id, canonical_id from (
            select distinct on (person_id) person_id, canonical_id, known_to
            from read.person_alias
            where tenant = %s and person_id = any (%s) and position <= %s
            order by person_id, position desc
        ) as last
        where known_to is null or known_to >= %s"""
    cursor = await connection.execute(query, (tenant, list(ids), position, at))
    return dict(await cursor.fetchall())


async def known_pairs(
    connection: Connection, tenant: str, ids: Iterable[UUID]
) -> set[frozenset[UUID]]:
    """Which of these persons are pairs that somebody looks at or has decided about; no look."""
    cursor = await connection.execute(
        "select person_id, other_id from read.known_pairs(%s, %s)", (tenant, list(ids))
    )
    return {frozenset(row) for row in await cursor.fetchall()}


async def pair_keys(
    connection: Connection,
    scope: Scope,
    status: str,
    *,
    limit: int,
    after: tuple[int, str] | None = None,
) -> Page[PairKey]:
    """Pairs of that status (SUSPECTED, APART, MERGED), the most alike first; needs no look."""
    score, pair = after or (None, None)
    query = """select * from read.pair_ids(
        %(tenant)s, %(scope)s::jsonb, %(status)s, %(score)s, %(pair)s, %(page)s)"""
    parameters = scope.parameters() | {
        "status": status,
        "score": score,
        "pair": pair,
        "page": limit + 1,
    }
    return page_of(await fetch(connection, PairKey, query, parameters), limit)


async def pairs(connection: Connection, tenant: str, ids: Iterable[UUID]) -> list[PairRow]:
    """Under a look that names them: every pair among these persons."""
    query = f"""
        select {", ".join(PairRow.__struct_fields__)} from read.person_pair
        where tenant = %(tenant)s and person_id = any (%(ids)s) and other_id = any (%(ids)s)"""
    return await fetch(connection, PairRow, query, {"tenant": tenant, "ids": list(ids)})
