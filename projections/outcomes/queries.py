"""Figures for a period and a day as known on a day, and the list behind each of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.outcomes.measures import MEASURES, Measure
from projections.outcomes.rows import Fact
from projections.paging import Page, fetch, page_of

Connection = AsyncConnection[Any]
Period = tuple[date, date]
"""First and last day, both included; what stands does so at the end of the last."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """As known at the end of which local day of which zone; of an office or a programme, or all.

    With a ``position``: as the ledger stood when that event was its last.
    """

    known_on: date
    zone: str
    position: int | None = None
    office: str | None = None
    programme: str | None = None

    @property
    def of_cases(self) -> bool:
        """Whether only what has a case can be answered for."""
        return self.office is not None or self.programme is not None


class Value(msgspec.Struct, frozen=True):
    """A figure of a period: its value (facts counted, or cents), what it is a share of, and facts."""

    value: int = 0
    denominator: int | None = None
    facts: int = 0


class FactKey(msgspec.Struct, frozen=True):
    """A row behind a figure: its place in the list, its fact, and whom a look must name first."""

    day: date
    subject_id: UUID
    position: int
    case_id: UUID | None = None
    person_id: UUID | None = None


async def years(connection: Connection, tenant: str) -> list[int]:
    """Years of the tenant's cases, latest first; needs no look."""
    cursor = await connection.execute("select year from read.outcome_years(%s)", (tenant,))
    return sorted((row[0] for row in await cursor.fetchall()), reverse=True)


async def figures(
    connection: Connection,
    tenant: str,
    asked: Asked,
    measures: Sequence[Measure],
    periods: Sequence[Period],
) -> dict[str, list[Value]]:
    """The figures of each measure, period by period; needs no look, for they name nobody."""
    wanted = [m.id for m in measures] + [m.of for m in measures if m.of]
    cursor = await connection.execute(
        "select measure, place, facts, cents"
        " from read.outcome_figures(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            tenant,
            list(dict.fromkeys(wanted)),
            [first for first, _ in periods],
            [last for _, last in periods],
            asked.known_on,
            asked.zone,
            asked.position,
            asked.office,
            asked.programme,
        ),
    )
    found = {(name, place): counted for name, place, *counted in await cursor.fetchall()}

    def value(measure: Measure, place: int) -> int:
        facts, cents = found.get((measure.id, place), (0, 0))
        return cents if measure.unit == "cents" else facts

    return {
        measure.id: [
            Value(
                value(measure, place),
                value(MEASURES[measure.of], place) if measure.of else None,
                found.get((measure.id, place), (0, 0))[0],
            )
            for place in range(1, len(periods) + 1)
        ]
        for measure in measures
    }


async def fact_keys(
    connection: Connection,
    tenant: str,
    asked: Asked,
    measure: Measure,
    period: Period,
    *,
    limit: int,
    after: FactKey | None = None,
) -> Page[FactKey]:
    """The list behind a figure, oldest first; needs no look."""
    if asked.of_cases and not measure.of_case:
        return Page([], False)
    first, last = period
    parameters = {
        "tenant": tenant,
        "measure": measure.id,
        "first": first,
        "last": last,
        "known_on": asked.known_on,
        "zone": asked.zone,
        "upto": asked.position,
        "office": asked.office,
        "programme": asked.programme,
        "after_on": after.day if after else None,
        "after_subject": after.subject_id if after else None,
        "page": limit + 1,
    }
    return page_of(await fetch(connection, FactKey, _LIST, parameters), limit)


_LIST = """
    select day, subject_id, position, case_id, person_id from read.outcome_list(
        %(tenant)s, %(measure)s, %(first)s, %(last)s, %(known_on)s, %(zone)s, %(upto)s,
        %(office)s, %(programme)s, %(after_on)s, %(after_subject)s, %(page)s)"""


class ChangeKey(msgspec.Struct, frozen=True):
    """A fact that differs between two times: CAME, WENT or CHANGED, and where each is told."""

    change: str
    day: date
    subject_id: UUID
    case_id: UUID | None = None
    person_id: UUID | None = None
    before_position: int | None = None
    after_position: int | None = None

    @property
    def positions(self) -> list[int]:
        return [at for at in (self.before_position, self.after_position) if at is not None]


async def changes(
    connection: Connection,
    tenant: str,
    before: Asked,
    after: Asked,
    measures: Sequence[Measure],
    period: Period,
    on: date,
) -> dict[tuple[str, str], int]:
    """How many facts came, went or changed, by measure and change; needs no look."""
    parameters = _compared(tenant, before, after, period, on)
    parameters["measures"] = [measure.id for measure in measures]
    cursor = await connection.execute(_CHANGES, parameters)
    return {(measure, change): facts for measure, change, facts in await cursor.fetchall()}


async def change_keys(
    connection: Connection,
    tenant: str,
    before: Asked,
    after: Asked,
    measure: Measure,
    period: Period,
    on: date,
    *,
    limit: int,
    cursor: ChangeKey | None = None,
) -> Page[ChangeKey]:
    """The facts of a figure that came, went or changed, oldest first; needs no look."""
    parameters = _compared(tenant, before, after, period, on) | {
        "measure": measure.id,
        "after_day": cursor.day if cursor else None,
        "after_subject": cursor.subject_id if cursor else None,
        "page": limit + 1,
    }
    return page_of(await fetch(connection, ChangeKey, _CHANGE_LIST, parameters), limit)


def _compared(tenant: str, before: Asked, after: Asked, period: Period, on: date) -> dict[str, Any]:
    first, last = period
    return {
        "tenant": tenant,
        "first": first,
        "last": last,
        "on": on,
        "before_on": before.known_on,
        "before_upto": before.position,
        "after_on": after.known_on,
        "after_upto": after.position,
        "zone": after.zone,
        "office": after.office,
        "programme": after.programme,
    }


_BETWEEN = """
    %(first)s, %(last)s, %(on)s, %(before_on)s, %(before_upto)s, %(after_on)s, %(after_upto)s,
    %(zone)s, %(office)s, %(programme)s"""
_CHANGES = f"""
    select measure, change, facts
    from read.outcome_changes(%(tenant)s, %(measures)s, {_BETWEEN})"""
_CHANGE_LIST = f"""
    select change, day, subject_id, case_id, person_id, before_position, after_position
    from read.outcome_change_list(
        %(tenant)s, %(measure)s, {_BETWEEN}, %(after_day)s, %(after_subject)s, %(page)s)"""


async def facts(connection: Connection, tenant: str, positions: Sequence[int]) -> list[Fact]:
    """Under a look that names their cases and persons: these facts, in the order of the positions."""
    parameters = {"tenant": tenant, "positions": list(positions)}
    return await fetch(connection, Fact, _FACTS, parameters)


_FACTS = f"""
    select {", ".join(f"f.{name}" for name in Fact.__struct_fields__)}
    from unnest(%(positions)s::bigint[]) with ordinality as k(position, place)
    join read.outcome_fact as f
        on f.tenant = %(tenant)s and f.position = k.position and f.day is not null
    order by k.place"""
