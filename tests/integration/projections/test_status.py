"""How projections stand: what is dead is told as dead, by whoever looks, and what is behind by how much."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random

import msgspec
import pytest

from domain.case.events.application import ApplicationSubmitted
from domain.event import Recorded
from domain.policy import PolicyPublished
from ledger.ledger import Ledger
from projections import status
from projections.case_file.project import CASE_FILE
from projections.engine import feed, runner
from projections.engine.work import Work
from projections.run import Projections
from projections.status import ProjectionStatus
from projections.timeline.project import TIMELINE
from tests.integration.projections.test_engine import PROCESS, choking
from tests.integration.projections.town import KEK, append
from tests.support.databases import Database
from tests.unit.projections.histories import TENANT, history

PATIENCE = 20.0
MODELS = (CASE_FILE, TIMELINE)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who was not heard of counts as gone after a second or two, to spare the tests the wait."""
    monkeypatch.setattr(status, "HEALTHY_FOR", 2.0)
    monkeypatch.setattr(feed, "WATCHED_FOR", 0.5)


@asynccontextmanager
async def run_and_looked_at(
    ledger: Ledger, fresh: Database
) -> AsyncIterator[tuple[Projections, Projections]]:
    """Projections that run here, and what another process would see of them."""
    url = fresh.url("projector")
    async with Projections(ledger, url, models=MODELS) as here:
        elsewhere = Projections(ledger, url, models=MODELS)
        async with elsewhere.looking():
            await until(here, lambda found: all(one.healthy for one in found.values()))
            yield here, elsewhere


async def standing(projections: Projections) -> dict[str, ProjectionStatus]:
    return {one.name: one for one in await projections.status()}


async def until(
    projections: Projections, wanted: Callable[[dict[str, ProjectionStatus]], bool]
) -> dict[str, ProjectionStatus]:
    async with asyncio.timeout(PATIENCE):
        while not wanted(found := await standing(projections)):
            await asyncio.sleep(0.05)
    return found


async def test_a_projector_that_ended_while_its_process_lives_is_never_healthy(
    soon: None, ledger: Ledger, fresh: Database
) -> None:
    async with run_and_looked_at(ledger, fresh) as (here, elsewhere):
        here._running["timeline"].cancel()
        await asyncio.wait([here._running["timeline"]])
        found = await standing(here)
        assert {name: one.trouble for name, one in found.items()} == {
            "case_file": None,
            "timeline": "STOPPED",
        }
        found = await standing(elsewhere)
        assert found["timeline"].trouble == "STOPPED", "at once: nobody holds the lease"
        assert found["case_file"].healthy
        async with Projections(ledger, fresh.url("projector"), models=MODELS) as other:
            found = await until(here, lambda found: found["timeline"].healthy)
            assert found["timeline"].owner == other.owner, "another process has taken over"


async def test_a_projector_whose_process_was_killed_is_told_at_once(
    ledger: Ledger, fresh: Database
) -> None:
    command = [sys.executable, "-c", PROCESS, fresh.url("writer"), fresh.url("projector")]
    process = subprocess.Popen([*command, TENANT, KEK.hex()], stdout=subprocess.PIPE)
    elsewhere = Projections(ledger, fresh.url("projector"))
    try:
        async with elsewhere.looking():
            found = await until(elsewhere, lambda found: all(o.healthy for o in found.values()))
            [owner] = {one.owner for one in found.values()}
            assert owner and f":{process.pid}:" in owner
            process.kill()
            found = await until(elsewhere, lambda found: not any(o.healthy for o in found.values()))
            assert {one.trouble for one in found.values()} == {"STOPPED"}
            ages = [one.heartbeat_age or 0 for one in found.values()]
            assert min(ages) < status.HEALTHY_FOR, "by the lease: the heartbeats were young"
    finally:
        process.kill()
        process.communicate(timeout=10)


async def test_one_that_no_longer_sees_the_ledger_grow_is_not_healthy_though_it_could_fold(
    soon: None, ledger: Ledger, fresh: Database
) -> None:
    async with run_and_looked_at(ledger, fresh) as (here, elsewhere):
        for task in here._following:
            task.cancel()
        await append(ledger, history(Random(1), 20))
        found = await standing(here)
        assert {one.trouble for one in found.values()} == {"STOPPED"}
        found = await until(elsewhere, lambda found: not any(o.healthy for o in found.values()))
        assert {one.trouble for one in found.values()} == {"STALE"}
        assert min(one.lag_events for one in found.values()) == await ledger.head()


