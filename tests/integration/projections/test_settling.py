"""The planner knows what tables hold, without any fold having waited for it to learn that."""

import asyncio
from random import Random
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from ledger.ledger import Ledger
from projections.engine import settling
from projections.engine.builds import install
from projections.engine.settling import Settling
from projections.engine.tables import connect
from projections.outcomes.project import OUTCOMES
from projections.run import Projections
from tests.integration.projections.folded import fold
from tests.integration.projections.town import append, rebuilt
from tests.support.databases import Database
from tests.unit.projections.histories import TENANT, history

PATIENCE = 20.0


async def test_tables_that_have_grown_are_known_to_the_planner_at_the_ledgers_end(
    fresh: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "ANALYSED_FROM", 50)
    events = history(Random(4), 400)
    await fold(fresh, [events[:300]])
    feed: Any = SimpleNamespace(tenant=TENANT, zone=ZoneInfo("UTC"), head=300)
    with fresh.connect("migrator") as admin:
        async with await connect(fresh.url("projector")) as connection:
            model = await install(connection, OUTCOMES)
            facts = model.physical(model.tables[0])

            async def settled(behind: int = 0) -> tuple[float, int]:
                """How many facts the planner knows of, and how often it was told."""
                feed.head = 300 + behind
                await Settling(model, feed).settle(connection, 300)
                return known(admin, facts)

            assert await settled(behind=settling.BEHIND + 1) == (-1, 0), "it has more to do"
            [count] = admin.execute(f"select count(*) from read.{facts}").fetchone() or [0]  # type: ignore[arg-type]
            assert await settled() == (count, 1)
            await fold(fresh, [events[300:310]])
            assert await settled() == (count, 1), "little is new"
            await fold(fresh, [events[310:]])
            assert (await settled())[1] == 2


def known(admin: psycopg.Connection, table: str) -> tuple[float, int]:
    query = """
        select c.reltuples, pg_stat_get_analyze_count(c.oid)
        from pg_class as c where c.oid = ('read.' || %s)::regclass"""
    [tuples, times] = admin.execute(query, [table]).fetchone() or [0, 0]
    return tuples, times


async def test_the_planner_is_told_of_the_tables_that_are_live_also_after_a_rebuild(
    ledger: Ledger, fresh: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "ANALYSED_FROM", 1)
    monkeypatch.setattr(settling, "LOOKED", 0.05)
    events = history(Random(4), 200)
    last = await append(ledger, events[:100])
    async with Projections(ledger, fresh.url("projector"), models=[OUTCOMES]) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        await rebuilt(projections)
        [standing] = await projections.status()
        assert standing.build == 2
        facts = OUTCOMES.of(2).physical(OUTCOMES.tables[0])
        with fresh.connect("migrator") as admin:
            [_, told] = known(admin, facts)
            assert await projections.wait_for(None, await append(ledger, events[100:]), PATIENCE)
            async with asyncio.timeout(PATIENCE):
                while known(admin, facts)[1] == told:
                    await asyncio.sleep(0.05)
