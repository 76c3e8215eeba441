"""One person under two numbers: compared under a recorded look, shown once, and two again when undone."""

from typing import Any

import psycopg
import pytest

from api.ids import uuid_of
from caseledger.suspects import suspect_duplicates
from projections.registry import READ_MODELS
from tests.support.api_world import World
from tests.support.days import local_day
from tests.support.graphql import apply, open_case, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = str(local_day())
PAIRS = """query ($status: PairStatus, $first: Int, $after: String) {
  personPairs(status: $status, first: $first, after: $after) {
    edges { node {
      one { id displayName } other { id displayName } score signs { code label } status survivor
    } }
    pageInfo { hasNextPage endCursor }
  } }"""
PAIR = """query ($one: ID!, $other: ID!) { personPair(one: $one, other: $other) {
  __typename
  ... on NotAvailable { message }
  ... on PersonPair {
    one { id familyName birthDate address sinLast3 } other { id familyName birthDate address }
    score signs { code label } differing status survivor
    decisions { status by reason { code label } }
  } } }"""
PERSON = """query ($id: ID!) { person(id: $id, purpose: "SUPERVISION") { ... on Person {
  id displayName birthDate otherRecords { id displayName } cases { id }
  consents { id state } } ... on NotAvailable { message } } }"""
PEOPLE = """query ($search: String!) { people(search: $search) {
  totalCount edges { node { id displayName } } } }"""
CASE = """query ($id: ID!) { case(id: $id) { ... on Case {
  applicant { id displayName } members { person { id displayName otherRecords { id } } } } } }"""
REACHED = """query ($id: ID!) { case(id: $id) { ... on Case {
  members { person { id safeContact telephone } } } } }"""
CASELOAD = """query ($search: String) { caseload(filter: {search: $search}) {
  edges { node { id } } } }"""


async def doubles(world: World, name: str, office: str = "centre") -> tuple[str, str, str]:
    """Somebody in a case of an office, and again under a number that is in no case."""
    born = f"19{60 + sum(map(ord, name)) % 39}-03-04"
    one = await register(world, givenName="Océane", familyName=f"{name}é", birthDate=born)
    other = await register(world, givenName="OCEANE", familyName=f"{name}e".upper(), birthDate=born)
    member = {"personId": one, "role": "APPLICANT", "participantClass": "OW_ADULT"}
    if office == "centre":
        made = await open_case(world, members=[member])
    else:
        made = await apply(world, one, office=office)
    await suspect_duplicates(world.ledger)
    await world.settle()
    return one, other, made["caseId"]


async def merge(world: World, one: str, other: str) -> None:
    given = {"survivorId": one, "mergedId": other, "reason": "DOCUMENTS_AGREE"}
    await world.do("supervisor", "mergePersons", **given)
    await world.settle()


async def undo(world: World, one: str, other: str) -> None:
    given = {"survivorId": one, "mergedId": other, "reason": "MERGED_BY_MISTAKE"}
    await world.do("supervisor", "unmergePersons", **given)
    await world.settle()


async def listed(world: World, status: str = "SUSPECTED") -> dict[frozenset[str], dict[str, Any]]:
    found, after = {}, None
    while True:
        page = (await world.ask("supervisor", PAIRS, status=status, first=2, after=after))[
            "personPairs"
        ]
        for edge in page["edges"]:
            node = edge["node"]
            found[frozenset((node["one"]["id"], node["other"]["id"]))] = node
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def tables(world: World) -> dict[str, list[tuple]]:
    """What every read table holds, but for what was known once and the two events themselves."""
    but_for = {
        "outcome_fact": " where known_to is null and day is not null",
        "person_alias": " where known_to is null",
        "timeline": " where type not in ('person.merged', 'person.unmerged')",
    }
    with psycopg.connect(world.database.url("migrator")) as admin:
        return {
            table.name: sorted(
                admin.execute(
                    f"select t::text from read.{table.name} as t" + but_for.get(table.name, "")
                ).fetchall()
            )
            for model in READ_MODELS
            for table in model.tables
        }


