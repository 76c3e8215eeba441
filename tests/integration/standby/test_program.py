"""The whole program over a primary and standbys: its figures, and a failover under its feet."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from domain.person import RegisterPerson
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.standby import NoStandby
from ledger.store import Store
from ledger.store_errors import StoreUnavailable
from ledger.stored import Append
from tests.support.api_world import SYSTEM, TENANT, World, opened_world
from tests.support.cluster import Cluster, cancel
from tests.support.databases import Database
from tests.support.graphql import CASE, open_case, register

FIGURES = "{ outcomes { freshness { stale } figures { measure value months { value } } } }"


@pytest.fixture
async def world(cluster: Cluster, database: Database, reader_url: str) -> AsyncIterator[World]:
    async with opened_world(database, standby_url=reader_url) as made:
        yield made


def answered_by_a_standby(world: World, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each question to the standbys, whether one of them answered."""
    standbys = world.api.services.standbys
    assert standbys is not None
    ask, answers = standbys.ask, []

    async def watched(place: Any, query: Any) -> Any:
        try:
            found = await ask(place, query)
        except NoStandby:
            answers.append(False)
            raise
        answers.append(True)
        return found

    monkeypatch.setattr(standbys, "ask", watched)
    return answers


async def figures(world: World) -> dict[str, float]:
    report = (await world.ask("reporting", FIGURES))["outcomes"]
    return {figure["measure"]: figure["value"] for figure in report["figures"]}


async def test_figures_come_from_a_standby_and_are_those_of_the_primary(
    cluster: Cluster, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = answered_by_a_standby(world, monkeypatch)
    assert (await figures(world))["open_cases"] == 0
    made = await open_case(world)
    await world.settle()
    shown = await figures(world)
    assert shown["open_cases"] == 1, made
    assert answers == [True] * 4
    nobody = await world.refused(None, FIGURES)
    assert nobody["extensions"]["code"] == "NOT_SIGNED_IN"

    with cluster.without_standbys():
        assert await figures(world) == shown
    assert answers[4:] == [False, False], "then the primary answers"


async def test_a_look_that_only_the_primary_has_opens_nothing(
    cluster: Cluster, world: World
) -> None:
    made = await open_case(world)
    await world.settle()
    body = {"query": CASE, "variables": {"id": made["caseId"]}}
    with cluster.without_standbys():
        answer, _ = await asyncio.gather(world.post("worker", body), cancel(cluster, "cl_reader"))
        errors = answer.json()["errors"]
        assert errors[0]["extensions"]["code"] == "TEMPORARILY_UNAVAILABLE"
        assert "Tremblay" not in answer.text
    assert (await world.ask("worker", CASE, id=made["caseId"]))["case"]["members"]


async def person_appended(database: Database) -> tuple[UUID, Append]:
    """A person, and what would register them: key made, nothing appended."""
    made: list[Append] = []

    async def keep(append: Append) -> Any:
        made.append(append)
        raise StoreUnavailable("kept", outcome_known=True)

    kek = KeyEncryptionKey(bytes(range(32)))
    async with Ledger(database.url("writer"), TENANT, kek) as ledger:
        ledger.store.append = keep  # type: ignore[method-assign]
        command = RegisterPerson(
            given_name="Ana", family_name="", birth_date="1985-06-01", official_language="fr"
        )
        with pytest.raises(StoreUnavailable):
            await ledger.execute(command, command_id=uuid7(), actor=SYSTEM)
    stream = str(made[0].events[0].originator_id)
    return UUID(stream.partition("-")[2]), made[0]


def known_persons(cluster: Cluster) -> set[UUID]:
    with cluster.primary.connect("ledger") as boss:
        rows = boss.execute(
            "select person_id from read.person_directory where tenant = %s", [TENANT]
        )
        return {row[0] for row in rows}


async def test_the_read_side_forgets_what_only_the_lost_primary_had(
    cluster: Cluster, database: Database, world: World
) -> None:
    """A commit that no standby has is visible once its wait was cancelled; then comes a failover."""
    lost_person, append = await person_appended(database)
    await world.settle()
    head = await world.ledger.head()
    alone = Store(database.url("writer"), timeout=0.5)
    await alone.open()
    with cluster.without_standbys():
        sending = asyncio.create_task(alone.append(append))
        await cancel(cluster)
        with pytest.raises(StoreUnavailable):
            await sending
        await alone.close()
        assert await world.ledger.head() == head + 1
        async with asyncio.timeout(10):
            while world.projections._feed.head <= head:
                await asyncio.sleep(0.02)
        cluster.kill(cluster.primary)
    cluster.promote()

    given = {
        "commandId": str(uuid7()),
        "givenName": "Zoé",
        "familyName": "Roy",
        "birthDate": "1985-06-01",
        "officialLanguage": "fr",
    }
    async with asyncio.timeout(30):
        while (answer := await world.send("intake", "registerPerson", **given))[
            "__typename"
        ] == "TemporarilyUnavailable":
            await asyncio.sleep(0.1)
    assert answer["position"] == head + 1, "where the lost one stood"
    assert await world.projections.wait_for(None, head + 1, 30)
    persons = known_persons(cluster)
    assert lost_person not in persons
    found = (await world.ledger.read(head, 1))[0].stream.partition("-")[2]
    assert UUID(found) in persons

    later = await register(world, givenName="Later")
    await world.settle()
    assert later
    assert len(known_persons(cluster)) == len(persons) + 1
    async with asyncio.timeout(10):  # its connections, too, are found dead and made anew
        while (await world.http.get("/health")).status_code != 200:
            await asyncio.sleep(0.1)
