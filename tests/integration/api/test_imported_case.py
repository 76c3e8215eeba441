"""A case whose past another system had: what it shows, to whom, and what it leads to."""

import html
import re
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from domain.case import events as e
from domain.decision import NewEvent
from domain.event import Correction, Event, SourceReference
from domain.person import PersonRegistered
from domain.private import Clear
from domain.source_ids import source_id
from domain.streams import case_stream, person_stream
from ledger.bulk import BulkUnit, BulkWriter
from tests.support.api_world import SYSTEM, TENANT, World
from ui.mount import mount

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUERY = """
query Case($number: String!, $from: Position, $irregular: Boolean = false) {
  case(number: $number, purpose: "SUPERVISION") {
    __typename
    ... on Case {
      id status office { code label } caseworker { name } caseworkerElsewhere irregularCount
      withheld { code }
      members { person { displayName postalCode safetyFlag interpreterLanguage } }
      memberships { joinedOn leftOn role { code } person { displayName } }
      deferrals { fromOn reviewBy reviewedOn endedOn reason { code label } outcome { code } }
      plans { reviewOn reviewedOn goals { label } }
      assessments { tool scores { score domain { code } } }
      referrals { acknowledgedOn startedOn madeBy { label } state { code } }
      benefits { amount envelope }
      incomes { month earnings other reportedOn }
      overpayments { month amount cause { label } }
      timeline(first: 50, from: $from, irregular: $irregular) {
        totalCount
        edges { node {
          position type title source recordedLate corrects correctedBy
          irregularities { code words rule }
          correction { position cause party } correctedAt { position cause party }
          details { label value }
        } }
      }
    }
  }
}
"""
ANN, BEN = uuid4(), uuid4()


def identity(number: str) -> UUID:
    return source_id(TENANT, "legacy", "case", number)


def registered(person: UUID, given: str) -> PersonRegistered:
    return PersonRegistered(
        person_id=person,
        given_name=Clear(given, person),
        family_name=Clear("Mercier", person),
        birth_date=Clear("1990-02-28", person),
        official_language="fr",
        postal_code=Clear("K8K 6E5", person),
        interpreter_language=Clear("so", person),
        safety_flag=Clear("Y", person),
        indigenous_self_id=Clear("Y", person),
    )


class Past:
    """The rows of a case of the old system, as an importer brings them."""

    def __init__(self, number: str) -> None:
        self.case_id = identity(number)
        self.events: list[NewEvent] = []

    def tell(
        self,
        event: Event,
        on: str,
        *irregular: str,
        known: str | None = None,
        corrects: UUID | None = None,
    ) -> UUID:
        event_id = uuid4()
        self.events.append(
            NewEvent(
                stream=case_stream(self.case_id),
                event=event,
                effective_on=date.fromisoformat(on),
                known_at=datetime.combine(date.fromisoformat(known or on), time(16), UTC),
                event_id=event_id,
                source=SourceReference("legacy", f"rows/{len(self.events)}"),
                irregularities=irregular,
                corrects=corrects,
                correction=Correction("SOURCE_CHANGED", "SOURCE_SYSTEM") if corrects else None,
            )
        )
        return event_id


