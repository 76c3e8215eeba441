"""What names no client: code lists, notices, staff, how the ledger stands."""

import asyncio
from typing import Any

import psycopg
import pytest

from projections.case_file.project import CASE_FILE
from projections.rebuilding import Rebuilding
from tests.support.api_world import World
from tests.support.graphql import open_case

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


async def test_an_operator_is_told_what_a_build_beside_has_otherwise(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = (await open_case(world))["caseId"]
    query = """query ($name: String!) { buildDifferences(name: $name) { seconds givenUp even
        tables { table comparable onlyLive onlyNew different keys untold } } }"""
    for who in ("worker", "supervisor", "privacy"):
        refused = await world.refused(who, query, name="case_file")
        assert refused["extensions"]["code"] == "NOT_PERMITTED"

    async def differences(name: str = "case_file") -> Any:
        return (await world.ask("operator", query, name=name))["buildDifferences"]

    assert await differences("nothing") is None and await differences() is None
    with psycopg.connect(world.database.url("migrator"), autocommit=True) as admin:
        table = CASE_FILE.physical(CASE_FILE.tables[0])
        change = f"update read.{table} set office = %s where case_id = %s"
        admin.execute(change, ("elsewhere", case.removeprefix("Case:")))
        rebuilding = Rebuilding(world.projections, "case_file")
        await rebuilding.begin()
        try:
            async with asyncio.timeout(60):
                while (await rebuilding.standing()).state != "ready":
                    await asyncio.sleep(0.02)
            found = await differences()
            assert found["even"] and not found["givenUp"]
            [told] = [one for one in found["tables"] if one["different"] or one["onlyNew"]]
            key = case.removeprefix("Case:")
            assert told == {
                "table": "case_file", "comparable": True, "onlyLive": 0, "onlyNew": 0,
                "different": 1, "keys": [f"case_id={key}"], "untold": [],
            }  # fmt: skip
            with monkeypatch.context() as hurried:
                hurried.setattr("api.read.builds.SECONDS", 0)
                async with world.projections.comparing:
                    found = await differences()
            assert (found["givenUp"], found["tables"]) == (True, [])
            assert (await differences())["even"], "and it can be asked again"
        finally:
            await rebuilding.drop()
            admin.execute(change, ("centre", key))
