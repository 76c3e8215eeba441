"""Scope and keyset of a list: whose rows a viewer may be told of, and where the last page ended."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import BaseRowFactory

T = TypeVar("T")
CAP = 1000
"""Counts stop here: what lies beyond is said as "1000+"."""


class Scope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which cases, and so which persons, a viewer's lists may name: any that one of these lets in.

    ``everything``; cases of an ``office``; of a caseworker's ``account``; without a caseworker in
    the office ``unassigned_in``; with an application that waits (``applied``); referred to the
    organisation ``recipient``. ``without_case`` also finds persons who are in no case yet. With
    none of them, nothing. The rule of who gets what is the gate's; here it only selects.
    """

    tenant: str
    everything: bool = False
    office: str | None = None
    account: UUID | None = None
    unassigned_in: str | None = None
    applied: bool = False
    recipient: str | None = None
    without_case: bool = False

    def parameters(self) -> dict[str, Any]:
        return {"tenant": self.tenant, "scope": msgspec.json.encode(self).decode()}


class Count(msgspec.Struct, frozen=True):
    """How many, up to ``CAP``; ``capped`` when there are more."""

    value: int
    capped: bool


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Rows in the list's order, and whether more follow in the direction that was asked for."""

    rows: list[T]
    more: bool


def as_row(row_type: type[T]) -> BaseRowFactory[T]:
    """A row factory that makes rows of this struct, JSON columns decoded by its fields."""

    def factory(cursor: Any) -> Any:
        names = [column.name for column in cursor.description or ()]

        def make(values: Sequence[Any]) -> T:
            return msgspec.convert(dict(zip(names, values, strict=True)), row_type)

        return make

    return factory


async def fetch(
    connection: AsyncConnection[Any], row_type: type[T], query: str, parameters: dict[str, Any]
) -> list[T]:
    """All rows of a query, as structs of that type."""
    async with connection.cursor(row_factory=as_row(row_type)) as cursor:
        await cursor.execute(query, parameters)  # type: ignore[arg-type]
        return await cursor.fetchall()


def page_of(rows: list[T], limit: int, *, backward: bool = False) -> Page[T]:
    """A page out of ``limit + 1`` rows; rows read backward are put into the list's order."""
    kept = rows[:limit]
    return Page(kept[::-1] if backward else kept, len(rows) > limit)


async def count_up_to_cap(
    connection: AsyncConnection[Any], call: str, parameters: dict[str, Any]
) -> Count:
    """How many rows a function call gives; it must take the page's size as ``%(page)s``."""
    cursor = await connection.execute(
        f"select count(*) from {call} as found",  # type: ignore[arg-type]
        {**parameters, "page": CAP + 1},
    )
    row = await cursor.fetchone()
    found = row[0] if row else 0
    return Count(min(found, CAP), found > CAP)
