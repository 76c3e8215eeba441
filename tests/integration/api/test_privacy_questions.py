"""The fifteen questions over one generated history, each against an answer worked out by hand beside it.

Everything in the history is an event or a look that this module made up, kept in plain lists; what is
expected is worked out from those, by nothing that the program decides with.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import pytest_asyncio
from msgspec.structs import replace

from api.access.accounts import close_account, create_account
from api.access.finder import Finder
from domain.case.events import (
    CaseAssigned,
    ReferralMade,
    ReferralPaused,
    ReferralResumed,
)
from domain.consent import ConsentGranted
from domain.decision import NewEvent
from domain.disposal.events import DisposalRequested, Ground, ItemDisposed
from domain.emergencies import BreakGlassOpened, BreakGlassReviewed, Outcome
from domain.policy import PublishPolicy
from domain.policy_data import load_policy_data
from domain.private import Clear, Text
from domain.streams import case_stream, consent_stream, person_stream
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.log.checkpoint import Checkpoint
from ledger.log.note import Signer, open_note
from ledger.log.proof import BadProof, verify_inclusion
from ledger.log.rows import connect, read_events, read_looks
from ledger.log.sequencer import Sequencer
from tests.support.api_world import SYSTEM, TENANT, World, opened_world
from tests.support.databases import Database
from tests.support.days import local_day
from tests.support.graphql import apply, open_case, register
from tests.support.privacy_history import (
    CATEGORIES,
    CLOSED,
    DAYS,
    FIRST,
    LAST,
    LOOK,
    MOVED,
    NOTICES,
    ORGANISATIONS,
    PROMOTED,
    SECTION,
    Ended,
    Given,
    History,
    Sent,
    accounts,
    at,
    cases,
    consents,
    key,
    looks,
    notice_hash,
    shared,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Signers:
    """The keys of both logs."""

    def __init__(self) -> None:
        self.made: dict[str, Signer] = {}

    def sign(self, name: str) -> Signer:
        return self.made.setdefault(name, Signer(name, bytes(range(32))))


SIGNERS = Signers()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def history(database: Database) -> AsyncIterator[History]:
    async with opened_world(database) as world:
        made = History(world)
        accounts(made)
        await cases(made)
        for person in made.persons:
            await made.append(person, [*consents(made, person), *shared(made, person)])
        looks(made)
        await world.settle()
        sequencer = Sequencer(database.url("sequencer"), SIGNERS.sign, "ledger.example")
        sequencer.start()
        try:
            yield made
        finally:
            sequencer.stop()


async def ask(history: History, question: str, **variables: Any) -> Any:
    """The one field of the privacy officer's questions; and that it was recorded as a look."""
    before = len(history.world.looks())
    named = {
        "account": "ID!", "person": "ID!", "consent": "ID!", "from": "Date", "to": "Date",
        "on": "Date", "known": "Date", "category": "String!", "role": "String",
        "organisation": "String", "recipient": "String", "events": "[Position!]!",
        "looks": "[ID!]!", "papered": "Boolean", "kind": "String", "state": "FindingState",
        "owed": "Boolean",
    }  # fmt: skip
    heads = ", ".join(f"${name}: {named[name]}" for name in variables)
    query = (
        f"query {'(' + heads + ')' if heads else ''} {{ privacyQuestions {{ it: {question} }} }}"
    )
    told = await history.world.ask("privacy", query, **variables)
    assert len(history.world.looks()) == before + 1, "each question is itself a look"
    return told["privacyQuestions"]["it"]


def nodes(answer: dict[str, Any]) -> list[dict[str, Any]]:
    assert answer["totalCount"] == len(answer["edges"]) and not answer["totalIsCapped"]
    return [edge["node"] for edge in answer["edges"]]


A_LIST = "totalCount totalIsCapped evidence { events looks } edges { node"


# --- 1, 6, 12: what left -----------------------------------------------------------------------


async def test_1_what_was_shared_with_an_organisation_and_under_what(history: History) -> None:
    for organisation, (first, last) in zip(ORGANISATIONS, ((10, 70), (0, DAYS)), strict=True):
        from_on, to_on = FIRST + timedelta(days=first), FIRST + timedelta(days=last)
        known_on = FIRST + timedelta(days=50)
        for known in (None, known_on):
            told = nodes(
                await ask(
                    history,
                    f"""shared(recipient: $recipient, from: $from, to: $to, knownOn: $known,
                    first: 50) {{ {A_LIST} {{
                      disclosure {{ id authorityKind {{ code }} authorityReference }}
                      under {{ id notice {{ version }} language {{ code }} }} }} }} }}""",
                    recipient=organisation,
                    **{"from": str(from_on), "to": str(to_on)},
                    known=str(known) if known else None,
                )
            )
            versions = {g.consent: (g.version, g.language) for g in history.given}
            expected = {
                f"Disclosure:{one.disclosure}": (
                    one.kind,
                    [(f"Consent:{c}", *versions[c]) for c in one.consents],
                )
                for one in history.sent
                if one.to == organisation
                and from_on <= one.made_at.date() <= to_on
                and (known is None or one.made_at.date() <= known)
            }
            assert expected
            assert {
                one["disclosure"]["id"]: (
                    one["disclosure"]["authorityKind"]["code"],
                    [
                        (c["id"], c["notice"]["version"], c["language"]["code"])
                        for c in one["under"]
                    ],
                )
                for one in told
            } == expected


async def test_6_disclosures_after_a_withdrawal(history: History) -> None:
    told = nodes(
        await ask(
            history,
            f"""disclosedAfterWithdrawal(from: $from, first: 50) {{ {A_LIST} {{
            disclosure {{ id }} withdrawn {{ id }} otherAuthority {{ code }} }} }} }}""",
            **{"from": str(FIRST)},
        )
    )
    expected = {
        (f"Disclosure:{one.disclosure}", f"Consent:{g.consent}")
        for one in history.sent
        for g in history.given
        for e in g.endings
        if g.person == one.person
        and g.to in (one.to, "EO")
        and e.at < one.made_at
        and set(one.categories) & set(g.categories) & set(e.categories or CATEGORIES)
    }
    assert expected
    assert {(one["disclosure"]["id"], one["withdrawn"]["id"]) for one in told} == expected
    sent = {f"Disclosure:{one.disclosure}": one for one in history.sent}
    for one in told:
        it = sent[one["disclosure"]["id"]]
        when = it.made_at
        by_consent = all(history.covers(it.person, it.to, c, when, when) for c in it.categories)
        assert (one["otherAuthority"] is not None) == by_consent


