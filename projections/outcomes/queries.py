"""Figures, and the list behind each of them: a figure is the size (or sum) of its list."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.outcomes.measures import Unit
from projections.outcomes.rows import FactRow
from projections.paging import Page

Connection = AsyncConnection[Any]


class MonthFigure(msgspec.Struct, frozen=True):
    """A month (``YYYY-MM``); a standing figure stands at the month's end, or today if that is sooner."""

    month: str
    value: int
    denominator: int | None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure over a year up to today. A standing figure's value is that of its last month."""

    measure: str
    definition_version: str
    unit: Unit
    value: int
    denominator: int | None
    months: tuple[MonthFigure, ...]

    @property
    def share(self) -> float | None:
        """Value by denominator; None where there is nothing to divide by."""
        return self.value / self.denominator if self.denominator else None


class FactKey(msgspec.Struct, frozen=True):
    """A row behind a figure: its place in the list, and the case that a look must name first.

    ``person_id`` is set for a standing figure that counts persons; else ``subject_id`` says what.
    """

    day: date
    case_id: UUID
    subject_id: UUID
    person_id: UUID | None = None


async def years(connection: Connection, tenant: str) -> list[int]:
    """Years in which anything counts, latest first; needs no look."""
    cursor = await connection.execute("select year from read.outcome_years(%s)", (tenant,))
    return sorted((row[0] for row in await cursor.fetchall()), reverse=True)


async def figures(
    connection: Connection, tenant: str, *, year: int, office: str | None, today: date
) -> list[Figure]:
    """Every measure, month by month up to today; needs no look, for it names nobody."""
    raise NotImplementedError


async def fact_keys(
    connection: Connection,
    tenant: str,
    measure: str,
    *,
    year: int,
    month: int | None,
    office: str | None,
    today: date,
    limit: int,
    after: FactKey | None = None,
) -> Page[FactKey]:
    """The list behind a figure (of the numerator), oldest first; needs no look.

    ``KeyError`` for a measure that there is not.
    """
    raise NotImplementedError


async def facts(
    connection: Connection, tenant: str, measure: str, keys: Sequence[FactKey]
) -> list[FactRow]:
    """Under a look that names their cases: these rows, in the order of the keys."""
    raise NotImplementedError