async def test_a_supervisor_compares_two_numbers_under_a_look_that_names_both(
    world: World,
) -> None:
    one, other, _ = await doubles(world, "Gagn")
    node = (await listed(world))[frozenset((one, other))]
    assert node["score"] >= 60 and node["status"] == "SUSPECTED"
    words = [sign["label"] for sign in node["signs"]]
    assert "same birth date" in words and "one or both have no social insurance number" in words
    pair = (await world.ask("supervisor", PAIR, one=one, other=other))["personPair"]
    assert {pair["one"]["id"], pair["other"]["id"]} == {one, other}
    assert {pair["one"]["familyName"], pair["other"]["familyName"]} == {"Gagné", "GAGNE"}
    assert pair["differing"] == []
    look = world.looks()[-1]
    assert (look["task"], look["decision"]) == ("SAME_PERSON", "allowed")
    assert set(look["persons"]) == {uuid_of(one, "Person"), uuid_of(other, "Person")}
    assert look["account_id"] == world.ids["supervisor"]


async def test_nobody_else_may_and_no_supervisor_opens_a_stranger_by_pairing_them(
    world: World,
) -> None:
    one, other, _ = await doubles(world, "Hamel", office="east")
    assert frozenset((one, other)) not in await listed(world)
    pair = (await world.ask("supervisor", PAIR, one=one, other=other))["personPair"]
    assert pair["__typename"] == "NotAvailable"
    assert world.looks()[-1]["decision"] == "denied"
    mine, _, _ = await doubles(world, "Ibrah")
    pair = (await world.ask("supervisor", PAIR, one=mine, other=one))["personPair"]
    assert pair["__typename"] == "NotAvailable", "the two are no pair"
    for who in ("worker", "intake", "partner", "privacy", "reporting"):
        assert (await world.refused(who, PAIRS))["extensions"]["code"] == "NOT_PERMITTED"
        refused = await world.refused(who, PAIR, one=mine, other=one)
        assert refused["extensions"]["code"] == "NOT_PERMITTED"
    sent = {"survivorId": mine, "mergedId": one, "reason": "DOCUMENTS_AGREE"}
    assert (await world.send("worker", "mergePersons", **sent))["__typename"] == "NotPermitted"


async def test_merged_they_are_one_person_found_by_either_name_and_shown_once(
    world: World,
) -> None:
    one, other, case = await doubles(world, "Jobin")
    renamed = await register(world, givenName="Océane", familyName="Kowalczyk")
    learned = """query ($id: ID!, $from: Date!) { person(id: $id, purpose: "SUPERVISION") {
        ... on Person { learned(from: $from) { edges { node { type } } } } } }"""
    asked = {"id": one, "from": TODAY}
    alone = (await world.ask("supervisor", learned, **asked))["person"]["learned"]["edges"]
    assert [edge["node"]["type"] for edge in alone] == ["person.registered"], "of one number alone"
    await merge(world, other, one)
    await merge(world, renamed, other)
    told = (await world.ask("supervisor", learned, **asked))["person"]["learned"]["edges"]
    types = [edge["node"]["type"] for edge in told]
    assert types.count("person.registered") == 3
    assert {"person.merged", "person.duplicate_suspected"} <= set(types), "both numbers are theirs"
    for search in ("jobine", "kowalczyk"):
        found = (await world.ask("supervisor", PEOPLE, search=search))["people"]
        shown = [edge["node"] for edge in found["edges"]]
        assert shown == [{"id": renamed, "displayName": "Océane Kowalczyk"}]
        listed_cases = (await world.ask("supervisor", CASELOAD, search=search))["caseload"]
        assert [edge["node"]["id"] for edge in listed_cases["edges"]] == [case]
    # Its caseworker sees the member by the name that is shown, with the other numbers.
    shown = (await world.ask("worker", CASE, id=case))["case"]
    assert shown["applicant"] == {"id": renamed, "displayName": "Océane Kowalczyk"}
    [member] = shown["members"]
    assert {each["id"] for each in member["person"]["otherRecords"]} == {one, other}
    for number in (one, other, renamed):
        person = (await world.ask("supervisor", PERSON, id=number))["person"]
        assert (person["id"], [c["id"] for c in person["cases"]]) == (renamed, [case])
    look = world.looks()[-1]
    assert {uuid_of(each, "Person") for each in (one, other, renamed)} <= set(look["persons"])
    # The first came by way of the second: to undo is the merge that brought it.
    pair = (await world.ask("supervisor", PAIR, one=renamed, other=one))["personPair"]
    assert {pair["one"]["id"], pair["other"]["id"]} == {one, other}
    assert (pair["status"], pair["survivor"]) == ("MERGED", other)


