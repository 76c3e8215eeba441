"""A whole case through mutations, from the person to the exit, and what each list then says."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.support.api_world import World
from tests.support.days import local_day
from tests.support.graphql import CASE, open_case

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = local_day()


async def test_a_case_from_application_to_exit(world: World) -> None:
    made = await open_case(world)
    case, person = made["caseId"], made["personId"]
    consent = await world.do(
        "worker",
        "grantConsent",
        personId=person,
        categories=["IDENTITY", "CONTACT", "EMPLOYMENT"],
        recipients=["EO"],
        purposes=["REFERRAL"],
        signedOn=str(TODAY),
        language="fr",
        method="WRITTEN",
    )
    await world.do(
        "worker",
        "completeAssessment",
        caseId=case,
        personId=person,
        completedOn=str(TODAY),
        strengths=["LIFE_SKILLS"],
        needs=["HEALTH"],
        readiness="READY",
        summary="Prête à travailler à temps partiel.",
        textLanguage="fr",
    )
    plan = await world.do(
        "worker",
        "createActionPlan",
        caseId=case,
        personId=person,
        createdOn=str(TODAY),
        items=[
            {
                "kind": "STABILITY",
                "domain": "HEALTH",
                "owner": "PERSON",
                "description": "See the family doctor",
            }
        ],
    )
    step = await world.do(
        "worker",
        "addActionPlanItem",
        caseId=case,
        planId=plan["planId"],
        item={
            "kind": "EMPLOYMENT",
            "domain": "EMPLOYMENT",
            "owner": "CASEWORKER",
            "description": "Update the résumé",
            "dueOn": str(TODAY + timedelta(days=7)),
        },
    )
    await world.do(
        "worker",
        "progressActionPlanItem",
        caseId=case,
        planId=plan["planId"],
        itemId=step["itemId"],
        status="IN_PROGRESS",
    )
    referral = await world.do(
        "worker",
        "makeReferral",
        caseId=case,
        personId=person,
        toType="EO",
        recipient="eo-01",
        purpose="REFERRAL",
        shared=["IDENTITY", "CONTACT"],
        madeOn=str(TODAY),
    )
    await world.do(
        "partner",
        "answerReferral",
        caseId=case,
        referralId=referral["referralId"],
        answer="ACCEPTED",
        answeredOn=str(TODAY),
    )
    await world.do(
        "partner",
        "closeReferral",
        caseId=case,
        referralId=referral["referralId"],
        outcome="COMPLETED",
        closedOn=str(TODAY),
    )
    benefit = await world.do(
        "worker",
        "issueBenefit",
        caseId=case,
        benefitType="BASIC_NEEDS",
        month=f"{TODAY:%Y-%m}",
        amountCents=34_300,
        payeeId=person,
        method="DIRECT_DEPOSIT",
        issuedOn=str(TODAY),
    )
    await world.do(
        "worker",
        "reverseBenefit",
        caseId=case,
        benefitId=benefit["benefitId"],
        reversedOn=str(TODAY),
        reason="WRONG_AMOUNT",
    )
    await world.do("worker", "addNote", caseId=case, personId=person, body="Called; left a word.")
    exited = {"caseId": case, "reason": "EMPLOYMENT", "exitedOn": str(TODAY)}
    await world.do("worker", "exitCase", **exited)
    await world.do("supervisor", "reopenCase", caseId=case, reason="EXIT_RECORDED_IN_ERROR")
    await world.do("worker", "exitCase", **exited)
    await world.do(
        "worker",
        "withdrawConsent",
        personId=person,
        consentId=consent["consentId"],
        method="VERBAL",
    )
    answer = await world.ask("worker", CASE, id=case, atLeast=world.position)
    found = answer["case"]
    assert found["status"] == "EXITED" and found["exitReason"]["code"] == "EMPLOYMENT"
    assert found["freshness"] == {"stale": False} and found["withheld"] == []
    assert found["members"][0]["person"]["displayName"] == "Zoé Tremblay"
    assert found["members"][0]["person"]["consents"][0]["state"] == "WITHDRAWN"
    assert found["assessments"][0]["summary"] == "Prête à travailler à temps partiel."
    items = {item["description"]: item["status"]["code"] for item in found["plans"][0]["items"]}
    assert items == {"See the family doctor": "PLANNED", "Update the résumé": "IN_PROGRESS"}
    assert found["referrals"][0]["state"]["code"] == "CLOSED"
    assert found["benefits"][0]["amount"] == 34_300
    assert found["benefits"][0]["reversalReason"]["code"] == "WRONG_AMOUNT"
    entries = [edge["node"] for edge in found["timeline"]["edges"]]
    assert found["timeline"]["totalCount"] == len(entries)
    positions = [entry["position"] for entry in entries]
    assert positions == sorted(positions, reverse=True)
    told = {entry["type"]: entry for entry in entries}
    assert told["note.added"]["text"] == "Called; left a word."
    assert told["benefit.issued"]["summary"].startswith("Benefit: Basic needs")
    assert told["case.exited"]["actor"] == "Worker"
    first_exit = [e for e in entries if e["type"] == "case.exited"][-1]
    assert told["case.reopened"]["corrects"] == first_exit["id"]
    assert first_exit["correctedBy"] == told["case.reopened"]["id"]
    assert {"consent.granted", "consent.withdrawn", "disclosure.made"} <= set(told)


async def test_the_lists_say_the_same_in_both_languages(world: World) -> None:
    made = await open_case(world)
    query = """query ($number: String) { case(number: $number) { ... on Case {
        statusLabel programme { label } timeline(first: 2) { edges { node { title details {
        label value } } } pageInfo { hasNextPage endCursor } } } } }"""
    english = (await world.ask("worker", query, number=made["number"]))["case"]
    french = (await world.ask("worker", query, "fr-CA", number=made["number"]))["case"]
    assert (english["statusLabel"], french["statusLabel"]) == ("Granted", "Octroyé")
    assert english["programme"]["label"] == "Ontario Works"
    assert french["programme"]["label"] == "Ontario au travail"
    titles = [edge["node"]["title"] for edge in french["timeline"]["edges"]]
    assert titles == ["Cas confié", "Admissibilité décidée"]
    assert english["timeline"]["pageInfo"]["hasNextPage"]


async def test_pages_follow_each_other_without_gap_or_repeat(world: World) -> None:
    for _ in range(3):
        await open_case(world)
    query = """query ($first: Int, $after: String, $last: Int, $before: String) {
        caseload(first: $first, after: $after, last: $last, before: $before) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { cursor node { id timeline(first: 1) { edges { node { position } } } } } } }"""
    whole = (await world.ask("supervisor", query))["caseload"]
    ids = [edge["node"]["id"] for edge in whole["edges"]]
    assert whole["totalCount"] == len(ids) == len(set(ids)) >= 3
    seen, after = [], None
    while True:
        page = (await world.ask("supervisor", query, first=2, after=after))["caseload"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == ids
    back = (await world.ask("supervisor", query, last=2, before=whole["edges"][2]["cursor"]))[
        "caseload"
    ]
    assert [edge["node"]["id"] for edge in back["edges"]] == ids[:2]
    assert all(edge["node"]["timeline"]["edges"] for edge in whole["edges"])


async def test_consent_audit_disclosures_and_outcomes_tell_what_was_done(world: World) -> None:
    made = await open_case(world)
    person = made["personId"]
    await world.do(
        "worker",
        "refuseConsent",
        personId=person,
        categories=["HEALTH"],
        recipients=["EO"],
        purposes=["REFERRAL"],
        refusedOn=str(TODAY),
        language="en",
        method="ELECTRONIC",
    )
    await world.settle()
    audit = await world.ask(
        "privacy",
        """query ($person: ID) { consentAudit(person: $person) { totalCount edges { node {
        state stateLabel person { displayName } notice { version bodyFr hash } } } } }""",
        person=person,
    )
    [edge] = audit["consentAudit"]["edges"]
    assert edge["node"]["state"] == "REFUSED" and audit["consentAudit"]["totalCount"] == 1
    assert edge["node"]["person"]["displayName"] == "Zoé Tremblay"
    assert len(edge["node"]["notice"]["hash"]) == 64 and edge["node"]["notice"]["bodyFr"]
    report = (
        await world.ask(
            "reporting",
            "{ outcomes { to asOf figures { measure name confirmed unit value months { value } } } }",
        )
    )["outcomes"]
    figures = {figure["measure"]: figure for figure in report["figures"]}
    assert figures["decided_within_standard"]["name"] == "Decided within four business days"
    assert not figures["open_cases"]["confirmed"]
    detail = (
        await world.ask(
            "reporting",
            """query ($to: Date!) { outcome(measure: "decided_within_standard", to: $to) {
            figure { value axis } facts { totalCount edges { node { caseNumber title } } } } }""",
            to=report["to"],
        )
    )["outcome"]
    assert (
        detail["figure"]["value"] == detail["facts"]["totalCount"] == len(detail["facts"]["edges"])
    )
    assert made["number"] in {edge["node"]["caseNumber"] for edge in detail["facts"]["edges"]}
    assert detail["figure"]["value"] == figures["decided_within_standard"]["value"] > 0


async def test_every_kind_of_node_is_found_by_its_id(world: World) -> None:
    made = await open_case(world)
    await world.settle()
    answer = (await world.ask("worker", CASE, id=made["caseId"]))["case"]
    wanted = {
        "Case": answer["id"],
        "Person": made["personId"],
        "Application": answer["applications"][0]["id"],
        "TimelineEntry": answer["timeline"]["edges"][0]["node"]["id"],
    }
    for typename, id_ in wanted.items():
        query = "query ($id: ID!) { node(id: $id) { __typename id } }"
        assert (await world.ask("worker", query, id=id_))["node"] == {
            "__typename": typename,
            "id": id_,
        }
        assert (await world.ask("elsewhere", query, id=id_))["node"] is None
    assert (await world.ask("worker", query, id=f"Benefit:{uuid4()}"))["node"] is None


async def test_a_case_that_ends_on_a_day_to_come_stands_until_then(world: World) -> None:
    case = (await open_case(world))["caseId"]
    ends = TODAY + timedelta(days=1)
    await world.do("worker", "exitCase", caseId=case, reason="EMPLOYMENT", exitedOn=str(ends))
    query = """
        query ($id: ID, $number: String, $atLeast: Position) {
          case(id: $id, atLeast: $atLeast) { ... on Case { number status exitedOn } }
          granted: caseload(filter: {search: $number, status: [GRANTED]}) { edges { node { id } } }
          exited: caseload(filter: {search: $number, status: [EXITED]}) { edges { node { id } } }
        }"""
    found = (await world.ask("worker", query, id=case, atLeast=world.position))["case"]
    assert found["status"] == "GRANTED" and found["exitedOn"] == str(ends)
    answer = await world.ask("worker", query, id=case, number=found["number"])
    assert [edge["node"]["id"] for edge in answer["granted"]["edges"]] == [case]
    assert answer["exited"]["edges"] == []