async def test_12_statutory_disclosures_by_section_and_the_notices_owed(history: History) -> None:
    to = FIRST + timedelta(days=60)
    told = nodes(
        await ask(
            history,
            f"""statutory(from: $from, to: $to, first: 50) {{ {A_LIST} {{
            disclosure {{ id }} statute {{ code label }} noticeOwed }} }} }}""",
            **{"from": str(FIRST), "to": str(to)},
        )
    )
    expected = {
        f"Disclosure:{one.disclosure}"
        for one in history.sent
        if one.kind == "STATUTE" and one.made_at.date() <= to
    }
    assert expected and {one["disclosure"]["id"] for one in told} == expected
    for one in told:
        assert one["statute"]["code"] == SECTION and one["noticeOwed"] == "AT_DISCLOSURE"
        assert one["statute"]["label"].startswith("Compelling circumstances")


async def test_12_a_disclosure_by_statute_and_the_notice_that_it_owes(history: History) -> None:
    world, person = history.world, history.persons[0]
    today, yesterday = (str(local_day() - timedelta(days=n)) for n in (0, 1))
    given = {
        "personId": person,
        "section": "MFIPPA_32_H",
        "recipientKind": "LAW_ENFORCEMENT",
        "recipient": "Sergeant Roy, service of the Nord",
        "categories": ["CONTACT"],
        "given": "The last address",
        "disclosedOn": today,
    }
    refused = await world.send("worker", "recordDisclosure", **given, notice="GIVEN")
    assert (refused["__typename"], refused["field"]) == ("RuleRefused", "noticeMethod")
    assert (await world.send("elsewhere", "recordDisclosure", **given, notice="OWED"))[
        "__typename"
    ] == "NotPermitted"
    made = (await world.do("worker", "recordDisclosure", **given, notice="OWED"))["disclosureId"]
    await world.settle()
    question = """statutory(from: $from, on: $on, owed: $owed) { evidence { events } edges { node {
        noticeOwed disclosure { id recipientName given notice { code } noticeDueOn noticeGivenOn
            receipt(language: "fr") { title lines { text } } } } } }"""

    async def owed(on: str | None, owed: bool = True) -> list[dict[str, Any]]:
        told = await ask(history, question, on=on, owed=owed, **{"from": str(FIRST)})
        assert bool(told["evidence"]["events"]) == bool(told["edges"])
        return [edge["node"]["disclosure"] for edge in told["edges"]]

    [one] = await owed(None)
    assert (one["id"], one["notice"]["code"]) == (made, "OWED") and one["noticeDueOn"] > today
    assert one["recipientName"] == given["recipient"] and one["given"] == given["given"]
    lines = [line["text"] for line in one["receipt"]["lines"]]
    assert any(SECTION in text for text in lines) and given["given"] in lines
    assert await owed(yesterday) == []
    by_law = {f"Disclosure:{sent.disclosure}" for sent in history.sent if sent.kind == "STATUTE"}
    assert {each["id"] for each in await owed(None, owed=False)} == by_law

    seen = await world.ask(
        "worker",
        """query ($id: ID!) { person(id: $id) { ... on Person { disclosures { id given case } } } }""",
        id=person,
    )
    shown = {each["id"]: each for each in seen["person"]["disclosures"]}
    assert shown[made] == {"id": made, "given": given["given"], "case": None}
    assert world.looks()[-1]["persons"] == [key(person)], "what was shown of it is a look"

    notice = {"personId": person, "disclosureId": made, "givenOn": today, "method": "LETTER"}
    await world.do("privacy", "giveDisclosureNotice", **notice)
    await world.settle()
    assert await owed(None) == []
    assert made in {each["id"] for each in await owed(today, owed=False)}


# --- 2, 7, 14: who saw -------------------------------------------------------------------------


async def test_2_who_viewed_somebody_why_and_which_categories(history: History) -> None:
    person, to = history.persons[0], FIRST + timedelta(days=90)
    told = await ask(
        history,
        """viewed(person: $person, from: $from, to: $to, first: 50) { edges { node {
        id who why categories { code } purpose { code } purposeFrom { code } } } }""",
        person=person,
        **{"from": str(FIRST), "to": str(to)},
    )
    expected = [
        (f"Look:{one.look}", one.who.title(), list(one.categories))
        for one in sorted(history.seen, key=lambda one: one.at, reverse=True)
        if one.person == person and one.at.date() <= to
    ]
    found = [edge["node"] for edge in told["edges"]]
    assert expected
    assert sorted(
        (n["id"], n["who"], [c["code"] for c in n["categories"]]) for n in found
    ) == sorted(expected)
    assert all(one["why"] for one in found)