async def test_a_lag_is_told_in_events_and_in_seconds_of_the_oldest(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(2), 60)
    last = await append(ledger, events[:-5])
    [*_, poison] = [r.position for r in events[:-5] if isinstance(r.event, PolicyPublished)]
    models = [choking(poison), CASE_FILE]
    looked_at = Projections(ledger, fresh.url("projector"), models=models)
    async with looked_at.looking():
        before = await standing(looked_at)
        assert before["outcomes"].trouble == "NEVER_STARTED" and before["outcomes"].lag_seconds > 0
    async with Projections(ledger, fresh.url("projector"), models=models) as projections:
        found = await until(
            projections,
            lambda found: (
                found["case_file"].position == last and found["outcomes"].state == "failing"
            ),
        )
        assert (found["case_file"].lag_events, found["case_file"].lag_seconds) == (0, 0.0)
        stuck = found["outcomes"]
        assert (stuck.trouble, stuck.lag_events) == ("FAILING", last - poison + 1)
        await asyncio.sleep(0.3)
        await append(ledger, events[-5:])
        with fresh.connect("migrator") as connection:
            [age] = connection.execute(
                "select extract(epoch from clock_timestamp() - appended_at)::float8"
                " from ledger.events where position = %s",
                (poison,),
            ).fetchone()
        later = (await standing(projections))["outcomes"]
        assert later.lag_seconds >= age, "of the oldest, not of the newest"
        assert later.lag_seconds > stuck.lag_seconds and later.rate is not None


async def test_what_is_parked_is_counted_and_the_rest_is_well(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(7), 60)
    last = await append(ledger, events)
    poison = next(r for r in events if isinstance(r.event, ApplicationSubmitted))

    def fold(work: Work, recorded: Recorded) -> None:
        if recorded.position == poison.position:
            raise ValueError
        CASE_FILE.fold(work, recorded)

    broken = msgspec.structs.replace(CASE_FILE, fold=fold)
    url = fresh.url("projector")
    async with Projections(ledger, url, models=[broken, TIMELINE]) as projections:
        found = await until(
            projections, lambda found: all(one.position == last for one in found.values())
        )
    with fresh.connect("migrator") as connection:
        told = connection.execute(
            "select (select count(*) from read.parked), (select count(*) from read.parked_event)"
        ).fetchone()
    parked = found["case_file"]
    assert (parked.parked_streams, parked.parked_events) == told and min(told) > 0
    assert parked.healthy, "all else goes on"
    assert (found["timeline"].parked_streams, found["timeline"].parked_events) == (0, 0)


async def test_one_that_loses_its_connection_by_what_it_folds_says_so_and_is_never_well(
    ledger: Ledger, fresh: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where an event makes the server's process run out of memory: it begins again and again."""
    events = history(Random(9), 60)
    last = await append(ledger, events[:40])
    table = CASE_FILE.physical(CASE_FILE.tables[0])
    later = (r for r in events[41:] if isinstance(r.event, ApplicationSubmitted))
    deadly = next(later).position
    monkeypatch.setattr(runner, "LONGEST_PAUSE", 0.05)
    async with run_and_looked_at(ledger, fresh) as (here, elsewhere):
        assert await here.wait_for(None, last, PATIENCE)
        with fresh.connect("migrator") as admin:
            # In threads: they wait for whoever folds, which goes on meanwhile.
            await asyncio.to_thread(
                admin.execute,
                "create function public.dies() returns trigger language plpgsql security definer as"
                " $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;"
                f" create trigger dies before insert on read.{table} for each row"
                f" when (new.since >= {deadly})"
                " execute function public.dies()",
            )
            await append(ledger, events[40:])
            await until(elsewhere, lambda found: found["case_file"].position == deadly - 1)
            found = await until(elsewhere, lambda found: found["case_file"].error is not None)
            assert (found["case_file"].trouble, found["case_file"].error) == ("FAILING", "57P01")
            assert await here.wait_for(["timeline"], await ledger.head(), PATIENCE)
            await asyncio.to_thread(admin.execute, "drop function public.dies() cascade")
        assert await here.wait_for(None, await ledger.head(), PATIENCE)
        await until(elsewhere, lambda found: all(one.healthy for one in found.values()))
