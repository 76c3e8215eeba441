"""A case as it was known then, for who may open it now, and recorded as a look at the past."""

import json
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import pytest
from msgspec.structs import replace

from domain.case.events import ApplicationDecided, ApplicationSubmitted, Member
from domain.decision import NewEvent
from domain.person import PersonRegistered
from domain.policy_data import load_policy_data
from domain.private import Clear
from domain.streams import case_stream, person_stream
from ledger.bulk import BulkUnit, BulkWriter
from ledger.commands import Accepted
from ledger.ids import uuid7
from tests.integration.api.test_sealed import seal
from tests.support.api_world import SYSTEM, TENANT, World
from tests.support.days import local_day
from tests.support.graphql import apply, open_case, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = local_day()
CASE = """query ($id: ID!, $at: AsOf, $purpose: String = "REVIEW") {
    case(id: $id, at: $at, purpose: $purpose) { __typename ... on NotAvailable { message }
    ... on Case {
    number version status statusLabel submittedOn grantedOn exitedOn exitReason { code } position
    lastActivityOn asOf office { code } caseworker { name } attention { code dueOn overdue }
    applicant { ...Person } members { role { code } person { ...Person } }
    memberships { joinedOn leftOn person { displayName } } seals { kind { code } }
    applications { id outcome { code } decidedOn explanation decisionDueOn }
    assessments { summary } plans { items { description status { code } } } deferrals { fromOn }
    referrals { state { code } reason } benefits { amount month reversedOn }
    incomes { month } overpayments { month } appointments { on status { code } } irregularCount
    timeline(first: 50) { totalCount edges { node { type text correctedBy disagreements { text } } } }
    } } }
    fragment Person on Person { id displayName telephone age version
      consents { id state endings { kind { code } } disclosures { id } holders { state } }
      disclosures { id } }"""
PERSON = """query ($id: ID!, $at: AsOf, $purpose: String = "REVIEW") {
    person(id: $id, at: $at, purpose: $purpose) { __typename
    ... on Person { displayName telephone consents { state } cases { number status } } } }"""
LISTS = """query ($at: AsKnown, $person: ID) {
    caseload(first: 100, at: $at, filter: {office: "centre"}) { totalCount edges { node {
        number status } } }
    consentAudit(first: 100, at: $at, person: $person) { totalCount edges { node { id state } } }
    disclosures(first: 100, at: $at, person: $person) { totalCount edges { node { id notice { code }
        noticeDueOn } } } }"""


async def grow(world: World) -> tuple[dict[str, str], list[tuple[int, dict[str, Any]]]]:
    """A case, and what the supervisor was told of it at each step of its life."""
    made = await apply(world, await register(world), submittedOn=str(TODAY - timedelta(days=40)))
    case, person = made["caseId"], made["personId"]
    of_case, someone = {"caseId": case}, {"caseId": case, "personId": person}
    decided = {"decidedOn": str(TODAY), "effectiveOn": str(TODAY - timedelta(days=30))}
    told = []

    async def step(mutation: str, who: str = "worker", /, **given: Any) -> dict[str, str]:
        done = await world.do(who, mutation, **given)
        await world.settle()
        answer = await world.ask("supervisor", CASE, id=case)
        lists = await world.ask("supervisor", LISTS, person=person)
        told.append((await world.ledger.head(), answer | lists))
        return done

    await step("assignCase", "supervisor", **of_case, office="centre",
               caseworkerId=f"Staff:{world.ids['worker']}")  # fmt: skip
    await step("decideApplication", **of_case, applicationId=made["applicationId"],
               outcome="GRANTED", reasons=["ELIGIBLE"], **decided)  # fmt: skip
    consent = await step("grantConsent", personId=person, categories=["IDENTITY"], recipients=["EO"],
                         purposes=["REFERRAL"], signedOn=str(TODAY), language="fr",
                         method="WRITTEN")  # fmt: skip
    await step("updateContact", personId=person, telephone="613-555-0111")
    await step("addNote", **someone, body="Called; left a word.")
    await step("completeAssessment", **someone, completedOn=str(TODAY), strengths=[],
               needs=["HEALTH"], readiness="READY", summary="Ready.")  # fmt: skip
    await step("makeReferral", **someone, toType="EO", recipient="eo-01", purpose="REFERRAL",
               shared=["IDENTITY"], madeOn=str(TODAY))  # fmt: skip
    await step("withdrawConsent", personId=person, consentId=consent["consentId"], method="VERBAL")
    await step("assignCase", "supervisor", **of_case, office="centre",
               caseworkerId=f"Staff:{world.ids['colleague']}")  # fmt: skip
    await step("exitCase", "colleague", **of_case, reason="EMPLOYMENT", exitedOn=str(TODAY))
    return made, told


