"""Figures, and the list behind each of them: a figure is the size (or sum) of its list."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from domain.calendar import month_days
from projections.outcomes.measures import DEFINITION_VERSION, MEASURES, Measure, Unit
from projections.outcomes.rows import FactRow
from projections.paging import Page, fetch, page_of

Connection = AsyncConnection[Any]


class MonthFigure(msgspec.Struct, frozen=True):
    """A month (``YYYY-MM``); a standing figure stands at its end, or today if that is sooner."""

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
    months = _months(year, today)
    counted = await _counted(connection, tenant, office, months)
    standing = await _standing(connection, tenant, office, months)
    return [
        _figure(measure, months, standing if measure.kind == "standing" else counted)
        for measure in MEASURES.values()
    ]


Months = dict[str, tuple[date, date]]
Values = dict[tuple[str, str], int]


def _months(year: int, today: date) -> Months:
    """Each month of the year that has begun, with its first day and its last, or today."""
    names = [f"{year:04d}-{month:02d}" for month in range(1, 13)]
    found = {name: days for name in names if (days := month_days(name))}
    return {
        name: (first, min(last, today)) for name, (first, last) in found.items() if first <= today
    }


async def _counted(
    connection: Connection, tenant: str, office: str | None, months: Months
) -> Values:
    if not months:
        return {}
    cursor = await connection.execute(
        "select measure, month, facts, cents from read.outcome_months(%s, %s, %s, %s, %s)",
        (
            tenant,
            DEFINITION_VERSION,
            office,
            min(first for first, _ in months.values()),
            max(last for _, last in months.values()),
        ),
    )
    return {
        (name, f"{month:%Y-%m}"): cents if _in_cents(name) else found
        for name, month, found, cents in await cursor.fetchall()
    }


def _in_cents(name: str) -> bool:
    return name in MEASURES and MEASURES[name].unit == "cents"


async def _standing(
    connection: Connection, tenant: str, office: str | None, months: Months
) -> Values:
    by_day = {last: name for name, (_, last) in months.items()}
    cursor = await connection.execute(
        "select day, open_cases, participants, planned, referred, referred_otherwise"
        " from read.outcome_standing(%s, %s, %s)",
        (tenant, office, list(by_day)),
    )
    names = ("open_cases", "participants", "planned", "referred", "referred_otherwise")
    return {
        (name, by_day[day]): value
        for day, *values in await cursor.fetchall()
        for name, value in zip(names, values, strict=True)
    }


def _figure(measure: Measure, months: Months, values: Values) -> Figure:
    def of(name: str, month: str) -> int:
        return values.get((name, month), 0)

    found = tuple(
        MonthFigure(
            month,
            of(measure.numerator, month),
            of(measure.denominator, month) if measure.denominator else None,
        )
        for month in months
    )
    told = found[-1:] if measure.kind == "standing" else found
    return Figure(
        measure=measure.id,
        definition_version=DEFINITION_VERSION,
        unit=measure.unit,
        value=sum(month.value for month in told),
        denominator=sum(m.denominator or 0 for m in told) if measure.denominator else None,
        months=found,
    )


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
    found = MEASURES[measure]
    months = _months(year, today)
    if month is not None:
        months = {n: days for n, days in months.items() if n == f"{year:04d}-{month:02d}"}
    if not months:
        return Page([], False)
    parameters = {
        "tenant": tenant,
        "set": found.numerator,
        "definition_version": DEFINITION_VERSION,
        "office": office,
        "from_on": min(first for first, _ in months.values()),
        "to_on": max(last for _, last in months.values()),
        "after_on": after.day if after else None,
        "after_case": after.case_id if after else None,
        "after_subject": after.subject_id if after else None,
        "after_person": after.person_id if after else None,
        "page": limit + 1,
    }
    query = _STANDING_IDS if found.kind == "standing" else _FACT_IDS
    return page_of(await fetch(connection, FactKey, query, parameters), limit)


_FACT_IDS = """
    select day, case_id, subject_id from read.outcome_fact_ids(
        %(tenant)s, %(set)s, %(definition_version)s, %(office)s, %(from_on)s, %(to_on)s,
        %(after_on)s, %(after_subject)s, %(page)s)"""
_STANDING_IDS = """
    select from_on as day, case_id, application_id as subject_id, person_id
    from read.outcome_standing_ids(
        %(tenant)s, %(set)s, %(office)s, %(to_on)s,
        %(after_on)s, %(after_case)s, %(after_person)s, %(page)s)"""


async def facts(
    connection: Connection, tenant: str, measure: str, keys: Sequence[FactKey]
) -> list[FactRow]:
    """Under a look that names their cases: these rows, in the order of the keys."""
    parameters = {
        "tenant": tenant,
        "measure": measure,
        "definition_version": DEFINITION_VERSION,
        "cases": [key.case_id for key in keys],
        "subjects": [key.subject_id for key in keys],
        "persons": [key.person_id for key in keys],
    }
    if MEASURES[measure].kind == "counted":
        query = _FACTS
    else:
        query = _PERIODS if MEASURES[measure].numerator == "open_cases" else _PARTICIPANTS
    return await fetch(connection, FactRow, query, parameters)


_FACTS = f"""
    select {", ".join(f"f.{name}" for name in FactRow.__struct_fields__)}
    from unnest(%(subjects)s::uuid[]) with ordinality as k(subject_id, place)
    join read.outcome_fact as f using (subject_id)
    where f.tenant = %(tenant)s and f.measure = %(measure)s
      and f.definition_version = %(definition_version)s
    order by k.place"""
_FROM_PERIOD = """
    select p.tenant, %(measure)s as measure, %(definition_version)s as definition_version,
        p.application_id as subject_id, p.from_on as day, p.case_id, {person} as person_id,
        p.position, p.event_type, null::bigint as amount_cents, p.office, p.programme
    from unnest(%(cases)s::uuid[], %(subjects)s::uuid[], %(persons)s::uuid[])
        with ordinality as k(case_id, application_id, person_id, place)
    join read.{table} as p on p.tenant = %(tenant)s and p.case_id = k.case_id
        and p.application_id = k.application_id {same_person}
    order by k.place"""
_PERIODS = _FROM_PERIOD.format(person="null::uuid", table="outcome_period", same_person="")
_PARTICIPANTS = _FROM_PERIOD.format(
    person="p.person_id",
    table="outcome_participant",
    same_person="and p.person_id = k.person_id",
)
