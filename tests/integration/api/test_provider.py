"""Signing in by an identity provider that others wrote: the code flow, its tokens, and forged ones."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import AsyncIterator, Iterator
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import jwt
import psycopg
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from litestar import Litestar

from api.access.accounts import close_account, create_account, issue_sign_in_link
from api.access.oidc.settings import Claims, Provider, SignInSettings, Tokens
from api.access.service_accounts import create_service
from api.access.subjects import bind
from tests.support.api_world import TENANT, World, opened_world
from tests.support.databases import Database
from tests.support.identity_provider import CLIENT, IdentityProvider
from tests.support.provider_world import (
    AUDIENCE,
    OURS,
    access_claims,
    access_token,
    asked,
    back,
    entered,
    person,
    query,
    records,
    started,
    viewer,
)
from ui.mount import mount

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def idp() -> Iterator[IdentityProvider]:
    made = IdentityProvider()
    yield made
    made.stop()


def said(issuer: str) -> SignInSettings:
    return SignInSettings(
        public_url="http://localhost:8620",
        provider=Provider(issuer=issuer, client_id=CLIENT, refetch_seconds=0),
        client_secret="anything",
        claims=Claims(
            roles="realm_access.roles",
            office="unit",
            role_of={
                "cl-worker": "CASEWORKER",
                "cl-lead": "SUPERVISOR",
                "cl-privacy": "PRIVACY_OFFICER",
            },
        ),
        tokens=Tokens(audience=AUDIENCE, full_scope="caseledger"),
        make_accounts=True,
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(database: Database, idp: IdentityProvider) -> AsyncIterator[World]:
    async with opened_world(database, sign_in=said(idp.issuer)) as made:
        pages = mount(made.api)
        app = Litestar(
            [*made.api.handlers(), pages.router],
            exception_handlers=pages.not_found,
            middleware=[made.api.middleware],
            openapi_config=None,
        )
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://test", headers=OURS
        ) as http:
            made.http = http
            yield made


async def test_a_person_comes_in_by_the_code_flow(world: World, idp: IdentityProvider) -> None:
    subject = person(idp, "cl-worker")
    url, held = await started(world, "/cases?mine=1")
    asked = query(url)
    assert url.startswith(idp.issuer) and asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) > 40 and len(asked["nonce"]) > 40
    assert asked["state"] != asked["nonce"] and asked["redirect_uri"].endswith("/sign-in/return")
    answer = await back(world, idp.signs_in(url, subject), held)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases?mine=1")
    cookies = answer.headers.get_list("set-cookie")
    assert any(c.startswith("session=") and "HttpOnly" in c for c in cookies)
    assert any(c.startswith('sign-in=""') or c.startswith("sign-in=;") for c in cookies)
    found = await viewer(world, answer.cookies["session"])
    assert found == {
        "name": "Ana Q",
        "role": {"code": "CASEWORKER"},
        "office": {"code": "centre"},
        "hats": [{"code": "CASEWORKER"}],
    }
    last = records(world, "SIGNED_IN")[-1]
    assert (last["via"], last["role"], last["address"]) == ("PROVIDER", "CASEWORKER", "127.0.0.1")


async def test_an_answer_counts_once_and_in_its_own_browser(
    world: World, idp: IdentityProvider
) -> None:
    subject = person(idp, "cl-worker")
    url, held = await started(world, "//evil.example")
    given = idp.signs_in(url, subject)
    _, other = await started(world)
    for wrong, holder in (
        (given, {}),
        (given, other),
        (given | {"state": "made-up"}, held),
        ({"code": given["code"]}, held),
    ):
        refused = await back(world, wrong, holder)
        assert refused.status_code == 403 and "set-cookie" not in refused.headers
    taken = await back(world, given, held)
    assert (taken.status_code, taken.headers["location"]) == (303, "/"), "never to another site"
    by_button = held["cookie"] + f"; session={taken.cookies['session']}"
    signed_in = await back(world, given, {"cookie": by_button})
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/")
    again = await back(world, given, held, "fr")
    assert again.status_code == 403 and "Recommencez" in again.text
    assert records(world, "REFUSED")[-1]["reason"] == "STATE"


async def test_a_code_or_a_token_of_another_sign_in_is_refused(
    world: World, idp: IdentityProvider
) -> None:
    subject = person(idp, "cl-worker")
    one, held_one = await started(world)
    other, held_other = await started(world)
    theirs, ours = idp.signs_in(one, subject), idp.signs_in(other, subject)
    swapped = await back(world, ours | {"code": theirs["code"]}, held_other)
    assert swapped.status_code == 403
    assert records(world, "REFUSED")[-1]["reason"] == "TOKEN_WRONG_NONCE"
    used = await back(world, theirs, held_one)  # its code was spent by the attempt before
    assert used.status_code == 403 and records(world, "REFUSED")[-1]["reason"] == "CODE"


async def test_an_answer_in_another_providers_name_is_refused(
    world: World, idp: IdentityProvider
) -> None:
    url, held = await started(world)
    given = idp.signs_in(url, person(idp, "cl-worker")) | {"iss": "https://evil.example"}
    assert (await back(world, given, held)).status_code == 403
    assert records(world, "REFUSED")[-1]["reason"] == "ISSUER"
    url, held = await started(world)
    cancelled = {"state": query(url)["state"], "error": "access_denied"}
    answer = await back(world, cancelled, held)
    assert answer.status_code == 403 and "Nothing was done" in answer.text


async def test_who_cannot_be_placed_is_told_why_and_gets_no_account(
    world: World, idp: IdentityProvider
) -> None:
    for subject, words, reason in (
        (person(idp), "no role for Caseledger", "ROLE_MISSING"),
        (person(idp, "cl-king"), "cl-king", "ROLE_UNKNOWN"),
        (person(idp, "cl-worker", unit="moon"), "moon", "OFFICE_UNKNOWN"),
    ):
        url, held = await started(world)
        answer = await back(world, idp.signs_in(url, subject), held)
        assert answer.status_code == 403 and words in answer.text
        assert records(world, "REFUSED")[-1]["reason"] == reason
    with psycopg.connect(world.database.url("auth")) as auth:
        made = auth.execute(
            "select count(*) from access.account where subject = %s", [subject]
        ).fetchone()
    assert made == (0,)


async def test_two_hats_are_two_sessions_and_each_sees_its_own(
    world: World, idp: IdentityProvider
) -> None:
    first = await entered(world, idp, person(idp, "cl-lead", "cl-privacy"))
    headers = OURS | {"cookie": f"session={first}"}
    page = await world.http.get("/status", headers=headers)
    assert "Change to: Privacy officer" in page.text
    [token, *_] = re.findall(r'name="csrf" value="([^"]+)"', page.text)
    for body in ({"role": "PRIVACY_OFFICER"}, {"role": "OPERATOR", "csrf": token}):
        await world.http.post("/hat", data=body, headers=headers)
        assert (await viewer(world, first))["role"]["code"] == "SUPERVISOR"  # type: ignore[index]
    worn = await world.http.post(
        "/hat", data={"role": "PRIVACY_OFFICER", "csrf": token}, headers=headers
    )
    second = worn.cookies["session"]
    world.http.cookies.clear()
    assert second != first and await viewer(world, first) is None
    assert (await viewer(world, second))["role"]["code"] == "PRIVACY_OFFICER"  # type: ignore[index]
    changed = records(world, "HAT_CHANGED")[-1]
    assert (changed["role"], changed["via"]) == ("PRIVACY_OFFICER", "PROVIDER")
    assert (await world.http.get("/looks", headers={"cookie": f"session={second}"})).is_success
    closed = await world.http.get("/cases", headers={"cookie": f"session={second}"})
    assert closed.status_code in (200, 403)


async def test_what_the_provider_takes_away_ends_at_the_next_word_of_it(
    world: World, idp: IdentityProvider
) -> None:
    subject = person(idp, "cl-lead")
    before = await entered(world, idp, subject)
    idp.knows(subject, name="Ana Q", realm_access={"roles": ["cl-worker"]}, unit="centre")
    after = await entered(world, idp, subject)
    assert await viewer(world, before) is None
    assert (await viewer(world, after))["role"]["code"] == "CASEWORKER"  # type: ignore[index]


async def test_closed_here_stays_closed(world: World, idp: IdentityProvider) -> None:
    subject = person(idp, "cl-worker")
    secret = await entered(world, idp, subject)
    async with await psycopg.AsyncConnection.connect(
        world.database.url("auth"), autocommit=True
    ) as auth:
        cursor = await auth.execute(
            "select account_id from access.account where subject = %s", [subject]
        )
        [account] = await cursor.fetchone()  # type: ignore[misc]
        assert await close_account(auth, tenant=TENANT, account_id=account)
    assert await viewer(world, secret) is None
    url, held = await started(world)
    answer = await back(world, idp.signs_in(url, subject), held)
    assert answer.status_code == 403 and "has been closed" in answer.text


async def test_an_account_from_before_is_bound_to_a_subject(
    world: World, idp: IdentityProvider
) -> None:
    account, subject = uuid4(), person(idp, "cl-worker", unit="east")
    async with await psycopg.AsyncConnection.connect(
        world.database.url("auth"), autocommit=True
    ) as auth:
        await create_account(
            auth,
            tenant=TENANT,
            account_id=account,
            display_name="By link",
            roles=["CASEWORKER"],
            office="centre",
            organisation=TENANT,
        )
        secret = await world.api.services.sessions.open_by_link(
            await issue_sign_in_link(auth, tenant=TENANT, account_id=account)
        )
        mine = {"cookie": f"session={secret}"}
        led = await world.http.get("/sign-in/start?bind=1", headers=mine)
        assert led.headers["location"] == "/sign-ins", "a link of another site binds nobody"
        page = await world.http.get("/sign-ins", headers=mine)
        [way] = re.findall(r'href="(/sign-in/start[^"]+)"', page.text)
        answer = await world.http.get(unescape(way), headers=mine)
        held = {"cookie": f"sign-in={answer.cookies['sign-in']}"}
        world.http.cookies.clear()
        entered_by = await back(world, idp.signs_in(answer.headers["location"], subject), held)
        assert entered_by.headers["location"] == "/sign-ins"
        cursor = await auth.execute(
            "select display_name, office, subject from access.account where account_id = %s",
            [account],
        )
        assert await cursor.fetchone() == ("Ana Q", "east", subject)
        other = uuid4()
        await create_account(
            auth,
            tenant=TENANT,
            account_id=other,
            display_name="Other",
            roles=["CASEWORKER"],
            office=None,
            organisation=TENANT,
        )
        given = {"tenant": TENANT, "issuer": idp.issuer, "subject": subject}
        assert not await bind(auth, account=other, **given)


# --- Bearer tokens ---------------------------------------------------------------------------


async def test_a_tools_token_opens_a_session_of_its_own(
    world: World, idp: IdentityProvider
) -> None:
    token = access_token(idp)
    found = (await asked(world, token)).json()["data"]["viewer"]
    assert (found["name"], found["role"]["code"]) == ("Tool User", "SUPERVISOR")
    as_worker = await asked(world, token, **{"caseledger-role": "CASEWORKER"})
    assert as_worker.json()["data"]["viewer"]["role"]["code"] == "CASEWORKER"
    refused = await asked(world, token, **{"caseledger-role": "OPERATOR"})
    assert refused.status_code == 401
    opened = [row for row in records(world, "SIGNED_IN") if row["via"] == "TOKEN"]
    await asked(world, token)
    assert opened == [row for row in records(world, "SIGNED_IN") if row["via"] == "TOKEN"]


async def test_a_token_that_says_less_takes_nothing_away(
    world: World, idp: IdentityProvider
) -> None:
    subject = person(idp, "cl-lead")
    secret = await entered(world, idp, subject)
    bare = access_token(idp, sub=subject, name=None, unit=None, realm_access=None)
    found = (await asked(world, bare)).json()["data"]["viewer"]
    assert (found["name"], found["office"]["code"]) == ("Ana Q", "centre")
    assert await viewer(world, secret), "the person at the pages was not signed out by it"
    stranger = access_token(idp, sub="nobody-yet", realm_access=None)
    assert (await asked(world, stranger)).status_code == 401


async def test_a_client_of_its_own_has_the_scopes_that_both_sides_give(
    world: World, idp: IdentityProvider
) -> None:
    async with await psycopg.AsyncConnection.connect(
        world.database.url("auth"), autocommit=True
    ) as auth:
        await create_service(
            auth,
            tenant=TENANT,
            name="Figures",
            role="REPORTING",
            scopes=["outcomes:read"],
            office=None,
            organisation=TENANT,
            issuer=idp.issuer,
            subject="figures-tool",
        )
    both = access_token(idp, sub="figures-tool", scope="outcomes:read cases:read caseledger")
    figures = await asked(world, both, {"query": "{ outcomes { __typename } }"})
    assert "errors" not in figures.json()
    other = (await asked(world, both, {"query": "{ caseload { edges { cursor } } }"})).json()
    assert other["errors"][0]["extensions"]["code"] == "OUT_OF_SCOPE"
    fewer = access_token(idp, sub="figures-tool", scope="status:read")
    none = (await asked(world, fewer, {"query": "{ outcomes { __typename } }"})).json()
    assert none["errors"][0]["extensions"]["code"] == "OUT_OF_SCOPE"


async def test_a_scope_limits_what_a_role_may_do(world: World, idp: IdentityProvider) -> None:
    token = access_token(idp, scope="openid outcomes:read")
    figures = await asked(world, token, {"query": '{ outcomes(office: "centre") { __typename } }'})
    assert "errors" not in figures.json()
    for document in (
        "{ caseload { edges { cursor } } }",
        "query Q { ...F } fragment F on Query { caseload { edges { cursor } } viewer { name } }",
        'mutation { registerPerson(input: {commandId: "x"}) { __typename } }',
    ):
        answer = (await asked(world, token, {"query": document})).json()
        codes = {error["extensions"]["code"] for error in answer["errors"]}
        assert codes & {"OUT_OF_SCOPE", "GRAPHQL_VALIDATION_FAILED"}, answer
    nothing = access_token(idp, scope="openid")
    answer = (await asked(world, nothing, {"query": "{ status { tenant } }"})).json()
    assert answer["errors"][0]["extensions"]["code"] == "OUT_OF_SCOPE"


async def test_a_token_that_is_not_good_opens_nothing(world: World, idp: IdentityProvider) -> None:
    now = int(time.time())
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = idp.http.get("/jwks").json()["keys"][0]
    public = jwt.PyJWK.from_dict(key | {"alg": "RS256"}).key
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = access_claims(idp)
    header = {"typ": "at+jwt", "kid": idp.thumbprint()}

    def hs256(secret: bytes) -> str:
        def part(value: Any) -> bytes:
            return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

        signed = part(header | {"alg": "HS256"}) + b"." + part(claims)
        proof = base64.urlsafe_b64encode(hmac.digest(secret, signed, "sha256")).rstrip(b"=")
        return (signed + b"." + proof).decode()

    good = access_token(idp)
    for reason, token in {
        "EXPIRED": access_token(idp, exp=now - 60, iat=now - 600),
        "AUDIENCE": access_token(idp, aud="https://elsewhere.example"),
        "ISSUER": access_token(idp, iss="https://evil.example"),
        "NOT_YET": access_token(idp, iat=now + 600, nbf=now + 600),
        "MALFORMED": access_token(idp, exp=None),
        "TYPE": access_token(idp, typ="JWT"),
        "ALGORITHM": jwt.encode(claims, None, algorithm="none", headers=header),
        "ALGORITHM ": hs256(pem),
        "SIGNATURE": jwt.encode(claims, stranger, algorithm="RS256", headers=header),
        "SIGNATURE ": good[:-8] + "AAAAAAAA",
        "UNKNOWN_KEY": jwt.encode(
            claims, stranger, algorithm="RS256", headers=header | {"kid": "made-up"}
        ),
        "MALFORMED ": "a.b.c",
    }.items():
        answer = await asked(world, token)
        assert answer.status_code == 401, reason
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
        assert answer.json()["errors"][0]["extensions"]["code"] == "TOKEN_REFUSED"
        assert records(world, "REFUSED")[-1]["reason"] == reason.strip()
    assert (await asked(world, good)).status_code == 200


async def test_keys_rotate_without_a_restart(world: World, idp: IdentityProvider) -> None:
    before = access_token(idp, sub="rotating")
    old = access_token(idp, sub="rotating", jti="another")
    assert (await asked(world, before)).status_code == 200
    idp.rotate()
    assert (await asked(world, access_token(idp, sub="rotating"))).status_code == 200
    assert (await asked(world, old)).status_code == 401, "signed by a key that is published no more"
    assert await viewer(world, await entered(world, idp, person(idp, "cl-worker")))


async def test_signed_out_everywhere_holds_for_tokens_too(
    world: World, idp: IdentityProvider
) -> None:
    subject = person(idp, "cl-worker")
    secrets = [await entered(world, idp, subject) for _ in range(2)]
    token = access_token(idp, sub=subject, iat=int(time.time()) - 5)
    assert (await asked(world, token)).status_code == 200
    headers = OURS | {"cookie": f"session={secrets[0]}"}
    page = await world.http.get("/sign-ins", headers=headers)
    assert page.text.count("Work account") >= 2
    [csrf, *_] = re.findall(r'name="csrf" value="([^"]+)"', page.text)
    left = await world.http.post(
        "/sign-out", data={"csrf": csrf, "everywhere": "yes"}, headers=headers
    )
    assert left.headers["location"] == "/sign-in?left=1"
    assert [await viewer(world, secret) for secret in secrets] == [None, None]
    assert (await asked(world, token)).json()["data"]["viewer"] is None
    assert (await asked(world, token)).status_code == 401
    assert records(world, "SIGNED_OUT_EVERYWHERE")
    assert f"{idp.issuer}/oauth2/end_session" in (await world.http.get("/sign-in?left=1")).text


async def test_the_provider_ends_a_session_from_its_side_once(
    world: World, idp: IdentityProvider
) -> None:
    subject = person(idp, "cl-worker")
    secret = await entered(world, idp, subject)
    now = int(time.time())
    claims = {
        "iss": idp.issuer,
        "aud": CLIENT,
        "iat": now,
        "exp": now + 120,
        "jti": uuid4().hex,
        "sub": subject,
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }

    async def told(**changes: Any) -> int:
        token = idp.signed(claims | changes, typ="logout+jwt")
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = await world.http.post(
            "/sign-in/back-channel", data={"logout_token": token}, headers=headers
        )
        return answer.status_code

    assert await told(jti="x1", events={}) == 400
    assert await told(jti="x2", nonce="n") == 400
    assert await told(jti="x3", aud="another") == 400
    assert await viewer(world, secret)
    assert await told() == 200
    assert await viewer(world, secret) is None
    assert await told() == 400, "the same token again"
    assert records(world, "ENDED_BY_PROVIDER")


async def test_after_many_failures_there_is_a_wait_over_all_processes(
    world: World, idp: IdentityProvider
) -> None:
    limits = world.api.settings.sign_in_limits
    with psycopg.connect(world.database.url("auth"), autocommit=True) as auth:
        auth.execute(
            "update access.throttle set failures = %s, since = now(), blocked_until = null"
            " where kind = 'ADDRESS'",
            [limits.failures_of_address - 2],
        )
        for _ in range(2):
            assert (await back(world, {"state": "guess"}, {})).status_code == 403
        page = await back(world, {"state": "guess"}, {}, "fr")
        assert page.status_code == 429 and int(page.headers["retry-after"]) > 0
        assert "Trop de tentatives" in page.text and "Attendez 15 minutes" in page.text
        tool = await asked(world, access_token(idp, sub="another"))
        assert tool.status_code == 429 and int(tool.headers["retry-after"]) > 0
        link = await world.http.post("/session", json={"link": "guess"})
        assert link.status_code == 429
        auth.execute("update access.throttle set blocked_until = now() - interval '1 second'")
        assert (await back(world, {"state": "guess"}, {})).status_code == 403
        auth.execute("delete from access.throttle")


async def test_pkce_binds_the_code_to_what_we_alone_know(
    world: World, idp: IdentityProvider
) -> None:
    url, _ = await started(world)
    with psycopg.connect(world.database.url("auth")) as auth:
        state = hashlib.sha256(query(url)["state"].encode()).digest()
        row = auth.execute(
            "select verifier from access.code_flow where state_hash = %s", [state]
        ).fetchone()
    assert row is not None
    digest = hashlib.sha256(row[0].encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert query(url)["code_challenge"] == challenge and row[0] not in url
