"""Builds beside the live one: filled, compared, switched and taken back while readers read."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import psycopg
import pytest
from psycopg import AsyncConnection

import api.database
from api.database import Reader
from api.errors import Fault
from domain.disposal.events import Ground, PersonDisposed
from domain.streams import person_stream, stream_kind, stream_uuid
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from projections.case_file.project import CASE_FILE
from projections.engine import builds, position
from projections.engine.builds import Outdated, Superseded, install
from projections.engine.compare import compare
from projections.engine.model import ReadModel
from projections.engine.switch import NotNow, switch
from projections.engine.tables import connect
from projections.person_directory.project import PERSON_DIRECTORY
from projections.rebuilding import NothingToDo, Rebuilding
from projections.run import Projections
from projections.timeline.project import TIMELINE
from tests.integration.projections.town import KEK, append, dump
from tests.support.databases import Database, PgServer, new_database
from tests.unit.projections.histories import TENANT, history

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30.0


@pytest.fixture
def fresh(pg_server: PgServer, migrated_template: str) -> Iterator[Database]:
    """A database in which no read model was ever built."""
    with new_database(pg_server, migrated_template) as made:
        yield made


def newer(model: ReadModel) -> ReadModel:
    """The model as the next release has it."""
    return msgspec.structs.replace(model, version=model.version + 1)


async def until(true: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await true():
            await asyncio.sleep(0.02)


async def ready(rebuilding: Rebuilding) -> bool:
    return (await rebuilding.standing()).state == "ready"


async def live_build(projections: Projections, name: str) -> tuple[int, int]:
    [live] = [b for b in await projections.builds() if (b.name, b.state) == (name, "live")]
    return live.version, live.build


class Readers:
    """Count the rows of a view over and over, as readers do; every answer is kept."""

    def __init__(self, url: str, statement: str) -> None:
        self._url = url
        self._statement = statement
        self.seen: list[tuple[Any, ...]] = []

    async def read(self) -> None:
        async with await AsyncConnection.connect(self._url, autocommit=True) as connection:
            while True:
                cursor = await connection.execute(self._statement)
                self.seen += await cursor.fetchall()


@asynccontextmanager
async def reading(readers: Readers, count: int = 3) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(readers.read()) for _ in range(count)]
    try:
        await until(lambda: asyncio.sleep(0, len(readers.seen) > count))
        yield
        seen = len(readers.seen)
        await until(lambda: asyncio.sleep(0, len(readers.seen) > seen + count))
        assert not [task for task in tasks if task.done()], "no reader met an error"
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


COUNTED = """
create function read.counted() returns table (there bigint, of_members bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select (select count(*) from read.case_file), (select count(*) from read.case_member) $$;
grant execute on function read.counted() to caseledger_reader;
"""


async def test_readers_see_all_of_the_old_or_all_of_the_new_and_never_an_error(
    ledger: Ledger, fresh: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = await append(ledger, history(Random(31), 200))
    async with Projections(ledger, fresh.url("projector"), models=[CASE_FILE]) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        connection = await connect(fresh.url("projector"))
        async with connection:
            await connection.execute(COUNTED)
        with fresh.connect("migrator") as admin:
            shown = dump(admin, [CASE_FILE])
        assert shown["case_file"] and shown["case_member"]
        whole = (len(shown["case_file"]), len(shown["case_member"]))
        readers = Readers(fresh.url("reader"), "select there, of_members from read.counted()")
        rebuilding = Rebuilding(projections, "case_file")
        async with reading(readers):
            await rebuilding.begin()
            await until(lambda: ready(rebuilding))
            assert (await rebuilding.differences()).same
            await rebuilding.switch()
            await rebuilding.begin()
            await until(lambda: ready(rebuilding))
            assert (await rebuilding.differences()).same
            with monkeypatch.context() as stopped, pytest.raises(asyncio.CancelledError):
                stopped.setattr("projections.engine.switch.drop_older", _cancelled)
                await rebuilding.switch()
        assert set(readers.seen) == {whole}
        with fresh.connect("migrator") as admin:
            assert dump(admin, [CASE_FILE]) == shown, "byte for byte"
            states = "select build, state from read.build order by 1"
            # Though whoever switched was stopped before that.
            await until(
                lambda: asyncio.sleep(
                    0, admin.execute(states).fetchall() == [(2, "kept"), (3, "live")]
                )
            )
            functions = "select functions, functions_definition from read.build order by build"
            kept, live = admin.execute(functions).fetchall()
            assert kept == live and "" not in live, "nobody makes them, or the views, again"
            gone = admin.execute(
                "select to_regclass('read.case_file_v' || %s)", (CASE_FILE.version,)
            )
            assert gone.fetchone() == (None,)
            admin.execute("update read.projection set position = build * 1000")
            for moved in (2, 3):  # whichever of them is written last
                admin.execute("update read.projection set owner = '' where build = %s", (moved,))
                async with await connect(fresh.url("projector")) as connection:
                    assert await position.live(connection, TENANT) == {"case_file": 3000}


async def test_it_goes_live_while_more_is_written_without_a_pause(
    ledger: Ledger, fresh: Database
) -> None:
    """Then it never stands where the live one does, unless that is held for a moment."""
    events = history(Random(39), 3_000)
    last = await append(ledger, events[:100])
    async with Projections(ledger, fresh.url("projector"), models=[TIMELINE]) as projections:
        assert await projections.wait_for(None, last, PATIENCE)

        async def write() -> None:
            for event in events[100:]:
                await append(ledger, [event])

        writing = asyncio.create_task(write())
        rebuilding = Rebuilding(projections, "timeline")
        await rebuilding.begin()
        await rebuilding.begin(switches=True)  # as newer code does that finds it begun by hand
        async with asyncio.timeout(PATIENCE):
            while (await live_build(projections, "timeline"))[1] == 1:
                assert not writing.done(), "it went live, or there were too few events for the test"
                await asyncio.sleep(0.02)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)


async def _cancelled(*_: Any) -> None:
    raise asyncio.CancelledError


async def test_newer_code_builds_beside_by_itself_and_older_code_stands(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(32), 120)
    last = await append(ledger, events[:-20])
    older = Projections(ledger, fresh.url("projector"), models=[TIMELINE])
    async with older:
        assert await older.wait_for(None, last, PATIENCE)
        [before] = await older.status()
        async with Projections(
            ledger, fresh.url("projector"), models=[newer(TIMELINE)]
        ) as projections:
            version = TIMELINE.version + 1
            await until(lambda: _is_live(projections, "timeline", version))
            last = await append(ledger, events[-20:])
            assert await projections.wait_for(None, last, PATIENCE), "the new one follows"
            [status] = await projections.status()
            assert (status.version, status.state, status.healthy) == (version, "running", True), (
                status.trouble
            )
            [standing] = await older.status()
            assert (before.state, standing.state) == ("running", "superseded")
            with pytest.raises(NothingToDo) as refused:
                await Rebuilding(older, "timeline").begin()
            assert refused.value.code == "NEWER_CODE"
    connection = await connect(fresh.url("projector"))
    async with connection:
        with pytest.raises(Superseded):
            await install(connection, TIMELINE)
        with pytest.raises(Outdated):
            await install(connection, newer(newer(TIMELINE)))
    # And the older program can be put back, by who runs it; here when nothing of it is kept.
    async with Projections(ledger, fresh.url("projector"), models=[TIMELINE]) as older:
        back = Rebuilding(older, "timeline")
        assert [b.version for b in await back.drop()] == [TIMELINE.version]
        await back.back()
        async with back.filled_here():
            await until(lambda: ready(back))
            await back.switch()
        assert await older.wait_for(None, last, PATIENCE), "with what came since"
        assert (await older.status())[0].state == "running"


async def _is_live(projections: Projections, name: str, version: int) -> bool:
    return (await live_build(projections, name))[0] == version


async def test_a_row_changed_by_hand_is_named_and_going_back_brings_it_back_with_what_came_since(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(33), 150)
    stream = next(r.stream for r in events[:-30] if stream_kind(r.stream) == "case")
    case = stream_uuid(stream)
    # Without those of the case itself: another office responsible would mend the row.
    since = [r for r in events[-30:] if r.stream != stream]
    last = await append(ledger, events[:-30])
    async with Projections(ledger, fresh.url("projector"), models=[CASE_FILE]) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        with fresh.connect("migrator") as admin:
            admin.execute(
                f"update read.{CASE_FILE.physical(CASE_FILE.tables[0])} set office = 'elsewhere'"
                " where case_id = %s",
                (case,),
            )
        rebuilding = Rebuilding(projections, "case_file")
        await rebuilding.begin()
        await until(lambda: ready(rebuilding))
        found = await rebuilding.differences()
        assert found.even and not found.same
        [differing] = [table for table in found.tables if not table.same]
        assert (differing.table, differing.different) == ("case_file", 1)
        assert (differing.only_live, differing.only_new) == (0, 0)
        assert differing.keys == (f"tenant={TENANT} case_id={case}",)
        theirs = await rebuilding.differences(tenant=TENANT)
        [table] = [table for table in theirs.tables if not table.same]
        assert theirs.even and (table.different, table.keys) == (1, (f"case_id={case}",))
        assert (await rebuilding.differences(tenant="another")).same, "of nobody else"
        await rebuilding.switch()
        office = "select office from read.case_file where case_id = %s"
        with fresh.connect("migrator") as admin:
            assert admin.execute(office, (case,)).fetchone() != ("elsewhere",)
            last = await append(ledger, since)
            assert await projections.wait_for(None, last, PATIENCE)
            now = dump(admin, [CASE_FILE])
            await rebuilding.back()
            with pytest.raises(NothingToDo) as refused:
                await rebuilding.begin()
            assert refused.value.code == "GOING_BACK", "its rows are not made again"
            await rebuilding.back()
            await until(lambda: ready(rebuilding))
            await rebuilding.switch()
            assert admin.execute(office, (case,)).fetchone() == ("elsewhere",)
            back = dump(admin, [CASE_FILE])
        assert {name: len(rows) for name, rows in back.items()} == {
            name: len(rows) for name, rows in now.items()
        }, "what came since is there as well"
        assert {b.state for b in await rebuilding.drop()} == {"kept"}
        with pytest.raises(NothingToDo):
            await rebuilding.back()


async def test_a_build_goes_on_where_a_killed_process_left_it_for_every_tenant(
    ledger: Ledger, fresh: Database
) -> None:
    kek = KeyEncryptionKey(KEK)
    last = await append(ledger, history(Random(34), 400), at_once=200)
    async with Ledger(fresh.url("writer"), "elsewhere", kek) as other:
        last = await append(other, history(Random(35), 100)) or last
        async with (
            Projections(other, fresh.url("projector"), models=[TIMELINE]) as there,
            Projections(ledger, fresh.url("projector"), models=[TIMELINE]) as here,
        ):
            assert await there.wait_for(None, last, PATIENCE)
            assert await here.wait_for(None, last, PATIENCE)
    with fresh.connect("migrator") as admin:
        shown = dump(admin, [TIMELINE])
        assert len({row.split(",")[0] for row in shown["timeline"]}) == 2, "both tenants"
        looking = Projections(ledger, fresh.url("projector"), models=[TIMELINE])
        async with looking.looking():
            rebuilding = Rebuilding(looking, "timeline")
            await rebuilding.begin()
            urls = [fresh.url(role) for role in ("writer", "projector")]
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.projector", *urls, TENANT, KEK.hex(), "3"],
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
            )
            try:
                places = (
                    "select position from read.projection where name = 'timeline' and build = 2"
                )
                async with asyncio.timeout(PATIENCE):
                    while not any(0 < p < last for (p,) in admin.execute(places).fetchall()):
                        await asyncio.sleep(0.005)
                os.kill(process.pid, signal.SIGKILL)
            finally:
                process.kill()
                process.wait(60)
            left = sum(p for (p,) in admin.execute(places).fetchall())
            assert 0 < left < 2 * last, "it was killed in the middle"
            standing = await rebuilding.standing()
            assert standing.state == "building" and 0 <= standing.share < 1
            assert standing.rate is None or standing.rate >= 0
            with pytest.raises(NotNow):
                async with looking.connection() as connection:
                    await switch(connection, TIMELINE.of(2))
            async with rebuilding.filled_here():
                await until(lambda: ready(rebuilding))
                assert (await rebuilding.differences()).same
                await rebuilding.switch()
        assert dump(admin, [TIMELINE]) == shown, "both tenants' rows, byte for byte"


async def test_a_disposal_amid_a_build_reaches_it_and_no_old_names_are_kept(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(36), 150)
    models = [PERSON_DIRECTORY]
    last = await append(ledger, events)
    async with Projections(ledger, fresh.url("projector"), models=models) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        rebuilding = Rebuilding(projections, "person_directory")
        await rebuilding.begin()
        await until(lambda: ready(rebuilding))
        with fresh.connect("migrator") as admin:
            person, disposal = _somebody(admin), uuid7()
            for act in (ledger.keys.request_shred, ledger.keys.destroy):
                await asyncio.to_thread(act, [person], [])
            of_person = [r for r in events if r.stream == person_stream(person)]
            gone = PersonDisposed(
                disposal_id=disposal,
                person_id=person,
                ground=Ground("FILE", "2026-1", "SCHEDULE", "BYLAW"),
                persons=(person,),
                case_ids=(),
            )
            told = msgspec.structs.replace(
                of_person[-1], event_id=uuid7(), version=of_person[-1].version + 1, event=gone
            )
            last = await append(ledger, [told])
            assert await projections.wait_for(None, last, PATIENCE)

            async def purged() -> bool:
                found = admin.execute("select disposal_id from read.purged where build = 2")
                return found.fetchall() == [(disposal,)]

            await until(purged)
            await rebuilding.switch()
            names = "select given_name, disposed from read.person_directory where person_id = %s"
            assert admin.execute(names, (person,)).fetchone() == (None, True)
            assert admin.execute("select build, state from read.build").fetchall() == [(2, "live")]


def _somebody(admin: psycopg.Connection) -> Any:
    found = admin.execute(
        "select person_id from read.person_directory where given_name is not null limit 1"
    ).fetchone()
    assert found
    return found[0]


async def test_a_release_with_other_columns_is_compared_and_switched_in_one_go(
    ledger: Ledger, fresh: Database
) -> None:
    """The live tables of before have a column that the next release lacks, and lack one of its own."""
    last = await append(ledger, history(Random(37), 60))
    async with Projections(ledger, fresh.url("projector"), models=[TIMELINE]) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
    with fresh.connect("migrator") as admin:
        physical = TIMELINE.physical(TIMELINE.tables[0])
        admin.execute("set role caseledger_projector")
        admin.execute("drop view past.timeline, read.timeline")
        admin.execute(f"alter table read.{physical} rename column channel to way")
        admin.execute(f"create view read.timeline as select * from read.{physical}")
        later = newer(TIMELINE)
        looking = Projections(ledger, fresh.url("projector"), models=[later])
        async with looking.looking(), looking.connection() as connection:
            rebuilding = Rebuilding(looking, "timeline")
            await rebuilding.begin()
            async with rebuilding.filled_here():
                await until(lambda: ready(rebuilding))
                live = await builds.live(connection, "timeline")
                assert live is not None
                found = await compare(connection, later.of(2), live)
                assert found.same and found.tables[0].untold == ("channel", "way")
                await rebuilding.switch()
        count = admin.execute("select count(*) from read.timeline where channel is not null")
        assert count.fetchone() is not None
        assert admin.execute("select count(*) from past.timeline").fetchone() is not None


async def test_what_the_live_tables_lack_is_being_rebuilt_and_not_an_error_of_ours(
    ledger: Ledger, fresh: Database
) -> None:
    last = await append(ledger, history(Random(38), 20))
    readers = api.database.Database(fresh.url("reader"), size=1, statement_ms=5000, name="test")
    async with Projections(ledger, fresh.url("projector"), models=[TIMELINE]) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
    later = Projections(ledger, fresh.url("projector"), models=[newer(TIMELINE)])
    async with later.looking():
        await readers.open()
        try:
            async with Reader(readers) as reader:
                with pytest.raises(psycopg.errors.UndefinedColumn):
                    await reader.rows("select of_next_release from read.timeline")
                await Rebuilding(later, "timeline").begin()
                for query in ("select of_next_release from read.timeline", "select read.of_next()"):
                    with pytest.raises(Fault) as answered:
                        await reader.rows(query)
                    assert answered.value.code == "BEING_REBUILT"
                    assert "timeline: 0%" in answered.value.message("en")
                    assert "timeline : 0 %" in answered.value.message("fr")
                assert (await reader.rows("select count(*) as n from read.timeline"))[0]["n"] == 0
                often = "select channel from read.timeline"
                for _ in range(10):  # so that the server prepares it
                    assert await reader.rows(often) == []
                with fresh.connect("migrator") as admin:
                    admin.execute("set role caseledger_projector")
                    admin.execute("drop view past.timeline, read.timeline")
                    physical = TIMELINE.physical(TIMELINE.tables[0])
                    admin.execute(f"alter table read.{physical} alter channel type varchar")
                    admin.execute(
                        "create view read.timeline with (security_invoker = true) as"
                        f" select * from read.{physical}"
                    )
                    admin.execute("grant select on read.timeline to caseledger_reader")
                assert await reader.rows(often) == [], "in the types that it has now"
        finally:
            await readers.close()
