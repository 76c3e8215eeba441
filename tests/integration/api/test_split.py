"""Whatever happens to somebody who left a household, who works on its file is told the same."""

import json
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from domain.decision import Command, NewEvent
from domain.person import PersonRegistered
from domain.private import Clear
from domain.same_person import MergePersons, SuspectDuplicate
from domain.streams import person_stream
from ledger.bulk import BulkUnit, BulkWriter
from ledger.commands import Accepted
from ledger.ids import uuid7
from tests.support.api_world import SYSTEM, TENANT, World
from tests.support.days import local_day
from tests.support.graphql import open_case, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
TODAY = local_day()
FILE = """query ($id: ID!) { case(id: $id) { __typename ... on Case {
    number version status members { ...Who } applicant { ...Person }
    memberships { person { ...Person } role { code } joinedOn leftOn }
    assessments { person { displayName } } plans { person { displayName } }
    referrals { state { code } person { displayName } outcome { code } }
    applications { id } benefits { payee { displayName } } incomes { person { displayName } }
    timeline(first: 50) { totalCount edges { node { type summary details { value } } } } } } }
    fragment Who on Member { role { code } person { ...Person } }
    fragment Person on Person { id displayName telephone address version otherRecords { id }
        cases { number } consents { id state } disclosures { id } seal { since }
        learned(from: "2026-01-01") { totalCount edges { node { type } } } }"""
LISTS = """query ($name: String!, $other: String!) {
    caseload(first: 100) { totalCount edges { node { number attention { code dueOn } } } }
    byName: caseload(first: 100, filter: {search: $name}) { edges { node { number } } }
    byOther: caseload(first: 100, filter: {search: $other}) { edges { node { number } } }
    people(search: $name) { totalCount edges { node { id displayName telephone } } }
    named: people(search: $other) { totalCount edges { node { id displayName } } }
    consentAudit(first: 100) { totalCount edges { node { id state } } }
    disclosures(first: 100) { totalCount edges { node { id } } } }"""
ONE = "query ($id: ID!) { person(id: $id) { __typename } node(id: $id) { id } }"
DOUBLES = "{ personPairs(first: 50) { edges { node { one { id } other { id } } } } }"


