"""Builds that go live, or go, while others fill them, read them or carry out a disposal."""

import asyncio
from collections.abc import Iterator
from random import Random
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from domain.disposal.events import Ground, PersonDisposed
from ledger.ids import uuid7
from projections.case_file.project import CASE_FILE
from projections.effects import carrying_out
from projections.engine import builds, position, tables
from projections.engine.builds import install
from projections.engine.errors import Fenced
from projections.engine.purge import purge
from projections.engine.switch import is_ready, switch
from projections.engine.tables import connect
from projections.timeline.project import TIMELINE
from tests.support.databases import Database, PgServer, new_database
from tests.unit.projections.histories import TENANT, history


@pytest.fixture
def fresh(pg_server: PgServer, migrated_template: str) -> Iterator[Database]:
    """A database in which no read model was ever built."""
    with new_database(pg_server, migrated_template) as made:
        yield made


async def test_a_disposal_that_a_build_carries_out_as_it_goes_live_is_acknowledged(
    fresh: Database,
) -> None:
    """Else nobody would ever say that this read model is done with it."""
    disposal = uuid7()
    async with (
        await connect(fresh.url("projector")) as filling,
        await connect(fresh.url("projector")) as switching,
    ):
        live = await install(filling, TIMELINE)
        bound = await builds.begin(filling, TIMELINE, switches=False)
        assert bound is not None
        for each in (live, bound):
            place = await position.claim(filling, TENANT, each, "somebody")
            await position.move(filling, TENANT, each, "somebody", place, 5)
        told = history(Random(36), 1)[0]
        event = PersonDisposed(
            disposal_id=disposal,
            person_id=uuid7(),
            ground=Ground("FILE", "2026-1", "SCHEDULE", "BYLAW"),
            persons=(),
            case_ids=(),
        )
        async with filling.transaction():
            place = msgspec.structs.replace(place, position=5)
            await position.move(filling, TENANT, bound, "somebody", place, 6)
            await purge(filling, bound, msgspec.structs.replace(told, event=event))
            switched = asyncio.create_task(switch(switching, bound))
            await asyncio.wait([switched], timeout=0.3)
        await switched
        steps = await filling.execute("select disposal_id, step from ledger.disposal_step")
        assert await steps.fetchall() == [(disposal, "timeline")]


async def test_nobody_fills_the_build_that_was_live_when_they_began(fresh: Database) -> None:
    """Who has found it live and takes it up a moment later, when another is."""
    async with await connect(fresh.url("projector")) as connection:
        before = await install(connection, TIMELINE)
        await position.claim(connection, TENANT, before, "first")
        bound = await builds.begin(connection, TIMELINE, switches=False)
        assert bound is not None
        await position.claim(connection, TENANT, bound, "filler")
        await switch(connection, bound)
        for tenant in (TENANT, "one that was never there"):
            with pytest.raises(Fenced):
                await position.claim(connection, tenant, before, "second")
        await position.claim(connection, TENANT, await install(connection, TIMELINE), "second")


async def test_the_live_build_does_not_wait_for_one_that_nobody_fills(fresh: Database) -> None:
    async with await connect(fresh.url("projector")) as connection:
        live = await install(connection, TIMELINE)
        bound = await builds.begin(connection, TIMELINE, switches=False)
        assert bound is not None
        for each, at in ((live, 7), (bound, 5)):
            place = await position.claim(connection, TENANT, each, "somebody")
            await position.move(connection, TENANT, each, "somebody", place, at)
        standing = await builds.live(connection, "timeline")
        assert standing is not None
        assert await is_ready(connection, bound, standing), "it will be there in a moment"
        await connection.execute("update read.projection set heartbeat = now() - interval '1 min'")
        assert not await is_ready(connection, bound, standing)


async def test_tables_that_a_dump_is_reading_stay_and_hold_nobody_up(fresh: Database) -> None:
    """It can take an hour, in which somebody else may have to take a read model up."""
    async with await connect(fresh.url("projector")) as connection:
        before = await install(connection, TIMELINE)
        bound = await builds.begin(connection, TIMELINE, switches=False)
        assert bound is not None
        await switch(connection, bound)
        await connection.execute(
            "insert into read.build (name, build, version, evolution, definition, state)"
            " values ('of_another_release', 1, 1, 0, '', 'kept')"
        )
        disposal: Any = SimpleNamespace(tenant=TENANT, disposal_id=uuid7())
        with fresh.connect("migrator", autocommit=False) as reading_all:
            reading_all.execute(f"select from read.{before.physical(TIMELINE.tables[0])}")
            async with asyncio.timeout(5):
                assert not await carrying_out._purged_beside(connection, disposal, 7)
                await position.claim(connection, TENANT, bound, "another")
            assert [b.build for b in await builds.found(connection)] == [1, 2]
        assert await carrying_out._purged_beside(connection, disposal, 7)
        assert [b.state for b in await builds.found(connection)] == ["live"]


async def test_what_was_live_when_it_carried_out_a_disposal_holds_it_up_for_nobody(
    fresh: Database,
) -> None:
    """It is taken up again before the disposal is done, and will never come to its event."""
    disposal: Any = SimpleNamespace(tenant=TENANT, disposal_id=uuid7())
    async with await connect(fresh.url("projector")) as connection:
        before = await install(connection, TIMELINE)
        place = await position.claim(connection, TENANT, before, "owner")
        await position.move(connection, TENANT, before, "owner", place, 7)
        bound = await builds.begin(connection, TIMELINE, switches=False)
        assert bound is not None
        place = await position.claim(connection, TENANT, bound, "filler")
        await position.move(connection, TENANT, bound, "filler", place, 7)
        await switch(connection, bound)
        await builds.take_up(connection, before)
        place = await position.claim(connection, TENANT, before, "filler")
        await position.move(connection, TENANT, before, "filler", place, 7)
        assert await carrying_out._purged_beside(connection, disposal, 7)
        assert not await carrying_out._purged_beside(connection, disposal, 8)


async def test_functions_that_are_made_anew_stay_the_ones_that_readers_have_begun_to_ask(
    fresh: Database,
) -> None:
    """Those of the past too; and what only the release before had of both is gone."""
    asked = "select oid, oid::regprocedure::text from pg_proc where proname = 'caseload_ids'"
    lost = "select count(*) from pg_proc where proname = 'of_before'"
    async with await connect(fresh.url("projector")) as connection:
        await install(connection, CASE_FILE)
        live = await builds.live(connection, "case_file")
        assert live is not None
        before = await (await connection.execute(asked)).fetchall()
        assert {name.partition(".")[0] for _, name in before} == {"read", "past"}
        for schema in ("read", "past"):
            await connection.execute(
                f"create function {schema}.of_before() returns int language sql return 1"
            )
        async with connection.transaction():
            names = [*live.functions, "of_before"]
            made = await tables.make_functions(connection, CASE_FILE, names)
        assert made == live.functions
        assert await (await connection.execute(asked)).fetchall() == before
        assert await (await connection.execute(lost)).fetchone() == (0,)
