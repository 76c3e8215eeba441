"""Every field, list, search, count and id, asked by everybody, against what ``decide`` says.

One small town of people in every standing. Whatever comes back is held to decisions on facts that
the test knows because it made them, not to those that the gate read.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from api.access.gate import gate_of
from api.access.roles import PURPOSES
from api.context import Context
from api.schema.category import CONSENT, OPENED
from api.settings import Limits
from domain.access import CaseOf, Moment, ReferralOf, Subject, Viewer, decide
from domain.consent import Ending, Grant
from tests.integration.api.test_gate import referred
from tests.integration.api.whole_schema import SCHEMA, everything, held
from tests.support.api_world import PEOPLE, TENANT, World, opened_world
from tests.support.databases import Database
from tests.support.days import local_day
from tests.support.graphql import apply, open_case, register
from tests.support.world import published_policy

pytestmark = pytest.mark.asyncio(loop_scope="module")
POLICY = published_policy()
NOW = datetime.now(UTC)
TODAY = local_day()
BEFORE = NOW - timedelta(days=1)
LIMITS = Limits(tokens=50_000, depth=20, aliases=200, cost=100_000_000, body_bytes=2_000_000)
ROLES = tuple(PEOPLE)
QUIET = 0.2  # seconds without a word that are taken for none


def key(global_id: str) -> UUID:
    return UUID(global_id.partition(":")[2])


class Town:
    """Who is there, by a word that is theirs alone; and the facts about them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: dict[str, str] = {}
        self.made: dict[str, dict[str, str]] = {}
        self.subjects: dict[UUID, Subject] = {}
        self.units: dict[UUID, tuple[UUID, ...]] = {}

    async def person(self, word: str) -> str:
        number = 1000 + len(self.people)
        self.people[word] = await register(
            self.world,
            givenName=f"{word}given",
            familyName=f"{word}family",
            telephone=f"613-555-{number}",
            email=f"{word}@example.test",
            address=f"{word} street",
            safeContact=f"{word} safely",
        )
        return self.people[word]

    def know(self, made: Mapping[str, str], office: str, worker: str | None, **facts: Any) -> None:
        """The facts of a case and of each who is in it (``of``: words)."""
        case_id = key(made["caseId"])
        status, closed_on = facts.get("status", "OPEN"), facts.get("closed_on")
        caseworker = self.world.ids[worker] if worker else None
        case = CaseOf(case_id, office, caseworker, status, closed_on=closed_on)
        self.units[case_id] = tuple(key(self.people[word]) for word in facts["of"])
        for person in self.units[case_id]:
            mine = person == key(made["personId"])
            self.subjects[person] = Subject(
                person,
                [case],
                facts.get("referrals", ()) if mine else (),
                facts.get("grants", ()) if mine else (),
            )

    def allowed(self, who: str, owner: str, category: str) -> bool:
        """Whether this may be shown of this person, or of this case."""
        role, office, organisation = PEOPLE[who]
        viewer = Viewer(self.world.ids[who], role, organisation, office)

        def see(person: UUID, case: UUID | None = None) -> bool:
            subject = self.subjects.get(person, Subject(person))
            if case:
                referrals = [r for r in subject.referrals if r.case_id == case]
                subject = Subject(person, subject.cases, referrals, subject.grants)
            now = datetime.now(UTC)
            purpose = PURPOSES.get(role, "NONE")
            moment = Moment(now, TODAY)
            return decide(viewer, subject, category, purpose, moment, POLICY).allowed

        if owner.startswith("Case:"):
            return all(see(person, key(owner)) for person in self.units[key(owner)])
        return see(key(owner))


def consented(*categories: str, withdrawn: bool = False) -> Grant:
    endings = (Ending("WITHDRAWN", BEFORE),) if withdrawn else ()
    whom, why = frozenset({"EO"}), frozenset({"REFERRAL"})
    return Grant(uuid4(), frozenset(categories), whom, why, TODAY, BEFORE, endings=endings)


def to_provider(made: Mapping[str, str], *, ended: bool = False) -> ReferralOf:
    return ReferralOf("eo-01", "EO", key(made["caseId"]), BEFORE, BEFORE if ended else None)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(database: Database) -> AsyncIterator[Town]:
    async with opened_world(database, limits=LIMITS) as world:
        town = Town(world)
        await _open(town)
        await _referred(town)
        await _elsewhere(town)
        await world.settle()
        yield town