async def test_what_only_the_other_number_tells_is_shown_too(world: World) -> None:
    one, other, case = await doubles(world, "Sauve")
    contact = {"safeContact": "Mornings only", "textLanguage": "en"}
    await world.do("worker", "updateContact", personId=one, **contact)
    await world.settle()
    await merge(world, other, one)
    [member] = (await world.ask("worker", REACHED, id=case))["case"]["members"]
    assert member["person"] == {
        "id": other,
        "safeContact": "Mornings only",
        "telephone": "613-555-0199",
    }


async def test_undone_everything_reads_as_it_did(world: World) -> None:
    one, other, case = await doubles(world, "Lafla")
    before = tables(world)
    people = await world.ask("supervisor", PEOPLE, search="laflae")
    assert len(people["people"]["edges"]) == 1, "the double is in no case of the office"
    await merge(world, other, one)
    merged = await listed(world, "MERGED")
    assert merged[frozenset((one, other))]["survivor"] == other
    assert frozenset((one, other)) not in await listed(world)
    await undo(world, other, one)
    assert tables(world) == before
    assert await world.ask("supervisor", PEOPLE, search="laflae") == people
    shown = (await world.ask("worker", CASE, id=case))["case"]
    assert shown["applicant"]["id"] == one
    assert frozenset((one, other)) in await listed(world)


async def test_what_was_known_before_they_were_merged_is_told_of_each_number(world: World) -> None:
    one, other, case = await doubles(world, "Avant")
    await apply(world, other)
    await world.settle()
    query = """query ($case: ID!, $one: ID!, $other: ID!, $at: AsOf) {
      case(id: $case, at: $at, purpose: "SUPERVISION") { ... on Case {
        applicant { id displayName otherRecords { id } }
        members { person { id displayName otherRecords { id } } } } }
      one: person(id: $one, at: $at, purpose: "SUPERVISION") { ...P }
      other: person(id: $other, at: $at, purpose: "SUPERVISION") { ...P } }
      fragment P on Person { id displayName otherRecords { id } cases { id } }"""
    told = []
    for step in (lambda: merge(world, other, one), lambda: undo(world, other, one),
                 lambda: merge(world, other, one)):  # fmt: skip
        answer = await world.ask("supervisor", query, case=case, one=one, other=other)
        told.append((await world.ledger.head(), answer))
        await step()
    now = await world.ask("supervisor", query, case=case, one=one, other=other)
    [(before, apart), (between, merged), (after, again)] = told
    assert merged == now and apart == again != merged
    for position, then in ((before, apart), (after, apart), (between, merged)):
        at = {"position": position}
        asked = {"case": case, "one": one, "other": other, "at": at}
        assert await world.ask("supervisor", query, **asked) == then, position


async def test_kept_apart_they_leave_the_list_and_the_reason_stays(world: World) -> None:
    one, other, _ = await doubles(world, "Morin")
    sent = {"personId": one, "otherId": other, "reason": "RELATIVES"}
    await world.do("supervisor", "keepApart", **sent)
    await world.settle()
    pair = frozenset((one, other))
    assert pair not in await listed(world) and pair in await listed(world, "APART")
    shown = (await world.ask("supervisor", PAIR, one=one, other=other))["personPair"]
    [decision] = shown["decisions"]
    assert (decision["by"], decision["reason"]["code"]) == ("Supervisor", "RELATIVES")
    again = await suspect_duplicates(world.ledger)
    assert again.new == 0


async def test_consents_of_all_numbers_count_and_each_keeps_its_own_withdrawal(
    world: World,
) -> None:
    one, other, _ = await doubles(world, "Nadon")
    consent = {
        "categories": ["IDENTITY", "CONTACT"],
        "recipients": ["EO"],
        "purposes": ["REFERRAL"],
        "signedOn": TODAY,
        "language": "en",
        "method": "WRITTEN",
    }
    first = await world.do("worker", "grantConsent", personId=one, **consent)
    second = await world.do("intake", "grantConsent", personId=other, **consent)
    await merge(world, other, one)
    person = (await world.ask("worker", PERSON, id=other))["person"]
    assert {c["id"] for c in person["consents"]} == {first["consentId"], second["consentId"]}
    # The page names who is shown; each consent is withdrawn where it was given.
    for made in (first, second):
        sent = {"personId": other, "consentId": made["consentId"], "method": "VERBAL"}
        await world.do("worker", "withdrawConsent", **sent)
        await world.settle()
        person = (await world.ask("worker", PERSON, id=other))["person"]
        states = {c["id"]: c["state"] for c in person["consents"]}
        assert states[made["consentId"]] == "WITHDRAWN"
        assert list(states.values()).count("WITHDRAWN") == (1 if made is first else 2)
    await undo(world, other, one)
    person = (await world.ask("worker", PERSON, id=one))["person"]
    assert [c["id"] for c in person["consents"]] == [first["consentId"]]


