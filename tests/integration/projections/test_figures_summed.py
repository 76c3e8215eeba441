"""Figures are the size of their lists: counted anew, and by sums with whatever came since."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import uuid4

import psycopg

from projections.outcomes.measures import MEASURES
from projections.outcomes.project import OUTCOMES
from tests.integration.projections.folded import fold, policy, told_late
from tests.support.databases import Database
from tests.unit.projections.histories import OFFICES
from tests.unit.projections.imported import imported_history

ZONE = "America/Toronto"
OF = ((None, None), (OFFICES[0], None), (None, "OW"), (OFFICES[1], "OW"), (OFFICES[0], "ODSP"))
PERIODS = [
    (date(2024, 1, 1), date(2024, 12, 31)),
    (date(2024, 3, 1), date(2024, 3, 31)),
    (date(2024, 2, 17), date(2025, 5, 2)),
    (date(2020, 1, 1), date(2031, 12, 31)),
]
KNOWN = (date(2032, 1, 1), date(2025, 9, 1))
"""Days after all that is known; on the later, more exits are final."""
GIVEN = {"measures": list(MEASURES), "zone": ZONE}
Rows = set[tuple[Any, ...]]


def settled(projector: psycopg.Connection, tenant: str) -> Rows:
    projector.execute(OUTCOMES.settle or "", {"tenant": tenant, "zone": ZONE})  # type: ignore[arg-type]
    query = """
        select office, programme, measure, grain, day::text, ripe_on::text, facts, cents
        from read.outcome_cell where tenant = %s"""
    return set(projector.execute(query, [tenant]))


def summed_to(projector: psycopg.Connection, tenant: str, known_on: date) -> int | None:
    query = "select read.outcome_summed(%(tenant)s, %(measures)s, %(known_on)s, %(zone)s)"
    [position] = projector.execute(
        query, GIVEN | {"tenant": tenant, "known_on": known_on}
    ).fetchone() or [None]
    return position


def answers(
    projector: psycopg.Connection,
    tenant: str,
    how: str,
    known: Sequence[date] = KNOWN,
    upto: int | None = None,
) -> Rows:
    """Of all measures and periods; of all, of an office, of a programme."""
    found: Rows = set()
    for known_on in known:
        for office, programme in OF:
            given = GIVEN | {"tenant": tenant, "known_on": known_on, "office": office}
            given |= {"upto": upto}
            given |= {"programme": programme, "summed": summed_to(projector, tenant, known_on)}
            given |= {"firsts": [p[0] for p in PERIODS], "lasts": [p[1] for p in PERIODS]}
            if office or programme:
                given["measures"] = [m.id for m in MEASURES.values() if m.of_case]
            rows = projector.execute(how, given)  # type: ignore[arg-type]
            found |= {(known_on, office, programme, *row) for row in rows}
    return found


SUMMED = """
    select * from read.outcome_sums(
        %(tenant)s, %(summed)s, %(measures)s, %(firsts)s, %(lasts)s, %(known_on)s, %(zone)s,
        %(office)s, %(programme)s)"""
COUNTED = """
    select * from read.outcome_count(
        %(tenant)s, %(measures)s, %(firsts)s, %(lasts)s, %(known_on)s, %(zone)s, %(upto)s,
        %(office)s, %(programme)s)"""
LISTED = """
    select r.measure, p.place::int, count(*), coalesce(sum(r.amount_cents), 0)::bigint
    from read.outcome_rows(
        %(tenant)s, %(measures)s, '2020-01-01', '2031-12-31', %(lasts)s, %(known_on)s, %(zone)s,
        %(upto)s, %(office)s, %(programme)s
    ) as r
    join unnest(%(firsts)s::date[], %(lasts)s::date[]) with ordinality as p(first, last, place)
        on r.on_day <= p.last and r.on_day >= case when r.standing then p.last else p.first end
    group by r.measure, p.place"""


async def test_sums_and_what_came_since_are_what_is_counted_row_by_row(database: Database) -> None:
    tenant = f"town-{uuid4().hex[:8]}"
    random = Random(11)
    told = imported_history(random, 600)
    events = told_late(tenant, [*policy(told[0], len(told)), *told], random)
    steps = [0, 250, 300, 301, len(events)]
    await fold(database, [events[: steps[1]]])
    with database.connect("projector") as projector:
        projector.execute("set role caseledger_projector")
        assert summed_to(projector, tenant, KNOWN[0]) is None, "nothing is summed yet"
        settled(projector, tenant)
        for before, after in pairwise(steps[1:]):
            await fold(database, [events[before:after]])
            assert (summed_to(projector, tenant, KNOWN[0]) or 0) < events[after - 1].position
            summed = answers(projector, tenant, SUMMED)
            assert summed == answers(projector, tenant, COUNTED), after
        kept = settled(projector, tenant)
        assert answers(projector, tenant, SUMMED) == answers(projector, tenant, COUNTED)
        projector.execute("delete from read.outcome_summary where tenant = %s", [tenant])
        assert settled(projector, tenant) == kept, "as if it had been summed at once"
        measures = {row[2] for row in kept}
        assert len(measures) > 35, set(MEASURES) - measures


async def test_what_is_counted_of_the_past_is_the_size_of_the_list_of_then(
    database: Database,
) -> None:
    tenant = f"town-{uuid4().hex[:8]}"
    # A history in which somebody stands in two cases at a time.
    told = imported_history(Random(21), 1200)
    events = told_late(tenant, [*policy(told[0], len(told)), *told], Random(21))
    await fold(database, [events])
    positions = (None, events[250].position, events[400].position)
    found: list[Rows] = []
    with database.connect("projector") as projector:
        projector.execute("set role caseledger_projector")
        for upto in positions:
            known = (date(2024, 5, 20), KNOWN[1])
            found.append(answers(projector, tenant, COUNTED, known, upto))
            assert found[-1] == answers(projector, tenant, LISTED, known, upto), upto
    assert len({frozenset(each) for each in found}) == len(positions)
    assert len({row[3] for each in found for row in each}) > 30, "measures"


async def test_sums_do_not_answer_for_what_was_not_known_or_stands_no_more(
    database: Database,
) -> None:
    tenant = f"town-{uuid4().hex[:8]}"
    told = imported_history(Random(3), 120)
    events = told_late(tenant, [*policy(told[0], len(told)), *told], Random(3))
    await fold(database, [events])
    with database.connect("projector") as projector:
        projector.execute("set role caseledger_projector")
        settled(projector, tenant)
        [latest] = projector.execute(
            "select max(known_from)::date from read.outcome_fact where tenant = %s", [tenant]
        ).fetchone() or [date.max]
        assert summed_to(projector, tenant, latest) is not None
        assert summed_to(projector, tenant, latest - timedelta(days=2)) is None
        assert projector.execute(
            "select read.outcome_summed(%(tenant)s, %(measures)s, '2032-01-01', 'UTC')",
            GIVEN | {"tenant": tenant},
        ).fetchone() == (None,)
        # Whatever takes rows away or puts others in their place.
        projector.execute("delete from read.outcome_fact where tenant = %s and false", [tenant])
        assert summed_to(projector, tenant, latest) is None