class Split:
    """A household whose second adult left it, and what may happen to them afterwards."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.name, self.later = f"Vallée{random.random()}"[:12], f"Nouveau{random.random()}"[:13]
        self.case = self.stays = self.leaves = ""

    async def begin(self) -> None:
        world, days = self.world, self.random.randrange(20)
        self.stays = await register(world, familyName=self.name)
        self.leaves = await register(world, givenName="Ève", familyName=self.name)
        self.case = (await self._apply("centre", self.stays, self.leaves))["caseId"]
        await world.do("intake", "assignCase", caseId=self.case, office="centre",
                       caseworkerId=f"Staff:{world.ids['worker']}")  # fmt: skip
        if self.random.random() < 0.5:
            await self._consents("worker")
        await world.do(
            "worker",
            "endMembership",
            caseId=self.case,
            personId=self.leaves,
            leftOn=str(TODAY - timedelta(days=days)),
            reason=self.random.choice(["SAFETY", "SEPARATION"]),
        )

    async def _apply(self, office: str, *people: str) -> dict[str, str]:
        roles = ("APPLICANT", "SPOUSE")
        return await self.world.do(
            "intake",
            "submitApplication",
            programme="OW",
            channel="PHONE",
            receivedBy="LOCAL",
            office=office,
            submittedOn=str(TODAY - timedelta(days=30 if len(people) > 1 else 0)),
            members=[
                {"personId": person, "role": role, "participantClass": "OW_ADULT"}
                for person, role in zip(people, roles, strict=False)
            ],
            complete=True,
        )

    async def _consents(self, who: str) -> None:
        await self.world.do(who, "grantConsent", personId=self.leaves, categories=["IDENTITY"],
                            recipients=["EO"], purposes=["REFERRAL"], signedOn=str(TODAY),
                            language="en", method="WRITTEN")  # fmt: skip

    async def happens(self) -> list[str]:
        """A random life of their own, always with a new address, name and file."""
        made = await self._apply("east", self.leaves)
        await self.world.settle()
        done = ["applied"]
        await self.world.do("intake", "updateContact", personId=self.leaves,
                            telephone="416-555-0123", address="1 New Street")  # fmt: skip
        later = self.random.sample(
            [self._renamed, self._assigned, self._merged, self._suspected], 3
        )
        for event in [*later, self._sealed]:
            await event(made["caseId"])
            done.append(event.__name__)
        await self.world.settle()
        return done

    async def _renamed(self, _case: str) -> None:
        person = UUID(self.leaves.removeprefix("Person:"))
        ledger = self.world.ledger
        event = PersonRegistered(
            person_id=person,
            given_name=Clear("Ève", person),
            family_name=Clear(self.later, person),
            birth_date=Clear("1990-02-28", person),
            official_language="fr",
        )
        stream = person_stream(person)
        writer = BulkWriter(ledger.store, ledger.keys, ledger.policies, TENANT, SYSTEM)
        unit = BulkUnit(
            command_id=uuid7(),
            body=b"renamed",
            events=[NewEvent(stream=stream, event=event, effective_on=TODAY)],
            versions={stream: len(await ledger.load(stream))},
        )
        assert isinstance(await writer.append(unit), Accepted)

    async def _assigned(self, case: str) -> None:
        await self.world.do("intake", "assignCase", caseId=case, office="east",
                            caseworkerId=f"Staff:{self.world.ids['elsewhere']}")  # fmt: skip
        await self.world.settle()
        await self._consents("elsewhere")

    async def _merged(self, _case: str) -> None:
        other = self.random.choice([self.stays, await register(self.world, familyName=self.later)])
        pair = [UUID(one.removeprefix("Person:")) for one in (self.leaves, other)]
        self.random.shuffle(pair)
        reason = "DOCUMENTS_AGREE"
        await self._system(MergePersons(survivor_id=pair[0], merged_id=pair[1], reason=reason))

    async def _suspected(self, _case: str) -> None:
        pair = [UUID(one.removeprefix("Person:")) for one in (self.leaves, self.stays)]
        await self._system(SuspectDuplicate(person_id=pair[0], other_id=pair[1], score=90,
                                            likeness=()))  # fmt: skip

    async def _system(self, command: Command) -> None:
        answer = await self.world.ledger.execute(command, command_id=uuid7(), actor=SYSTEM)
        assert isinstance(answer, Accepted), answer

    async def _sealed(self, case: str) -> None:
        circle = [f"Staff:{self.world.ids['elsewhere']}"]
        await self.world.do("privacy", "sealFile", caseId=case, kind="VIOLENCE", reason="SHELTER",
                            circle=circle, reviewers=[f"Staff:{self.world.ids['privacy']}"])  # fmt: skip

    async def told(self, who: str) -> bytes:
        """All that somebody who works on the old file is told, in their words."""
        ask, send = self.world.ask, self.world.send
        answers: list[Any] = [
            await ask(who, FILE, id=self.case),
            await ask(who, LISTS, name=self.name, other=self.later),
            await ask(who, ONE, id=self.leaves),
        ]
        if who == "supervisor":
            answers.append(await ask(who, DOUBLES))
        person = {"personId": self.leaves}
        for command, given in [
            ("addNote", person | {"caseId": self.case, "body": "x"}),
            ("updateContact", person | {"telephone": "613-555-0177"}),
            ("endMembership", person | {"caseId": self.case, "leftOn": str(TODAY),
                                        "reason": "SAFETY"}),
            ("submitApplication", {
                "programme": "OW", "channel": "PHONE", "receivedBy": "LOCAL", "office": "centre",
                "submittedOn": str(TODAY),
                "members": [person | {"role": "APPLICANT", "participantClass": "OW_ADULT"}]}),
        ]:  # fmt: skip
            answer = await send(who, command, **given)
            assert answer["__typename"] != "CommandAccepted", (command, answer)
            answers.append(answer)
        return json.dumps(answers, ensure_ascii=False, indent=1).encode()


@pytest.mark.parametrize("seed", range(4))
async def test_who_works_on_the_old_file_is_told_the_same_whatever_happened(
    world: World, seed: int
) -> None:
    split = Split(world, Random(seed))
    await split.begin()
    await world.settle()
    before = {who: await split.told(who) for who in ("worker", "supervisor")}
    assert f"Ève {split.name}".encode() in before["worker"], "as they were called then"
    happened = await split.happens()
    for who, told in before.items():
        assert (await split.told(who)).decode() == told.decode(), (who, happened)
    # The reverse: who works on the new file is told of the old one no more than that it was.
    mine = await world.ask("elsewhere", ONE, id=split.case.replace("Case:", "Person:"))
    assert mine["person"]["__typename"] == "NotAvailable"
    query = "query ($id: ID!) { case(id: $id) { __typename } }"
    assert (await world.ask("elsewhere", query, id=split.case))["case"]["__typename"] == (
        "NotAvailable"
    )


async def test_an_overpayment_can_be_established_of_who_was_there_then(world: World) -> None:
    stays, leaves = await register(world), await register(world, givenName="Ève")
    roles = {stays: "APPLICANT", leaves: "SPOUSE"}
    members = [{"personId": p, "role": r, "participantClass": "OW_ADULT"} for p, r in roles.items()]
    case = (await open_case(world, members=members))["caseId"]
    left = {"personId": leaves, "leftOn": "2026-11-10", "reason": "SEPARATION"}
    await world.do("worker", "endMembership", caseId=case, **left)
    await world.settle()
    query = """query ($id: ID!) { case(id: $id) { ... on Case { members { person { id } }
        memberships { leftOn person { id displayName } }
        overpayments { person { id displayName } month } } } }"""
    shown = (await world.ask("worker", query, id=case))["case"]
    [was] = [one for one in shown["memberships"] if one["leftOn"]]
    assert was["person"] == {"id": leaves, "displayName": "Ève Tremblay"}, "the form names them"
    assert [one["person"]["id"] for one in shown["members"]] == [stays]
    over = {"caseId": case, "personId": leaves, "amountCents": 100, "cause": "AGENCY_ERROR"}
    over["establishedOn"] = str(TODAY)
    after = await world.send("worker", "establishOverpayment", **over, month="2026-12")
    assert after["__typename"] == "RuleRefused", "not of a month after"
    await world.do("worker", "establishOverpayment", **over, month="2026-10")
    await world.settle()
    [found] = (await world.ask("worker", query, id=case))["case"]["overpayments"]
    assert found == {"person": was["person"], "month": "2026-10"}


async def test_a_closed_file_shows_its_people_as_they_were_known_then(world: World) -> None:
    made = await open_case(world)
    query = """query ($id: ID!) { case(id: $id) { ... on Case {
        members { person { telephone address } } } } }"""
    before = await world.ask("worker", query, id=made["caseId"])
    await world.do(
        "worker", "exitCase", caseId=made["caseId"], reason="EMPLOYMENT", exitedOn="2026-10-20"
    )
    await world.settle()
    moved = {"personId": made["personId"], "telephone": "416-555-0123", "address": "1 New Street"}
    await world.do("supervisor", "updateContact", **moved)
    await world.settle()
    after = await world.ask("worker", query, id=made["caseId"])
    assert before == after
    learned = """query ($id: ID!) { case(id: $id) { ... on Case {
        members { person { learned(from: "2026-01-01") { totalCount } } } } } }"""
    told = (await world.ask("worker", learned, id=made["caseId"]))["case"]["members"]
    assert told == [{"person": {"learned": {"totalCount": 0}}}], "all of it came after the exit"
    assert after["case"]["members"][0]["person"]["telephone"] == "613-555-0199"