async def test_asked_later_it_is_told_as_it_was_then_and_the_look_says_so(world: World) -> None:
    made, told = await grow(world)
    assert len({answer["case"]["status"] for _, answer in told}) == 3
    for position, then in told:
        at = {"position": position}
        again = await world.ask("supervisor", CASE, id=made["caseId"], at=at)
        assert again["case"] == then["case"]
        assert world.looks()[-1]["as_at"] == position
        lists = await world.ask("supervisor", LISTS, person=made["personId"], at=at)
        assert lists == {name: then[name] for name in lists}
    await world.ask("supervisor", CASE, id=made["caseId"])
    assert world.looks()[-1]["as_at"] is None

    day = await world.ask("supervisor", CASE, id=made["caseId"], at={"knownOn": str(TODAY)})
    assert day["case"] == told[-1][1]["case"]
    person = await world.ask("supervisor", PERSON, id=made["personId"], at={"position": told[2][0]})
    assert person["person"]["telephone"] == "613-555-0199"
    assert person["person"]["consents"] == [{"state": "GIVEN"}]
    assert person["person"]["cases"] == [{"number": made["number"], "status": "GRANTED"}]


async def test_what_held_on_a_day_is_told_by_the_days_of_what_is_known(world: World) -> None:
    made, told = await grow(world)

    async def on(days: int, **known: Any) -> dict[str, Any]:
        at = {"effectiveOn": str(TODAY - timedelta(days=days)), **known}
        return (await world.ask("supervisor", CASE, id=made["caseId"], at=at))["case"]

    assert [(await on(days))["status"] for days in (35, 10, 0)] == ["APPLIED", "GRANTED", "EXITED"]
    before = await on(10, position=told[0][0])
    assert before["status"] == "APPLIED", "that it was granted from then on was not known yet"
    assert (await on(10))["members"][0]["person"]["consents"] == []
    phones = [(await on(days))["members"][0]["person"]["telephone"] for days in (10, 0)]
    assert phones == ["613-555-0199", "613-555-0111"], "before all is told, as registered first"
    given = await on(0, position=told[2][0])
    assert [c["state"] for c in given["members"][0]["person"]["consents"]] == ["GIVEN"]
    ended = await on(0)
    assert ended["members"][0]["person"]["consents"] == [], "withdrawn: in force no more"
    assert ended["attention"] == []
    error = await world.refused(
        "supervisor",
        CASE,
        id=made["caseId"],
        at={"effectiveOn": str(TODAY - timedelta(days=60))},
    )
    assert error["extensions"]["code"] == "NOT_KNOWN_THEN"


@pytest.mark.parametrize(
    "at,code,field",
    [
        ({"position": 10**9}, "BEYOND_HEAD", "position"),
        ({"position": 0}, "NOT_KNOWN_THEN", "at"),
        ({"knownOn": str(TODAY + timedelta(days=2))}, "DAY_TO_COME", "knownOn"),
        ({"effectiveOn": str(TODAY + timedelta(days=2))}, "DAY_TO_COME", "effectiveOn"),
        ({"knownOn": "2026-02-30"}, "BAD_DATE", "knownOn"),
        ({"knownOn": str(TODAY), "position": 3}, "AT_TWICE", "position"),
        ({"position": 3}, "NOT_KNOWN_THEN", "at"),
        ({"knownOn": "2001-01-01"}, "NOT_KNOWN_THEN", "at"),
    ],
)
async def test_what_cannot_be_told_is_refused_in_words(
    world: World, at: dict[str, Any], code: str, field: str
) -> None:
    made = await open_case(world)
    for language in ("en", "fr-CA"):
        error = await world.refused("supervisor", CASE, language, id=made["caseId"], at=at)
        assert (error["extensions"]["code"], error["extensions"]["field"]) == (code, field)


