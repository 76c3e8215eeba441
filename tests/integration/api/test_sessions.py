"""Signing in and out, sessions that end, requests from other sites, and what a browser is told."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from api.access.accounts import close_account, create_account, issue_sign_in_link
from api.access.sessions import Sessions, hashed
from api.errors import Fault
from tests.support.api_world import TENANT, World, settings

pytestmark = pytest.mark.asyncio(loop_scope="module")
WHO = {"query": "{ viewer { name } }"}
AS_JSON = {"content-type": "application/json"}


async def link(world: World, valid_for: timedelta = timedelta(hours=1)) -> str:
    async with await psycopg.AsyncConnection.connect(
        world.database.url("auth"), autocommit=True
    ) as auth:
        return await issue_sign_in_link(
            auth, tenant=TENANT, account_id=world.ids["worker"], valid_for=valid_for
        )


async def test_a_link_gives_a_token_once(world: World) -> None:
    given = {"link": await link(world)}
    first = await world.http.post("/session", json=given)
    assert first.status_code == 200 and "set-cookie" not in first.headers
    headers = {"authorization": f"Bearer {first.json()['token']}"}
    answer = await world.http.post("/graphql", json=WHO, headers=headers)
    assert answer.json()["data"]["viewer"]["name"] == "Worker"
    again = await world.http.post("/session", json=given, headers={"accept-language": "fr"})
    assert again.status_code == 403 and "déjà servi" in again.text


async def test_a_link_that_has_expired_opens_nothing(world: World) -> None:
    spent = await link(world, timedelta(seconds=-1))
    for given in (spent, "nothing-of-the-kind"):
        assert (await world.http.post("/session", json={"link": given})).status_code == 403
    assert (await world.http.post("/session", content=b"link")).status_code == 400


async def test_secrets_are_stored_nowhere(world: World) -> None:
    secret = await link(world)
    with psycopg.connect(world.database.url("migrator")) as admin:
        rows = admin.execute(
            "select link_hash::text from access.sign_in_link union all"
            " select secret_hash::text from access.session"
        ).fetchall()
    stored = {row[0] for row in rows}
    assert not stored & {secret, *world.tokens.values()}
    assert "\\x" + secret.encode().hex() not in stored


async def test_signing_out_ends_the_session_everywhere(world: World) -> None:
    token = await world.api.services.sessions.open_for(world.ids["colleague"])
    headers = {"authorization": f"Bearer {token}"}
    assert (await world.http.post("/graphql", json=WHO, headers=headers)).json()["data"]["viewer"]
    ended = await world.http.delete("/session", headers=headers)
    assert ended.json() == {"ended": True}
    answer = await world.http.post("/graphql", json=WHO, headers=headers)
    assert answer.json()["data"]["viewer"] is None


async def test_a_session_ends_when_idle_and_never_outlives_its_limit(world: World) -> None:
    idle = settings(world.database, idle_minutes=10, absolute_minutes=15)
    sessions = Sessions(world.api.services.auth, idle)
    token = await sessions.open_for(world.ids["worker"])
    assert token is not None
    with psycopg.connect(world.database.url("migrator"), autocommit=True) as admin:

        def minutes_left() -> float:
            row = admin.execute(
                "select extract(epoch from expires_at - now()) / 60 from access.session"
                " where secret_hash = sha256(convert_to(%s, 'UTF8'))",
                [token],
            ).fetchone()
            return float(row[0])

        assert 9 < minutes_left() <= 10
        admin.execute(
            "update access.session set created_at = now() - interval '12 minutes'"
            " where secret_hash = sha256(convert_to(%s, 'UTF8'))",
            [token],
        )
        from api.database import Reader

        async with Reader(world.api.services.readers) as reader:
            assert await sessions.current(reader, token)
            assert minutes_left() <= 3, "the absolute limit holds, however busy the session"
            admin.execute(
                "update access.session set expires_at = now() - interval '1 second'"
                " where secret_hash = sha256(convert_to(%s, 'UTF8'))",
                [token],
            )
            assert await sessions.current(reader, token) is None


async def test_another_site_cannot_write_with_our_cookie(world: World) -> None:
    token = world.tokens["worker"]
    cookie = {"cookie": f"session={token}"}
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {},
    ):
        answer = await world.http.post("/graphql", json=WHO, headers=cookie | headers)
        assert answer.status_code == 403, headers
        assert answer.json()["errors"][0]["extensions"]["code"] == "CROSS_SITE"
    same = await world.http.post("/graphql", json=WHO, headers=cookie | {"origin": "http://test"})
    assert same.json()["data"]["viewer"]["name"] == "Worker"


async def test_headers_fence_the_browser_in(world: World) -> None:
    first, second = [await world.http.get("/health/live") for _ in range(2)]
    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert policy != second.headers["content-security-policy"], "a nonce is used once"
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["cache-control"] == "no-store"


async def test_the_demo_gives_a_token_for_a_role(world: World) -> None:
    made = await world.http.post("/demo/session", json={"role": "SUPERVISOR"})
    headers = {"authorization": f"Bearer {made.json()['token']}"}
    answer = await world.http.post("/graphql", json=WHO, headers=headers)
    assert answer.json()["data"]["viewer"]["name"] == "Supervisor"
    assert (await world.http.post("/demo/session", json={"role": "KING"})).status_code == 404
    names = {account["display_name"] for account in (await world.http.get("/demo/accounts")).json()}
    assert "Privacy" in names


async def test_health_says_ready_and_no_secret(world: World) -> None:
    answer = await world.http.get("/health")
    report = answer.json()
    assert answer.status_code == 200 and report["ready"] and report["database"]
    assert set(report["projections"]) >= {"case_file", "outcomes"}
    assert "postgres" not in answer.text and "password" not in answer.text


async def test_an_account_made_twice_is_brought_up_to_date(world: World) -> None:
    account = uuid4()
    async with await psycopg.AsyncConnection.connect(
        world.database.url("auth"), autocommit=True
    ) as auth:
        for name in ("Before", "After"):
            await create_account(
                auth,
                tenant=TENANT,
                account_id=account,
                display_name=name,
                roles=["CASEWORKER"],
                office="west",
                organisation=TENANT,
            )
        with pytest.raises(LookupError):
            await issue_sign_in_link(auth, tenant="another", account_id=account)
    token = await world.api.services.sessions.open_for(account)
    answer = await world.http.post(
        "/graphql", json=WHO, headers={"authorization": f"Bearer {token}"}
    )
    assert answer.json()["data"]["viewer"]["name"] == "After"


async def test_of_many_who_use_a_link_at_once_one_signs_in(world: World) -> None:
    given = {"link": await link(world)}
    answers = await asyncio.gather(*(world.http.post("/session", json=given) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [403] * 7


async def test_who_moves_or_loses_a_role_or_leaves_is_signed_out(world: World) -> None:
    account, sessions = uuid4(), world.api.services.sessions

    async def signed_in() -> bool:
        headers = {"authorization": f"Bearer {token}"}
        answer = await world.http.post("/graphql", json=WHO, headers=headers)
        return answer.json()["data"]["viewer"] is not None

    async with await psycopg.AsyncConnection.connect(
        world.database.url("auth"), autocommit=True
    ) as auth:

        async def stands(office: str, roles: list[str], organisation: str = TENANT) -> None:
            await create_account(
                auth,
                tenant=TENANT,
                account_id=account,
                display_name="Mover",
                roles=roles,
                office=office,
                organisation=organisation,
            )

        await stands("centre", ["SUPERVISOR", "CASEWORKER"])
        for office, roles, organisation, stays in (
            ("centre", ["CASEWORKER", "SUPERVISOR"], TENANT, True),
            ("east", ["SUPERVISOR"], TENANT, False),
            ("east", ["CASEWORKER"], TENANT, False),
            ("east", ["CASEWORKER"], "eo-01", False),
        ):
            token = await sessions.open_for(account)
            assert await signed_in()
            await stands(office, roles, organisation)
            assert await signed_in() is stays, (office, roles, organisation)
        token = await sessions.open_for(account)
        assert await close_account(auth, tenant=TENANT, account_id=account)
        assert not await signed_in()
        assert await sessions.open_for(account) is None


async def test_failures_of_one_account_count_wherever_they_come_from(world: World) -> None:
    sessions, limits = world.api.services.sessions, world.api.settings.sign_in_limits
    spent, fresh = await link(world), await link(world)
    assert await sessions.open_by_link(spent, address="10.1.0.0")
    for n in range(limits.failures_of_account):
        assert await sessions.open_by_link(spent, address=f"10.1.0.{n}") is None
    with pytest.raises(Fault) as later:
        await sessions.open_by_link(fresh, address="10.2.0.1")
    assert later.value.code == "TRY_LATER" and later.value.values["minutes"] == 15
    async with world.api.services.auth.connection() as auth:
        await auth.execute("update access.throttle set blocked_until = now()")
    assert await sessions.open_by_link(fresh, address="10.2.0.1")


async def test_a_role_may_have_less_time_by_policy(world: World) -> None:
    token = await world.api.services.sessions.open_for(world.ids["operator"])
    with psycopg.connect(world.database.url("auth")) as auth:
        row = auth.execute(
            "select idle_minutes, absolute_minutes from access.session where secret_hash = %s",
            [hashed(token or "")],
        ).fetchone()
    assert row == (15, 600)


async def test_a_tool_changes_hats_as_people_do(world: World) -> None:
    account = uuid4()
    async with await psycopg.AsyncConnection.connect(
        world.database.url("auth"), autocommit=True
    ) as auth:
        await create_account(
            auth,
            tenant=TENANT,
            account_id=account,
            display_name="Two hats",
            roles=["SUPERVISOR", "PRIVACY_OFFICER"],
            office="centre",
            organisation=TENANT,
        )
    first = await world.api.services.sessions.open_for(account)
    headers = {"authorization": f"Bearer {first}"}
    refused = await world.http.post("/session/role", json={"role": "OPERATOR"}, headers=headers)
    assert refused.status_code == 403
    made = await world.http.post("/session/role", json={"role": "PRIVACY_OFFICER"}, headers=headers)
    again = await world.http.post("/session/role", json={"role": "SUPERVISOR"}, headers=headers)
    assert (made.status_code, again.status_code) == (200, 401)
    with psycopg.connect(world.database.url("auth")) as auth:
        until = auth.execute(
            "select role, not_after = (select created_at + interval '600 minutes'"
            " from access.session where secret_hash = %s) from access.session"
            " where secret_hash = %s",
            [hashed(first or ""), hashed(made.json()["token"])],
        ).fetchone()
    assert until == ("PRIVACY_OFFICER", True), "another hat gives no more time"