def brought(number: str, office: str, caseworker: UUID) -> Past:
    """A granted case: Ben has left, there was a deferral for violence, an exit was corrected."""
    past, here = Past(number), {"case_id": identity(number)}
    someone = here | {"person_id": ANN}
    day, application, referral = date.fromisoformat, uuid4(), uuid4()
    past.tell(
        e.ApplicationSubmitted(
            **here,
            case_number=number,
            application_id=application,
            programme="OW",
            channel="DIGITAL",
            received_by="LOCAL",
            office=office,
            submitted_on=day("2025-01-10"),
            members=(e.Member(ANN, "APPLICANT", "OW_ADULT"),),
            risk_band="LOW",
        ),
        "2025-01-10",
    )
    for person, role in ((ANN, "APPLICANT"), (BEN, "SPOUSE")):
        member = here | {"person_id": person, "membership_id": uuid4()}
        joined = e.MemberJoined(
            **member, role=role, participant_class="OW_ADULT", joined_on=day("2025-01-10")
        )
        past.tell(joined, "2025-01-10")
        if person == BEN:
            past.tell(e.MemberLeft(**member, left_on=day("2025-06-01")), "2025-06-01")
    decided = e.ApplicationDecided(
        **here,
        application_id=application,
        outcome="GRANTED",
        decided_on=day("2025-01-05"),
        decided_by="STAFF",
        organisation="LOCAL",
    )
    past.tell(decided, "2025-01-05", "DECISION_BEFORE_SUBMISSION", "GRANT_WHILE_OPEN")
    past.tell(
        e.CaseAssigned(
            **here, office=office, caseworker_id=caseworker, assigned_on=day("2025-01-12")
        ),
        "2025-01-12",
    )
    past.tell(
        e.AssessmentCompleted(
            **someone,
            assessment_id=uuid4(),
            tool="LEGACY",
            tool_version="CA-2031",
            completed_on=day("2025-01-20"),
            strengths=(),
            needs=("HEALTH",),
            readiness="READY",
            scores=Clear('{"HEALTH":3}', ANN),
        ),
        "2025-01-20",
        "RECORDED_LATE",
        known="2025-04-20",
    )
    plan = {"plan_id": uuid4()} | someone
    past.tell(
        e.ActionPlanCreated(
            **plan, created_on=day("2025-01-21"), review_on=None, items=(), goals="COMBINED"
        ),
        "2025-01-21",
    )
    past.tell(e.ActionPlanReviewed(**plan, reviewed_on=day("2025-04-21")), "2025-04-21")
    deferral = {"deferral_id": uuid4()} | someone
    past.tell(
        e.DeferralGranted(
            **deferral,
            reason=Clear("VIOLENCE", ANN),
            from_on=day("2025-02-01"),
            review_by=day("2025-05-01"),
        ),
        "2025-02-01",
    )
    past.tell(
        e.DeferralReviewed(**deferral, reviewed_on=day("2025-05-02"), outcome="ENDED"),
        "2025-05-02",
        "DEFERRAL_REVIEWED_LATE",
    )
    referral_of = {"referral_id": referral} | someone
    past.tell(
        e.ReferralMade(
            **referral_of,
            to_type="EO",
            recipient="eo-01",
            origin="FAST_TRACK",
            purpose="REFERRAL",
            shared=("IDENTITY",),
            made_on=day("2025-03-01"),
            reply_due_on=None,
            made_by="MINISTRY",
        ),
        "2025-03-01",
        "FAST_TRACK_NOT_YET",
    )
    past.tell(
        e.ReferralAcknowledged(**referral_of, acknowledged_on=day("2025-03-02")), "2025-03-02"
    )
    past.tell(
        e.ReferralAnswered(**referral_of, answer="ACCEPTED", answered_on=day("2025-03-03")),
        "2025-03-03",
    )
    past.tell(e.ReferralStarted(**referral_of, started_on=day("2025-03-04")), "2025-03-04")
    income = {"month": "2025-03", "earnings_cents": 12_345, "other_cents": 0}
    past.tell(e.IncomeReported(**someone, **income, reported_on=day("2025-04-02")), "2025-03-01")
    past.tell(
        e.BenefitIssued(
            **here,
            benefit_id=uuid4(),
            benefit_type="STABILITY_SUPPORT",
            month="2025-03",
            amount_cents=20_000,
            payee_id=ANN,
            method="CHEQUE",
            issued_on=day("2025-03-05"),
            organisation="LOCAL",
            envelope="STAB-2025",
        ),
        "2025-03-05",
    )
    overpaid = {"month": "2025-03", "amount_cents": 999, "cause": "AGENCY_ERROR"}
    past.tell(
        e.OverpaymentEstablished(
            **someone, **overpaid, overpayment_id=uuid4(), established_on=day("2025-05-03")
        ),
        "2025-05-03",
    )
    exit = {"case_id": identity(number), "reason": "NO_CONTACT"}
    was = past.tell(
        e.CaseExited(**exit, exited_on=day("2025-08-01")), "2025-08-01", known="2025-08-20"
    )
    past.tell(e.CaseExited(**exit, exited_on=day("2025-09-01")), "2025-09-01", corrects=was)
    return past


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def old_files(world: World) -> None:
    """One case of an office that policy does not know, two of a caseworker without an account."""
    ledger = world.ledger
    bulk = BulkWriter(ledger.store, ledger.keys, ledger.policies, TENANT, SYSTEM)
    people = [
        NewEvent(
            stream=person_stream(person),
            event=registered(person, given),
            effective_on=date(2025, 1, 10),
        )
        for person, given in ((ANN, "Anouk"), (BEN, "Béla"))
    ]
    pasts = [
        brought("B00001", "centre", source_id(TENANT, "legacy", "worker", "w09")),
        brought("B00002", "old-town-hall", world.ids["worker"]),
    ]
    for events in (people, *(past.events for past in pasts)):
        unit = BulkUnit(
            command_id=uuid4(),
            body=b"",
            events=events,
            versions={event.stream: 0 for event in events},
        )
        answer = await bulk.append(unit)
        assert getattr(answer, "position", None), answer
    await world.settle()


