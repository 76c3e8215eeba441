"""Input made to break something: each is refused in words, and nothing fails for want of a check."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest

from ledger.ids import uuid7
from tests.support.api_world import World
from tests.support.graphql import CASE, apply, open_case, register

pytestmark = pytest.mark.asyncio(loop_scope="module")
MARKUP = "<script>alert(1)</script>{{7*7}}{%raw%}${7*7}'\"--\u202eevil\u2066"


def cursor(*key: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


UUID_ = "01a201cd-3b5c-7582-847c-2437868f1992"
QUERIES: list[tuple[str, Mapping[str, Any]]] = [
    ("query ($f: CaseloadFilter) { caseload(filter: $f) { totalCount } }", {"f": {"office": "\0"}}),
    (
        "query ($f: CaseloadFilter) { caseload(filter: $f) { totalCount } }",
        {"f": {"programme": "a\0"}},
    ),
    ('{ caseload(filter: {office: "\\u0000"}) { totalCount } }', {}),
    ('{ case(number: "\\u0000") { __typename } }', {}),
    ('{ disclosures(recipientKind: "\\u0000") { totalCount } }', {}),
    ('{ disclosures(from: "0001-01-01", to: "9999-12-31") { totalCount } }', {}),
    ('{ outcomes(office: "\\u0000") { to } }', {}),
    ('{ outcome(measure: "\\u0000") { figure { value } } }', {}),
    ('{ outcomes(from: "0001-01-01", to: "9999-12-31") { to } }', {}),
    ('{ outcomes(knownOn: "9999-12-31") { to } }', {}),
    ('{ outcomes(on: "2026-02-30") { to } }', {}),
    ('{ outcomes(from: "1901-01-01") { figures { months { value } } } }', {}),
    ('{ codes(list: "\\u0000") { code } }', {}),
    ('{ notice(id: "\\u0000") { id } }', {}),
    ('{ staff(office: "\\u0000") { id } }', {}),
    (
        "query ($a: String) { caseload(after: $a) { totalCount edges { cursor } } }",
        {"a": cursor("9999-12-31", 10**30, UUID_)},
    ),
    (
        "query ($a: String) { consentAudit(after: $a) { totalCount edges { cursor } } }",
        {"a": cursor(-(10**30))},
    ),
    ("query ($a: String) { caseload(after: $a) { totalCount } }", {"a": "A" * 100_000}),
    ("query ($p: Position) { caseload(atLeast: $p) { totalCount } }", {"p": 10**30}),
    ("query ($p: Position) { caseload(atLeast: $p) { totalCount } }", {"p": -1}),
    ("query ($p: Position) { caseload(atLeast: $p) { totalCount } }", {"p": "١٢"}),
    ("query ($p: Position) { caseload(atLeast: $p) { totalCount } }", {"p": "9" * 5000}),
    ("query ($id: ID!) { node(id: $id) { id } }", {"id": "Case:" + "0" * 36}),
    ("query ($id: ID!) { node(id: $id) { id } }", {"id": "Case:\0"}),
    ("query ($s: String!) { people(search: $s) { totalCount } }", {"s": "a " * 99}),
    ("query ($s: String!) { people(search: $s) { totalCount } }", {"s": "\u202e\u2066"}),
]


@pytest.mark.parametrize("query,variables", QUERIES, ids=range(len(QUERIES)))
@pytest.mark.parametrize("who", ["worker", "partner", "reporting"])
async def test_no_query_fails_without_a_reason(
    world: World, who: str, query: str, variables: Mapping[str, Any]
) -> None:
    answer = (await world.post(who, {"query": query, "variables": variables})).json()
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    assert "INTERNAL" not in codes, answer


async def test_the_record_of_looks_may_be_asked_for_any_day(world: World) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        for side in ("from", "to"):
            query = f'{{ looks({side}: "{day}") {{ totalCount }} }}'
            assert (await world.ask("privacy", query))["looks"]["totalCount"] >= 0
    long_ago = '{ looks(to: "0001-01-01") { totalCount } }'
    assert (await world.ask("privacy", long_ago))["looks"] == {"totalCount": 0}


async def test_names_and_notes_are_kept_as_written_and_nothing_more(world: World) -> None:
    person = await register(world, givenName=MARKUP, familyName="O'Brien; drop table x")
    made = await apply(world, person)
    await world.settle()
    found = (await world.ask("worker", CASE, id=made["caseId"]))["case"]
    assert found["members"][0]["person"]["givenName"] == " ".join(MARKUP.split())
    search = "query ($s: String!) { people(search: $s) { edges { node { id } } } }"
    hits = (await world.ask("worker", search, s="alert brien"))["people"]["edges"]
    assert [edge["node"]["id"] for edge in hits] == [person]


AMOUNTS = [1.5, "1e3", "NaN", "Infinity", 2**53 + 1, 10**400, -1, 0, True, None, "", "١٢٣", [1], {}]


async def test_only_whole_positive_cents_are_an_amount(world: World) -> None:
    made = await open_case(world)
    mutation = """mutation ($i: IssueBenefitInput!) { issueBenefit(input: $i) {
        __typename ... on Refusal { code field } } }"""
    given = {
        "caseId": made["caseId"],
        "benefitType": "BASIC_NEEDS",
        "month": "2026-10",
        "payeeId": made["personId"],
        "amountCents": 100,
        "method": "CHEQUE",
        "issuedOn": "2026-10-08",
    }
    before = await world.ledger.head()
    for amount in AMOUNTS:
        body = given | {"commandId": str(uuid7()), "amountCents": amount}
        text = json.dumps({"query": mutation, "variables": {"i": body}})
        headers = {
            "authorization": f"Bearer {world.tokens['worker']}",
            "content-type": "application/json",
        }
        answer = await world.http.post("/graphql", content=text, headers=headers)
        said = answer.json()
        codes = {error["extensions"]["code"] for error in said.get("errors", ())}
        assert "INTERNAL" not in codes, amount
        if not codes:
            assert said["data"]["issueBenefit"]["__typename"] != "CommandAccepted", amount
    for month in ("2026-13", "2026-00", "٢٠٢٦-10", "2026-10\n", "2026-10-01"):
        refused = await world.send("worker", "issueBenefit", **(given | {"month": month}))
        assert refused["__typename"] == "InvalidInput", month
    assert await world.ledger.head() == before


async def test_ten_thousand_entries_of_a_list_are_refused(world: World) -> None:
    person = await register(world)
    before = await world.ledger.head()
    member = {"personId": person, "role": "APPLICANT", "participantClass": "OW_ADULT"}
    for members in ([member] * 10_000, [member] * 1_000):
        answer = await world.post(
            "intake",
            {
                "query": "mutation ($i: SubmitApplicationInput!)"
                " { submitApplication(input: $i) { __typename } }",
                "variables": {
                    "i": {
                        "commandId": str(uuid7()),
                        "programme": "OW",
                        "channel": "DIGITAL",
                        "receivedBy": "LOCAL",
                        "office": "centre",
                        "submittedOn": "2026-10-05",
                        "members": members,
                    }
                },
            },
        )
        said = answer.json()
        if answer.status_code != 413:
            assert said["data"]["submitApplication"]["__typename"] == "RuleRefused", said
    assert await world.ledger.head() == before


async def test_a_body_that_is_too_large_is_called_that_everywhere(world: World) -> None:
    for path in ("/graphql", "/session", "/demo/session"):
        answer = await world.http.post(
            path, content=b" " * 300_000, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 413, path
        assert answer.json()["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"


async def test_a_token_that_is_none_signs_nobody_in(world: World) -> None:
    who = {"query": "{ viewer { name } }"}
    for token in (b"\xff\xfe", b"a" * 9000, b"\x01", "é".encode(), b"null", b"'; select 1 --"):
        headers = [(b"authorization", b"Bearer " + token), (b"content-type", b"application/json")]
        answer = await world.http.post("/graphql", json=who, headers=headers)
        assert answer.json() == {"data": {"viewer": None}}, token
