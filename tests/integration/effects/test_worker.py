"""Who carries effects out: slow partners keep nobody waiting, and nothing stops the worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from projections.effects.delivery import outbox
from projections.effects.delivery.outbox import Outcome, Taken
from projections.effects.delivery.worker import COMMANDS, EACH, Carry, Worker
from tests.integration.effects.conftest import QUICK, TENANT, Town, opened
from tests.support.databases import Database

NOTED = """
insert into effects.outbox (tenant, key, process, kind, effect, event_id, position, correlation)
select '{tenant}', gen_random_uuid(), 'partners', '{kind}', '{effect}', gen_random_uuid(), n,
    gen_random_uuid()
from generate_series(1, {count}) as n
"""


def noted(town: Town, kind: str, effect: str = "{}", count: int = 1) -> None:
    town.rows_changed(NOTED.format(tenant=TENANT, kind=kind, effect=effect, count=count))


@asynccontextmanager
async def working(town: Town, carry: Carry) -> AsyncIterator[None]:
    both = {"COMMAND": carry, "WEBHOOK": carry}
    worker = Worker(town.projections, TENANT, both, QUICK)
    task = asyncio.create_task(worker.run())
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_partner_that_hangs_keeps_no_letter_and_no_other_partner_waiting(
    fresh: Database,
) -> None:
    hanging: list[Taken] = []

    async def carry(taken: Taken) -> Outcome:
        if taken.effect.get("recipient") == "eo-01":
            hanging.append(taken)
            await asyncio.sleep(3600)
        return Outcome("DONE")

    async with opened(fresh, None) as town:
        noted(town, "WEBHOOK", '{"recipient": "eo-01"}', 3 * EACH)
        noted(town, "WEBHOOK", '{"recipient": "eo-02"}', 3 * EACH)
        noted(town, "COMMAND", count=3 * COMMANDS)
        async with working(town, carry):
            done = "select count(*) from effects.outbox where state = 'DONE'"
            await town.until(lambda: town.rows(done) == [(3 * EACH + 3 * COMMANDS,)])
            assert len(hanging) == EACH


async def test_nothing_that_fails_stops_the_worker(
    fresh: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    taking, ending = outbox.take, outbox.end
    faults = [ValueError("Zoé Tremblay"), ValueError("Zoé Tremblay")]

    async def take(*given: object) -> list[Taken]:
        if len(faults) == 2:
            raise faults.pop()
        return await taking(*given)

    async def end(*given: object) -> None:
        if faults:
            raise faults.pop()
        await ending(*given)

    monkeypatch.setattr(outbox, "take", take)
    monkeypatch.setattr(outbox, "end", end)

    async def carry(taken: Taken) -> Outcome:
        return Outcome("DONE")

    async with opened(fresh, None) as town:
        noted(town, "COMMAND", count=2)
        async with working(town, carry):
            await town.until(lambda: {row[1] for row in town.outbox()} == {"DONE"})
    assert not faults
