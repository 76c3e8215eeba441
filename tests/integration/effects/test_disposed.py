"""Effects hold nothing private, and nothing of a disposed person is left to come about."""

import asyncio

from domain.disposal.commands import ApproveDisposal, RequestDisposal
from projections.effects.carrying_out import EFFECTS
from projections.effects.running import effects
from tests.integration.disposal.conftest import RECORDS, Town, opened
from tests.integration.effects.conftest import QUICK
from tests.support.canaries import found_in
from tests.support.databases import Database
from tests.support.policies import published

TABLES = ("timer", "fact", "outbox")


def held(database: Database) -> str:
    """All that stands in the tables of effects."""
    with database.connect("migrator") as admin:
        return "\n".join(
            str(row)
            for table in TABLES
            for row in admin.execute(f"select to_jsonb(t) from effects.{table} as t").fetchall()  # type: ignore[arg-type]
        )


async def heard(town: Town, database: Database) -> None:
    async with asyncio.timeout(30):
        while True:
            head = await town.ledger.head()
            with database.connect("migrator") as admin:
                [(at,)] = admin.execute("select min(position) from effects.process").fetchall()
            if at == head:
                return
            await asyncio.sleep(0.05)


async def test_a_disposal_reaches_timers_facts_and_what_waits(fresh: Database) -> None:
    url = fresh.url("projector")
    async with opened(fresh) as town:
        await published(town.ledger)
        async with effects(town.ledger, town.projections, url, QUICK):
            await heard(town, fresh)
            gone, stays = await town.lives(), await town.lives()
            await heard(town, fresh)
            with fresh.connect("migrator") as admin:
                for person in (gone.person, stays.person):
                    admin.execute(
                        "insert into effects.timer select tenant, name, %s, 'infinity',"
                        " 'infinity', '{}', %s, null, gen_random_uuid(), 1, gen_random_uuid()"
                        " from effects.process where name = 'partners'",
                        (str(person), person),
                    )
                    admin.execute(
                        "insert into effects.fact select tenant, name, %s, '[]', %s"
                        " from effects.process where name = 'partners'",
                        (str(person), person),
                    )
                    admin.execute(
                        "insert into effects.outbox (tenant, key, process, kind, effect, person_id,"
                        " event_id, position, correlation, state) select tenant,"
                        " gen_random_uuid(), name, 'WEBHOOK', '{}', %s, gen_random_uuid(), 1,"
                        " gen_random_uuid(), 'DEAD' from effects.process where name = 'partners'",
                        (person,),
                    )
            before = held(fresh)
            assert found_in(before.encode(), gone.canaries | stays.canaries) == set()
            assert before.count(str(gone.person)) >= 3  # a timer, a fact, an effect at least

            asked = RequestDisposal(person_id=gone.person, reason="SCHEDULE", authority="BYLAW")
            disposal = await town.made(asked)
            approved = ApproveDisposal(disposal_id=disposal, person_id=gone.person)
            await town.made(approved, RECORDS)
            await town.carry_out()
            await heard(town, fresh)
            [row] = await town.disposals.disposals(ids=[disposal])
            [progress] = await town.disposals.progress([row])
            assert EFFECTS in progress.done and progress.outstanding == ()
            with fresh.connect("migrator") as admin:
                for table in ("timer", "fact"):
                    left = admin.execute(
                        f"select distinct person_id from effects.{table}"  # type: ignore[arg-type]
                    ).fetchall()
                    assert (gone.person,) not in left and (stays.person,) in left
                waiting = admin.execute(
                    "select person_id, state, reason from effects.outbox"
                    " where kind = 'WEBHOOK' order by state"
                ).fetchall()
                assert waiting == [
                    (stays.person, "DEAD", None),
                    (gone.person, "DROPPED", "PERSON_DISPOSED"),
                ]
