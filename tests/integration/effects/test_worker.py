"""Who carries effects out: slow partners keep nobody waiting, and nothing stops the worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from projections.effects.delivery import outbox, worker
from projections.effects.delivery.outbox import Outcome, Taken
from projections.effects.delivery.worker import COMMANDS, EACH, Carry, Worker
from projections.effects.settings import EffectSettings
from tests.integration.effects.conftest import QUICK, TENANT, Town, opened
from tests.support.databases import Database
from tests.support.days import local_day

NOTED = """
insert into effects.outbox (tenant, key, process, kind, effect, event_id, position, correlation)
select '{tenant}', gen_random_uuid(), 'partners', '{kind}', '{effect}', gen_random_uuid(), n,
    gen_random_uuid()
from generate_series(1, {count}) as n
"""


def noted(town: Town, kind: str, effect: str = "{}", count: int = 1) -> None:
    town.rows_changed(NOTED.format(tenant=TENANT, kind=kind, effect=effect, count=count))


@asynccontextmanager
async def working(
    town: Town, carry: Carry, settings: EffectSettings = QUICK, today: date | None = None
) -> AsyncIterator[None]:
    both = {"COMMAND": carry, "WEBHOOK": carry}
    made = Worker(town.projections, TENANT, both, settings, lambda: today or local_day())
    task = asyncio.create_task(made.run())
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
        noted(town, "WEBHOOK", '{"recipient": "eo-02"}')
        noted(town, "COMMAND")
        async with working(town, carry, replace(QUICK, partners=False)):
            await town.until(lambda: town.rows(done) == [(3 * EACH + 3 * COMMANDS + 1,)])
        assert len(hanging) == EACH, "a copy that is tried tells nobody"


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

    monkeypatch.setattr(worker, "POLL", 0.05)
    monkeypatch.setattr(outbox, "take", take)
    monkeypatch.setattr(outbox, "end", end)

    async def carry(taken: Taken) -> Outcome:
        return Outcome("DONE")

    async with opened(fresh, None) as town:
        noted(town, "COMMAND", count=2)
        async with working(town, carry, replace(QUICK, lease=0.1)):
            await town.until(lambda: {row[1] for row in town.outbox()} == {"DONE"})
    assert not faults


async def test_what_is_not_to_be_done_yet_or_any_more_is_not_done(fresh: Database) -> None:
    carried: list[str] = []

    async def carry(taken: Taken) -> Outcome:
        carried.append(taken.effect["recipient"])
        return Outcome("RETRY", "HTTP_429", wait=1e9)

    today = local_day()
    async with opened(fresh, None) as town:
        noted(town, "COMMAND", f'{{"recipient": "not yet", "on": "{today}"}}')
        noted(town, "COMMAND", '{"recipient": "kills"}')
        town.rows_changed("update effects.outbox set attempts = 9 where effect ->> 'on' is null")
        noted(town, "WEBHOOK", '{"recipient": "eo-01"}')
        settings = replace(QUICK, attempts=9, longest_pause=1800)
        async with working(town, carry, settings, today - timedelta(days=1)):
            found = await town.until(lambda: len(told := outcomes(town)) == 3 and told)
        assert carried == ["eo-01"]
        assert found["kills"] == ("DEAD", "BROKEN_OFF")
        assert found["not yet"] == ("WAITING", "DAY_NOT_COME")
        assert found["eo-01"] == ("WAITING", "HTTP_429")
        [(left,)] = town.rows(
            "select extract(epoch from due_at - now())::int from effects.outbox"
            " where error = 'HTTP_429'"
        )
        assert 1700 < left <= 1800, "left alone as long as it asks, and no longer than the longest"


def outcomes(town: Town) -> dict[str, tuple[str, str]]:
    query = "select effect ->> 'recipient', state, error from effects.outbox where error <> ''"
    return {which: (state, error) for which, state, error in town.rows(query)}


async def test_what_was_carried_out_long_ago_goes_and_what_was_given_up_stays(
    fresh: Database,
) -> None:
    async def carry(taken: Taken) -> Outcome:
        return Outcome("DONE")

    async with opened(fresh, None) as town:
        for state in ("DONE", "DEAD", "REFUSED", "DROPPED"):
            for days in (89, 91):
                noted(town, "COMMAND", f'{{"command": "{days}"}}')
                town.rows_changed(
                    f"update effects.outbox set state = '{state}', made_at = made_at - ago,"
                    f" ended_at = now() - ago from (select interval '{days} days' as ago) as a"
                    " where state = 'WAITING'"
                )
        async with working(town, carry):
            await town.until(lambda: len(town.outbox()) < 8)
            left = {(what, state) for what, state, *_ in town.outbox()}
            assert len(left) == 7 and ("91", "DONE") not in left
