"""Letters and tasks end to end: from what happened to a page, a safe way out, and the record of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from domain.consent import GrantConsent
from ledger.ids import uuid7
from projections.effects.running import effects
from tests.integration.effects.conftest import QUICK
from tests.support.api_world import SYSTEM, World, opened_world
from tests.support.databases import Database

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITING = """query W { lettersToSend { totalCount edges { node {
  id caseNumber waiting kind { code } heldBecause { code } person { displayName address }
  language { code } text { to address title } } } } }"""
LETTER = """query L($id: ID!) { letter(id: $id) { __typename ... on Letter {
  id waiting heldBecause { code label } sentOn
  text { language title to address paragraphs reviewTitle review signed } } } }"""
MEMBERS = """query M($id: ID!) { case(id: $id) { ... on Case {
  members { person { id } } } } }"""
CASE = """query C($id: ID!) { case(id: $id) { ... on Case {
  version attention { code label why }
  tasks { id kind { code } dueOn consentId person { displayName } }
  letters { id kind { code } waiting } } } }"""


@asynccontextmanager
async def running(world: World) -> AsyncIterator[None]:
    url = world.database.url("projector")
    async with effects(world.ledger, world.projections, url, QUICK):
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(database: Database) -> AsyncIterator[World]:
    async with opened_world(database) as made, running(made):
        yield made


async def settled(world: World) -> None:
    """Until every process has heard all, nothing waits, and the read side holds it."""
    head = -1
    async with asyncio.timeout(30):
        while True:
            async with world.projections.connection() as connection:
                row = await (
                    await connection.execute(
                        "select coalesce(min(position), 0), (select count(*) from effects.outbox"
                        " where state = 'WAITING') + (select count(*) from effects.timer"
                        " where due_at <= now()) from effects.process"
                    )
                ).fetchone()
            now = await world.ledger.head()
            if row == (now, 0) and head == now:
                break
            head = now
            await asyncio.sleep(0.03)
    await world.settle()


def local(id: str) -> UUID:
    return UUID(id.partition(":")[2])


async def decided(world: World, outcome: str = "REFUSED", **person: Any) -> tuple[str, str]:
    """Somebody whose application was decided by their caseworker: the ids of person and case."""
    today = world.ledger.today().isoformat()
    given = {
        "givenName": "Zoé",
        "familyName": "Tremblay",
        "birthDate": "1990-02-28",
        "officialLanguage": "fr",
        "address": "12, rue Principale, Rivière-Nord",
    } | person
    dependent = given.pop("dependent", None)
    made = (await world.do("intake", "registerPerson", **given))["personId"]
    unit = [{"personId": made, "role": "APPLICANT", "participantClass": "OW_ADULT"}]
    if dependent:
        dependent |= {"officialLanguage": "fr"}
        child = (await world.do("intake", "registerPerson", **dependent))["personId"]
        unit.append({"personId": child, "role": "DEPENDENT", "participantClass": "DEPENDENT_CHILD"})
    asked = {
        "programme": "OW",
        "channel": "DIGITAL",
        "receivedBy": "LOCAL",
        "office": "centre",
        "submittedOn": today,
        "complete": True,
        "members": unit,
    }
    found = await world.do("intake", "submitApplication", **asked)
    case = found["caseId"]
    staff = f"Staff:{world.ids['worker']}"
    await world.do("supervisor", "assignCase", caseId=case, office="centre", caseworkerId=staff)
    reasons = {"reasons": ["INCOME_ABOVE_LIMIT"], "explanation": "Votre salaire de mai."}
    await world.do(
        "worker",
        "decideApplication",
        caseId=case,
        applicationId=found["applicationId"],
        outcome=outcome,
        decidedOn=today,
        effectiveOn=today,
        textLanguage="fr",
        **(reasons if outcome == "REFUSED" else {}),
    )
    await settled(world)
    return made, case


async def letters_of(world: World, case: str, who: str = "worker") -> list[dict[str, Any]]:
    return (await world.ask(who, CASE, id=case))["case"]["letters"]


async def test_a_refusal_is_told_in_the_persons_language_with_reasons_and_a_way_to_review(
    world: World,
) -> None:
    _, case = await decided(world)
    [waiting] = await letters_of(world, case)
    before = len(world.looks())
    shown = (await world.ask("worker", LETTER, id=waiting["id"]))["letter"]
    [look] = world.looks()[before:]
    assert look["task"] == "LETTER" and local(case) in look["cases"]
    text = shown["text"]
    assert shown["heldBecause"] is None and text["language"] == "fr"
    assert text["to"] == "Zoé Tremblay" and text["address"].startswith("12, rue Principale")
    told = " ".join(text["paragraphs"])
    assert "refusée" in told and "Votre salaire de mai." in told
    assert any("30 jours" in part for part in text["review"])
    assert text["signed"][0] == "Worker"

    today = world.ledger.today().isoformat()
    sent = {"caseId": case, "letterId": waiting["id"], "means": "MAIL", "sentOn": today}
    assert (await world.send("elsewhere", "markLetterSent", **sent))["code"] == "NOT_PERMITTED"
    await world.do("worker", "markLetterSent", **sent)
    await world.settle()
    assert not (await letters_of(world, case))[0]["waiting"]
    again = await world.send(
        "worker", "letLetterGo", caseId=case, letterId=waiting["id"], reason="DECEASED"
    )
    assert again["code"] == "LETTER_SENT"

    # For whom the case is not open the letter is not there.
    for who in ("elsewhere", "partner", "privacy", "intake"):
        found = await world.ask(who, LETTER, id=waiting["id"])
        assert found["letter"]["__typename"] == "NotAvailable", who


async def test_a_letter_is_held_where_mail_is_not_safe_even_if_that_is_learned_late(
    world: World,
) -> None:
    person, case = await decided(world, "GRANTED", familyName="Gagné")
    [waiting] = await letters_of(world, case)
    await world.do(
        "worker",
        "updateContact",
        personId=person,
        telephone="705 555 0100",
        address="12, rue Principale",
        safeMeans=["TELEPHONE"],
    )
    await world.settle()
    shown = (await world.ask("worker", LETTER, id=waiting["id"]))["letter"]
    assert shown["heldBecause"]["code"] == "MAIL_NOT_SAFE" and shown["text"]["address"] is None
    listed = (await world.ask("worker", WAITING))["lettersToSend"]["edges"]
    [mine] = [edge["node"] for edge in listed if edge["node"]["id"] == waiting["id"]]
    assert mine["heldBecause"]["code"] == "MAIL_NOT_SAFE"
    assert mine["text"]["address"] is None and mine["person"]["address"] is None
    today = world.ledger.today().isoformat()
    sent = {"caseId": case, "letterId": waiting["id"], "means": "MAIL", "sentOn": today}
    assert (await world.send("worker", "markLetterSent", **sent))["code"] == "LETTER_MAIL_NOT_SAFE"
    await world.do("worker", "markLetterSent", **(sent | {"means": "IN_PERSON"}))


async def test_only_letters_of_ones_own_lists_are_listed_and_no_sealed_files(world: World) -> None:
    _, case = await decided(world, familyName="Keïta")
    [letter] = await letters_of(world, case)

    async def listed(who: str) -> set[str]:
        edges = (await world.ask(who, WAITING))["lettersToSend"]["edges"]
        return {edge["node"]["id"] for edge in edges}

    assert letter["id"] in await listed("worker") & await listed("supervisor")
    assert letter["id"] not in await listed("elsewhere") | await listed("colleague")
    for who in ("partner", "privacy", "operator"):
        assert (await world.refused(who, WAITING))["extensions"]["code"] == "NOT_PERMITTED"
    await world.do(
        "supervisor", "sealFile", caseId=case, kind="VIOLENCE", reason="ASKED_BY_PERSON",
        circle=[f"Staff:{world.ids['colleague']}"], reviewers=[f"Staff:{world.ids['privacy']}"],
    )  # fmt: skip
    await world.settle()
    assert letter["id"] not in await listed("worker") | await listed("supervisor")


async def test_a_sixteenth_birthday_asks_for_the_consent_and_an_answer_ends_the_task(
    world: World,
) -> None:
    today = world.ledger.today()
    born = today.replace(year=today.year - 16)
    parent, case = await decided(
        world,
        "GRANTED",
        familyName="Roy",
        dependent={"givenName": "Noé", "familyName": "Roy", "birthDate": born.isoformat()},
    )
    child = (await world.ask("worker", MEMBERS, id=case))["case"]["members"][1]["person"]["id"]
    key, grantor = local(child), local(parent)
    version = (await world.ask("worker", CASE, id=case))["case"]["version"]

    def days_ago() -> datetime:
        return datetime.now(UTC) - timedelta(days=3)

    # What a parent consented to, three days before the child turned sixteen.
    given = GrantConsent(
        person_id=key,
        categories=("IDENTITY",),
        recipients=("EO",),
        purposes=("REFERRAL",),
        signed_on=today - timedelta(days=3),
        language="fr",
        method="WRITTEN",
        capacity="PARENT",
        grantor_id=grantor,
        custody=True,
    )
    made = await world.ledger.execute(given, command_id=uuid7(), actor=SYSTEM, clock=days_ago)
    consent = f"Consent:{made.result['consent_id']}"
    await settled(world)
    shown = (await world.ask("worker", CASE, id=case))["case"]
    [task] = shown["tasks"]
    assert (task["consentId"], task["dueOn"]) == (consent, today.isoformat())
    assert "CONSENT_REAFFIRMATION" in {one["code"] for one in shown["attention"]}
    assert shown["version"] == version  # no form that is open is refused for it
    todo = "query T { caseload(filter: {needsAttention: true}) { edges { node { id } } } }"
    edges = (await world.ask("worker", todo))["caseload"]["edges"]
    assert case in {edge["node"]["id"] for edge in edges}

    await world.do(
        "worker", "reaffirmConsent", personId=child, consentId=consent,
        signedOn=today.isoformat(), language="fr", method="WRITTEN",
    )  # fmt: skip
    await settled(world)
    shown = (await world.ask("worker", CASE, id=case))["case"]
    assert shown["tasks"] == []
    assert "CONSENT_REAFFIRMATION" not in {one["code"] for one in shown["attention"]}


async def test_a_withdrawal_and_an_overpayment_are_told_by_letter(world: World) -> None:
    person, case = await decided(world, "GRANTED", familyName="Leblanc", officialLanguage="en")
    today = world.ledger.today()
    given = await world.do(
        "worker", "grantConsent", personId=person, categories=["IDENTITY", "CONTACT"],
        recipients=["EO"], purposes=["REFERRAL"], signedOn=today.isoformat(), language="en",
        method="WRITTEN",
    )  # fmt: skip
    await world.do(
        "worker", "withdrawConsent", personId=person, consentId=given["consentId"],
        method="WRITTEN", recipients=[], categories=["CONTACT"],
    )  # fmt: skip
    await world.do(
        "worker", "establishOverpayment", caseId=case, personId=person,
        month=today.strftime("%Y-%m"), amountCents=12_345, cause="AGENCY_ERROR",
        establishedOn=today.isoformat(),
    )  # fmt: skip
    await settled(world)
    letters = {one["kind"]["code"]: one["id"] for one in await letters_of(world, case)}
    assert set(letters) == {"DECISION", "CONSENT_ENDED", "OVERPAYMENT"}

    async def words(kind: str) -> str:
        shown = await world.ask("worker", LETTER, "fr", id=letters[kind])
        assert shown["letter"]["text"]["language"] == "en"
        return " ".join(shown["letter"]["text"]["paragraphs"])

    assert "Contact details" in await words("CONSENT_ENDED")
    assert "Identity" not in await words("CONSENT_ENDED")
    assert "$123.45" in await words("OVERPAYMENT")


async def test_an_operator_sees_how_it_goes_and_nothing_that_it_tells(world: World) -> None:
    person, case = await decided(world, "GRANTED", familyName="Saulnier")
    query = """query E($states: [EffectState!]) { effects(states: $states, first: 50) {
      processes { name lagEvents healthy error } counts { process state count }
      effects { key process kind state attempts error } hasMore } }"""
    shown = (await world.ask("operator", query, states=["DONE"]))["effects"]
    assert {p["name"] for p in shown["processes"]} == {"letters", "partners", "reaffirmation"}
    assert all(p["healthy"] and p["error"] is None for p in shown["processes"])
    kinds = {each["kind"] for each in shown["effects"]}
    assert "PrepareLetter" in kinds and {e["state"] for e in shown["effects"]} == {"DONE"}
    assert str(local(person)) not in str(shown) and str(local(case)) not in str(shown)
    for who in ("worker", "supervisor", "privacy", "partner"):
        assert (await world.refused(who, query))["extensions"]["code"] == "NOT_PERMITTED"
