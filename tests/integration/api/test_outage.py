"""The database goes away and comes back: a clear answer in two languages, then all goes on."""

import asyncio
import time

from ledger.ids import uuid7
from tests.support.api_world import opened_world
from tests.support.databases import ServerByAddress, migrate, new_database
from tests.support.graphql import open_case
from tests.support.independent_server import IndependentServer

REGISTER = """mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) {
    __typename ... on CommandAccepted { replayed }
    ... on TemporarilyUnavailable { code message retryAfterSeconds } } }"""
LIST = "{ caseload { totalCount freshness { stale } edges { node { number } } } }"


async def test_a_stopped_database_is_told_and_recovered_from(
    independent_server: IndependentServer,
) -> None:
    server = ServerByAddress.prepare(independent_server.url, independent_server.folder / "key-api")
    with new_database(server) as database:
        migrate(database.url("migrator"))
        async with opened_world(database) as world:
            made = await open_case(world)
            given = {
                "commandId": str(uuid7()),
                "givenName": "Ana",
                "familyName": "Silva",
                "birthDate": "1985-06-01",
                "officialLanguage": "en",
            }
            sending = {"query": REGISTER, "variables": {"input": given}}
            independent_server.stop()
            try:
                started = time.monotonic()
                english, french, written, health = await asyncio.gather(
                    world.post("worker", {"query": LIST}),
                    world.post("worker", {"query": LIST}, "fr"),
                    world.post("intake", sending, "fr"),
                    world.http.get("/health"),
                )
                assert time.monotonic() - started < 15
                sign_out = await world.http.delete(
                    "/session", headers={"authorization": f"Bearer {world.tokens['rival']}"}
                )
            finally:
                independent_server.start()
            errors = [answer.json()["errors"][0] for answer in (english, french)]
            assert {e["extensions"]["code"] for e in errors} == {"TEMPORARILY_UNAVAILABLE"}
            assert errors[0]["message"] != errors[1]["message"]
            refusal = written.json()["data"]["registerPerson"]
            assert refusal["__typename"] == "TemporarilyUnavailable"
            assert refusal["retryAfterSeconds"] > 0 and "registre" in refusal["message"]
            assert health.status_code == 503 and not health.json()["ready"]
            assert sign_out.status_code == 503, "nobody is told of an end that was not written"

            answer = await _recovered(world.post, "worker", {"query": LIST})
            numbers = {edge["node"]["number"] for edge in answer["caseload"]["edges"]}
            assert made["number"] in numbers
            accepted = await _recovered(world.post, "intake", sending)
            assert accepted["registerPerson"] == {
                "__typename": "CommandAccepted",
                "replayed": False,
            }
            again = (await world.post("intake", sending)).json()["data"]["registerPerson"]
            assert again["replayed"]
            await world.settle()


async def _recovered(post, who: str, body: dict) -> dict:
    """The data, once the connections are back: within some seconds, by themselves."""
    for _ in range(100):
        answer = (await post(who, body)).json()
        data = answer.get("data") or {}
        first = next(iter(data.values()), None)
        if "errors" not in answer and first and first.get("__typename") != "TemporarilyUnavailable":
            return data
        await asyncio.sleep(0.1)
    raise AssertionError(answer)
