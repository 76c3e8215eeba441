"""A wire that goes silent, a holder that freezes: what waits for them goes on by itself."""

import asyncio
from pathlib import Path
from random import Random

import pytest
from psycopg import AsyncConnection

from ledger import hanging
from ledger.hanging import WatchfulConnection
from ledger.ledger import Ledger
from ledger.log import sequencer
from projections.case_file.project import CASE_FILE
from projections.effects.engine import store as effects
from projections.engine import position
from projections.engine.tables import connect
from projections.run import Projections
from projections.timeline.project import TIMELINE
from tests.integration.projections.town import append
from tests.support.databases import Database
from tests.support.proxy import Proxy
from tests.unit.projections.histories import TENANT, history

PATIENCE = 20.0


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hanging, "LATE", 0.3)
    monkeypatch.setattr(hanging, "SENT", 0.15)


async def test_projections_whose_wires_go_silent_go_on_over_others(
    ledger: Ledger, fresh: Database, tmp_path: Path, hasty: None
) -> None:
    """As behind a gateway that forgets connections, and goes on taking what is sent."""
    events = history(Random(11), 60)
    last = await append(ledger, events[:-10])
    async with (
        Proxy(fresh.url("projector"), tmp_path) as wire,
        Projections(ledger, wire.url, models=(CASE_FILE, TIMELINE)) as projections,
    ):
        assert await projections.wait_for(None, last, PATIENCE)
        assert all(one.healthy for one in await projections.status())
        wire.go_silent()
        last = await append(ledger, events[-10:])
        assert await projections.wait_for(None, last, PATIENCE), "nobody else is there to do it"
        async with asyncio.timeout(PATIENCE):
            while not await _are_well(projections):
                await asyncio.sleep(0.05)


async def _are_well(projections: Projections) -> bool:
    try:
        return all(one.healthy for one in await projections.status())
    except Exception:  # each silent wire of the pool is found out when it is used
        return False


async def test_a_call_that_takes_long_or_waits_for_a_lock_is_left_alone(
    database: Database, hasty: None
) -> None:
    async with await WatchfulConnection.connect(database.url("projector"), autocommit=True) as one:
        with database.connect("projector") as holder:
            holder.execute("select pg_advisory_lock(1)")
            waiting = asyncio.create_task(one.execute("select pg_advisory_lock(1)"))
            await asyncio.sleep(2.5 * hanging.LATE)
            assert not waiting.done()
        await waiting
        await one.execute("select pg_sleep(%s)", (2.5 * hanging.LATE,))


async def test_who_holds_a_lease_and_says_nothing_loses_it_to_whoever_asks(
    database: Database,
) -> None:
    """A process that is frozen, or whose machine is gone without a word to the server."""
    with database.connect("sequencer") as proofs:
        assert sequencer._take_lease(proofs)
        assert _lapse(proofs.execute(_SHOWN).fetchone()) == {"40s"}
    for take in (_of_a_projection, effects.take_lease):
        async with await connect(database.url("projector")) as other:
            frozen = await connect(database.url("projector"))
            assert await take(frozen, TENANT)
            assert not await take(other, TENANT)
            assert _lapse(await (await frozen.execute(_SHOWN)).fetchone()) == {"40s"}
            await frozen.execute("set idle_session_timeout = '100ms'")
            async with asyncio.timeout(PATIENCE):
                while not await take(other, TENANT):
                    await asyncio.sleep(0.05)
            await frozen.close()


_SHOWN = (
    "select current_setting('idle_session_timeout'),"
    " current_setting('idle_in_transaction_session_timeout')"
)


def _lapse(shown: tuple[str, str] | None) -> set[str]:
    return set(shown or ())


async def _of_a_projection(connection: AsyncConnection, tenant: str) -> bool:
    return await position.take_lease(connection, tenant, "case_file")


async def test_what_others_are_limited_to_limits_no_projector(fresh: Database) -> None:
    """A batch that a time-out of the role ends would be ended each time it is tried again."""
    with fresh.connect("migrator") as admin:
        [name] = admin.execute("select current_database()").fetchone() or []
        for limit in ("statement_timeout", "lock_timeout"):
            admin.execute(f"alter database {name} set {limit} = '5ms'")
    async with await connect(fresh.url("projector")) as connection:
        await connection.execute("select pg_sleep(0.02)")