async def test_7_looks_without_authority_at_the_time_and_those_papered_later(
    history: History,
) -> None:
    told = nodes(
        await ask(
            history,
            f"""looksWithoutAuthority(from: $from, to: $to, first: 50) {{ {A_LIST} {{
            look {{ id }} paperedLater paperedBy why }} }} }}""",
            **{"from": str(FIRST), "to": str(LAST)},
        )
    )
    now = datetime.now(UTC)
    to = {"partner": "eo-01", "rival": "eo-02"}
    expected = {
        f"Look:{one.look}": history.sees(one.person, to[one.who], one.categories[0], one.at, now)
        for one in history.seen
        if one.who != "worker"
        and not history.sees(one.person, to[one.who], one.categories[0], one.at, one.at)
    }
    assert True in expected.values() and False in expected.values()
    assert {one["look"]["id"]: one["paperedLater"] for one in told} == expected
    papered = nodes(
        await ask(
            history,
            f"""looksWithoutAuthority(from: $from, to: $to, paperedLater: $papered, first: 50)
            {{ {A_LIST} {{ look {{ id }} paperedBy }} }} }}""",
            papered=True,
            **{"from": str(FIRST), "to": str(LAST)},
        )
    )
    assert {one["look"]["id"] for one in papered} == {k for k, v in expected.items() if v}
    known = FIRST + timedelta(days=60)
    by_then = nodes(
        await ask(
            history,
            f"""looksWithoutAuthority(from: $from, to: $to, knownOn: $known, paperedLater: $papered,
            first: 50) {{ {A_LIST} {{ look {{ id }} }} }} }}""",
            papered=True,
            **{"from": str(FIRST), "to": str(LAST), "known": str(known)},
        )
    )
    papered_then = {
        f"Look:{one.look}"
        for one in history.seen
        if expected.get(f"Look:{one.look}")
        and history.sees(
            one.person, to[one.who], one.categories[0], one.at, max(one.at, at(known, 23, 59))
        )
    }
    assert papered_then < {k for k, v in expected.items() if v}
    assert {one["look"]["id"] for one in by_then} == papered_then
    assert all(one["paperedBy"].startswith("CONSENT:") for one in papered)


async def test_14_what_an_account_exposed_in_a_window(history: History) -> None:
    from_on, to_on = FIRST + timedelta(days=20), FIRST + timedelta(days=100)
    told = nodes(
        await ask(
            history,
            f"""exposed(account: $account, from: $from, to: $to, first: 50) {{ {A_LIST} {{
            person {{ id }} categories {{ code }} looks {{ id }} }} }} }}""",
            account=f"Staff:{history.world.ids['partner']}",
            **{"from": str(from_on), "to": str(to_on)},
        )
    )
    expected: dict[str, tuple[set[str], set[str]]] = {}
    for one in history.seen:
        if one.who == "partner" and from_on <= one.at.date() <= to_on:
            categories, seen = expected.setdefault(one.person, (set(), set()))
            categories.update(one.categories)
            seen.add(f"Look:{one.look}")
    assert expected
    assert {
        one["person"]["id"]: (
            {c["code"] for c in one["categories"]},
            {look["id"] for look in one["looks"]},
        )
        for one in told
    } == expected


# --- 3, 4: may they ----------------------------------------------------------------------------

MAY = """maySee(person: $person, category: $category, role: $role, organisation: $organisation,
    on: $on, knownOn: $known) { allowed code why authorityKind { code } reference
    evidence { events looks } }"""


async def test_3_and_4_may_they_see_it_on_a_day_as_known_on_another(history: History) -> None:
    answers = set()
    for _ in range(40):
        person = history.random.choice(history.persons)
        to = history.random.choice(ORGANISATIONS)
        category = history.random.choice(CATEGORIES)
        on = history.day()
        known = history.random.choice((on, on, on + timedelta(days=25), None))
        told = await ask(
            history,
            MAY,
            person=person,
            category=category,
            role="EMPLOYMENT_PARTNER",
            organisation=to,
            on=str(on),
            known=str(known) if known else None,
        )
        # A day is asked for as its end.
        when = at(on, 23, 59)
        known_at = at(known, 23, 59) if known else datetime.now(UTC)
        expected = history.sees(person, to, category, when, known_at)
        assert told["allowed"] == expected, (person, to, category, on, known, told)
        assert told["why"] and told["evidence"]["events"]
        if expected:
            assert told["authorityKind"]["code"] == "CONSENT"
            assert UUID(told["reference"]) in {g.consent for g in history.given}
        answers.add((told["code"], told["allowed"]))
    codes = {code for code, _ in answers}
    assert {True, False} == {allowed for _, allowed in answers}
    assert {"CONSENT_IN_FORCE", "NOT_REFERRED"} <= codes and len(codes) > 3


async def test_3_by_account_and_now_as_the_gate_decides(history: History) -> None:
    person = history.persons[0]
    question = """maySee(person: $person, category: $category, account: $account) {
        allowed code reference }"""
    for who, expected in (("worker", True), ("elsewhere", False), ("partner", None)):
        told = await ask(
            history,
            question,
            person=person,
            category="IDENTITY",
            account=f"Staff:{history.world.ids[who]}",
        )
        seen = await history.world.ask(
            who, "query ($id: ID!) { person(id: $id) { __typename } }", id=person
        )
        assert told["allowed"] == (seen["person"]["__typename"] == "Person")
        assert expected in (None, told["allowed"])


async def test_4_a_case_that_was_handed_over_as_known_before_and_after(history: History) -> None:
    person, on = history.persons[2], FIRST + timedelta(days=30)
    colleague, case = history.world.ids["colleague"], history.cases[person]
    learned = on + timedelta(days=20)
    handed_over = NewEvent(
        stream=case_stream(case),
        event=CaseAssigned(case_id=case, office="centre", caseworker_id=colleague, assigned_on=on),
        effective_on=on,
        known_at=at(learned),
    )
    await history.append(person, [handed_over])
    question = """maySee(person: $person, category: $category, account: $account, on: $on,
        knownOn: $known) { allowed code }"""
    for who, day, known, code in (
        ("colleague", on, on, "NO_ASSIGNMENT"),
        ("colleague", on, learned, "ASSIGNED_CASEWORKER"),
        ("colleague", on - timedelta(days=1), learned, "NO_ASSIGNMENT"),
        ("worker", on, on, "ASSIGNED_CASEWORKER"),
        ("worker", on, learned, "NO_ASSIGNMENT"),
    ):
        told = await ask(
            history,
            question,
            person=person,
            category="INCOME",
            account=f"Staff:{history.world.ids[who]}",
            on=str(day),
            known=str(known),
        )
        assert told["code"] == code, (who, day, known)


