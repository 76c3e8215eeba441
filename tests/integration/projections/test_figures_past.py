"""Figures of the past: what was answered while the ledger grew is answered again, at its position."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from projections.outcomes import queries
from projections.outcomes.measures import MEASURES
from projections.outcomes.queries import Asked, FactKey, Value
from tests.integration.projections.folded import fold, policy, sign_in, told_late
from tests.integration.projections.reading import TODAY, Reader
from tests.support.databases import Database
from tests.unit.projections.histories import OFFICES
from tests.unit.projections.imported import imported_history
from tests.unit.projections.told import Story

ZONE = "America/Toronto"
KNOWN = (TODAY, date(2024, 9, 15))
PERIODS = [
    (date(2024, 1, 1), date(2024, 12, 31)),
    (date(2024, 4, 1), date(2024, 4, 30)),
    (date(2024, 8, 17), date(2024, 11, 2)),
]
LISTED = ("open_cases", "participants", "exits_final", "decided_within_standard", "referrals_made")


async def answers(
    reader: Reader, tenant: str, position: int | None = None
) -> dict[Any, dict[str, list[Value]] | list[FactKey]]:
    """Every figure of some periods, by knowledge, of all and of an office, and some of the lists."""
    found: dict[Any, Any] = {}
    for known_on in KNOWN:
        for office in (None, OFFICES[0]):
            asked = Asked(known_on=known_on, zone=ZONE, office=office, position=position)
            wanted = [m for m in MEASURES.values() if m.of_case or not office]
            found[known_on, office] = await queries.figures(reader, tenant, asked, wanted, PERIODS)
        asked = Asked(known_on=known_on, zone=ZONE, position=position)
        for id in LISTED:
            page = await queries.fact_keys(
                reader, tenant, asked, MEASURES[id], PERIODS[0], limit=500
            )
            found[known_on, id] = page.rows
    return found


async def sign_in_as(reader: Reader, database: Database, tenant: str) -> None:
    secret = sign_in(database, [tenant])[tenant]
    await reader.execute("select set_config('caseledger.session', %s, false)", (secret,))


@pytest.mark.parametrize("seed", [5])
async def test_the_past_answers_as_it_did_when_it_was_the_present(
    stranger: Reader, database: Database, seed: int
) -> None:
    # Learned in any order: what comes late ends rows sooner than they were known to end.
    tenant = f"town-{uuid4().hex[:8]}"
    told = imported_history(Random(seed), 400)
    events = told_late(tenant, [*policy(told[0], len(told)), *told], Random(seed))
    steps = [0, *sorted(Random(seed).sample(range(60, len(events)), 4)), len(events)]
    then: dict[int, Any] = {}
    for before, after in pairwise(steps):
        await fold(database, [events[before:after]])
        if not then:
            await sign_in_as(stranger, database, tenant)
        then[events[after - 1].position] = await answers(stranger, tenant)
    for position, answered in then.items():
        assert await answers(stranger, tenant, position) == answered, position
    values = [str(answered) for answered in then.values()]
    assert len(set(values)) == len(values), "they grew"


async def test_an_end_that_came_before_an_earlier_one_ends_until_that_is_learned(
    stranger: Reader, database: Database
) -> None:
    tenant, monday = f"town-{uuid4().hex[:8]}", date(2024, 3, 4)
    story = Story()
    story.submitted(monday)
    for learned, outcome in ((10, "GRANTED"), (50, "REFUSED"), (20, "REFUSED")):
        story.decided(monday, outcome=outcome)
        known_at = datetime.combine(monday + timedelta(days=learned), time(12), UTC)
        story.events[-1] = msgspec.structs.replace(story.events[-1], known_at=known_at)
    await fold(database, [[msgspec.structs.replace(r, tenant=tenant) for r in story.events]])
    await sign_in_as(stranger, database, tenant)
    granted, first_end, earlier_end = (r.position for r in story.events[-3:])
    for day, told in ((15, (1, 1, 1)), (30, (1, 1, 0)), (60, (1, 0, 0))):
        for position, count in zip((granted, first_end, earlier_end), told, strict=True):
            asked = Asked(known_on=monday + timedelta(days=day), zone=ZONE, position=position)
            measure = MEASURES["applications_granted"]
            figures = await queries.figures(stranger, tenant, asked, [measure], PERIODS[:1])
            assert figures[measure.id][0].value == count, (day, position)