async def test_the_past_is_open_to_nobody_to_whom_the_present_is_not(world: World) -> None:
    made = await open_case(world)
    at = {"position": await world.ledger.head()}
    told = await world.ask("worker", CASE, id=made["caseId"], at=at)
    assert told["case"]["status"] == "GRANTED"
    await world.do("supervisor", "assignCase", caseId=made["caseId"], office="east",
                   caseworkerId=f"Staff:{world.ids['elsewhere']}")  # fmt: skip
    await world.settle()
    for who in ("worker", "supervisor"):
        assert await shut(world, who, made, at), "who lost the case lost its past"
    assert await opens(world, "elsewhere", made, at), "who has it now has what was known before"

    await world.do("privacy", "sealFile", **seal(world, "supervisor", caseId=made["caseId"]))
    await world.settle()
    assert await shut(world, "elsewhere", made, at)
    assert [look["as_at"] for look in world.looks() if look["decision"] == "denied"]


async def test_a_consent_opens_no_history(world: World) -> None:
    made = await open_case(world)
    at = {"position": await world.ledger.head()}
    for query, asked in ((CASE, {"id": made["caseId"]}), (PERSON, {"id": made["personId"]}),
                         ("query ($at: AsKnown) { caseload(at: $at) { totalCount } }", {})):  # fmt: skip
        for language in ("en", "fr-CA"):
            error = await world.refused("partner", query, language, at=at, **asked)
            assert error["extensions"]["code"] == "NO_HISTORY"
    assert (await world.ask("partner", "{ caseload { totalCount } }"))["caseload"]


async def shut(world: World, who: str, made: dict[str, str], at: dict[str, Any]) -> bool:
    case = await world.ask(who, CASE, id=made["caseId"], at=at)
    lists = await world.ask(who, LISTS, at=at)
    person = await world.ask(who, PERSON, id=made["personId"], at=at)
    numbers = [edge["node"]["number"] for edge in lists["caseload"]["edges"]]
    return (
        case["case"]["__typename"] == person["person"]["__typename"] == "NotAvailable"
        and made["number"] not in numbers
    )


async def opens(world: World, who: str, made: dict[str, str], at: dict[str, Any]) -> bool:
    case = await world.ask(who, CASE, id=made["caseId"], at=at)
    lists = await world.ask(who, LISTS, at=at)
    numbers = [edge["node"]["number"] for edge in lists["caseload"]["edges"]]
    return case["case"]["caseworker"]["name"] == "Worker" and made["number"] in numbers


FIGURES = """query ($position: Position) { outcomes(position: $position) { figures {
    measure value denominator facts months { month value } } } }"""
DIFFERENCE = """query ($before: AsKnown!, $after: AsKnown, $measure: String!) {
    all: outcomesDifference(knownBefore: $before, knownAfter: $after) {
      knownBefore { position } figures { measure before after came went changed } }
    one: outcomeDifference(measure: $measure, knownBefore: $before, knownAfter: $after) {
      difference { before after came went changed }
      changes { totalCount edges { node { change endedAt before { position eventType }
        after { position eventType case } } } } } }"""


async def test_figures_of_a_position_are_those_that_were_told_then(world: World) -> None:
    told = {}

    async def tell() -> int:
        await world.settle()
        head = await world.ledger.head()
        told[head] = await world.ask("reporting", FIGURES)
        return head

    start = await tell()
    made = await open_case(world)
    granted = await tell()
    exit = {"caseId": made["caseId"], "reason": "EMPLOYMENT", "exitedOn": str(TODAY)}
    await world.do("worker", "exitCase", **exit)
    exited = await tell()
    await world.do(
        "supervisor", "reopenCase", caseId=made["caseId"], reason="EXIT_RECORDED_IN_ERROR"
    )
    await world.settle()
    for position, answer in told.items():
        assert await world.ask("reporting", FIGURES, position=position) == answer
    assert len({str(answer) for answer in told.values()}) == 3

    behind = (
        'query ($at: Position) { outcome(measure: "exits", position: $at) { figure { facts } } }'
    )
    for position, answer in told.items():
        one = (await world.ask("reporting", behind, at=position))["outcome"]["figure"]
        assert one["facts"] == next(
            f["facts"] for f in answer["outcomes"]["figures"] if f["measure"] == "exits"
        )
        assert world.looks()[-1]["as_at"] == position

    async def between(measure: str, before: int, after: int | None) -> dict[str, Any]:
        times = {"before": {"position": before}, "after": after and {"position": after}}
        found = await world.ask("reporting", DIFFERENCE, measure=measure, **times)
        one = next(f for f in found["all"]["figures"] if f["measure"] == measure)
        one.pop("measure")
        assert found["one"]["difference"] == one
        counted = [edge["node"] for edge in found["one"]["changes"]["edges"]]
        assert found["one"]["changes"]["totalCount"] == len(counted)
        return one | {"facts": counted}

    found = await between("applications_granted", start, granted)
    assert found["after"] == found["before"] + 1 and found["came"] == 1
    [fact] = found["facts"]
    assert fact["change"] == "CAME" and fact["after"]["case"] == made["caseId"]
    assert start < fact["after"]["position"] <= granted
    # Recorded in error, and taken back by the event that reopened the case.
    found = await between("exits", exited, None)
    assert (found["went"], found["came"], found["after"]) == (1, 0, found["before"] - 1)
    [fact] = found["facts"]
    assert fact["before"]["eventType"] == "case.exited" and fact["after"] is None
    assert fact["endedAt"] == await world.ledger.head()
    assert (await between("open_cases", granted, None))["facts"] == []