async def test_4_an_account_that_moved_and_left_by_what_it_was_then(history: History) -> None:
    question = """maySee(person: $person, category: $category, account: $account, role: $role,
        on: $on, knownOn: $known) { allowed code }"""
    assigned, mover = history.cases[history.persons[4]], history.world.ids["elsewhere"]
    handed_over = NewEvent(
        stream=case_stream(assigned),
        event=CaseAssigned(case_id=assigned, office="east", caseworker_id=mover, assigned_on=MOVED),
        effective_on=MOVED,
        known_at=at(MOVED, 4),
    )
    await history.append(history.persons[4], [handed_over])
    one = timedelta(days=1)
    for on, known, role, code in (
        (MOVED - one, None, None, "NO_ASSIGNMENT"),
        (MOVED, None, None, "ASSIGNED_CASEWORKER"),
        (PROMOTED - one, None, "SUPERVISOR", "NO_ACCOUNT_THEN"),
        (PROMOTED, None, None, "OFFICE_SUPERVISOR"),
        (PROMOTED, None, "CASEWORKER", "NO_ACCOUNT_THEN"),
        (PROMOTED, PROMOTED - one, None, "ASSIGNED_CASEWORKER"),
        (CLOSED, None, None, "NO_ACCOUNT_THEN"),
        (CLOSED, CLOSED - one, None, "OFFICE_SUPERVISOR"),
        (FIRST - timedelta(days=40), None, None, "NO_ACCOUNT_THEN"),
    ):
        told = await ask(
            history,
            question,
            person=history.persons[4],
            category="INCOME",
            account=f"Staff:{mover}",
            role=role,
            on=str(on),
            known=str(known) if known else None,
        )
        assert told["code"] == code, (on, known, role, told)


async def test_4_what_an_account_was_is_kept_when_it_changes(history: History) -> None:
    world, account = history.world, uuid4()
    given = {"tenant": TENANT, "account_id": account, "display_name": "Mover"}
    seen = []
    async with await psycopg.AsyncConnection.connect(
        world.database.url("auth"), autocommit=True
    ) as auth:
        for roles, office in (
            (["CASEWORKER"], "centre"),
            (["CASEWORKER"], "centre"),
            (["INTAKE"], "east"),
        ):
            await create_account(auth, roles=roles, office=office, organisation=TENANT, **given)
            seen.append(datetime.now(UTC))
        await close_account(auth, tenant=TENANT, account_id=account)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await auth.execute("update access.account_state set office = 'east'")
    then = [await world.api.services.staff.then(account, instant) for instant in seen]
    assert [(one.roles, one.office) for one in then if one] == [
        (["CASEWORKER"], "centre"),
        (["CASEWORKER"], "centre"),
        (["INTAKE"], "east"),
    ]
    assert await world.api.services.staff.then(account, datetime.now(UTC)) is None
    with psycopg.connect(world.database.url("migrator")) as admin:
        count = "select count(*) from access.account_state where account_id = %s"
        assert admin.execute(count, [account]).fetchone() == (3,), "what says the same is one row"


# --- 5, 9, 10: consents ------------------------------------------------------------------------


async def test_5_the_exact_text_and_language_that_was_shown(history: History) -> None:
    for one in (history.given[0], next(g for g in history.given if g.language == "en")):
        told = await ask(
            history,
            "noticeShown(consent: $consent) { version language { code } text hash isThatText }",
            consent=f"Consent:{one.consent}",
        )
        text = json.loads(NOTICES["integrated-consent", one.version])[one.language]
        assert told["text"] == text and told["isThatText"]
        assert told["language"]["code"] == one.language and told["version"] == one.version


async def test_5_as_known_before_and_after_the_answer_was_recorded(history: History) -> None:
    late = next(g for g in history.given if g.known_at > g.valid_from)
    for known, expected in ((late.valid_from.date(), None), (late.known_at.date(), True)):
        told = await ask(
            history,
            "noticeShown(consent: $consent, knownOn: $known) { isThatText }",
            consent=f"Consent:{late.consent}",
            known=str(known),
        )
        assert (told and told["isThatText"]) == expected


def standing(one: Given, on: date, known: date) -> bool:
    """Given, and not wholly ended, on the end of a day as known on the end of another."""
    end, known_at = at(on, 23, 59), at(known, 23, 59)
    return (
        one.valid_from <= end
        and one.known_at <= known_at
        and not any(
            e.categories is None and e.at <= end and e.known_at <= known_at for e in one.endings
        )
    )


async def test_9_and_10_what_expires_soon_and_what_has_lapsed(history: History) -> None:
    seen = 0
    for on, known in (
        (FIRST + timedelta(days=30), None),
        *((FIRST + timedelta(days=n), FIRST + timedelta(days=n)) for n in range(5, DAYS, 10)),
    ):
        learned = known or local_day()
        days = {"on": str(on), "known": str(known) if known else None}
        listed = f"first: 50) {{ {A_LIST} {{ id state }} }} }}"
        soon = nodes(await ask(history, f"expiring(on: $on, knownOn: $known, {listed}", **days))
        lapsed = nodes(await ask(history, f"lapsed(on: $on, knownOn: $known, {listed}", **days))
        expected_soon, expected_lapsed = set(), set()
        for one in history.given:
            ends = [one.expires_on] if one.expires_on else []
            ends += [one.lapses_on - timedelta(days=1)] if one.lapses_on else []
            if not standing(one, on, learned) or not ends:
                continue
            if on <= min(ends) <= on + timedelta(days=60):
                expected_soon.add(f"Consent:{one.consent}")
            expired = one.expires_on is not None and one.expires_on < on
            if one.lapses_on and one.lapses_on <= on and not expired:
                expected_lapsed.add(f"Consent:{one.consent}")
        assert {one["id"] for one in soon} == expected_soon
        assert {one["id"] for one in lapsed} == expected_lapsed
        # Told as they stood then, whatever became of them.
        assert {one["state"] for one in lapsed} <= {"NEEDS_REAFFIRMATION"}
        assert {one["state"] for one in soon} <= {"GIVEN"}
        seen += len(expected_soon) and len(expected_lapsed)
    assert seen


# --- 8, 13: B's queues, asked for here ----------------------------------------------------------


