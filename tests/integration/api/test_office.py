"""The privacy office through GraphQL: what is asked, settled, attached to the entry, and kept sealed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.api_world import World
from tests.support.days import local_day
from tests.support.graphql import apply, open_case, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = str(local_day())
LIST = """query ($kind: MatterKind) { matters(kind: $kind, first: 50) { totalCount edges { node {
    id status { code } clock { code } dueOn overdue } } } }"""
MATTER = """query ($id: ID!) { matter(id: $id) {
    matter { status { code } recipients { recipient { code } told acknowledged } entry }
    person { displayName mailingAddress } affected { id }
    steps { title details { label value } text by }
    exposure { looks personCount persons { id } }
} }"""
TIMELINE = """query ($id: ID!) { case(id: $id) { ... on Case { timeline(first: 50) { edges { node {
    id type disagreements { statedOn text } } } } } } }"""


async def matter(world: World, made: dict[str, str]) -> dict[str, Any]:
    await world.settle()
    found: dict[str, Any] = (await world.ask("privacy", MATTER, id=made["matterId"]))["matter"]
    return found


async def listed(world: World, kind: str) -> list[dict[str, Any]]:
    await world.settle()
    found = (await world.ask("privacy", LIST, kind=kind))["matters"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"] for edge in found["edges"]]


async def test_a_request_is_answered_and_what_was_said_is_for_the_office_alone(
    world: World,
) -> None:
    person = (await open_case(world))["personId"]
    asked = {"personId": person, "capacity": "SELF", "about": "My notes"}
    long_ago = str(local_day() - timedelta(days=40))
    late = await world.do("supervisor", "receiveAccessRequest", **asked, receivedOn=long_ago)
    made = await world.do("privacy", "receiveAccessRequest", **asked, receivedOn=TODAY)
    rows = await listed(world, "ACCESS")
    assert [row["id"] for row in rows] == [late["matterId"], made["matterId"]]
    assert [row["overdue"] for row in rows] == [True, False]
    answer = {"matterId": made["matterId"], "outcome": "PART_GIVEN", "means": "SAFE_MAIL"}
    answer |= {"given": ["IDENTITY"], "withheld": [{"category": "HEALTH", "section": "MFIPPA_13"}]}
    refused = await world.send("privacy", "answerAccessRequest", **answer)
    assert refused["code"] == "REQUESTER_NOT_VERIFIED"
    of = {"matterId": made["matterId"]}
    await world.do("privacy", "verifyRequester", **of, method="DOCUMENT_SEEN")
    await world.do("privacy", "answerAccessRequest", **answer)
    found = await matter(world, made)
    assert found["matter"]["status"]["code"] == "ANSWERED" and found["person"]["displayName"]
    assert found["steps"][0]["text"] == "My notes"
    [*_, answered] = found["steps"]
    assert {"label": "Withheld", "value": "Health"} in answered["details"]
    look = world.looks()[-1]
    assert (look["task"], look["decision"]) == ("MATTER", "allowed") and look["persons"]
    for who in ("worker", "supervisor"):
        told = await world.post(who, {"query": LIST})
        assert "NOT_PERMITTED" in told.text and made["matterId"] not in told.text


async def test_a_disagreement_stands_at_the_entry_and_whoever_was_given_it_is_told(
    world: World,
) -> None:
    case = await open_case(world)
    person = case["personId"]
    edges = (await world.ask("worker", TIMELINE, id=case["caseId"]))["case"]["timeline"]["edges"]
    entry = next(e["node"]["id"] for e in edges if e["node"]["type"] == "application.submitted")
    asked = {"ofEvent": entry, "receivedOn": TODAY, "wanted": "I applied in May"}
    other = (await open_case(world))["personId"]
    refused = await world.send("privacy", "requestCorrection", personId=other, **asked)
    assert refused["code"] == "ENTRY_NOT_ABOUT_PERSON"
    made = await world.do("privacy", "requestCorrection", personId=person, **asked)
    of = {"matterId": made["matterId"]}
    await world.do("privacy", "refuseCorrection", **of, reason="ACCURATE")
    await world.do("privacy", "stateDisagreement", **of, statement="It was in May")
    await world.settle()
    edges = (await world.ask("worker", TIMELINE, id=case["caseId"]))["case"]["timeline"]["edges"]
    stated = {e["node"]["id"]: e["node"]["disagreements"] for e in edges}
    assert stated.pop(entry) == [{"statedOn": TODAY, "text": "It was in May"}]
    assert not any(stated.values())
    found = await matter(world, made)
    assert found["matter"]["status"]["code"] == "DISAGREED" and found["matter"]["entry"] == entry


async def test_an_incident_shows_what_an_account_opened_and_whom_it_touched(world: World) -> None:
    case = await open_case(world)
    viewer = f"Staff:{world.ids['worker']}"
    await world.ask("worker", TIMELINE, id=case["caseId"])
    told = {"kind": "UNAUTHORIZED_LOOK", "foundOn": TODAY, "fromOn": TODAY, "toOn": TODAY}
    made = await world.do(
        "supervisor", "reportIncident", **told, accountId=viewer, account="Told me so"
    )
    of = {"matterId": made["matterId"]}
    named = {"personId": case["personId"], "categories": ["HEALTH"]}
    await world.do("privacy", "nameAffected", **of, **named)
    await world.do("privacy", "containIncident", **of, measure="ACCESS_ENDED")
    await world.do("privacy", "assessIncident", **of, significant=True, grounds=["SENSITIVE"])
    found = await matter(world, made)
    assert found["steps"][0]["text"] == "Told me so" and found["person"] is None
    assert [one["id"] for one in found["affected"]] == [case["personId"]]
    assert case["personId"] in [one["id"] for one in found["exposure"]["persons"]]
    assert found["exposure"]["looks"] >= 1
    assert {one["recipient"]["code"] for one in found["matter"]["recipients"]} == {
        "PERSONS",
        "COMMISSIONER",
    }
    refused = await world.send("privacy", "closeIncident", **of, lessons="Look twice")
    assert refused["code"] == "INCIDENT_STILL_OWED"
    for recipient in ("PERSONS", "COMMISSIONER"):
        await world.do("privacy", "notifyIncident", **of, recipient=recipient)
    await world.do("privacy", "closeIncident", **of, lessons="Look twice")
    [row] = [row for row in await listed(world, "INCIDENT") if row["id"] == made["matterId"]]
    assert (row["status"]["code"], row["clock"]) == ("CLOSED", None)


async def test_whose_file_is_sealed_has_no_matter_for_who_is_outside_the_circle(
    world: World,
) -> None:
    case = await open_case(world)
    asked = {"personId": case["personId"], "capacity": "SELF", "receivedOn": TODAY}
    made = await world.do("privacy", "receiveAccessRequest", **asked)
    assert await matter(world, made)
    staff = {who: f"Staff:{world.ids[who]}" for who in ("worker", "supervisor")}
    seal = {"kind": "VIOLENCE", "reason": "VIOLENCE_TOLD", "circle": [staff["worker"]]}
    seal |= {"caseId": case["caseId"], "reviewers": [staff["supervisor"]]}
    await world.do("supervisor", "sealFile", **seal)
    assert await matter(world, made) is None
    assert made["matterId"] not in [row["id"] for row in await listed(world, "ACCESS")]


async def test_who_left_a_household_disagrees_and_its_file_does_not_tell(world: World) -> None:
    stays, leaves = await register(world), await register(world, givenName="Ève")
    members = [
        {"personId": person, "role": role, "participantClass": "OW_ADULT"}
        for person, role in ((stays, "APPLICANT"), (leaves, "SPOUSE"))
    ]
    case = (await open_case(world, members=members))["caseId"]
    left_on = str(local_day() - timedelta(days=3))
    left = {"caseId": case, "personId": leaves, "leftOn": left_on, "reason": "SAFETY"}
    await world.do("worker", "endMembership", **left)
    await world.settle()
    edges = (await world.ask("worker", TIMELINE, id=case))["case"]["timeline"]["edges"]
    entry = next(e["node"]["id"] for e in edges if e["node"]["type"] == "application.submitted")
    for person, statement in ((leaves, "I live elsewhere"), (stays, "I stay")):
        asked = {"personId": person, "ofEvent": entry, "receivedOn": TODAY, "wanted": "No"}
        made = await world.do("privacy", "requestCorrection", **asked)
        of = {"matterId": made["matterId"]}
        await world.do("privacy", "refuseCorrection", **of, reason="ACCURATE")
        await world.do("privacy", "stateDisagreement", **of, statement=statement)
    await world.settle()
    edges = (await world.ask("worker", TIMELINE, id=case))["case"]["timeline"]["edges"]
    told = [one["text"] for e in edges for one in e["node"]["disagreements"]]
    assert told == ["I stay"]


PACKAGE = """query ($id: ID!) { accessPackage(matter: $id) {
    verified isWhole person { id displayName }
    entries { title text caseNumber details { label value } category { code } }
    withheld { section { code } category { code } count } } }"""


async def test_the_package_holds_the_person_s_own_file_and_counts_what_is_left_out(
    world: World,
) -> None:
    first, second = (
        await register(world, familyName="Own"),
        await register(world, familyName="Other"),
    )
    members = [
        {"personId": first, "role": "APPLICANT", "participantClass": "OW_ADULT"},
        {"personId": second, "role": "SPOUSE", "participantClass": "OW_ADULT"},
    ]
    case = await apply(world, first, members=members)
    about = {"caseId": case["caseId"]}
    await world.do(
        "worker",
        "decideApplication",
        **about,
        applicationId=case["applicationId"],
        outcome="GRANTED",
        decidedOn="2026-10-07",
        effectiveOn="2026-10-01",
        reasons=["ELIGIBLE"],
        explanation="Of us both",
        textLanguage="en",
    )
    for person, words in ((first, "Mine alone"), (second, "Theirs alone")):
        await world.do("worker", "addNote", **about, personId=person, body=words, textLanguage="en")
    asked = {"personId": first, "capacity": "SELF", "receivedOn": TODAY}
    made = await world.do("privacy", "receiveAccessRequest", **asked)

    async def given() -> dict[str, Any]:
        await world.settle()
        found: dict[str, Any] = await world.ask("privacy", PACKAGE, id=made["matterId"])
        return found["accessPackage"]

    before = await given()
    assert (before["verified"], before["entries"], before["withheld"]) == (False, [], [])
    of = {"matterId": made["matterId"]}
    await world.do("privacy", "verifyRequester", **of, method="DOCUMENT_SEEN")
    looks = len(world.looks())
    told = await given()
    [look] = world.looks()[looks:]
    assert (look["task"], look["decision"]) == ("PACKAGE", "allowed")
    assert {str(one) for one in look["cases"]} == {case["caseId"].removeprefix("Case:")}
    assert told["verified"] and told["isWhole"]
    texts = [entry["text"] for entry in told["entries"] if entry["text"]]
    assert texts == ["Mine alone"]
    assert "Other" not in str(told) and "Theirs" not in str(told)
    left_out = {(w["section"]["code"], w["category"]["code"]): w["count"] for w in told["withheld"]}
    assert left_out["MFIPPA_38_B", "FILE"] == 2, "a note about the other, and words about both"
    assert all(entry["caseNumber"] for entry in told["entries"])
    for who in ("worker", "supervisor", "partner"):
        told_them = await world.post(who, {"query": PACKAGE, "variables": {"id": made["matterId"]}})
        assert "NOT_PERMITTED" in told_them.text and "Mine" not in told_them.text