async def test_what_was_learned_between_two_days_is_told_and_marked(world: World) -> None:
    registered = await register(world)
    made = await apply(world, registered, submittedOn=str(TODAY - timedelta(days=20)))
    await world.settle()
    query = """query ($id: ID, $from: Date!, $to: Date) { case(id: $id) { ... on Case {
        timeline { totalCount }
        learned(from: $from, to: $to) { totalCount edges { node { type aboutEarlier } } } } } }"""
    days = {"from": str(TODAY), "to": None}
    found = (await world.ask("worker", query, id=made["caseId"], **days))["case"]
    told = {e["node"]["type"]: e["node"]["aboutEarlier"] for e in found["learned"]["edges"]}
    assert found["learned"]["totalCount"] == found["timeline"]["totalCount"] == len(told)
    assert told["application.submitted"], "it tells of a day before"
    before = {"from": str(TODAY - timedelta(days=30)), "to": str(TODAY - timedelta(days=1))}
    found = (await world.ask("worker", query, id=made["caseId"], **before))["case"]
    assert found["learned"] == {"totalCount": 0, "edges": []}
    later = {"from": str(TODAY + timedelta(days=1))}
    error = await world.refused("worker", query, id=made["caseId"], **later)
    assert error["extensions"]["code"] == "BAD_PERIOD"


async def test_what_was_learned_of_a_person_is_told_to_who_works_with_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await register(world, familyName="Vraicourt")
    case = (await apply(world, person, submittedOn=str(TODAY)))["caseId"]
    other = await register(world, familyName="Vraicourt")
    await apply(world, other, submittedOn=str(TODAY))
    given = {"personId": person, "categories": ["IDENTITY"], "recipients": ["EO"]}
    how = {"purposes": ["REFERRAL"], "language": "fr", "method": "WRITTEN"}
    signed = str(TODAY - timedelta(days=3))
    await world.do("worker", "grantConsent", **given, **how, signedOn=signed)
    await world.settle()
    query = """query ($id: ID!, $from: Date!, $to: Date, $first: Int, $after: String) {
        person(id: $id) { ... on Person { learned(from: $from, to: $to, first: $first, after: $after) {
        totalCount pageInfo { endCursor hasNextPage } edges { node { type aboutEarlier } } } } } }"""

    async def learned(who: str, **asked: Any) -> Any:
        days = {"from": str(TODAY)} | asked
        return (await world.ask(who, query, id=person, **days))["person"].get("learned")

    whole = await learned("worker")
    told = [(e["node"]["type"], e["node"]["aboutEarlier"]) for e in whole["edges"]]
    assert told == [("consent.granted", True), ("person.registered", False)]
    assert whole["totalCount"] == 2
    first = await learned("worker", first=1)
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (2, True)
    rest = await learned("worker", after=first["pageInfo"]["endCursor"])
    assert first["edges"] + rest["edges"] == whole["edges"]
    before = {"from": str(TODAY - timedelta(days=9)), "to": str(TODAY - timedelta(days=1))}
    nothing = {"totalCount": 0, "pageInfo": {"endCursor": None, "hasNextPage": False}, "edges": []}
    assert await learned("worker", **before) == nothing
    many = """query ($from: Date!) { people(search: "Vraicourt") { edges { node {
        id learned(from: $from) { totalCount edges { node { type } } } } } } }"""
    found = (await world.ask("worker", many, **{"from": str(TODAY)}))["people"]["edges"]
    counts = {e["node"]["id"]: (e["node"]["learned"]["totalCount"], len(e["node"]["learned"]["edges"]))
              for e in found}  # fmt: skip
    assert counts == {person: (2, 2), other: (1, 1)}, "to each what is theirs"
    # Tomorrow: what was learned today was learned before.
    monkeypatch.setattr("api.context.datetime", Tomorrow)
    tomorrow = str(TODAY + timedelta(days=1))
    assert await learned("worker", **{"from": tomorrow}) == nothing
    assert (await learned("worker"))["totalCount"] == 2
    of_case = "query ($id: ID, $from: Date!) { case(id: $id) { ... on Case { learned(from: $from) { totalCount } } } }"  # noqa: E501
    told = await world.ask("worker", of_case, id=case, **{"from": tomorrow})
    assert told["case"]["learned"]["totalCount"] == 0


