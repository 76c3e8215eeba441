"""At the ledger's end all read models are folded in one transaction, and none holds up another."""

import asyncio
from random import Random

import psycopg

from domain.streams import stream_kind
from ledger.ledger import Ledger
from projections.case_file.project import CASE_FILE
from projections.run import Projections
from projections.timeline.project import TIMELINE
from tests.integration.projections.test_parking import MODELS, choking
from tests.integration.projections.town import append, dump, rebuilt
from tests.support.databases import Database
from tests.unit.projections.histories import history

PATIENCE = 20.0
CASES, ENTRIES = CASE_FILE.physical(CASE_FILE.tables[0]), TIMELINE.physical(TIMELINE.tables[0])


def writers(connection: psycopg.Connection, after: int) -> set[str]:
    """The transactions that wrote what the events after a position made of cases and timelines."""
    found = connection.execute(
        f"select xmin::text from read.{CASES} where since > %(after)s"  # type: ignore[arg-type]
        f" union select xmin::text from read.{ENTRIES} where position > %(after)s",
        {"after": after},
    )
    return {row[0] for row in found}


async def test_one_transaction_for_all_and_the_same_rows_as_a_run_from_nothing(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(5), 260)
    last = await append(ledger, events[:200])
    async with Projections(ledger, fresh.url("projector"), models=MODELS) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        with fresh.connect("migrator") as admin:
            wrote = []
            for at in range(200, 260, 4):
                before, last = last, await append(ledger, events[at : at + 4])
                assert await projections.wait_for(None, last, PATIENCE)
                wrote.append(len(writers(admin, before)))
            assert set(wrote[5:]) == {1}, "the first may find them still on their way"
            assert all(s.healthy and s.position == last for s in await projections.status())
            live = dump(admin, MODELS)
            await rebuilt(projections)
            assert dump(admin, MODELS) == live


async def test_one_that_is_held_or_fails_goes_on_alone_and_comes_back(
    ledger: Ledger, fresh: Database
) -> None:
    events = history(Random(6), 300)
    poison: set[int] = set()
    last = await append(ledger, events[:200])
    others = [model.name for model in MODELS if model.name != "case_file"]
    async with Projections(ledger, fresh.url("projector"), models=choking(poison)) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        for at in range(200, 210):
            last = await append(ledger, events[at : at + 1])
            assert await projections.wait_for(None, last, PATIENCE)
        with fresh.connect("migrator", autocommit=False) as holder, holder.transaction():
            holder.execute("select from read.projection where name = 'case_file' for update")
            for at in range(210, 220):
                last = await append(ledger, events[at : at + 1])
                assert await projections.wait_for(others, last, PATIENCE)
            assert not await projections.wait_for(["case_file"], last, 0.1)
        assert await projections.wait_for(None, last, PATIENCE)

        with fresh.connect("migrator") as admin:
            riding = (
                "select pid from pg_stat_activity where application_name = 'caseledger together'"
            )
            for at in range(220, 250, 10):
                cut = admin.execute(f"select pg_terminate_backend(pid) from ({riding})").fetchall()  # type: ignore[arg-type]
                assert len(cut) <= 1
                last = await append(ledger, events[at : at + 10])
                assert await projections.wait_for(None, last, PATIENCE)
            async with asyncio.timeout(PATIENCE):
                while not admin.execute(riding).fetchall():
                    await asyncio.sleep(0.02)
            wrote = []
            for at in range(250, 270, 4):
                before, last = last, await append(ledger, events[at : at + 4])
                assert await projections.wait_for(None, last, PATIENCE)
                wrote.append(writers(admin, before))
            assert len(wrote[-1]) == 1, "together again"

            bad = next(
                last + n for n, e in enumerate(events[270:], 1) if stream_kind(e.stream) == "case"
            )
            poison.add(bad)
            last = await append(ledger, events[270:290])
            assert await projections.wait_for(None, last, PATIENCE)
            parked = admin.execute(
                "select distinct position from read.parked where error is not null"
            )
            assert parked.fetchall() == [(bad,)], "in each that folds it, and nothing besides"
            last = await append(ledger, events[290:])
            assert await projections.wait_for(None, last, PATIENCE)
            live = dump(admin, MODELS)
            await rebuilt(projections)
            assert dump(admin, MODELS) == live, "whoever went alone has missed nothing"