async def test_8_emergencies_wait_for_review_oldest_first(history: History) -> None:
    world = history.world
    numbers = await world.ask("worker", "{ caseload(first: 2) { edges { node { number } } } }")
    made = []
    for edge in numbers["caseload"]["edges"]:
        given = {"reason": "MEDICAL", "words": "Fell", "caseNumber": edge["node"]["number"]}
        made.append((await world.do("elsewhere", "breakGlass", **given))["emergencyId"])
    await world.settle()
    told = await ask(history, "emergenciesToReview { edges { node { id } } }")
    assert [edge["node"]["id"] for edge in told["edges"]] == made


async def test_8_emergencies_as_they_waited_on_a_day_as_known_on_another(history: History) -> None:
    person = history.persons[5]
    stream, key_of = consent_stream(key(person)), [uuid7(), uuid7()]

    def words(text: str) -> Text:
        return Text("en", Clear(text, key(person), own_key=True))

    def opened(emergency: UUID, day: date) -> BreakGlassOpened:
        return BreakGlassOpened(
            emergency_id=emergency,
            person_id=key(person),
            reason="MEDICAL",
            words=words("Fell"),
            categories=("IDENTITY",),
            opened_at=at(day),
            until=at(day, 15, 30),
            review_by=day + timedelta(days=2),
        )

    def reviewed(outcome: Outcome, day: date) -> BreakGlassReviewed:
        return BreakGlassReviewed(
            emergency_id=key_of[0],
            person_id=key(person),
            outcome=outcome,
            words=words("Asked"),
            reviewed_at=at(day),
        )

    def day(number: int) -> date:
        return FIRST + timedelta(days=number)

    for event, on in (
        (opened(key_of[0], day(10)), day(10)),
        (reviewed("FOLLOW_UP", day(12)), day(12)),
        (opened(key_of[1], day(15)), day(15)),
        (reviewed("JUSTIFIED", day(20)), day(20)),
    ):
        new = NewEvent(stream=stream, event=event, effective_on=on, known_at=at(on))
        await history.append(person, [new])
    await history.world.settle()
    first, second = (f"Emergency:{emergency}" for emergency in key_of)
    for on, known, since, expected in (
        (9, None, None, []),
        (11, None, None, [(first, None, False)]),
        (16, None, None, [(first, "FOLLOW_UP", True), (second, None, False)]),
        (16, None, 14, [(second, None, False)]),
        (30, None, None, [(second, None, True)]),
        (30, 11, None, [(first, None, True)]),
    ):
        told = await ask(
            history,
            """emergenciesToReview(from: $from, on: $on, knownOn: $known, to: $to) {
            evidence { events } edges { node { id outcome { code } overdue reviewWords } } }""",
            on=str(day(on)),
            known=known and str(day(known)),
            to=str(LAST),
            **{"from": since and str(day(since))},
        )
        found = [edge["node"] for edge in told["edges"]]
        assert [
            (n["id"], n["outcome"] and n["outcome"]["code"], n["overdue"]) for n in found
        ] == expected, (on, known, since)
        assert len(told["evidence"]["events"]) == len(found) + sum(
            outcome is not None for _, outcome, _ in expected
        )
        assert all(n["reviewWords"] is None for n in found), "words of a later review"


async def test_13_looks_at_files_that_no_task_leads_to(history: History) -> None:
    world = history.world
    person, early = history.persons[1], FIRST + timedelta(days=5)
    with psycopg.connect(world.database.url("migrator"), autocommit=True) as admin:
        for instant in (at(early), datetime.now(UTC)):
            admin.execute(
                LOOK,
                (
                    uuid4(), instant, TENANT, world.ids["elsewhere"], "CASEWORKER", "east", TENANT,
                    "INTEGRATED_CASE_MANAGEMENT", [key(person)], ["IDENTITY"],
                    ["OFFICE_SUPERVISOR"], None,
                ),
            )  # fmt: skip
    question = """unexplained(kind: "NO_TASK", from: $from, to: $to, on: $on, state: $state) {
        evidence { looks } edges { node { id who day looks state person { id } } } }"""

    async def asked(state: str | None = None, **days: date) -> list[dict[str, Any]]:
        given = {name.rstrip("_"): str(day) for name, day in days.items()}
        wanted = dict.fromkeys(("from", "to", "on")) | given
        told = await ask(history, question, **wanted, state=state)
        found = [edge["node"] for edge in told["edges"]]
        assert len(told["evidence"]["looks"]) == len(found)
        return found

    for _ in range(100):
        await Finder(world.api.services).once()
        if len(await asked()) == 2:
            break
        await asyncio.sleep(0.1)
    found = await asked()
    today, before = local_day(), early - timedelta(days=1)
    assert [(n["who"], n["person"]["id"]) for n in found] == [("Elsewhere", person)] * 2
    first, last = found
    assert (first["day"], first["state"], first["looks"]) == (str(early), "WAITING", 1)
    assert world.looks()[-1]["task"] == "QUESTION", "and that was a look itself"
    given = {"findingId": first["id"], "outcome": "EXPLAINED", "explanation": "ASSIGNED_WORK"}
    await world.do("privacy", "reviewFinding", **given)
    await world.settle()
    for days, state, expected in (
        ({}, "WAITING", [last["id"]]),
        ({}, "EXPLAINED", [first["id"]]),
        ({"on": early}, "WAITING", [first["id"]]),
        ({"on": early}, "EXPLAINED", []),
        ({"on": before}, None, []),
        ({"on": today}, "EXPLAINED", [first["id"]]),
        ({"from_": early + timedelta(days=1)}, None, [last["id"]]),
        ({"to": before}, None, []),
    ):
        assert [n["id"] for n in await asked(state, **days)] == expected, (days, state)


# --- 11: who is told ----------------------------------------------------------------------------

TO_TELL = f"""toTell(first: 50) {{ {A_LIST} {{ consent ending recipient {{ code }} state dueOn overdue
    answer {{ code }} disclosures {{ id }} telling }} }} }}"""


