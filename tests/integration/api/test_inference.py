"""What nobody is shown must not be told by the way either: by search, order, count, id or refusal."""

import base64
import json
from datetime import date
from typing import Any

import pytest

from tests.integration.api.test_gate import referred
from tests.support.api_world import World
from tests.support.days import local_day
from tests.support.graphql import apply, open_case, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
CASELOAD = """query ($filter: CaseloadFilter) { caseload(filter: $filter) {
    totalCount edges { cursor node { id members { person { displayName } } } } } }"""
PEOPLE = """query ($search: String!) { people(search: $search) {
    totalCount totalIsCapped pageInfo { hasNextPage } edges { node { displayName } } } }"""


async def listed(world: World, who: str, **filter: Any) -> list[str]:
    found = (await world.ask(who, CASELOAD, filter=filter))["caseload"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"]["id"] for edge in found["edges"]]


async def couple(world: World) -> dict[str, str]:
    """A referred person who consented, and a spouse in the same case who did not."""
    spouse = await register(world, givenName="Ysolde", familyName="Quackenbush")
    person = await register(world, givenName="Barnabé", familyName="Zwicker")
    made = await referred(
        world,
        members=[
            {"personId": person, "role": "APPLICANT", "participantClass": "OW_ADULT"},
            {"personId": spouse, "role": "SPOUSE", "participantClass": "OW_ADULT"},
        ],
        personId=person,
    )
    return made | {"spouseId": spouse}


async def test_a_partner_cannot_ask_who_else_is_in_the_household(world: World) -> None:
    made = await couple(world)
    assert await listed(world, "partner", search="barnabe") == [made["caseId"]]
    assert await listed(world, "partner", search=made["number"][:9].lower()) == [made["caseId"]]
    assert await listed(world, "partner", search="quackenbush") == []
    found = (await world.ask("partner", PEOPLE, search="quack"))["people"]
    assert (found["totalCount"], found["totalIsCapped"], found["edges"]) == (0, False, [])
    assert await listed(world, "worker", search="quackenbush") == [made["caseId"]]


async def test_a_partner_finds_by_name_only_whose_name_is_open(world: World) -> None:
    made = await referred(world, categories=["EMPLOYMENT"], shared=["EMPLOYMENT"])
    assert made["caseId"] in await listed(world, "partner")
    assert made["caseId"] not in await listed(world, "partner", search="tremblay")
    found = (await world.ask("partner", PEOPLE, search="tremblay"))["people"]
    assert {edge["node"]["displayName"] for edge in found["edges"]} <= {"Zoé Tremblay"}


async def test_neither_order_nor_cursor_tells_a_partner_what_waits(world: World) -> None:
    made = await referred(world)
    edges = (await world.ask("partner", CASELOAD))["caseload"]["edges"]
    cursors = {edge["node"]["id"]: edge["cursor"] for edge in edges}
    written = json.loads(base64.urlsafe_b64decode(cursors[made["caseId"]] + "=="))
    assert written[0] == str(date.max), "since when a case waits is INCOME"
    assert made["caseId"] not in await listed(world, "partner", needsAttention=True)


async def test_an_event_of_a_persons_own_is_for_duty_alone(world: World) -> None:
    made = await referred(world)
    rows = await world.ledger.store.load("test", f"person-{made['personId'].partition(':')[2]}")
    event = f"Event:{rows[0].event_id}"
    query = """query ($id: ID!) { node(id: $id) { ... on TimelineEntry { type summary } } }"""
    assert (await world.ask("worker", query, id=event))["node"]["type"] == "person.registered"
    assert (await world.ask("partner", query, id=event))["node"] is None


async def test_an_application_opens_nobody_who_was_not_open(world: World) -> None:
    made = await open_case(world)
    taken = {
        "programme": "OW",
        "channel": "DIGITAL",
        "receivedBy": "LOCAL",
        "office": "east",
        "submittedOn": "2026-10-06",
        "members": [
            {"personId": made["personId"], "role": "APPLICANT", "participantClass": "OW_ADULT"}
        ],
        "complete": True,
    }
    for who in ("elsewhere", "colleague", "intake"):
        refused = await world.send(who, "submitApplication", **taken)
        assert refused["__typename"] == "NotPermitted", who
        assert refused["field"] == "members"
    query = "query ($id: ID!) { person(id: $id) { __typename } }"
    await world.settle()
    for who in ("elsewhere", "colleague"):
        assert (await world.ask(who, query, id=made["personId"]))["person"] == {
            "__typename": "NotAvailable"
        }
    mine = await world.send("worker", "submitApplication", **(taken | {"office": "centre"}))
    assert mine["__typename"] == "CommandAccepted", "whose file one has may apply again"


async def test_an_applicant_who_is_there_and_identified_may_apply_anywhere(world: World) -> None:
    """Whose file is another office's, and whose case has closed: the look says by what right."""
    made = await open_case(world)
    person, case = made["personId"], made["caseId"]
    await world.do(
        "worker", "exitCase", caseId=case, reason="EMPLOYMENT", exitedOn=str(local_day())
    )
    await world.settle()
    again = {
        "caseId": case,
        "programme": "OW",
        "channel": "IN_PERSON",
        "receivedBy": "LOCAL",
        "office": "centre",
        "submittedOn": str(local_day()),
        "members": [{"personId": person, "role": "APPLICANT", "participantClass": "OW_ADULT"}],
        "complete": True,
    }
    kept_out = await world.send("intake", "submitApplication", **again)
    assert kept_out["__typename"] == "NotPermitted", "a closed case is not opened by its id"
    for who, changes in (
        ("elsewhere", {"identified": "IN_PERSON", "office": "east", "caseId": None}),
        ("intake", {"identified": "IN_PERSON", "office": "east"}),
        ("intake", {"identified": "BY_HEARSAY"}),
    ):
        before = len(world.looks())
        refused = await world.send(who, "submitApplication", **(again | changes))
        assert refused["__typename"] == "NotPermitted", (who, changes)
        assert [look["decision"] for look in world.looks()[before:]] == ["denied"]
    before = len(world.looks())
    taken = await world.send("intake", "submitApplication", **again, identified="IN_PERSON")
    assert taken["__typename"] == "CommandAccepted"
    [look] = world.looks()[before:]
    assert (look["decision"], look["codes"]) == ("allowed", ["APPLICANT_IDENTIFIED"])
    assert [f"Person:{key}" for key in look["persons"]] == [person]


async def test_two_numbers_are_settled_by_who_answers_for_one_of_them(world: World) -> None:
    ids = []
    for _ in range(2):
        person = await register(world)
        await apply(world, person, office="east")
        ids.append(person)
    await world.settle()
    before = len(world.looks())
    merged = {"survivorId": ids[0], "mergedId": ids[1], "reason": "SAME_DOCUMENTS"}
    refused = await world.send("supervisor", "mergePersons", **merged)
    assert refused["__typename"] == "NotPermitted", "another office's people"
    [look] = world.looks()[before:]
    assert (look["decision"], look["codes"]) == ("denied", ["NO_ASSIGNMENT"])


async def test_who_is_kept_out_of_a_case_leaves_a_denied_look(world: World) -> None:
    made = await open_case(world)
    before = len(world.looks())
    for case in (made["caseId"], "Case:01890a5d-ac96-774b-bcce-b302099a8057"):
        refused = await world.send(
            "elsewhere", "exitCase", caseId=case, reason="EMPLOYMENT", exitedOn=str(local_day())
        )
        assert refused["__typename"] == "NotPermitted"
    looks = world.looks()[before:]
    assert [(look["decision"], look["codes"]) for look in looks] == [
        ("denied", ["NO_ASSIGNMENT"]),
        ("denied", ["NO_ASSIGNMENT"]),
    ], "one answer and one record, whether or not there is such a case"
    assert [f"Case:{key}" for key in looks[0]["cases"]] == [made["caseId"]]


async def test_that_a_number_is_known_is_told_and_recorded(world: World) -> None:
    sin = "046 454 286"
    known = await register(world, sin=sin)
    before = len(world.looks())
    refused = await world.send(
        "colleague",
        "registerPerson",
        givenName="Somebody",
        familyName="Else",
        birthDate="1980-01-01",
        officialLanguage="en",
        sin=sin,
    )
    assert refused["code"] == "SIN_TAKEN"
    assert known not in str(refused) and "Tremblay" not in str(refused)
    [look] = world.looks()[before:]
    assert look["account_id"] == world.ids["colleague"] and look["task"] == "COMMAND"
    assert (look["decision"], look["codes"]) == ("denied", ["SIN_TAKEN"])
    audit = "{ looks(first: 1) { edges { node { who why task } } } }"
    [edge] = (await world.ask("privacy", audit))["looks"]["edges"]
    assert edge["node"]["who"] == "Colleague" and edge["node"]["why"]


async def test_a_command_about_somebody_elses_client_is_refused_and_recorded(
    world: World,
) -> None:
    made = await open_case(world)
    before = len(world.looks())
    for mutation, given in (
        ("updateContact", {"telephone": "613-555-0100"}),
        ("withdrawConsent", {"consentId": f"Consent:{made['caseId'][5:]}", "method": "VERBAL"}),
    ):
        refused = await world.send("elsewhere", mutation, personId=made["personId"], **given)
        assert refused["__typename"] == "NotPermitted"
    looks = world.looks()[before:]
    assert [look["decision"] for look in looks] == ["denied", "denied"]
    assert {f"Person:{key}" for look in looks for key in look["persons"]} == {made["personId"]}


async def test_a_figures_list_names_the_category_that_it_shows(world: World) -> None:
    await open_case(world)
    before = len(world.looks())
    query = """{ outcome(measure: "open_cases") {
        facts { edges { node { caseNumber on amount } } } } }"""
    await world.ask("reporting", query)
    [look] = world.looks()[before:]
    assert look["cases"] and look["categories"] == ["INCOME"]


async def test_a_pending_application_shows_intake_that_case_alone(world: World) -> None:
    made = await apply(world, await register(world))
    await world.settle()
    query = """query ($id: ID!) { person(id: $id) { __typename
        ... on Person { displayName sinLast3 cases { id } } } }"""
    seen = (await world.ask("intake", query, id=made["personId"]))["person"]
    assert seen["displayName"] == "Zoé Tremblay" and seen["sinLast3"] is None
    await world.do(
        "worker",
        "decideApplication",
        caseId=made["caseId"],
        applicationId=made["applicationId"],
        outcome="GRANTED",
        decidedOn="2026-10-07",
        effectiveOn="2026-10-01",
        reasons=["ELIGIBLE"],
    )
    await world.settle()
    decided = (await world.ask("intake", query, id=made["personId"]))["person"]
    assert decided == {"__typename": "NotAvailable"}
