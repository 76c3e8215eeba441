"""Each event is heard once, by one owner; what follows comes once, however processes come and go."""

import asyncio
from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from domain.case.events import ApplicationDecided, Member
from domain.consent import GrantConsent
from domain.event import Recorded
from domain.private import Clear
from domain.streams import person_stream
from ledger.ids import uuid7
from projections.effects.delivery import outbox
from projections.effects.engine.model import Effect, Known, Process
from projections.effects.processes import PROCESSES
from projections.effects.processes.letters import LETTERS
from projections.effects.running import effects
from projections.effects.standing import standing
from projections.engine import builds
from projections.engine.rebuild import reset
from projections.run import Projections
from tests.integration.effects.conftest import (
    LONG_AGO,
    MODELS,
    QUICK,
    REPORTED,
    TENANT,
    in_days,
    opened,
)
from tests.integration.projections.town import append
from tests.support.databases import Database


async def test_a_decision_leads_to_one_letter_and_history_to_none(fresh: Database) -> None:
    async with opened(fresh, None) as before:  # the program of before knew no effects
        _, case, application = await before.applied()
        await before.decide(case, application)
    async with opened(fresh) as town:
        _, case, application = await town.applied()
        await town.decide(case, application)
        _, case, application = await town.applied()
        await town.decide(case, application, **REPORTED)
        _, case, application = await town.applied(**LONG_AGO)
        await town.decide(case, application, **LONG_AGO)
        await town.heard()
        assert town.outbox() == [("PrepareLetter", "DONE", None, 1)]
        assert (await town.types()).count("letter.prepared") == 1
        # Neither a read model that is built anew nor another start makes it come again.
        async with town.projections.connection() as connection:
            for model in MODELS:
                assert await reset(connection, TENANT, await builds.install(connection, model))
        await town.projections.wait_for(None, await town.ledger.head(), 30)
    async with opened(fresh) as town:
        await town.heard()
        assert (await town.types()).count("letter.prepared") == 1


async def test_a_corrected_birth_date_moves_the_day_on_which_a_consent_is_asked_for_again(
    fresh: Database,
) -> None:
    async with opened(fresh) as town:
        child = await town.person(birth_date=str(_sixteen(in_days(10))))
        await town.granted(Member(child, "DEPENDENT", "DEPENDENT_CHILD"))
        given = GrantConsent(
            person_id=child,
            categories=("IDENTITY",),
            recipients=("EO",),
            purposes=("REFERRAL",),
            signed_on=town.ledger.today(),
            language="fr",
            method="WRITTEN",
            capacity="PARENT",
            grantor_id=await town.person(),
            custody=True,
        )
        await town.do(given)
        timers = "select due_on from effects.timer"
        await town.until(lambda: town.rows(timers) == [(in_days(10),)])

        async def corrected(day: date) -> None:
            """They reach sixteen on that day, as the source says now."""
            history = await town.ledger.load(person_stream(child))
            [was] = await town.ledger.unseal(history[-1:])
            told = replace(was.event, birth_date=Clear(str(_sixteen(day)), child))
            metadata = replace(was.metadata, corrects=was.event_id)
            again = {"version": was.version + 1, "event_id": uuid7(), "metadata": metadata}
            await append(town.ledger, [replace(was, event=told, **again)])

        async def heard(*types: str) -> None:
            async with asyncio.timeout(30):
                while [t for t in await town.types() if t in FOLLOWS] != list(types):
                    await asyncio.sleep(0.03)
            await town.heard()

        await corrected(in_days(-1))
        await heard("consent.lapse_moved", "task.raised")
        assert town.rows(timers) == []
        await corrected(in_days(-2))
        await heard("consent.lapse_moved", "task.raised", "consent.lapse_moved")
        assert town.rows(timers) == [], "asked once"
        await corrected(in_days(20))
        followed = ("consent.lapse_moved", "task.raised", *["consent.lapse_moved"] * 2)
        await heard(*followed, "task.closed")
        assert town.rows(timers) == [(in_days(20),)]
        made = sorted(town.outbox())
        async with town.projections.connection() as connection:
            for model in MODELS:
                assert await reset(connection, TENANT, await builds.install(connection, model))
    async with opened(fresh) as town:
        await heard(*followed, "task.closed")
        assert sorted(town.outbox()) == made, "nothing anew, by a rebuild or a restart"
        sent = ["AskReaffirmation", "PrepareLetter", *["ReviewLapses"] * 3, "SettleTask"]
        assert [what for what, *_ in made] == sent


