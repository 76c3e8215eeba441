"""A sealed file is not there for anybody outside its circle, whichever way they ask."""

import json
from typing import Any

import pytest

from tests.support.api_world import World
from tests.support.days import local_day
from tests.support.graphql import CASE, apply, open_case, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = str(local_day())
SIN = "046 454 286"
CASELOAD = """query ($filter: CaseloadFilter) { caseload(first: 100, filter: $filter) {
    totalCount pageInfo { hasNextPage } edges { node { id number members { person { id } } } } } }"""
PEOPLE = """query ($search: String!) { people(search: $search) {
    totalCount edges { node { id displayName } } } }"""
OTHERS = {
    "person": "query ($id: ID!) { person(id: $id) { __typename } }",
    "node": "query ($id: ID!) { node(id: $id) { id } }",
    "consents": "query ($id: ID) { consentAudit(person: $id) { totalCount edges { node { id } } } }",
}


def seal(world: World, *circle: str, **named: Any) -> dict[str, Any]:
    """A seal open to these, with ``privacy`` to review them."""
    return {
        "kind": "VIOLENCE",
        "reason": "VIOLENCE_TOLD",
        "words": "Called the shelter",
        "circle": [f"Staff:{world.ids[who]}" for who in circle],
        "reviewers": [f"Staff:{world.ids['privacy']}"],
        **named,
    }


async def everywhere(world: World, who: str, made: dict[str, str], name: str) -> dict[str, Any]:
    """All that somebody is told who knows the ids, the number and the name."""
    told: dict[str, Any] = {
        "case": (await world.ask(who, CASE, id=made["caseId"]))["case"]["__typename"],
        "number": await world.ask(
            who,
            "query ($n: String) { case(number: $n) { __typename } }",
            n=made["number"],
        ),
        "caseload": await world.ask(who, CASELOAD),
        "by name": await world.ask(who, CASELOAD, filter={"search": name}),
        "by number": await world.ask(who, CASELOAD, filter={"search": made["number"]}),
        "people": await world.ask(who, PEOPLE, search=name),
        "node": await world.ask(who, OTHERS["node"], id=made["caseId"]),
    }
    for asked in ("person", "node", "consents"):
        told[asked + " of them"] = await world.ask(who, OTHERS[asked], id=made["personId"])
    return told


async def test_outside_its_circle_a_sealed_file_is_as_if_it_were_not_there(world: World) -> None:
    person = await register(world, familyName="Quenneville", sin=SIN)
    made = await apply(world, person)
    await open_case(world)
    nobody = await everywhere(world, "supervisor", dict.fromkeys(made, "x") | {
        "caseId": "Case:01890a5d-ac96-774b-bcce-b302099a8057",
        "personId": "Person:01890a5d-ac96-774b-bcce-b302099a8057",
        "number": "2020-0000-0000",
    }, "Quenneville-Roy")  # fmt: skip
    await world.settle()
    before = await everywhere(world, "supervisor", made, "Quenneville")
    assert made["caseId"] in json.dumps(before) and before != nobody

    await world.do("supervisor", "sealFile", **seal(world, "worker", caseId=made["caseId"]))
    await world.settle()
    for outside in ("supervisor", "colleague", "intake"):
        told = await everywhere(world, outside, made, "Quenneville")
        assert made["caseId"] not in json.dumps(told) and person not in json.dumps(told), outside
    after = await everywhere(world, "supervisor", made, "Quenneville")
    count = before["caseload"]["caseload"]["totalCount"]
    assert after["caseload"]["caseload"]["totalCount"] == count - 1, "no gap: one fewer, everywhere"
    same = {key: value for key, value in after.items() if key != "caseload"}
    assert same == {key: nobody[key] for key in same}, "the same answers as of what is not there"

    # In the circle it is a file like others, and says why it is quiet around it.
    query = """query ($id: ID) { case(id: $id) { ... on Case { seals {
        kind { code } circle { name } reviewers { name } ofPerson } } } }"""
    await world.do(
        "privacy",
        "changeCircle",
        caseId=made["caseId"],
        reason="COVER",
        **{k: v for k, v in seal(world, "supervisor").items() if k in ("circle", "reviewers")},
    )
    await world.settle()
    [told] = (await world.ask("supervisor", query, id=made["caseId"]))["case"]["seals"]
    assert told == {
        "kind": {"code": "VIOLENCE"},
        "circle": [{"name": "Supervisor"}],
        "reviewers": [{"name": "Privacy"}],
        "ofPerson": False,
    }
    file = (await world.ask("supervisor", CASE, id=made["caseId"]))["case"]
    lines = [edge["node"] for edge in file["timeline"]["edges"]]
    sealed = next(line for line in lines if line["type"] == "file.sealed")
    assert sealed["text"] == "Called the shelter"
    assert {"label": "Reason", "value": "Violence or threats were told of"} in sealed["details"]