async def test_a_file_of_another_system_opens_by_its_number_with_all_it_had(world: World) -> None:
    case = (await world.ask("supervisor", QUERY, number="b00001"))["case"]
    assert (case["__typename"], case["status"]) == ("Case", "EXITED")
    assert (case["caseworker"], case["caseworkerElsewhere"]) == (None, True)
    [member] = case["members"]
    assert member["person"] == {
        "displayName": "Anouk Mercier",
        "postalCode": "K8K 6E5",
        "safetyFlag": True,
        "interpreterLanguage": "so",
    }
    ann, ben = sorted(case["memberships"], key=lambda m: m["role"]["code"])
    assert (ann["leftOn"], ben["leftOn"]) == (None, "2025-06-01")
    assert "Béla" in ben["person"]["displayName"], (
        "who has left is called what they were called then"
    )
    assert "Béla" not in str({**case, "memberships": (), "timeline": ()}), "and shown nowhere else"
    assert case["deferrals"] == [
        {
            "fromOn": "2025-02-01",
            "reviewBy": "2025-05-01",
            "reviewedOn": "2025-05-02",
            "endedOn": "2025-05-02",
            "reason": {"code": "VIOLENCE", "label": "Victim of violence"},
            "outcome": {"code": "ENDED"},
        }
    ]
    assert case["plans"] == [
        {
            "reviewOn": None,
            "reviewedOn": "2025-04-21",
            "goals": {"label": "Stability and employment"},
        }
    ]
    [assessment] = case["assessments"]
    assert assessment == {
        "tool": "LEGACY CA-2031",
        "scores": [{"score": 3, "domain": {"code": "HEALTH"}}],
    }
    [referral] = case["referrals"]
    assert referral == {
        "acknowledgedOn": "2025-03-02",
        "startedOn": "2025-03-04",
        "madeBy": {"label": "The ministry"},
        "state": {"code": "ACCEPTED"},
    }
    assert case["benefits"] == [{"amount": 20_000, "envelope": "STAB-2025"}]
    assert case["incomes"] == [
        {"month": "2025-03", "earnings": 12_345, "other": 0, "reportedOn": "2025-04-02"}
    ]
    assert case["overpayments"] == [
        {"month": "2025-03", "amount": 999, "cause": {"label": "Error of the agency"}}
    ]


async def test_an_office_that_policy_does_not_know_is_named_as_it_was(world: World) -> None:
    case = (await world.ask("worker", QUERY, number="B00002"))["case"]
    assert case["office"] == {"code": "old-town-hall", "label": "old-town-hall"}
    assert case["caseworker"]["name"] == "Worker" and not case["caseworkerElsewhere"]


async def test_what_is_irregular_is_counted_listed_and_said_in_words(world: World) -> None:
    case = (await world.ask("supervisor", QUERY, number="B00001", irregular=True))["case"]
    entries = [edge["node"] for edge in case["timeline"]["edges"]]
    assert case["irregularCount"] == case["timeline"]["totalCount"] == len(entries) == 4
    told = {entry["type"]: entry["irregularities"] for entry in entries}
    assert told["application.decided"] == [
        {
            "code": "DECISION_BEFORE_SUBMISSION",
            "words": "decided before it was received",
            "rule": "R018",
        },
        {
            "code": "GRANT_WHILE_OPEN",
            "words": "granted while assistance was granted already",
            "rule": "local rule",
        },
    ]
    french = (await world.ask("supervisor", QUERY, "fr", number="B00001", irregular=True))["case"]
    words = {edge["node"]["irregularities"][0]["words"] for edge in french["timeline"]["edges"]}
    assert "décidée avant d’être reçue" in words


