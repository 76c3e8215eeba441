"""What the gate decides on of cases: who is responsible for them, whose they are, seals, emergencies.

One statement asks for all of it, as JSON of one row: for the gate the way there and back is what
costs, and there is a decision before everything that is shown or told.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.case_file.queries import Assignment
from projections.case_file.safety import SAFETY_FACTS, SafetyFact
from projections.oversight.queries import OwnEmergency

Connection = AsyncConnection[Any]


class CaseFacts(msgspec.Struct, frozen=True):
    """Of cases: one row a member; what bears on these cases and their members; what the account that
    asks opened of any of their numbers in an emergency."""

    assignments: list[Assignment] = []
    safety: list[SafetyFact] = []
    emergencies: list[OwnEmergency] = []

    def of(self, cases: Iterable[UUID]) -> "CaseFacts":
        """Of these among them: what would have been answered about them alone.

        Emergencies are left as they are: each names its person.
        """
        wanted = frozenset(cases)
        rows = [row for row in self.assignments if row.case_id in wanted]
        people = {row.person_id for row in rows} - {None}
        bearing = [
            fact for fact in self.safety if fact.case_id in wanted or fact.person_id in people
        ]
        return CaseFacts(rows, bearing, self.emergencies)


_SAFETY = SAFETY_FACTS.format(tenant="me.tenant", cases="%(cases)s", persons="m.ids")
CASE_FACTS = f"""
    with a as materialized (select * from read.assignments_of_cases(me.tenant, %(cases)s)),
    members as materialized (
        select array(select distinct a.person_id from a where a.person_id is not null) as ids
    ),
    n as materialized (
        select n.* from members as m cross join lateral read.same_persons(me.tenant, m.ids) as n
    ),
    s as (
        select n.person_id, n.canonical_id, array_agg(n.same_id) as same_as
        from n group by n.person_id, n.canonical_id
    )
    select json_build_object(
        'assignments', array(
            select to_json(x) from (
                select a.*, s.canonical_id, s.same_as from a left join s using (person_id)) as x),
        'safety', array(
            select to_json(x) from members as m cross join lateral ({_SAFETY}) as x),
        'emergencies', array(
            select to_json(x) from read.own_emergencies(
                me.tenant, array(select n.same_id from n)) as x)
    )::text as facts"""
"""``CaseFacts`` as JSON, of the cases %(cases)s and the tenant that a row named ``me`` holds."""

_ASKED = f"""
    select f.facts from (select %(tenant)s::text as tenant) as me
    cross join lateral ({CASE_FACTS}) as f"""

case_facts_of = msgspec.json.Decoder(CaseFacts).decode
"""``CaseFacts`` out of what ``CASE_FACTS`` gives."""


async def case_facts(connection: Connection, tenant: str, cases: Iterable[UUID]) -> CaseFacts:
    """What bears on these cases; needs no look, for the gate decides on it."""
    cursor = await connection.execute(_ASKED, {"tenant": tenant, "cases": list(cases)})
    row = await cursor.fetchone()
    return case_facts_of(row[0]) if row else CaseFacts()
