"""Break-glass over the whole API: from somebody else's file to a short opening, and its review."""

from typing import Any

import psycopg
import pytest

from tests.integration.api.test_sealed import seal
from tests.support.api_world import World
from tests.support.graphql import CASE, apply, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
PERSON = """query ($id: ID!) { person(id: $id) { __typename
    ... on Person { displayName telephone sinLast3 } } }"""
LISTED = """query ($waiting: Boolean!) { emergencies(waiting: $waiting) { totalCount edges { node {
    id who open yours mayReview ofYourCircle words reviewBy person { displayName }
    seals { code } reason { code } outcome { code } reviewWords } } } viewer { waiting } }"""
URGENT = {"reason": "MEDICAL", "words": "Collapsed at the counter"}


async def listed(world: World, who: str, *, waiting: bool = True) -> list[dict[str, Any]]:
    await world.settle()
    told = await world.ask(who, LISTED, waiting=waiting)
    return [edge["node"] for edge in told["emergencies"]["edges"]]


async def opened(world: World, who: str, person: str) -> bool:
    await world.settle()
    told = (await world.ask(who, PERSON, id=person))["person"]
    return told["__typename"] == "Person" and told["telephone"] is not None


async def test_a_file_opens_to_who_broke_the_glass_for_one_person_and_for_its_time(
    world: World,
) -> None:
    reached = {"telephone": "613-555-0144"}
    person = await register(world, familyName="Oyelaran", sin="046 454 286", **reached)
    other = await register(world, familyName="Besner", sin="193 456 787", **reached)
    made, untouched = await apply(world, person), await apply(world, other)
    assert not await opened(world, "elsewhere", person)

    ids = await world.do("elsewhere", "breakGlass", caseNumber=made["number"], **URGENT)
    assert ids["personId"] == person
    assert await opened(world, "elsewhere", person)
    assert not await opened(world, "elsewhere", other)
    assert not await opened(world, "partner", person), "to nobody else"
    told = (await world.ask("elsewhere", PERSON, id=person))["person"]
    assert told["sinLast3"], "the number is part of who somebody is"
    look = world.looks()[-1]
    assert look["codes"] == ["BREAK_GLASS_OPEN"] and look["purpose_from"] == "BREAK_GLASS"
    assert look["authorities"] == ["BREAK_GLASS:" + ids["emergencyId"].partition(":")[2]]
    case = (await world.ask("elsewhere", CASE, id=untouched["caseId"]))["case"]
    assert case["__typename"] == "NotAvailable"

    with psycopg.connect(world.database.url("migrator"), autocommit=True) as admin:
        admin.execute("update read.emergency set until = clock_timestamp()")
    assert not await opened(world, "elsewhere", person), "and its time is over"


async def test_it_waits_for_somebody_else_who_is_told_at_once(world: World) -> None:
    [waits] = await listed(world, "privacy")
    assert (waits["who"], waits["reason"]["code"]) == ("Elsewhere", "MEDICAL")
    assert waits["words"] == "Collapsed at the counter" and waits["mayReview"]
    assert "Oyelaran" in waits["person"]["displayName"]
    assert (await world.ask("privacy", "{ viewer { waiting } }"))["viewer"]["waiting"] == 1
    assert await listed(world, "supervisor") == [], "of another office"
    [own] = await listed(world, "elsewhere")
    assert own["yours"] and not own["mayReview"] and own["words"] is None

    given = {"emergencyId": waits["id"], "personId": own["id"], "words": "Ambulance called"}
    person = next(look for look in reversed(world.looks()) if look["codes"] == ["BREAK_GLASS_OPEN"])
    given["personId"] = f"Person:{person['persons'][0]}"
    refused = await world.send("elsewhere", "reviewBreakGlass", outcome="JUSTIFIED", **given)
    assert refused["__typename"] == "NotPermitted"
    await world.do("privacy", "reviewBreakGlass", outcome="JUSTIFIED", **given)
    assert await listed(world, "privacy") == []
    [done] = await listed(world, "privacy", waiting=False)
    assert done["outcome"]["code"] == "JUSTIFIED" and done["reviewWords"] == "Ambulance called"


async def test_a_number_that_is_nobodys_and_a_file_that_stays_shut_are_one_answer(
    world: World,
) -> None:
    person = await register(world, familyName="Achkar", sin="130 692 544", telephone="613-555-0101")
    made = await apply(world, person)
    await world.do("supervisor", "sealFile", **seal(world, "worker", caseId=made["caseId"]))
    await world.settle()
    shut = await world.send("elsewhere", "breakGlass", caseNumber=made["number"], **URGENT)
    nobody = await world.send("elsewhere", "breakGlass", caseNumber="2020-0000-0000", **URGENT)
    assert shut == nobody and shut["__typename"] == "NotPermitted"
    worse = {**URGENT, "reason": "X"}
    for number in (made["number"], "2020-0000-0000"):
        told = await world.send("elsewhere", "breakGlass", caseNumber=number, **worse)
        assert told["code"] == "CODE_NOT_VALID"
    denied = [look for look in world.looks() if look["decision"] == "denied"][-2:]
    assert [look["task"] for look in denied] == ["COMMAND"] * 2

    # Whom policy trusts with it opens it, and the circle hears.
    await world.do("supervisor", "breakGlass", caseNumber=made["number"], **URGENT)
    assert await opened(world, "supervisor", person)
    [heard] = await listed(world, "worker")
    assert heard["ofYourCircle"] and [seal["code"] for seal in heard["seals"]] == ["VIOLENCE"]