class Tomorrow(datetime):
    """A clock that is a day ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz) + timedelta(days=1)


async def test_whoever_left_since_was_there_and_whoever_came_since_was_not(world: World) -> None:
    stays, leaves = await register(world), await register(world, givenName="Ève")
    later = await register(world, givenName="Noé")
    pair = [{"personId": stays, "role": "APPLICANT", "participantClass": "OW_ADULT"},
            {"personId": leaves, "role": "SPOUSE", "participantClass": "OW_ADULT"}]  # fmt: skip
    made = await apply(world, stays, submittedOn=str(TODAY - timedelta(days=9)), members=pair)
    case = made["caseId"]
    await world.do("supervisor", "assignCase", caseId=case, office="centre",
                   caseworkerId=f"Staff:{world.ids['worker']}")  # fmt: skip
    await apply(world, later, submittedOn=str(TODAY))
    await world.settle()
    at = {"position": await world.ledger.head()}
    told = {who: (await world.ask("supervisor", UNIT, id=case, one=who)) for who in (stays, leaves)}
    left = {"personId": leaves, "leftOn": str(TODAY), "reason": "SEPARATION"}
    await world.do("worker", "endMembership", caseId=case, **left)
    await world.do("worker", "decideApplication", caseId=case, outcome="REFUSED",
                   applicationId=made["applicationId"], reasons=["INCOME_ABOVE_LIMIT"],
                   decidedOn=str(TODAY), effectiveOn=str(TODAY))  # fmt: skip
    pair[1]["personId"] = later
    await world.settle()
    again = {"caseId": case, "members": pair, "identified": "IN_PERSON"}
    await apply(world, stays, submittedOn=str(TODAY), **again)
    await world.settle()

    for who, then in told.items():
        again = await world.ask("supervisor", UNIT, id=case, one=who, at=at)
        assert again["case"] == then["case"]
        if who == stays:
            assert again["person"] == then["person"]
    held = {"effectiveOn": str(TODAY - timedelta(days=1))}
    unit = await world.ask("supervisor", UNIT, id=case, one=later, at=held)
    assert unit["case"] == told[stays]["case"]
    number = told[stays]["person"]["cases"][0]["number"]
    for moment, there in ((at, False), (None, True)):
        found = await world.ask("supervisor", UNIT, id=case, one=later, at=moment)
        assert ({"number": number} in found["person"]["cases"]) is there
    now = await world.ask("supervisor", UNIT, id=case, one=stays)
    assert [m["person"]["id"] for m in now["case"]["members"]] == [stays, later]


UNIT = """query ($id: ID!, $one: ID!, $at: AsOf, $purpose: String = "REVIEW") {
    case(id: $id, at: $at, purpose: $purpose) { ... on Case {
      members { role { code } person { id displayName } } } }
    person(id: $one, at: $at, purpose: $purpose) { __typename ... on Person {
      displayName cases { number } } } }"""


async def test_a_list_of_the_past_shows_no_way_to_reach_whoever_must_be_careful_now(
    world: World,
) -> None:
    made = await open_case(world)
    at = {"position": await world.ledger.head()}
    query = """query ($at: AsKnown, $number: String) { caseload(at: $at, filter: {search: $number}) {
        edges { node { members { person { telephone } } } } } }"""

    async def telephone() -> str | None:
        [found] = (await world.ask("worker", query, at=at, number=made["number"]))["caseload"][
            "edges"
        ]
        return found["node"]["members"][0]["person"]["telephone"]

    assert await telephone() == "613-555-0199"
    reached = {"telephone": "613-555-0199", "safeMeans": ["EMAIL"]}
    await world.do("worker", "updateContact", personId=made["personId"], **reached)
    await world.settle()
    assert await telephone() is None
    of_then = await world.ask("worker", CASE, id=made["caseId"], at=at)
    assert of_then["case"]["applicant"]["telephone"] == "613-555-0199", "the file itself tells it"


async def test_a_past_that_was_brought_in_beside_live_work_is_known_by_its_own_days(
    world: World,
) -> None:
    await register(world)
    person, case, application = uuid7(), uuid7(), uuid7()
    member = Member(person_id=person, role="APPLICANT", participant_class="OW_ADULT")
    registered = PersonRegistered(
        person_id=person, given_name=Clear("Ana", person), family_name=Clear("Lima", person),
        birth_date=Clear("1990-02-28", person), official_language="fr",
    )  # fmt: skip
    applied = ApplicationSubmitted(
        case_id=case, case_number="2024-LONG-AGO1", application_id=application, programme="OW",
        channel="DIGITAL", received_by="LOCAL", office="centre", submitted_on=date(2024, 3, 4),
        members=(member,), completed_on=date(2024, 3, 4),
    )  # fmt: skip
    granted = ApplicationDecided(
        case_id=case, application_id=application, outcome="GRANTED", decided_on=date(2024, 3, 8),
        decided_by="STAFF", organisation="LOCAL",
    )  # fmt: skip
    told = ((person_stream(person), registered, 4), (case_stream(case), applied, 4),
            (case_stream(case), granted, 8))  # fmt: skip
    events = [
        NewEvent(stream=stream, event=event, effective_on=date(2024, 3, day),
                 known_at=datetime(2024, 3, day, 15, tzinfo=UTC))
        for stream, event, day in told
    ]  # fmt: skip
    ledger = world.ledger
    writer = BulkWriter(ledger.store, ledger.keys, ledger.policies, TENANT, SYSTEM)
    unit = BulkUnit(command_id=uuid7(), body=b"brought", events=events, versions={})
    assert isinstance(await writer.append(unit), Accepted)
    await world.settle()

    for day, status in ((5, "APPLIED"), (8, "GRANTED")):
        at = {"knownOn": f"2024-03-{day:02}"}
        found = (await world.ask("supervisor", CASE, id=f"Case:{case}", at=at))["case"]
        assert (found["status"], found["asOf"]) == (status, at["knownOn"])
        own = await world.ask("supervisor", PERSON, id=f"Person:{person}", at=at)
        assert own["person"]["cases"] == [{"number": "2024-LONG-AGO1", "status": status}]
    error = await world.refused("supervisor", CASE, id=f"Case:{case}", at={"knownOn": "2024-03-03"})
    assert error["extensions"]["code"] == "NOT_KNOWN_THEN"


async def test_rules_that_came_later_bend_nothing_that_was_told_before(world: World) -> None:
    made = await apply(world, await register(world), submittedOn=str(TODAY))
    await world.do("supervisor", "assignCase", caseId=made["caseId"], office="centre",
                   caseworkerId=f"Staff:{world.ids['worker']}")  # fmt: skip
    await world.settle()
    before = await world.ledger.head()
    told = (await world.ask("supervisor", CASE, id=made["caseId"]))["case"]

    [clocks] = [each for each in load_policy_data() if each.policy_id == "clocks"]
    said = json.loads(clocks.content)
    said["eligibility_decision"]["days"] += 30
    # Public, and in force, long before it was published here.
    longer = replace(clocks, version="longer", content=json.dumps(said), public_on=date(2020, 1, 1))
    answer = await world.ledger.execute(longer, command_id=uuid7(), actor=SYSTEM)
    assert isinstance(answer, Accepted)
    await world.ledger.policies.refresh()
    await world.settle()

    async def case(**at: Any) -> dict[str, Any]:
        return (await world.ask("supervisor", CASE, id=made["caseId"], at=at or None))["case"]

    now, head = await case(), await world.ledger.head()
    assert now["applications"][0]["decisionDueOn"] > told["applications"][0]["decisionDueOn"]
    assert await case(position=before) == told
    assert await case(position=head) == now, "the day of a position is when the ledger came there"
    assert await case(knownOn=str(TODAY)) == now
    figures = await world.ask("reporting", FIGURES)
    assert await world.ask("reporting", FIGURES, position=head) == figures