async def _open(town: Town) -> None:
    """A couple of which one consented and was referred, with all that a file holds."""
    world = town.world
    one, two = await town.person("zabcouple"), await town.person("zabspouse")
    members = [
        {"personId": one, "role": "APPLICANT", "participantClass": "OW_ADULT"},
        {"personId": two, "role": "SPOUSE", "participantClass": "OW_ADULT"},
    ]
    made = town.made["couple"] = await referred(world, members=members, personId=one)
    at = {"caseId": made["caseId"]}
    await world.do("worker", "addNote", **at, personId=one, body="zabcouple note")
    await world.do(
        "worker",
        "createActionPlan",
        **at,
        personId=one,
        createdOn=str(TODAY),
        items=[
            {
                "kind": "STABILITY",
                "domain": "HEALTH",
                "owner": "PERSON",
                "description": "zabcouple note of a plan",
            }
        ],
    )
    await world.do(
        "worker",
        "issueBenefit",
        **at,
        benefitType="BASIC_NEEDS",
        month=f"{TODAY:%Y-%m}",
        amountCents=34317,
        payeeId=one,
        method="DIRECT_DEPOSIT",
        issuedOn=str(TODAY),
    )
    town.know(
        made,
        "centre",
        "worker",
        of=("zabcouple", "zabspouse"),
        referrals=[to_provider(made)],
        grants=[consented("IDENTITY", "CONTACT")],
    )


async def _referred(town: Town) -> None:
    """Who was referred to the same provider: by name alone; declined since; withdrawn since."""
    world = town.world
    for word in ("zabnamed", "zabdeclined", "zabwithdrew"):
        person = await town.person(word)
        member = {"personId": person, "role": "APPLICANT", "participantClass": "OW_ADULT"}
        only = ["IDENTITY"] if word == "zabnamed" else ["IDENTITY", "CONTACT"]
        made = town.made[word] = await referred(
            world, members=[member], personId=person, categories=only
        )
        declined, withdrew = word == "zabdeclined", word == "zabwithdrew"
        if declined:
            await world.do(
                "partner",
                "answerReferral",
                caseId=made["caseId"],
                referralId=made["referralId"],
                answer="DECLINED",
                answeredOn=str(TODAY),
                reason="NO_CAPACITY",
            )
        elif withdrew:
            await world.do(
                "worker",
                "withdrawConsent",
                personId=person,
                consentId=made["consentId"],
                method="WRITTEN",
            )
        town.know(
            made,
            "centre",
            "worker",
            of=(word,),
            referrals=[to_provider(made, ended=declined)],
            grants=[consented(*only, withdrawn=withdrew)],
        )


async def _elsewhere(town: Town) -> None:
    """Who applies, whose case is closed, who is another office's, and who is in no case."""
    world = town.world
    await town.person("zabnew")
    pending = await apply(world, await town.person("zabapplies"))
    town.made["pending"] = pending
    town.know(pending, "centre", None, of=("zabapplies",), status="APPLIED")
    closed = await open_case(
        world,
        members=[
            {
                "personId": await town.person("zabclosed"),
                "role": "APPLICANT",
                "participantClass": "OW_ADULT",
            }
        ],
    )
    closed["personId"] = town.people["zabclosed"]
    await world.do(
        "worker", "exitCase", caseId=closed["caseId"], reason="EMPLOYMENT", exitedOn=str(TODAY)
    )
    town.made["closed"] = closed
    town.know(closed, "centre", "worker", of=("zabclosed",), status="CLOSED", closed_on=TODAY)
    east = await apply(world, await town.person("zabeast"), office="east")
    await world.do(
        "elsewhere",
        "decideApplication",
        caseId=east["caseId"],
        applicationId=east["applicationId"],
        outcome="GRANTED",
        decidedOn="2026-10-07",
        effectiveOn="2026-10-01",
        reasons=["ELIGIBLE"],
    )
    town.made["east"] = east
    town.know(east, "east", None, of=("zabeast",))