async def test_11_who_must_be_told_of_a_withdrawal_overdue_first(history: History) -> None:
    told = nodes(await ask(history, TO_TELL))
    expected = {
        (f"Consent:{g.consent}", e.categories or (), one.to): {
            f"Disclosure:{other.disclosure}"
            for other in history.sent
            if other.to == one.to
            and g.consent in other.consents
            and other.made_at <= e.at
            and set(other.categories) & set(e.categories or CATEGORIES)
        }
        for g in history.given
        for e in g.endings
        for one in history.sent
        if g.consent in one.consents
        and one.made_at <= e.at
        and set(one.categories) & set(e.categories or CATEGORIES)
    }
    assert expected
    assert {(n["consent"], n["recipient"]["code"]) for n in told} == {
        (consent, to) for consent, _, to in expected
    }
    assert sorted(d["id"] for n in told for d in n["disclosures"]) == sorted(
        d for sent in expected.values() for d in sent
    )
    assert all(n["state"] == "TO_TELL" and n["overdue"] for n in told)
    assert [n["dueOn"] for n in told] == sorted(n["dueOn"] for n in told)

    def known_by(one: Sent, e: Ended, on: date, known: date) -> bool:
        end = at(known, 23, 59)
        return e.at <= at(on, 23, 59) and e.known_at <= end and one.made_at <= end

    counts = set()
    for on, known, since in ((40, 40, 0), (80, 50, 0), (80, 80, 0), (80, 80, 40)):
        days = [FIRST + timedelta(days=n) for n in (on, known, since)]
        then = nodes(
            await ask(
                history,
                f"""toTell(on: $on, knownOn: $known, from: $from, first: 50) {{ {A_LIST} {{
                consent recipient {{ code }} overdue dueOn }} }} }}""",
                **dict(zip(("on", "known", "from"), map(str, days), strict=True)),
            )
        )
        assert {(n["consent"], n["recipient"]["code"]) for n in then} == {
            (f"Consent:{g.consent}", one.to)
            for g in history.given
            for e in g.endings
            for one in history.sent
            if g.consent in one.consents
            and one.made_at <= e.at
            and set(one.categories) & set(e.categories or CATEGORIES)
            and known_by(one, e, days[0], days[1])
            and days[2] <= e.at.date()
        }
        assert all(n["overdue"] == (n["dueOn"] < str(days[0])) for n in then)
        counts.add(len(then))
    assert len(counts) > 1

    first, world = told[0], history.world
    person = next(g.person for g in history.given if f"Consent:{g.consent}" == first["consent"])
    given = {"personId": person, "consentId": first["consent"], "endingId": first["ending"]}
    today = str(local_day())
    telling = (
        await world.do(
            "privacy",
            "tellRecipient",
            recipient=first["recipient"]["code"],
            toldOn=today,
            method="LETTER",
            **given,
        )
    )["tellingId"]
    await world.settle()
    [after] = [n for n in nodes(await ask(history, TO_TELL)) if n["telling"] == telling]
    assert (after["state"], after["overdue"]) == ("TOLD", False) and after["dueOn"] > today
    await world.do(
        "privacy",
        "acknowledgeTelling",
        personId=person,
        tellingId=telling,
        answer="DESTROYED",
        acknowledgedOn=today,
    )
    await world.settle()
    last = nodes(await ask(history, TO_TELL))[-1]
    assert (last["telling"], last["state"], last["dueOn"]) == (telling, "ANSWERED", None)
    assert last["answer"]["code"] == "DESTROYED"
    yesterday = str(local_day() - timedelta(days=1))
    as_then = nodes(await ask(history, TO_TELL.replace("(", "(on: $on, ", 1), on=yesterday))
    assert all(n["state"] == "TO_TELL" for n in as_then) and len(as_then) == len(told)


async def test_11_who_must_be_told_of_a_correction_or_of_words_beside_what_stands(
    history: History,
) -> None:
    world, person, today = history.world, history.persons[3], str(local_day())
    [first, *_] = await world.ledger.load(case_stream(history.cases[person]))
    entry = {"ofEvent": f"Event:{first.event_id}", "wanted": "I applied in May"}
    of = await world.do("privacy", "requestCorrection", personId=person, receivedOn=today, **entry)
    await world.do("privacy", "refuseCorrection", matterId=of["matterId"], reason="ACCURATE")
    words = {"matterId": of["matterId"], "statement": "It was in May"}
    await world.do("privacy", "stateDisagreement", **words)
    await world.settle()
    told = await ask(
        history,
        "correctionsToTell { edges { node { id recipients { recipient { code } told } } } }",
    )
    [edge] = told["edges"]
    sent = sorted({one.to for one in history.sent if one.person == person})
    assert edge["node"]["id"] == of["matterId"] and sent
    assert edge["node"]["recipients"] == [{"recipient": {"code": to}, "told": False} for to in sent]
    yesterday = str(local_day() - timedelta(days=1))
    for days, count in (({"on": yesterday}, 0), ({"known": yesterday}, 0), ({"from": today}, 1)):
        then = await ask(
            history,
            "correctionsToTell(on: $on, knownOn: $known, from: $from) { totalCount }",
            **dict.fromkeys(("on", "known", "from")) | days,
        )
        assert then["totalCount"] == count, days


# --- 15: proven, and disposed -------------------------------------------------------------------


async def test_15_what_an_answer_rests_on_is_proven_unaltered(history: History) -> None:
    world = history.world
    rests = (
        await ask(
            history,
            f"looksWithoutAuthority(from: $from, to: $to, first: 50) {{ {A_LIST} {{ why }} }} }}",
            **{"from": str(FIRST), "to": str(LAST)},
        )
    )["evidence"]
    assert rests["events"] and rests["looks"]
    prove = """prove(events: $events, looks: $looks) { complete events { size root note }
        looks { size root note } leaves { position look text } }"""
    asked = {"events": rests["events"], "looks": rests["looks"]}
    proven = await ask(history, prove, **asked)
    for _ in range(100):
        if proven["complete"]:
            break
        await asyncio.sleep(0.1)
        proven = await ask(history, prove, **asked)
    assert proven["complete"] and len(proven["leaves"]) == len(rests["events"] + rests["looks"])
    roots = {proven[log]["root"] for log in ("events", "looks")}
    for leaf in proven["leaves"]:
        head, written = leaf["text"].split("\n\n", 1)
        _, index, *hashes = head.splitlines()
        note = open_note(written, [signer.verifier for signer in SIGNERS.made.values()])
        checkpoint = Checkpoint.parse(note.text)
        assert base64.b64encode(checkpoint.root).decode() in roots
        where = int(index.removeprefix("index "))
        path = [base64.b64decode(each) for each in hashes]
        assert leaf["look"] or where == leaf["position"] - 1
        stored = stored_leaf(world, "looks" if leaf["look"] else "events", where)
        verify_inclusion(stored, where, checkpoint.size, path, checkpoint.root)
        with pytest.raises(BadProof):
            altered = bytes([stored[0] ^ 1]) + stored[1:]
            verify_inclusion(altered, where, checkpoint.size, path, checkpoint.root)