async def test_a_command_finds_nothing_there_and_a_number_in_use_tells_no_more(
    world: World,
) -> None:
    person = await register(world, familyName="Lachapelle")
    made = await apply(world, person)
    await world.do("supervisor", "sealFile", **seal(world, "worker", personId=person))
    await world.settle()
    note = {"caseId": made["caseId"], "personId": person, "body": "x"}
    unknown = note | {"caseId": "Case:01890a5d-ac96-774b-bcce-b302099a8057"}
    refusals = [await world.send("supervisor", "addNote", **given) for given in (note, unknown)]
    assert refusals[0] == refusals[1] and refusals[0]["code"] == "NOT_PERMITTED"
    for command, given in [
        ("updateContact", {"personId": person, "telephone": "613-555-0101"}),
        ("sealFile", seal(world, "colleague", personId=person)),
        ("unsealFile", {"personId": person, "reason": "DANGER_PAST"}),
        ("submitApplication", {
            "programme": "OW", "channel": "PHONE", "receivedBy": "LOCAL", "office": "centre",
            "submittedOn": TODAY,
            "members": [{"personId": person, "role": "APPLICANT", "participantClass": "OW_ADULT"}],
        }),
    ]:  # fmt: skip
        answer = await world.send("supervisor", command, **given)
        assert answer["__typename"] == "NotPermitted", (command, answer)
    # The applied case of a sealed person is in nobody's list of what waits, and the same social
    # insurance number is answered as that of anybody in another office.
    waiting = await world.ask("intake", CASELOAD)
    assert made["caseId"] not in json.dumps(waiting)
    again = {
        "givenName": "A",
        "familyName": "B",
        "birthDate": "1990-02-28",
        "officialLanguage": "fr",
        "sin": SIN,
    }
    answer = await world.send("colleague", "registerPerson", **again)
    assert answer["code"] == "SIN_TAKEN" and "an office will get in touch" in answer["message"]
    look = world.looks()[-1]
    assert look["codes"] == ["SIN_TAKEN"] and look["decision"] == "denied" and look["persons"]


async def test_a_circle_names_accounts_that_are_there(world: World) -> None:
    made = await open_case(world)
    given = seal(world, "worker", caseId=made["caseId"])
    given["circle"] = ["Staff:01890a5d-ac96-774b-bcce-b302099a8057"]
    answer = await world.send("supervisor", "sealFile", **given)
    assert (answer["code"], answer["field"]) == ("ACCOUNT_UNKNOWN", "circle")


async def test_a_figure_counts_a_sealed_file_and_its_list_names_nobody(world: World) -> None:
    made = await open_case(world)
    query = """query ($m: String!, $on: Date) { outcome(measure: $m, on: $on, first: 100) {
        figure { facts } facts { edges { node { case caseNumber title } } } } }"""
    measure = "open_cases"
    before = (await world.ask("supervisor", query, m=measure, on=TODAY))["outcome"]
    await world.do("supervisor", "sealFile", **seal(world, "worker", caseId=made["caseId"]))
    await world.settle()
    after = (await world.ask("supervisor", query, m=measure, on=TODAY))["outcome"]
    assert before["figure"] == after["figure"]
    assert len(before["facts"]["edges"]) == len(after["facts"]["edges"])
    assert made["number"] in json.dumps(before) and made["number"] not in json.dumps(after)
    nodes = [edge["node"] for edge in after["facts"]["edges"]]
    assert {"case": None, "caseNumber": None, "title": "A file that is not open to you"} in nodes