def questions(town: Town) -> dict[str, Mapping[str, Any]]:
    """Documents that ask each root field for everything, of everybody by every id and name."""
    cases = [made["caseId"] for made in town.made.values()]
    numbers = [made["number"] for made in town.made.values()]
    listed = {
        name: f"{{ found: {name}(first: 50) {everything(type_name)} }}"
        for name, type_name in (
            ("caseload", "CaseConnection"),
            ("consentAudit", "ConsentConnection"),
            ("disclosures", "DisclosureConnection"),
            ("looks", "LookConnection"),
            ("personPairs", "PersonPairConnection"),
        )
    }
    every_case = " ".join(
        [
            *(f'i{n}: case(id: "{one}") {everything("CaseResult")}' for n, one in enumerate(cases)),
            *(f'n{n}: case(number: "{one}") {{ __typename }}' for n, one in enumerate(numbers)),
            *(
                f'd{n}: node(id: "{one}") {{ ... on Case {{ __typename id exitReason {{ code }} }} }}'
                for n, one in enumerate(cases)
            ),
        ]
    )
    every_person = " ".join(
        [
            f'p{n}: person(id: "{one}") {everything("PersonResult")}'
            f' c{n}: consentAudit(person: "{one}") {{ totalCount edges {{ node {{ id }} }} }}'
            f' m{n}: node(id: "{one}") {{ ... on Person {{ __typename id displayName }} }}'
            for n, one in enumerate(town.people.values())
        ]
    )
    searched = " ".join(
        f's{n}: people(search: "{word}") {everything("PersonConnection", 2)}'
        f' t{n}: caseload(filter: {{ search: "{word}" }}) {{ totalCount edges {{ node {{ id }} }} }}'
        for n, word in enumerate(town.people)
    )
    inside = " ".join(
        f'{kind.lower()}{n}: node(id: "{made[name]}") {{ ... on {kind} {everything(kind, 3)} }}'
        for n, made in enumerate(town.made.values())
        for kind, name in (
            ("Application", "applicationId"),
            ("Assessment", "assessmentId"),
            ("Referral", "referralId"),
            ("Consent", "consentId"),
            ("Disclosure", "disclosureId"),
        )
        if name in made
    )
    moved = 'outcomeDifference(measure: "open_cases", knownBefore: {position: 0})'
    figures = f'{{ found: outcome(measure: "open_cases") {everything("OutcomeDetail", 4)} }}'
    differing = f"{{ found: {moved} {everything('OutcomeDifference', 5)} }}"
    together = {"cases": every_case, "people": every_person, "search": searched, "in": inside}
    return {
        **{name: {"query": document} for name, document in listed.items()},
        **{name: {"query": f"{{ {fields} }}"} for name, fields in together.items()},
        "figures": {"query": figures},
        "differing": {"query": differing},
    }


SECRETS = {
    "IDENTITY": ("{0}given", "{0}family"),
    "CONTACT": ("{0}@example.test", "{0} street", "{0} safely"),
    "FILE": ("{0} note",),
}


@pytest.mark.parametrize("who", ROLES)
async def test_nothing_that_the_decision_denies_comes_back(town: Town, who: str) -> None:
    seen: set[tuple[str, str]] = set()
    for name, body in questions(town).items():
        answer = (await town.world.post(who, body)).json()
        text = json.dumps(answer, ensure_ascii=False)
        for owner, category, field, value in held(answer.get("data")):
            if owner is None or not owner.startswith(("Person:", "Case:")):
                continue
            if field == "Case.referrals" and who in ("partner", "rival"):
                # An organisation sees the referral that is addressed to it, and of others none.
                assert {one["recipient"]["code"] for one in value} == {PEOPLE[who][2]}
                continue
            if field.startswith("Referral.") and who in ("partner", "rival"):
                continue
            where = f"{who}: {name}: {field} of {owner} is {value!r}"
            assert town.allowed(who, owner, category), where
            seen.add((owner, category))
        for word, person in town.people.items():
            for category, shapes in SECRETS.items():
                if town.allowed(who, person, category) or name == "search":
                    continue
                for shape in shapes:
                    assert shape.format(word) not in text, f"{who}: {name}: {shape.format(word)}"
        for case, unit in town.units.items():
            entries = f"Case:{case}"
            if not town.allowed(who, entries, CONSENT):
                assert not any(
                    owner == entries and field == "Case.timeline"
                    for owner, _, field, _ in held(answer.get("data"))
                ), unit
    if who in ("worker", "supervisor", "partner", "privacy", "intake", "elsewhere"):
        assert seen, "somebody who sees nothing proves nothing"


async def first_told(
    town: Town, who: str, field: str, type_name: str, seconds: float = 20.0
) -> Any:
    """What a subscription tells at once of all that ever happened; None where it tells nothing."""
    fields = everything(type_name)
    told = town.world.api.stream(
        town.world.tokens[who], f"subscription {{ told: {field} {fields} }}"
    )
    async with aclosing(told) as results:  # type: ignore[type-var]
        try:
            async with asyncio.timeout(seconds):
                result = await anext(results)
        except TimeoutError:
            return None
    return result.data and result.data["told"]