async def test_15_and_what_was_disposed_of_under_which_schedule(history: History) -> None:
    person, on = history.persons[-1], FIRST + timedelta(days=80)
    ground = Ground("CASE", "1", "SCHEDULE_PASSED", "BY_LAW_SCHEDULE")
    about = {"disposal_id": uuid7(), "person_id": key(person), "ground": ground, "case_ids": ()}
    item = {"of_event": uuid7(), "items": (uuid7(),)}
    asked_for = DisposalRequested(scope="ITEM", persons=(key(person),), **about, **item)
    stream = person_stream(key(person))
    await history.append(
        person,
        [
            NewEvent(stream=stream, event=event, effective_on=on, known_at=at(on))
            for event in (asked_for, ItemDisposed(**about, **item))
        ],
    )
    await history.world.settle()
    listed = (
        "disposed(from: $from, to: $to) { edges { node { id schedule recordClass { code } } } }"
    )
    days = {"from": str(on), "to": str(on)}
    [edge] = (await ask(history, listed, **days))["edges"]
    expected = {"id": f"Disposal:{about['disposal_id']}", "schedule": "1"}
    assert edge["node"] == expected | {"recordClass": {"code": "CASE"}}
    before = {"from": str(FIRST), "to": str(on - timedelta(days=1))}
    assert (await ask(history, listed, **before))["edges"] == []


def stored_leaf(world: World, log: str, where: int) -> bytes:
    """The hash of the row as it is stored, read by its place in the log."""
    with connect(world.database.url("sequencer")) as connection:
        read = {"events": read_events, "looks": read_looks}[log]
        [(index, hashed)] = read(connection, where, 1)
    assert index == where
    return hashed


# --- 4 again: the rules, as known then (last, for it changes them) ---------------------------------


async def test_4_by_the_rules_that_were_public_then(history: History) -> None:
    world, in_force, public = history.world, FIRST + timedelta(days=20), FIRST + timedelta(days=50)
    [roles] = [c for c in load_policy_data() if c.policy_id == "roles"]
    content = json.loads(roles.content)
    [reporting] = [code for code in content["codes"] if code["code"] == "REPORTING"]
    reporting |= {"basis": "DUTY", "sees": ["IDENTITY"]}
    answer = await world.ledger.execute(
        PublishPolicy(
            policy_id="roles",
            version="later",
            effective_from=in_force,
            public_on=public,
            source="Made up",
            content=json.dumps(content),
        ),
        command_id=uuid7(),
        actor=SYSTEM,
    )
    assert isinstance(answer, Accepted)
    await world.ledger.policies.refresh()
    question = "maySee(person: $person, category: $category, role: $role, on: $on, knownOn: $known)"
    for on, known, allowed in (
        (in_force, public, True),
        (in_force, public - timedelta(days=1), False),
        (in_force - timedelta(days=1), public, False),
        (public, None, True),
    ):
        told = await ask(
            history,
            f"{question} {{ allowed code }}",
            person=history.persons[0],
            category="IDENTITY",
            role="REPORTING",
            on=str(on),
            known=known and str(known),
        )
        assert told["allowed"] == allowed, (on, known, told)


# --- Who may ask -------------------------------------------------------------------------------


async def test_nobody_else_may_ask(history: History) -> None:
    for who in ("worker", "supervisor", "partner", "operator"):
        for question in ("shared { totalCount }", "toTell { totalCount }", "prove { complete }"):
            error = await history.world.refused(who, f"{{ privacyQuestions {{ {question} }} }}")
            assert error["extensions"]["code"] == "NOT_PERMITTED", (who, question, error)


# --- How far a withdrawal reaches, over the API ---------------------------------------------------

SEEN = """query ($person: ID!, $case: ID!) {
  person(id: $person) { __typename }
  case(id: $case) { __typename }
  caseload { edges { node { id } } } }"""
REACHED = """query ($id: ID!) { person(id: $id) { ... on Person { consents {
    id paused { referral case resumedAt cause { code } } holders { recipient { code } state }
} } } }"""


