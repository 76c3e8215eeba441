"""Disposals by GraphQL: who may, what they are told, and what everybody else is shown afterwards."""

from datetime import date
from uuid import UUID

from api.ids import global_id
from projections.effects.carrying_out import CarryingOut
from tests.integration.projections.town import append
from tests.support.api_world import TENANT, World, opened_world
from tests.support.canaries import Life, life
from tests.support.databases import Database

CASE = """query C($id: ID!, $at: AsOf) { case(id: $id, purpose: "LEGAL", at: $at) { ... on Case {
  members { person { displayName disposed disposal { words disposedOn schedule } } }
  assessments { summary }
  timeline { edges { node { type text textLanguage } } } } } }"""
DISPOSALS = """query D($status: String) { disposals(status: $status) { totalCount edges { node {
  id scope status { code } personId recordClass { code label } schedule requestedBy decidedBy
  disposedOn outstanding } } } }"""
DUE = "{ dueDisposals { personId holds requested kept { recordClass { code } until } } }"
HOLDS = "{ legalHolds { id scope personId reason { label } reference placedBy liftedAt } }"
GROUND = {"reason": "SCHEDULE", "authority": "BYLAW"}


async def lived(world: World) -> Life:
    made = life(TENANT)
    await append(world.ledger, made.events)
    await world.settle()
    return made


async def test_who_may_not_dispose_learns_nothing(database: Database) -> None:
    person = global_id("Person", UUID(int=7))
    async with opened_world(database) as world:
        for who in ("worker", "reporting", "operator", "partner"):
            answer = await world.send(who, "requestDisposal", personId=person, **GROUND)
            assert answer["__typename"] == "NotPermitted", who
            for query in (DISPOSALS, DUE, HOLDS):
                refused = await world.refused(who, query)
                assert refused["extensions"]["code"] == "NOT_PERMITTED", who


async def test_a_disposal_from_its_request_to_the_page(database: Database) -> None:
    async with opened_world(database) as world:
        gone = await lived(world)
        before = await world.ledger.head()
        person = global_id("Person", gone.person)
        due = (await world.ask("privacy", DUE))["dueDisposals"]
        assert [each["personId"] for each in due] == [person]
        assert due[0]["kept"][0] == {
            "recordClass": {"code": "FINANCIAL"},
            "until": "2022-05-04",
        }
        held = await world.do(
            "privacy",
            "placeHold",
            scope="PERSON",
            personId=person,
            reason="ACCESS_REQUEST",
            authority="ORDER",
            reference="AR-26-3",
        )
        answer = await world.send("privacy", "requestDisposal", "fr", personId=person, **GROUND)
        assert answer["code"] == "DISPOSAL_HELD" and "AR-26-3" in answer["message"]
        await world.settle()
        [hold] = (await world.ask("supervisor", HOLDS))["legalHolds"]
        assert (hold["id"], hold["placedBy"]) == (held["holdId"], "Privacy")
        await world.do("privacy", "liftHold", holdId=held["holdId"], reason="MATTER_ENDED")

        asked = await world.do("privacy", "requestDisposal", personId=person, **GROUND)
        agree = {"disposalId": asked["disposalId"], "personId": person}
        alone = await world.send("privacy", "approveDisposal", **agree)
        assert alone["code"] == "DISPOSAL_BY_ONE_PERSON"
        await world.settle()
        assert await world.do("supervisor", "approveDisposal", **agree)
        await world.settle()
        for _ in range(2):
            await CarryingOut(world.ledger, world.projections).once()
            await world.settle()

        found = (await world.ask("privacy", DISPOSALS, status="DISPOSED"))["disposals"]
        assert found["totalCount"] == 1
        told = found["edges"][0]["node"]
        assert told["status"] == {"code": "DISPOSED"} and told["outstanding"] == []
        assert (told["requestedBy"], told["decidedBy"]) == ("Privacy", "Supervisor")
        day = date.fromisoformat(told["disposedOn"])

        with database.connect("migrator") as admin:
            admin.execute(
                "update access.account set office = 'X' where display_name = 'Supervisor'"
            )
            admin.execute("update access.session set office = 'X' where role = 'SUPERVISOR'")
        for language, word in (("en", "Disposed of on"), ("fr", "Détruit le")):
            case = (await world.ask("supervisor", CASE, language, id=f"Case:{gone.case}"))["case"]
            [member] = case["members"]
            assert member["person"]["disposed"]
            assert member["person"]["disposal"]["disposedOn"] == day.isoformat()
            words = member["person"]["disposal"]["words"]
            assert words.startswith(word) and str(day.year) in words
            texts = {
                each["node"]["type"]: each["node"]
                for each in case["timeline"]["edges"]
                if each["node"]["text"]
            }
            assert texts["note.added"] == {
                "type": "note.added",
                "text": words,
                "textLanguage": language,
            }
            assert {each["summary"] for each in case["assessments"]} == {words}
            # In every year of the past that it was asked for, too.
            for at in ({"position": before}, {"position": before, "effectiveOn": "2018-06-01"}):
                asked = {"id": f"Case:{gone.case}", "at": at}
                then = (await world.ask("supervisor", CASE, language, **asked))["case"]
                assert then["members"] == case["members"]
                assert {each["summary"] for each in then["assessments"]} == {words}
                noted = [e["node"]["text"] for e in then["timeline"]["edges"]]
                assert {text for text in noted if text} == {words}
