"""What the gate asks of people's safety: seals, who left a unit, what somebody was called then."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.case_file.rows import CaseSealRow
from projections.paging import fetch
from projections.person_directory.rows import PersonSealRow

Connection = AsyncConnection[Any]


class SafetyFact(msgspec.Struct, frozen=True):
    """A seal on a CASE or a PERSON, which keeps out whoever is not in ``open_to``; or that a person
    LEFT the unit of a case and is not of it again: on ``left_on`` they were no longer of it.
    """

    what: Literal["CASE", "PERSON", "LEFT"]
    case_id: UUID | None
    person_id: UUID | None
    kind: str | None
    open_to: list[UUID] | None
    left_on: date | None


class Called(msgspec.Struct, frozen=True):
    """What somebody was called when they left, or when their file was sealed."""

    person_id: UUID
    given_name: str | None
    family_name: str | None


SAFETY_FACTS = """
    select 'CASE' as what, case_id, null::uuid as person_id, kind, open_to, null::date as left_on
    from read.seals_of_cases({tenant}, {cases})
    union all
    select 'PERSON', null, person_id, kind, open_to, null
    from read.seals_of_persons({tenant}, {persons})
    union all
    select 'LEFT', case_id, person_id, null, null, left_on
    from read.left_units({tenant}, {cases}, {persons})"""
_ASKED = SAFETY_FACTS.format(tenant="%(tenant)s", cases="%(cases)s", persons="%(persons)s")


async def safety_facts(
    connection: Connection, tenant: str, cases: Iterable[UUID], persons: Iterable[UUID]
) -> list[SafetyFact]:
    """The seals on these cases and persons, who left these units, and which units these left.

    Needs no look, for the gate decides on it.
    """
    parameters = {"tenant": tenant, "cases": list(cases), "persons": list(persons)}
    return await fetch(connection, SafetyFact, _ASKED, parameters)


async def names_then(
    connection: Connection, tenant: str, cases: Iterable[UUID], zone: str
) -> Mapping[UUID, Called]:
    """Under a look at the cases: what those were called who are not open through them any more."""
    query = "select * from read.names_then(%(tenant)s, %(cases)s, %(zone)s)"
    parameters = {"tenant": tenant, "cases": list(cases), "zone": zone}
    rows = await fetch(connection, Called, query, parameters)
    return {row.person_id: row for row in rows}


async def case_seals(
    connection: Connection, tenant: str, cases: Iterable[UUID]
) -> list[CaseSealRow]:
    """Under a look that names them: the seals on these cases."""
    query = f"""select {", ".join(CaseSealRow.__struct_fields__)} from read.case_seal
        where tenant = %(tenant)s and case_id = any (%(ids)s)"""
    return await fetch(connection, CaseSealRow, query, {"tenant": tenant, "ids": list(cases)})


async def person_seals(
    connection: Connection, tenant: str, persons: Iterable[UUID]
) -> list[PersonSealRow]:
    """Under a look that names them: the seals on these persons."""
    query = f"""select {", ".join(PersonSealRow.__struct_fields__)} from read.person_seal
        where tenant = %(tenant)s and person_id = any (%(ids)s)"""
    return await fetch(connection, PersonSealRow, query, {"tenant": tenant, "ids": list(persons)})
