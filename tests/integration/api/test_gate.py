"""Who sees what: the look is recorded before anything is shown, and each role has its limits."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from api.context import Context
from caseledger.exporter.run import export
from tests.support.api_world import TENANT, World
from tests.support.days import local_day
from tests.support.graphql import CASE, apply, open_case, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = str(local_day())
BY_NUMBER = """query ($number: String) { case(number: $number) {
    __typename ... on NotAvailable { message } } }"""


async def referred(world: World, **consent: Any) -> dict[str, str]:
    """A case with a referral to eo-01 of somebody who consented to it."""
    members = {"members": consent.pop("members")} if "members" in consent else {}
    shared = consent.pop("shared", ["IDENTITY"])
    made = await open_case(world, **members) | consent
    given = {
        "personId": made["personId"],
        "categories": ["IDENTITY", "CONTACT"],
        "recipients": ["EO"],
        "purposes": ["REFERRAL"],
        "signedOn": TODAY,
        "language": "en",
        "method": "WRITTEN",
    }
    made |= await world.do("worker", "grantConsent", **(given | consent))
    made |= await world.do(
        "worker",
        "completeAssessment",
        caseId=made["caseId"],
        personId=made["personId"],
        completedOn=TODAY,
        strengths=[],
        needs=[],
        readiness="READY",
    )
    made |= await world.do(
        "worker",
        "makeReferral",
        caseId=made["caseId"],
        personId=made["personId"],
        toType="EO",
        recipient="eo-01",
        purpose="REFERRAL",
        shared=shared,
        madeOn=TODAY,
        reason="Wants full-time work",
    )
    await world.settle()
    return made


async def test_a_look_names_who_what_and_why_before_anything_is_shown(world: World) -> None:
    made = await open_case(world)
    before = len(world.looks())
    query = "query ($id: ID) { case(id: $id) { ... on Case { applicant { displayName } } } }"
    await world.ask("worker", query, id=made["caseId"])
    [look] = world.looks()[before:]
    assert look["account_id"] == world.ids["worker"] and look["role"] == "CASEWORKER"
    assert [f"Case:{key}" for key in look["cases"]] == [made["caseId"]]
    assert [f"Person:{key}" for key in look["persons"]] == [made["personId"]]
    assert look["categories"] == ["IDENTITY"], "what was asked for, and no more"
    assert look["decision"] == "allowed" and look["codes"] == ["ASSIGNED_CASEWORKER"]
    assert (look["purpose"], look["task"]) == ("INTEGRATED_CASE_MANAGEMENT", "CASE")


async def test_looking_at_the_looks_is_a_look_that_its_own_list_does_not_count(
    world: World,
) -> None:
    made = await open_case(world)
    mine = "query ($id: ID) { case(id: $id) { ... on Case { number } } }"
    await world.ask("worker", mine, id=made["caseId"])
    listed = "query ($id: ID) { looks(case: $id, first: 50) { totalCount edges { node { id } } } }"
    everything = (
        "{ looks(first: 100) { totalCount pageInfo { hasNextPage } edges { node { id } } } }"
    )
    answer = (await world.ask("privacy", listed, id=made["caseId"]))["looks"]
    assert answer["totalCount"] == len(answer["edges"]) > 0
    before = len(world.looks())
    answer = (await world.ask("privacy", everything))["looks"]
    assert len(world.looks()) == before + 1
    assert answer["totalCount"] == before
    assert answer["pageInfo"]["hasNextPage"] or len(answer["edges"]) == before


async def test_an_export_of_everything_stands_among_the_looks(world: World, tmp_path: Path) -> None:
    await open_case(world)
    await export(
        world.ledger, world.database.url("writer"), tmp_path / "out", "Odile Roy", ["events"]
    )
    query = """{ looks(first: 1) { edges { node {
        who task decision role { label } purpose { label } persons { displayName } } } } }"""
    [edge] = (await world.ask("privacy", query))["looks"]["edges"]
    assert edge["node"] == {
        "who": "Odile Roy",
        "task": "Everybody, in clear",
        "decision": "ALLOWED",
        "role": {"label": "Operator"},
        "purpose": {"label": "Export of all data"},
        "persons": [],
    }


async def test_one_list_is_one_look(world: World) -> None:
    await open_case(world)
    await open_case(world)
    before = len(world.looks())
    answer = await world.ask(
        "supervisor",
        """{ caseload { edges { node { applicant { displayName } members { person { age } }
        plans { id } benefits { id } timeline(first: 5) { edges { node { summary } } } } } } }""",
    )
    [look] = world.looks()[before:]
    assert len(look["cases"]) == len(answer["caseload"]["edges"]) >= 2


async def test_unknown_and_forbidden_are_one_answer_and_both_are_recorded(world: World) -> None:
    made = await open_case(world)
    before = len(world.looks())
    forbidden = await world.ask("elsewhere", BY_NUMBER, number=made["number"])
    unknown = await world.ask("elsewhere", BY_NUMBER, number="2026-0000-0000")
    assert forbidden == unknown and forbidden["case"]["__typename"] == "NotAvailable"
    french = await world.ask("elsewhere", BY_NUMBER, "fr", number=made["number"])
    assert french["case"]["message"] != forbidden["case"]["message"]
    looks = world.looks()[before:]
    assert [look["decision"] for look in looks] == ["denied"] * 3
    assert [f"Case:{key}" for key in looks[0]["cases"]] == [made["caseId"]]
    query = "query ($id: ID!) { person(id: $id) { __typename ... on NotAvailable { message } } }"
    hidden = await world.ask("elsewhere", query, id=made["personId"])
    assert hidden == await world.ask("elsewhere", query, id=f"Person:{uuid4()}")


async def test_a_rollback_or_a_killed_answer_leaves_the_look(world: World) -> None:
    made = await open_case(world)
    before = len(world.looks())
    query = "query ($id: ID) { case(id: $id) { ... on Case { applicant { givenName } } } }"

    async def killed(*_: object, **__: object) -> None:
        raise ConnectionResetError

    rows, Context.unseal = Context.unseal, killed  # type: ignore[method-assign, assignment]
    try:
        await world.post("worker", {"query": CASE, "variables": {"id": made["caseId"]}})
    finally:
        Context.unseal = rows  # type: ignore[method-assign]
    await world.ask("worker", query, id=made["caseId"])
    assert len(world.looks()) == before + 2
    with (
        psycopg.connect(world.database.url("migrator")) as admin,
        pytest.raises(psycopg.Error),
    ):
        admin.execute("delete from access.look")


async def test_nothing_is_shown_when_no_look_can_be_recorded(world: World) -> None:
    made = await open_case(world)
    with psycopg.connect(world.database.url("migrator"), autocommit=True) as admin:
        admin.execute("alter table access.look add constraint shut check (false) not valid")
        try:
            answer = await world.post(
                "worker", {"query": CASE, "variables": {"id": made["caseId"]}}
            )
        finally:
            admin.execute("alter table access.look drop constraint shut")
    assert answer.json()["data"] is None
    assert "Tremblay" not in answer.text and "613-555" not in answer.text


async def test_a_caseworker_lists_their_own_cases_and_those_nobody_has(world: World) -> None:
    mine = await open_case(world)
    waiting = await apply(world, await register(world))
    await world.settle()
    query = "{ caseload(first: 100) { edges { node { id } } } }"

    async def listed(who: str) -> set[str]:
        answer = await world.ask(who, query)
        return {edge["node"]["id"] for edge in answer["caseload"]["edges"]}

    assert {mine["caseId"], waiting["caseId"]} <= await listed("worker")
    colleague = await listed("colleague")
    assert waiting["caseId"] in colleague and mine["caseId"] not in colleague
    assert not {mine["caseId"], waiting["caseId"]} & await listed("elsewhere")
    intake = await listed("intake")
    assert waiting["caseId"] in intake and mine["caseId"] not in intake


async def test_intake_sees_who_applied_and_not_their_health_or_plans(world: World) -> None:
    made = await apply(world, await register(world))
    await world.settle()
    found = (await world.ask("intake", CASE, id=made["caseId"]))["case"]
    assert found["members"][0]["person"]["displayName"] == "Zoé Tremblay"
    assert {code["code"] for code in found["withheld"]} == {"EMPLOYMENT", "HEALTH", "FILE"}
    types = {edge["node"]["type"] for edge in found["timeline"]["edges"]}
    assert types == {"application.submitted"}


async def test_a_partner_sees_what_was_consented_to_until_it_is_withdrawn(world: World) -> None:
    made = await referred(world)
    found = (await world.ask("partner", CASE, id=made["caseId"]))["case"]
    person = found["members"][0]["person"]
    assert (person["displayName"], person["telephone"]) == ("Zoé Tremblay", "613-555-0199")
    assert person["consents"] == [] and found["timeline"]["totalCount"] == 0
    learned = """query ($id: ID!, $from: Date!) { person(id: $id) { ... on Person {
        learned(from: $from) { totalCount edges { node { id } } } } } }"""
    asked = {"id": made["personId"], "from": str(local_day())}
    nothing = {"learned": {"totalCount": 0, "edges": []}}
    assert (await world.ask("partner", learned, **asked))["person"] == nothing
    assert found["assessments"] == found["applications"] == found["benefits"] == []
    [referral] = found["referrals"]
    assert referral["recipient"]["code"] == "eo-01" and referral["reason"] is None
    withheld = {code["code"] for code in found["withheld"]}
    assert person["sinLast3"] is None
    assert withheld == {"HOUSEHOLD", "INCOME", "EMPLOYMENT", "HEALTH", "FILE", "CONSENT"}
    assert (await world.ask("rival", CASE, id=made["caseId"]))["case"]["__typename"] != "Case"
    query = "{ caseload { totalCount edges { node { id } } } }"
    listed = (await world.ask("partner", query))["caseload"]
    assert made["caseId"] in {edge["node"]["id"] for edge in listed["edges"]}
    await world.do(
        "worker",
        "withdrawConsent",
        personId=made["personId"],
        consentId=made["consentId"],
        method="VERBAL",
    )
    await world.settle()
    after = (await world.ask("partner", query))["caseload"]
    assert made["caseId"] not in {edge["node"]["id"] for edge in after["edges"]}
    assert after["totalCount"] == listed["totalCount"] - 1
    gone = (await world.ask("partner", CASE, id=made["caseId"]))["case"]
    assert gone["__typename"] == "NotAvailable"


async def test_a_partner_sees_no_step_towards_stability_and_no_others_referral(
    world: World,
) -> None:
    made = await referred(world, categories=["IDENTITY", "EMPLOYMENT"])
    about = {"caseId": made["caseId"], "personId": made["personId"]}
    step = {"owner": "PERSON", "description": "Words of the file"}
    await world.do(
        "worker",
        "createActionPlan",
        createdOn=TODAY,
        items=[
            step | {"kind": "STABILITY", "domain": "CRISIS_SAFETY"},
            step | {"kind": "EMPLOYMENT", "domain": "EMPLOYMENT"},
        ],
        **about,
    )
    await world.do(
        "worker",
        "makeReferral",
        toType="INTERNAL",
        recipient="family-support",
        purpose="INTEGRATED_CASE_MANAGEMENT",
        shared=[],
        madeOn=TODAY,
        **about,
    )
    await world.settle()
    query = """query ($id: ID) { case(id: $id) { ... on Case { referrals { recipient { code } }
        plans { items { kind { code } description } } } } }"""
    inside = (await world.ask("worker", query, id=made["caseId"]))["case"]
    assert len(inside["referrals"]) == len(inside["plans"][0]["items"]) == 2
    outside = (await world.ask("partner", query, id=made["caseId"]))["case"]
    assert outside["referrals"] == [{"recipient": {"code": "eo-01"}}]
    [shown] = outside["plans"][0]["items"]
    assert shown == {"kind": {"code": "EMPLOYMENT"}, "description": None}


async def test_the_privacy_officer_audits_and_sees_no_case(world: World) -> None:
    made = await referred(world)
    assert (await world.ask("privacy", CASE, id=made["caseId"]))["case"][
        "__typename"
    ] == "NotAvailable"
    assert (await world.refused("privacy", "{ caseload { totalCount } }"))["extensions"][
        "code"
    ] == "NOT_PERMITTED"
    await world.ask("elsewhere", CASE, id=made["caseId"])
    before = len(world.looks())
    answer = await world.ask(
        "privacy",
        """query ($person: ID!) {
            disclosures(person: $person) { edges { node { recipient { code } caseNumber consents
            person { displayName } } } }
            looks(person: $person, decision: DENIED) { totalCount edges { node { id who why cases
            persons { displayName } decision } } } }""",
        person=made["personId"],
    )
    [disclosure] = [edge["node"] for edge in answer["disclosures"]["edges"]]
    assert disclosure["consents"] == [made["consentId"]]
    assert disclosure["caseNumber"] == made["number"]
    assert disclosure["person"]["displayName"] == "Zoé Tremblay"
    denied = [edge["node"] for edge in answer["looks"]["edges"]]
    assert {look["who"] for look in denied} == {"Elsewhere", "Privacy"}
    assert any("No case of the person" in why for look in denied for why in look["why"])
    looks = world.looks()[before:]
    assert {look["purpose"] for look in looks} == {"PRIVACY_AUDIT"}, "an audit is a look, too"
    query = "query ($id: ID!) { node(id: $id) { id ... on Look { who task } } }"
    again = (await world.ask("privacy", query, id=denied[0]["id"]))["node"]
    assert again == {"id": denied[0]["id"], "who": denied[0]["who"], "task": "Case file"}
    fault = await world.refused("worker", query, id=denied[0]["id"])
    assert fault["extensions"]["code"] == "NOT_PERMITTED"
    for who in ("worker", "supervisor", "reporting", "partner", "operator"):
        fault = await world.refused(who, "{ looks { totalCount } }")
        assert fault["extensions"]["code"] == "NOT_PERMITTED"


async def test_reporting_sees_figures_and_case_numbers_and_nobody(world: World) -> None:
    made = await open_case(world)
    for query in (
        "{ caseload { totalCount } }",
        '{ people(search: "Tremblay") { totalCount } }',
        "{ consentAudit { totalCount } }",
        "{ disclosures { totalCount } }",
    ):
        fault = await world.refused("reporting", query)
        assert fault["extensions"]["code"] == "NOT_PERMITTED", query
    assert (await world.ask("reporting", CASE, id=made["caseId"]))["case"]["__typename"] != "Case"
    before = len(world.looks())
    query = """{ outcome(measure: "open_cases") { figure { value }
        facts { edges { node { caseNumber on } } } } }"""
    answer = await world.ask("reporting", query)
    numbers = {edge["node"]["caseNumber"] for edge in answer["outcome"]["facts"]["edges"]}
    assert made["number"] in numbers
    [look] = world.looks()[before:]
    assert look["persons"] == [] and look["purpose"] == "REPORTING" and look["cases"]


async def test_the_operator_sees_how_the_ledger_stands_and_nothing_else(world: World) -> None:
    status = await world.ask(
        "operator",
        "{ status { position tenant projections { name healthy trouble lagEvents lagSeconds"
        " owner eventsPerSecond parkedStreams parkedEvents }"
        " builds { name build version state progress secondsLeft switches parkedStreams error"
        " madeAt switchedAt } } }",
    )
    assert {one["name"] for one in status["status"]["projections"]} >= {"case_file", "timeline"}
    assert all(one["healthy"] for one in status["status"]["projections"])
    [owner] = {one["owner"] for one in status["status"]["projections"]}
    assert owner == world.projections.owner, "which process to look at"
    theirs = await world.ask("partner", "{ status { projections { owner } } }")
    assert {one["owner"] for one in theirs["status"]["projections"]} == {None}
    for query in ("{ outcomes { to } }", "{ caseload { totalCount } }"):
        assert (await world.refused("operator", query))["extensions"]["code"] == "NOT_PERMITTED"


SETTLE = """mutation ($retry: RetryEffectInput!, $drop: DropEffectInput!) {
    retryEffect(input: $retry) { ...Settled } dropEffect(input: $drop) { ...Settled } }
    fragment Settled on EffectResult { __typename
        ... on EffectSettled { effect { state attempts errorLabel endedBy reason } }
        ... on Refusal { code message field } }"""


async def test_what_an_operator_does_about_an_effect_is_theirs_alone_and_on_record(
    world: World,
) -> None:
    person, key = uuid4(), uuid4()
    with world.database.connect("migrator") as admin:
        admin.execute(
            "insert into effects.outbox (tenant, key, process, kind, effect, person_id, event_id,"
            " position, correlation, state, attempts, error)"
            """ values (%s, %s, 'partners', 'WEBHOOK', '{"type": "consent.ended"}', %s, %s, 1, %s,"""
            " 'DEAD', 20, 'HTTP_410')",
            (TENANT, key, person, uuid4(), uuid4()),
        )
    given = {"retry": {"key": str(key)}, "drop": {"key": str(key), "reason": " Told by hand "}}
    before = len(world.looks())
    refused = await world.ask("worker", SETTLE, **given)
    assert {one["code"] for one in refused.values()} == {"NOT_PERMITTED"}
    query = "query ($key: ID!) { effect(key: $key) { state kindLabel errorLabel } }"
    seen = await world.ask("operator", query, "fr", key=str(key))
    assert seen["effect"] == {
        "state": "DEAD",
        "kindLabel": "Annoncer qu’un consentement a pris fin",
        "errorLabel": "Le partenaire dit que plus rien ne doit y venir.",
    }
    assert (await world.refused("worker", query, key=str(key)))["path"] == ["effect"]
    empty = await world.ask("operator", SETTLE, **given | {"drop": {"key": "x", "reason": " "}})
    retried, unread = empty["retryEffect"]["effect"], empty["dropEffect"]
    assert (retried["state"], retried["attempts"], retried["errorLabel"]) == ("WAITING", 0, None)
    assert (unread["code"], unread["field"]) == ("INVALID_INPUT", "key")
    answered = await world.ask("operator", SETTLE, **given)
    assert (answered["retryEffect"]["code"], answered["retryEffect"]["field"]) == (
        "EFFECT_NOT_FAILED",
        "key",
    )
    dropped = answered["dropEffect"]["effect"]
    assert (dropped["state"], dropped["endedBy"], dropped["reason"]) == (
        "DROPPED",
        "Operator",
        "Told by hand",
    )
    assert (await world.ask("operator", SETTLE, **given))["dropEffect"]["code"] == "EFFECT_ENDED"
    unknown = await world.ask("operator", SETTLE, **given | {"retry": {"key": str(uuid4())}})
    assert unknown["retryEffect"]["code"] == "EFFECT_UNKNOWN"
    looks = world.looks()[before:]
    assert {look["task"] for look in looks} == {"EFFECT"}
    told = [(look["decision"], look["codes"], look["persons"]) for look in looks]
    assert told[:2] == [("denied", ["COMMAND_NOT_FOR_ROLE"], [])] * 2
    assert told[2:] == [("allowed", ["OPERATES"], [person])] * 6
    assert not any(look["categories"] for look in looks), "nothing of the person was shown"


async def test_nobody_signed_in_sees_nothing(world: World) -> None:
    assert await world.ask(None, "{ viewer { name } }") == {"viewer": None}
    for query in (
        "{ caseload { totalCount } }",
        "{ status { tenant } }",
        '{ codes(list: "offices") { code } }',
    ):
        assert (await world.refused(None, query))["extensions"]["code"] == "NOT_SIGNED_IN"


async def test_people_are_found_by_name_without_accents_within_reach(world: World) -> None:
    made = await apply(world, await register(world, givenName="Hélène", familyName="Côté-Roy"))
    await world.settle()
    query = """query ($search: String!) { people(search: $search) { totalCount
        edges { node { id displayName cases { id } } } } }"""
    found = (await world.ask("worker", query, search="cote helene"))["people"]
    [edge] = found["edges"]
    assert edge["node"] == {
        "id": made["personId"],
        "displayName": "Hélène Côté-Roy",
        "cases": [{"id": made["caseId"]}],
    }
    before = len(world.looks())
    assert (await world.ask("elsewhere", query, search="cote"))["people"]["edges"] == []
    [look] = world.looks()[before:]
    assert look["task"] == "SEARCH" and look["persons"] == []
