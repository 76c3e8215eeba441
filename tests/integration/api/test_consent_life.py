"""A consent's life through GraphQL: in part, for a child, before signing, and what is taken home."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.api_world import World
from tests.support.days import local_day
from tests.support.graphql import open_case, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = local_day()
CONSENTS = """query ($id: ID!) { person(id: $id) { ... on Person { consents {
    id state why can lapsesOn capacity { code } supersedes evidence
    categories { code } recipients { code label }
    endings { kind { code } whole categories { code } cause { code } byConsent reason }
} } } }"""
RECEIPT = """query ($id: ID!, $in: String) { node(id: $id) { ... on Consent {
    receipt(language: $in) { title notice howToWithdraw lines { label text } } } } }"""
PREVIEW = """query ($person: ID!, $recipients: [String!]!) {
  consentPreview(
    person: $person, categories: ["IDENTITY", "INCOME"], recipients: $recipients,
    purposes: ["REFERRAL"]
  ) { recipient { code } categories { category { code } fields openNow wouldOpen why } }
}"""
AUDIT = """query ($state: ConsentState, $within: Int) {
  consentAudit(state: $state, endsWithin: $within, first: 50) { totalCount edges { node { id } } }
}"""


def answered(person: str, **changes: Any) -> dict[str, Any]:
    given = {
        "personId": person,
        "categories": ["IDENTITY", "HEALTH"],
        "recipients": ["EO", "family-support"],
        "purposes": ["REFERRAL"],
        "signedOn": str(TODAY),
        "language": "fr",
        "method": "WRITTEN",
    }
    return given | changes


async def consents(world: World, person: str, who: str = "worker") -> dict[str, Any]:
    await world.settle()
    found = (await world.ask(who, CONSENTS, id=person))["person"]["consents"]
    return {one["id"]: one for one in found}


async def test_a_part_is_withdrawn_and_the_receipt_says_so_in_both_languages(
    world: World,
) -> None:
    person = (await open_case(world))["personId"]
    made = await world.do("worker", "grantConsent", **answered(person))
    consent = made["consentId"]
    await world.do(
        "worker",
        "withdrawConsent",
        personId=person,
        consentId=consent,
        categories=["HEALTH"],
        method="VERBAL",
        reason="Trop personnel",
    )
    one = (await consents(world, person))[consent]
    assert one["state"] == "GIVEN" and {"NARROW", "WITHDRAW", "INVALIDATE"} <= set(one["can"])
    [ending] = one["endings"]
    assert (ending["whole"], ending["categories"]) == (False, [{"code": "HEALTH"}])
    assert ending["reason"] == "Trop personnel"
    assert one["recipients"][1]["label"] == "Family Support Programme"
    for language, words, shown in (
        ("en", "You can change your mind", "Taken back"),
        ("fr", "Vous pouvez changer d’avis", "Retiré"),
    ):
        receipt = (await world.ask("worker", RECEIPT, id=consent, **{"in": language}))["node"]
        receipt = receipt["receipt"]
        assert receipt["howToWithdraw"].startswith(words)
        assert receipt["notice"].startswith("Nous vous demandons"), "as it was shown, in French"
        [line] = [line for line in receipt["lines"] if line["label"] == shown]
        assert "Health" in line["text"] or "Santé" in line["text"]


async def test_before_signing_each_recipient_s_view_is_shown_and_then_it_is_so(
    world: World,
) -> None:
    person = (await open_case(world))["personId"]
    await world.do("worker", "grantConsent", **answered(person, recipients=["EO"]))
    await world.settle()
    recipients = ["eo-01", "food-centre"]
    before = await world.ask("worker", PREVIEW, person=person, recipients=recipients)
    [eo, food] = before["consentPreview"]
    assert [(c["category"]["code"], c["openNow"], c["wouldOpen"]) for c in eo["categories"]] == [
        ("IDENTITY", True, False),
        ("INCOME", False, True),
    ]
    assert "Date of birth" in eo["categories"][0]["fields"]
    assert all(c["wouldOpen"] and not c["openNow"] for c in food["categories"])
    look = world.looks()[-1]
    assert (look["task"], [f"Person:{key}" for key in look["persons"]]) == (
        "CONSENT_AUDIT",
        [person],
    )
    given = answered(person, categories=["IDENTITY", "INCOME"], recipients=recipients)
    await world.do("worker", "grantConsent", **given)
    await world.settle()
    after = await world.ask("worker", PREVIEW, person=person, recipients=recipients)
    assert all(
        c["openNow"] and not c["wouldOpen"]
        for one in after["consentPreview"]
        for c in one["categories"]
    )
    # Nobody is shown what of whom they do not work with.
    closed = await world.ask("partner", CONSENTS, id=person)
    assert closed["person"] == {} or not closed["person"].get("consents")


async def test_a_parent_s_consent_ends_by_the_sealed_birth_date(world: World) -> None:
    born = TODAY.replace(year=TODAY.year - 12, day=1)
    child = await register(world, birthDate=str(born))
    parent = await register(world, givenName="Ève")
    members = [
        {"personId": parent, "role": "APPLICANT", "participantClass": "OW_ADULT"},
        {"personId": child, "role": "DEPENDENT", "participantClass": "DEPENDENT_CHILD"},
    ]
    await open_case(world, members=members)
    alone = await world.send("worker", "grantConsent", **answered(child))
    assert (alone["__typename"], alone["code"]) == ("RuleRefused", "TOO_YOUNG_TO_CONSENT")
    by_parent = {"capacity": "PARENT", "grantorId": parent}
    unsaid = await world.send("worker", "grantConsent", **answered(child, **by_parent))
    assert (unsaid["code"], unsaid["field"]) == ("CUSTODY_NOT_STATED", "custody")
    made = await world.do("worker", "grantConsent", **answered(child, **by_parent, custody=True))
    one = (await consents(world, child))[made["consentId"]]
    assert one["lapsesOn"] == str(born.replace(year=born.year + 16))
    assert one["capacity"] == {"code": "PARENT"}
    row = await world.send(
        "worker",
        "reaffirmConsent",
        personId=child,
        consentId=made["consentId"],
        signedOn=str(TODAY),
        language="fr",
        method="WRITTEN",
    )
    assert row["code"] == "REAFFIRM_NOT_DUE"


async def test_what_was_void_or_ended_is_found_by_its_state_and_what_ends_soon_by_its_day(
    world: World,
) -> None:
    person = (await open_case(world))["personId"]
    soon = str(TODAY + timedelta(days=20))
    first = await world.do("worker", "grantConsent", **answered(person, expiresOn=soon))
    second = (await world.do(
        "worker", "grantConsent", **answered(person, categories=["INCOME"])
    ))  # fmt: skip
    await world.settle()
    ending = await world.ask("supervisor", AUDIT, within=60)
    assert first["consentId"] in {e["node"]["id"] for e in ending["consentAudit"]["edges"]}
    assert second["consentId"] not in {e["node"]["id"] for e in ending["consentAudit"]["edges"]}
    refused = await world.send(
        "worker",
        "invalidateConsent",
        personId=person,
        consentId=first["consentId"],
        cause="NO_CAPACITY",
    )
    assert refused["__typename"] == "NotPermitted"
    for mutation, consent, cause in (
        ("invalidateConsent", first, "NO_CAPACITY"),
        ("revokeConsent", second, "AGREEMENT_ENDED"),
    ):
        await world.do(
            "supervisor", mutation, personId=person, consentId=consent["consentId"], cause=cause
        )
    found = await consents(world, person)
    assert {found[c["consentId"]]["state"] for c in (first, second)} == {"INVALIDATED", "REVOKED"}
    void = await world.ask("privacy", AUDIT, state="INVALIDATED")
    assert first["consentId"] in {e["node"]["id"] for e in void["consentAudit"]["edges"]}
    ending = await world.ask("supervisor", AUDIT, within=60)
    assert first["consentId"] not in {e["node"]["id"] for e in ending["consentAudit"]["edges"]}


async def test_the_checks_that_the_law_asks_for_are_told_apart_from_consent(world: World) -> None:
    person = (await open_case(world))["personId"]
    checks = {
        "personId": person,
        "sources": ["CRA"],
        "signedOn": str(TODAY),
        "language": "en",
        "method": "WRITTEN",
    }
    unseen = await world.send("worker", "consentToVerification", **checks, consequenceShown=False)
    assert (unseen["code"], unseen["field"]) == ("CONSEQUENCE_NOT_SHOWN", "consequenceShown")
    await world.do("worker", "consentToVerification", **checks, consequenceShown=True)
    assert await consents(world, person) == {}
