"""What names no client: code lists, notices, staff, how the ledger stands."""

import pytest

from tests.support.api_world import World

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_code_list_is_that_of_the_day(world: World) -> None:
    query = 'query ($on: Date) { codes(list: "benefit_types", on: $on) { code label validTo } }'
    now = {code["code"]: code for code in (await world.ask("worker", query, "fr"))["codes"]}
    then = {code["code"] for code in (await world.ask("worker", query, on="2023-06-01"))["codes"]}
    assert now["SHELTER"]["label"] == "Logement"
    assert then - set(now), "codes that ended are those of their days"
    fault = await world.refused("worker", query, "fr", on="2023-06-31")
    assert fault["extensions"] == {"code": "BAD_DATE", "field": "on"}
    fault = await world.refused("worker", '{ codes(list: "nothing") { code } }')
    assert fault["extensions"]["code"] == "UNKNOWN_LIST"


async def test_a_notice_is_the_newest_in_force_or_the_version_asked_for(world: World) -> None:
    query = """query ($version: String) { notice(id: "integrated-consent", version: $version) {
        id version title bodyFr bodyEn hash } }"""
    newest = (await world.ask("worker", query))["notice"]
    older = (await world.ask("worker", query, version="2023-1"))["notice"]
    assert (newest["version"], older["version"]) == ("2025-1", "2023-1")
    assert newest["bodyFr"] != newest["bodyEn"] and newest["hash"] != older["hash"]
    french = (await world.ask("worker", query, "fr"))["notice"]
    assert french["title"] == "Consentement intégré" and french["hash"] != newest["hash"]
    fault = await world.refused("worker", query, version="1999-1")
    assert fault["extensions"]["code"] == "UNKNOWN_NOTICE"


async def test_cases_can_be_assigned_to_the_caseworkers_of_an_office(world: World) -> None:
    query = "query ($office: String) { staff(office: $office) { id name role { code } } }"
    names = {one["name"] for one in (await world.ask("supervisor", query))["staff"]}
    assert names == {"Worker", "Colleague", "Elsewhere"}
    [east] = (await world.ask("supervisor", query, office="east"))["staff"]
    assert east["id"] == f"Staff:{world.ids['elsewhere']}"
    assert (await world.refused("partner", query))["extensions"]["code"] == "NOT_PERMITTED"


async def test_the_viewer_is_told_what_their_role_may_send(world: World) -> None:
    query = "{ viewer { role { code label } office { label } canCommand language } }"
    partner = (await world.ask("partner", query, "fr"))["viewer"]
    assert partner["canCommand"] == ["answerReferral", "closeReferral"]
    assert partner["language"] == "fr" and partner["office"] is None


async def test_the_wrong_way_to_ask_is_said(world: World) -> None:
    for body in ([{"query": "{ viewer { name } }"}], "text", {"query": 5}, {}):
        answer = await world.post("worker", body, "fr")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["extensions"]["code"] in ("NOT_JSON", "BATCH_REFUSED")
    form = await world.http.post("/graphql", data={"query": "{ viewer { name } }"})
    assert form.status_code == 400
    assert (await world.http.get("/graphql?query={viewer{name}}")).status_code == 405
    large = await world.http.post("/graphql", json={"query": "#" * 300_000})
    assert large.status_code == 413
    assert large.json()["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"
    schema = await world.http.get("/schema.graphql")
    assert "type Query" in schema.text


async def test_a_page_too_large_and_a_false_cursor_are_said(world: World) -> None:
    for query, code, field in (
        ("{ caseload(first: 101) { totalCount } }", "PAGE_SIZE", "first"),
        ("{ caseload(last: 0) { totalCount } }", "PAGE_SIZE", "last"),
        ('{ caseload(after: "nonsense") { totalCount } }', "BAD_CURSOR", "after"),
        ("{ caseload(first: 1, last: 1) { totalCount } }", "BOTH_WAYS", "last"),
        ('{ case(id: "Case:1") { __typename } }', "BAD_ID", "id"),
        ('{ node(id: "Elephant:1") { id } }', "BAD_ID", "id"),
    ):
        fault = await world.refused("worker", query)
        assert fault["extensions"] == {"code": code, "field": field}, query