async def test_a_withdrawal_shuts_the_partner_out_at_once_and_says_who_holds_copies(
    history: History,
) -> None:
    world, today = history.world, str(local_day())
    made = await open_case(world, office="centre")
    person, case = made["personId"], made["caseId"]
    about = {"caseId": case, "personId": person}
    await world.do(
        "worker",
        "completeAssessment",
        completedOn=today,
        strengths=[],
        needs=[],
        readiness="READY",
        **about,
    )
    consent = {
        "personId": person,
        "categories": ["IDENTITY"],
        "recipients": ["eo-01"],
        "purposes": ["REFERRAL"],
        "signedOn": today,
        "language": "fr",
        "method": "WRITTEN",
    }
    given = await world.do("worker", "grantConsent", **consent)
    sent = await world.do(
        "worker",
        "makeReferral",
        toType="EO",
        recipient="eo-01",
        purpose="REFERRAL",
        shared=["IDENTITY"],
        madeOn=today,
        **about,
    )

    async def partner() -> tuple[str, str, bool]:
        await world.settle()
        told = await world.ask("partner", SEEN, person=person, case=case)
        listed = {edge["node"]["id"] for edge in told["caseload"]["edges"]}
        return told["person"]["__typename"], told["case"]["__typename"], case in listed

    async def reached() -> dict[str, Any]:
        told = await world.ask("worker", REACHED, id=person)
        return next(c for c in told["person"]["consents"] if c["id"] == given["consentId"])

    assert await partner() == ("Person", "Case", True)
    await world.do(
        "worker",
        "withdrawConsent",
        personId=person,
        consentId=given["consentId"],
        method="VERBAL",
    )
    assert await partner() == ("NotAvailable", "NotAvailable", False)
    [paused] = (after := await reached())["paused"]
    assert (paused["referral"], paused["case"]) == (sent["referralId"], case)
    assert paused["cause"]["code"] == "WITHDRAWN" and paused["resumedAt"] is None
    assert after["holders"] == [{"recipient": {"code": "eo-01"}, "state": "TO_TELL"}]
    told = await ask(
        history,
        "maySee(person: $person, category: $category, account: $account) { allowed code }",
        person=person,
        category="IDENTITY",
        account=f"Staff:{world.ids['partner']}",
    )
    assert told == {"allowed": False, "code": "REFERRAL_ENDED"}

    await world.do("worker", "grantConsent", **consent)
    assert await partner() == ("Person", "Case", True)
    assert (await reached())["paused"][0]["resumedAt"] is not None


async def test_4_a_referral_does_not_run_while_it_is_paused_though_it_was_resumed_later(
    history: History,
) -> None:
    made = await open_case(history.world, office="centre")
    person, case, referral = (
        key(made["personId"]),
        UUID(made["caseId"].removeprefix("Case:")),
        uuid7(),
    )
    about = {"case_id": case, "referral_id": referral, "person_id": person}
    sent, out, back = (FIRST + timedelta(days=days) for days in (10, 20, 30))
    given = ConsentGranted(
        consent_id=uuid7(), person_id=person, categories=("IDENTITY",), recipients=("eo-01",),
        purposes=("REFERRAL",), signed_on=FIRST, valid_from=at(FIRST), expires_on=LAST,
        notice="integrated-consent", notice_version="2025-1", language="fr", method="WRITTEN",
        notice_hash=notice_hash("2025-1", "fr"), capacity="SELF",
    )  # fmt: skip
    referred = ReferralMade(
        **about, to_type="EO", recipient="eo-01", origin="LOCAL", purpose="REFERRAL", shared=(),
        made_on=sent, reply_due_on=None,
    )  # fmt: skip
    # Another consent ended on which it rested too, and another one covers it again.
    paused = ReferralPaused(**about, paused_at=at(out), cause="WITHDRAWN", consent_id=uuid7())
    resumed = ReferralResumed(**about, resumed_at=at(back), consent_id=uuid7())
    stream = case_stream(case)
    told = ((given, FIRST, consent_stream(person)), (referred, sent, stream),
            (paused, out, stream), (resumed, back, stream))  # fmt: skip
    await history.append(
        made["personId"],
        [NewEvent(stream=s, event=e, effective_on=on, known_at=at(on)) for e, on, s in told],
    )
    await history.world.settle()
    one, reasons = timedelta(days=1), []
    for on in (sent - one, sent, out - one, out, back - one, back):
        asked = {
            "role": "EMPLOYMENT_PARTNER",
            "organisation": "eo-01",
            "on": str(on),
            "known": None,
        }
        found = await ask(history, MAY, person=made["personId"], category="IDENTITY", **asked)
        reasons.append(found["code"])
    allowed = "CONSENT_IN_FORCE"
    assert reasons == [
        "NOT_REFERRED",
        allowed,
        allowed,
        "REFERRAL_ENDED",
        "REFERRAL_ENDED",
        allowed,
    ]


async def test_7_a_look_at_somebody_who_left_the_unit_since_was_no_less_lawful(
    history: History,
) -> None:
    world, today = history.world, str(local_day())
    stays, leaves = await register(world), await register(world, givenName="Ève")
    members = [{"personId": who, "role": role, "participantClass": "OW_ADULT"}
               for who, role in ((stays, "APPLICANT"), (leaves, "SPOUSE"))]  # fmt: skip
    case = (await apply(world, stays, submittedOn=today, members=members))["caseId"]
    worker = f"Staff:{world.ids['worker']}"
    await world.do("supervisor", "assignCase", caseId=case, office="centre", caseworkerId=worker)
    await world.settle()
    seen = "query ($id: ID!) { person(id: $id) { ... on Person { telephone } } }"
    assert (await world.ask("worker", seen, id=leaves))["person"]["telephone"]
    left = {"caseId": case, "personId": leaves, "leftOn": today, "reason": "SEPARATION"}
    await world.do("worker", "endMembership", **left)
    await world.settle()
    bare = "looksWithoutAuthority(person: $person, account: $account) { totalCount }"
    assert (await ask(history, bare, person=leaves, account=worker)) == {"totalCount": 0}


async def test_11_by_the_clocks_that_were_public_then(history: History) -> None:
    world = history.world
    question = f"""toTell(on: $on, knownOn: $known, first: 50) {{ {A_LIST} {{
        ending recipient {{ code }} dueOn overdue }} }} }}"""
    then = {"on": str(LAST), "known": str(LAST)}
    before = nodes(await ask(history, question, **then))
    assert before and all(one["dueOn"] for one in before)
    [clocks] = [each for each in load_policy_data() if each.policy_id == "clocks"]
    said = json.loads(clocks.content)
    said["telling"]["days"] += 30
    # In force long before, but public only afterwards.
    later = {
        "version": "longer",
        "public_on": LAST + timedelta(days=2),
        "content": json.dumps(said),
    }
    published = replace(clocks, **later)
    answer = await world.ledger.execute(published, command_id=uuid7(), actor=SYSTEM)
    assert isinstance(answer, Accepted)
    await world.ledger.policies.refresh()
    assert nodes(await ask(history, question, **then)) == before
    now = nodes(await ask(history, question, **(then | {"known": None})))
    assert now[0]["dueOn"] > before[0]["dueOn"]
