"""What is signed is held by a standby: neither an outage nor an operator's cancel changes that."""

import asyncio
from uuid import uuid4

import pytest

from ledger.log import sequencer
from tests.integration.log.conftest import World
from tests.integration.standby.conftest import a_database
from tests.support.cluster import Cluster, cancel


@pytest.fixture
def world(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> World:
    # its own, for what other tests left would be signed first, and perhaps under another key
    database = a_database(cluster, f"logged_{uuid4().hex[:8]}")
    monkeypatch.setattr(sequencer, "LONGEST_PAUSE", 0.3)
    # else it may be a heartbeat, not the leaves, that waits when the operator comes
    monkeypatch.setattr(sequencer, "HEARTBEAT", 3600.0)
    return World(database)


async def test_nothing_is_signed_that_no_standby_holds(cluster: Cluster, world: World) -> None:
    with world.sequencing() as one:
        world.events(3)
        world.until(lambda: world.size() == 3 and world.size("looks") >= 0)
        owned = f"select count(*) from log.state where owner = '{one.owner}'"
        world.until(lambda: world.one(owned) == (2,))
        with cluster.without_standbys():
            # as if a wait had been cancelled: it is visible here, and here alone
            world.admin.execute("set synchronous_commit = local")
            world.events(2)
            for _ in range(4):
                # the leaves, then each time what the sequencer does when it comes back
                await cancel(cluster, "cl_sequencer")
                await asyncio.sleep(0.2)
                assert world.size() == 3
            assert world.one("select size from log.state where log = 'events'") == (5,)
        world.until(lambda: world.size() == 5)


async def test_a_failover_finds_a_tree_that_goes_on(cluster: Cluster, world: World) -> None:
    world.looks(20)
    with world.sequencing():
        before = world.size()
        world.until(lambda: world.size("looks") >= 20)
        signed = world.signed("looks")
        cluster.kill(cluster.primary)
        cluster.promote()
        world.admin.close()
        world.admin = world.database.connect("migrator")
        assert world.signed("looks") == signed
        world.looks(5)
        world.until(lambda: world.size("looks") == signed.size + 5)  # type: ignore[union-attr]
        assert world.size() >= before
        assert world.fault() is None and world.fault("looks") is None