async def test_a_partner_sees_by_consent_whichever_number_it_was_given_under(
    world: World,
) -> None:
    one, other, case = await doubles(world, "Oueln")
    consent = {
        "categories": ["IDENTITY"],
        "recipients": ["EO"],
        "purposes": ["REFERRAL"],
        "signedOn": TODAY,
        "language": "en",
        "method": "WRITTEN",
    }
    person = {"caseId": case, "personId": one}
    given = await world.do("worker", "grantConsent", personId=one, **consent)
    await world.do(
        "worker",
        "completeAssessment",
        **person,
        completedOn=TODAY,
        strengths=[],
        needs=[],
        readiness="READY",
    )
    await world.do(
        "worker",
        "makeReferral",
        **person,
        toType="EO",
        recipient="eo-01",
        purpose="REFERRAL",
        shared=["IDENTITY"],
        madeOn=TODAY,
    )
    sent = {"personId": one, "consentId": given["consentId"], "method": "VERBAL"}
    await world.do("worker", "withdrawConsent", **sent)
    await world.do("intake", "grantConsent", personId=other, **consent)
    await world.settle()
    assert "message" in (await world.ask("partner", PERSON, id=one))["person"]
    refer = person | {
        "toType": "EO",
        "recipient": "eo-02",
        "purpose": "REFERRAL",
        "shared": ["IDENTITY"],
        "madeOn": TODAY,
    }
    assert (await world.send("worker", "makeReferral", **refer))["code"] == "CONSENT_WITHDRAWN"
    claimed = await world.send("worker", "makeReferral", **refer, alsoKnownAs=[other])
    assert claimed["code"] == "NOT_MERGED", "a client’s word makes nobody one person"
    await merge(world, one, other)
    made = await world.do("worker", "makeReferral", **refer)
    assert made["disclosureId"]
    await world.settle()
    assert (await world.ask("rival", PERSON, id=one))["person"]["id"] == one
    # Their referral was paused with the withdrawal: it waits for a consent given after that.
    assert "message" in (await world.ask("partner", PERSON, id=one))["person"]
    await undo(world, one, other)
    assert "message" in (await world.ask("rival", PERSON, id=one))["person"]


async def test_work_on_a_case_names_who_is_shown_and_is_recorded_under_the_member(
    world: World,
) -> None:
    one, other, case = await doubles(world, "Pilot")
    await merge(world, other, one)
    made = await world.do(
        "worker",
        "completeAssessment",
        caseId=case,
        personId=other,
        completedOn=TODAY,
        strengths=[],
        needs=[],
        readiness="READY",
    )
    assert made["assessmentId"]
    [told] = [
        each
        for each in await world.ledger.load(f"case-{uuid_of(case, 'Case')}")
        if each.event.wire_name == "assessment.completed"
    ]
    assert told.event.person_id == uuid_of(one, "Person")
    stranger = await register(world)
    answer = await world.send(
        "worker",
        "completeAssessment",
        caseId=case,
        personId=stranger,
        completedOn=TODAY,
        strengths=[],
        needs=[],
        readiness="READY",
    )
    assert answer["code"] == "NOT_A_MEMBER"


async def test_of_three_numbers_a_suspicion_is_told_under_who_is_shown(world: World) -> None:
    one, other, _ = await doubles(world, "Racin")
    third = await register(
        world,
        givenName="Oceane",
        familyName="Racine",
        birthDate=(await world.ask("supervisor", PERSON, id=one))["person"]["birthDate"],
    )
    await suspect_duplicates(world.ledger)
    await world.settle()
    suspected = await listed(world)
    for pair in ((one, other), (one, third), (other, third)):
        assert frozenset(pair) in suspected
    await merge(world, one, other)
    mine = {pair for pair in await listed(world) if pair & {one, other, third}}
    assert mine == {frozenset((one, third))}, "once, though it was suspected twice"
    shown = (await world.ask("supervisor", PAIR, one=one, other=third))["personPair"]
    assert shown["score"] >= 60