async def test_no_subscription_tells_of_what_the_decision_denies(town: Town) -> None:
    assert set(SCHEMA.subscription_type.fields) == {"caseChanged", "caseloadChanged", "projections"}
    followed = set()
    for who in ROLES:
        for made in town.made.values():
            case = made["caseId"]
            field = f'caseChanged(id: "{case}", after: 0, purpose: "REVIEW")'
            told = await first_told(town, who, field, "CaseChangeResult")
            if told["__typename"] == "CaseChange":
                assert told["id"] == case
                unit = [f"Person:{person}" for person in town.units[key(case)]]
                assert any(town.allowed(who, one, what) for one in unit for what in OPENED), who
                followed.add(who)
        listed = await town.world.post(who, {"query": "{ caseload { edges { cursor } } }"})
        data = listed.json().get("data")
        shown = bool(data and data["caseload"]["edges"])
        told = await first_told(
            town, who, "caseloadChanged(after: 0)", "CaseloadChange", 20.0 if shown else QUIET
        )
        assert bool(told) == shown, who
        assert await first_told(town, who, "projections", "ProjectionMove")
    assert followed == {"worker", "colleague", "supervisor", "partner", "intake", "elsewhere"}


async def test_of_several_cases_at_once_is_decided_what_is_decided_of_each_alone(
    town: Town,
) -> None:
    services, opened = town.world.api.services, set()
    for who in ROLES:
        asked = Context(services, language="en", secret=town.world.tokens[who], attended=False)
        known = await asked.known_now(town.units)
        for case in [*town.units, uuid4()]:
            now, alone = asked.again(known), asked.again()
            async with now.reader, alone.reader:
                found = await (await gate_of(now, at_hand=known.facts)).cases([case])
                assert found == await (await gate_of(alone)).cases([case]), who
            opened |= {who for case in found.cases}
    assert opened == {"worker", "colleague", "supervisor", "partner", "intake", "elsewhere"}


@pytest.mark.parametrize("who", ["rival", "partner", "colleague", "elsewhere", "intake"])
async def test_what_is_not_open_and_what_does_not_exist_are_one_answer(
    town: Town, who: str
) -> None:
    """By id, by number and by node: the same words, whether or not there is something."""
    ask = """query ($case: ID!, $number: String!, $person: ID!) {
        byId: case(id: $case) { __typename ... on NotAvailable { message } }
        byNumber: case(number: $number) { __typename ... on NotAvailable { message } }
        person(id: $person) { __typename ... on NotAvailable { message } }
        case: node(id: $case) { id } node(id: $person) { id } }"""
    nowhere = {
        "case": f"Case:{uuid4()}",
        "number": "2026-0000-0000",
        "person": f"Person:{uuid4()}",
    }
    unknown = await town.world.ask(who, ask, **nowhere)
    closed = 0
    for made in town.made.values():
        case, person = made["caseId"], made["personId"]
        if any(town.allowed(who, person, category) for category in OPENED):
            continue
        closed += 1
        asked = {"case": case, "number": made["number"], "person": person}
        assert await town.world.ask(who, ask, **asked) == unknown
    assert closed


async def test_a_partner_sees_nothing_more_once_it_declined(town: Town) -> None:
    world, made = town.world, town.made["zabdeclined"]
    counted = "{ caseload(first: 50) { totalCount edges { node { id } } } }"
    found = (await world.ask("partner", counted))["caseload"]
    shown = [edge["node"]["id"] for edge in found["edges"]]
    named = {town.made[name]["caseId"] for name in ("couple", "zabnamed")}
    assert set(shown) == named and found["totalCount"] == 2
    assert made["caseId"] not in shown
    looks = [look for look in world.looks() if look["account_id"] == world.ids["partner"]]
    denied = [look for look in looks if key(made["caseId"]) in look["cases"]]
    await world.ask(
        "partner", "query ($id: ID) { case(id: $id) { __typename } }", id=made["caseId"]
    )
    last = world.looks()[-1]
    assert last["decision"] == "denied" and last["codes"] == ["REFERRAL_ENDED"]
    assert all(look["decision"] == "denied" for look in denied)
    assert last["tenant"] == TENANT