FOLLOWS = ("consent.lapse_moved", "task.raised", "task.closed")


def _sixteen(day: date) -> date:
    """The birth date of who reaches sixteen on that day."""
    return day.replace(year=day.year - 16)


async def test_two_programs_at_once_note_and_carry_out_once(fresh: Database) -> None:
    async with opened(fresh) as town, opened(fresh) as other:
        owners = [town.projections.owner, other.projections.owner]
        for _ in range(12):
            _, case, application = await town.applied()
            await town.decide(case, application)
        await town.heard()
        assert town.outbox() == [("PrepareLetter", "DONE", None, 1)] * 12
        assert (await town.types()).count("letter.prepared") == 12
        [(owner, count)] = town.rows("select owner, count(*) from effects.process group by owner")
        assert owner in owners and count == len(PROCESSES)


async def test_what_cannot_be_reacted_to_stops_its_process_alone(fresh: Database) -> None:
    broken = True

    def react(known: Known, recorded: Recorded) -> Iterator[Effect]:
        if broken:
            raise ValueError("Zoé Tremblay")
        yield from LETTERS.react(known, recorded)

    stubborn = Process(name="stubborn", events=frozenset({ApplicationDecided}), react=react)
    async with opened(fresh, processes=(stubborn, *PROCESSES)) as town:
        _, case, application = await town.applied()
        await town.decide(case, application)

        def standing() -> list[tuple]:
            return town.rows(
                "select name, position, error from effects.process where state = 'failing'"
            )

        [(name, position, error)] = await town.until(standing)
        assert name == "stubborn" and error == f"ValueError after position {position}"
        await town.until(lambda: town.outbox() == [("PrepareLetter", "DONE", None, 1)])
        broken = False
        await town.heard()
        assert [what for what, *_ in town.outbox()] == ["PrepareLetter"] * 2  # one a process
        assert (await town.types()).count("letter.prepared") == 1  # of one event


async def test_a_refusal_is_an_outcome_that_is_shown_and_dropped_with_a_reason(
    fresh: Database,
) -> None:
    async with opened(fresh) as town:
        person = await town.person()
        await town.withdrawn(person)
        await town.heard()
        async with town.projections.connection() as connection:
            page = await outbox.shown(connection, TENANT, states=("REFUSED",))
            [refused] = [row for row in page.rows if row.what == "PrepareLetter"]
            assert refused.error == "NOBODY_WORKS_WITH_THEM" and refused.attempts == 1
            [told] = (await standing(connection, TENANT, await town.ledger.head())).outbox
            assert (told.kind, told.waiting, told.dead) == ("COMMAND", 0, 0)
            assert told.refused == len(page.rows), "in sight for who watches the measures"
            assert await outbox.drop(connection, TENANT, refused.key, "me", "TOLD")
            assert not await outbox.retry(connection, TENANT, refused.key)
            assert not await outbox.drop(connection, TENANT, refused.key, "me", "TOLD")


async def test_an_owner_that_loses_its_connection_is_followed_by_another(fresh: Database) -> None:
    async with (
        opened(fresh) as town,
        Projections(town.ledger, fresh.url("projector"), models=MODELS) as projections,
    ):
        url = fresh.url("projector")
        async with effects(town.ledger, projections, url, QUICK):
            _, case, application = await town.applied()
            town.rows(
                "select pg_terminate_backend(l.pid) from pg_locks as l"
                " join pg_stat_activity as a on a.pid = l.pid"
                " where l.locktype = 'advisory' and a.datname = current_database()"
            )
            await town.decide(case, application)
            await town.heard()
            assert town.outbox() == [("PrepareLetter", "DONE", None, 1)]