async def test_a_correction_and_what_it_corrects_lead_to_each_other(world: World) -> None:
    case = (await world.ask("supervisor", QUERY, number="B00001"))["case"]
    entries = [edge["node"] for edge in case["timeline"]["edges"]]
    now, was = (entry for entry in entries if entry["type"] == "case.exited")
    why = {
        "cause": "The record it came from changed",
        "party": "the system it came from",
    }
    assert now["correction"]["position"] == was["position"] and now["corrects"]
    assert was["correctedAt"] == {"position": now["position"]} | why
    assert {name: now["correction"][name] for name in why} == why
    assert was["recordedLate"] and not now["recordedLate"]
    assert was["source"].startswith("legacy rows/")
    part = await world.ask("supervisor", QUERY, number="B00001", **{"from": was["position"]})
    first = part["case"]["timeline"]["edges"][0]["node"]
    assert (first["position"], first["correctedAt"]["position"]) == (
        was["position"],
        now["position"],
    )


async def test_the_reason_of_a_deferral_is_told_to_nobody_who_may_not_know(world: World) -> None:
    told = (await world.ask("supervisor", QUERY, number="B00001"))["case"]["timeline"]["edges"]
    [deferred] = [edge["node"] for edge in told if edge["node"]["type"] == "deferral.granted"]
    assert {"label": "Reason", "value": "Victim of violence"} in deferred["details"]
    for who in ("intake", "colleague", "elsewhere", "partner", "privacy", "reporting"):
        answer = await world.post(who, {"query": QUERY, "variables": {"number": "B00001"}})
        assert "VIOLENCE" not in answer.text and "Victim" not in answer.text, who
    person = f"Person:{ANN}"
    await world.do(
        "supervisor",
        "grantConsent",
        personId=person,
        categories=["IDENTITY", "EMPLOYMENT", "HEALTH"],
        recipients=["EO"],
        purposes=["REFERRAL"],
        signedOn="2025-09-01",
        language="fr",
        method="WRITTEN",
    )
    await world.settle()
    case = (await world.ask("partner", QUERY, number="B00001"))["case"]
    [deferral] = case["deferrals"]
    assert (deferral["fromOn"], deferral["reason"]) == ("2025-02-01", None)
    [assessment] = case["assessments"]
    assert assessment["scores"] == []
    assert case["timeline"]["totalCount"] == case["irregularCount"] == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["4 irregular entries", "Irregular: decided before it was received", "has left",
             "Victim of violence", "The record it came from changed (the system it came from)",
             "Recorded later than it was true", "Overpayments", "$123.45"],
        ),
        (
            "fr",
            ["4 inscriptions irrégulières", "Irrégulier\xa0: décidée avant d’être reçue",
             "n’en fait plus partie", "Victime de violence",
             "L’inscription d’origine a changé (le système d’origine)", "Trop-payés",
             "Quelqu’un de l’ancien système, sans compte ici"],
        ),
    ],
)  # fmt: skip
async def test_the_page_says_it_in_both_languages(
    world: World, language: str, words: list[str]
) -> None:
    await world.ask("supervisor", QUERY, number="B00001")  # and says what for
    pages = mount(world.api)
    app = Litestar(
        [*world.api.handlers(), pages.router],
        exception_handlers=pages.not_found,
        middleware=[world.api.middleware],
    )
    headers = {"cookie": f"session={world.tokens['supervisor']}", "accept-language": language}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://test", headers=headers
    ) as browser:
        page = (await browser.get("/cases/B00001")).text
        text = html.unescape(re.sub(r"<[^>]+>", "", page))
        for word in words:
            assert word in text, word
        assert "<s>" in page
        [irregular] = set(re.findall(r'href="([^"]*irregular=1)#timeline"', page))
        only = (await browser.get(irregular)).text
        assert only.count('class="entry"') == 4
        [start] = set(re.findall(r'id="e-(\d+)"', only)[-1:])
        part = (await browser.get(f"/cases/B00001?from={start}")).text
        assert re.findall(r'id="e-(\d+)"', part)[0] == start
