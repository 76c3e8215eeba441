"""Programs that sign in by tokens of our own: within scopes, for a time, rotated, revoked at once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from api.access.accounts import accounts
from api.access.service_accounts import create_service, issue_token, revoke_tokens, services
from caseledger.cli.account_codes import StaffError
from caseledger.cli.parser import parser
from caseledger.cli.service import run as service_command
from caseledger.settings import Settings
from tests.support.api_world import TENANT, World

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOW = timedelta()
A_DAY = timedelta(days=1)


async def service(auth: Any, role: str, *scopes: str) -> UUID:
    return await create_service(
        auth,
        tenant=TENANT,
        name="A program",
        role=role,
        scopes=scopes,
        office=None,
        organisation=TENANT,
    )


def connected(world: World) -> Any:
    return psycopg.AsyncConnection.connect(world.database.url("auth"), autocommit=True)


async def ask(world: World, token: str, document: str) -> httpx.Response:
    return await world.http.post(
        "/graphql", json={"query": document}, headers={"authorization": f"Bearer {token}"}
    )


def code(answer: httpx.Response) -> str:
    return answer.json()["errors"][0]["extensions"]["code"]


LOOKS = "{ looks(first: 1) { edges { cursor } } }"


async def test_a_service_reads_within_its_scope_and_every_look_is_under_its_name(
    world: World,
) -> None:
    async with await connected(world) as auth:
        account = await service(auth, "PRIVACY_OFFICER", "log:read")
        token = await issue_token(
            auth, tenant=TENANT, account=account, valid_for=A_DAY, overlap=NOW
        )
        assert account in {one.account_id for one in await services(auth, tenant=TENANT)}
        assert account not in {one.account_id for one in await accounts(auth, tenant=TENANT)}
    assert "errors" not in (await ask(world, token, LOOKS)).json()
    look = world.looks()[-1]
    assert (look["account_id"], look["role"]) == (account, "PRIVACY_OFFICER")
    with psycopg.connect(world.database.url("auditor")) as auditor:
        under = auditor.execute(
            "select via, scopes from access.session where session_id = %s", [look["session_id"]]
        ).fetchone()
    assert under == ("SERVICE", ["log:read"])
    again = await world.ask(
        "privacy", "{ looks(first: 1) { edges { node { id who via { code } scopes { code } } } } }"
    )
    [edge] = again["looks"]["edges"]
    assert edge["node"]["id"] == f"Look:{look['look_id']}" and edge["node"]["who"] == "A program"
    assert edge["node"]["via"] == {"code": "SERVICE"}
    assert edge["node"]["scopes"] == [{"code": "log:read"}]
    beyond = await ask(world, token, "{ consentAudit(first: 1) { edges { cursor } } }")
    assert code(beyond) == "OUT_OF_SCOPE"
    both = "{ looks(first: 1) { edges { cursor } } mine: consentAudit { edges { cursor } } }"
    count = len(world.looks())
    assert code(await ask(world, token, both)) == "OUT_OF_SCOPE"
    assert len(world.looks()) == count, "nothing was read, so there was no look"


async def test_a_scope_lends_no_more_than_the_role(world: World) -> None:
    async with await connected(world) as auth:
        account = await service(auth, "REPORTING", "log:read", "outcomes:read")
        token = await issue_token(
            auth, tenant=TENANT, account=account, valid_for=A_DAY, overlap=NOW
        )
    assert code(await ask(world, token, LOOKS)) == "NOT_PERMITTED"
    assert "errors" not in (await ask(world, token, "{ outcomes { __typename } }")).json()


async def test_tokens_rotate_end_and_are_revoked_at_once(world: World) -> None:
    who = "{ viewer { name } }"
    async with await connected(world) as auth:
        account = await service(auth, "REPORTING", "outcomes:read")

        async def token(overlap: timedelta) -> str:
            return await issue_token(
                auth, tenant=TENANT, account=account, valid_for=A_DAY, overlap=overlap
            )

        first = await token(NOW)
        second = await token(A_DAY)
        assert (await ask(world, first, who)).json()["data"]["viewer"]
        third = await token(NOW)
        world.api.services.bearers._kept.clear()
        for old in (first, second, third[:-4] + "AAAA", f"cls.{account.hex}.x", "cls.x.y"):
            refused = await ask(world, old, who)
            assert (refused.status_code, code(refused)) == (401, "TOKEN_REFUSED")
        assert (await ask(world, third, who)).json()["data"]["viewer"]["name"] == "A program"
        assert await revoke_tokens(auth, tenant=TENANT, account=account) == 1
        gone = await ask(world, third, who)
        assert gone.json()["data"]["viewer"] is None
        assert (await ask(world, third, who)).status_code == 401
        with pytest.raises(LookupError):
            await issue_token(
                auth, tenant=TENANT, account=world.ids["worker"], valid_for=A_DAY, overlap=NOW
            )
        cursor = await auth.execute(
            "select secret_hash::text from access.service_token where account_id = %s", [account]
        )
        stored = {row[0] for row in await cursor.fetchall()}
    assert len(stored) == 3 and not {third, third.split(".")[2]} & stored


ATTACKS = (
    "insert into access.session (session_id, secret_hash, tenant, account_id, role, organisation,"
    " expires_at) select gen_random_uuid(), sha256('mine'), tenant, account_id, 'PRIVACY_OFFICER',"
    " organisation, now() + interval '1 hour' from access.account limit 1",
    "insert into access.session (session_id, secret_hash, tenant, account_id, role, organisation,"
    " expires_at) values (gen_random_uuid(), sha256('mine'), 'test', gen_random_uuid(),"
    " 'PRIVACY_OFFICER', 'test', now() + interval '1 hour')",
    "update access.session set secret_hash = sha256('mine')",
    "update access.session set role = 'PRIVACY_OFFICER', scopes = null",
    "delete from access.session",
    "copy access.session to stdout",
    "select secret_hash from access.session",
    "update access.account set roles = '{PRIVACY_OFFICER}'",
    "insert into access.service_token (token_id, secret_hash, tenant, account_id, expires_at)"
    " values (gen_random_uuid(), sha256('mine'), 'test', gen_random_uuid(), 'infinity')",
    "update access.code_flow set browser_hash = sha256('mine')",
    "delete from access.throttle",
    "delete from access.sign_in",
    "set role caseledger_auth",
    "set session authorization caseledger_auth",
    "alter table access.session disable trigger all",
    "create function access.live_session(secret text) returns int language sql as 'select 1'",
    "create or replace function access.session_of(secret text) returns int language sql"
    " as 'select 1'",
)


@pytest.mark.parametrize("role", ["reader", "writer", "projector", "auditor"])
async def test_only_the_sign_in_role_writes_sessions(world: World, role: str) -> None:
    with psycopg.connect(world.database.url("migrator")) as admin:

        def standing() -> Any:
            return admin.execute(
                "select (select md5(string_agg(s::text, '' order by session_id))"
                " from access.session as s), (select md5(string_agg(a::text, '' order by"
                " account_id)) from access.account as a)"
            ).fetchone()

        before = standing()
        with psycopg.connect(world.database.url(role), autocommit=True) as attacker:
            for attack in ATTACKS:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    attacker.execute(attack)
            # A temporary table of the same name, first in the search path, fools no function.
            attacker.execute("create temp table session as select 1 as session_id")
            attacker.execute("set search_path = pg_temp, access")
            if role == "reader":
                found = attacker.execute("select * from access.session_of('mine')").fetchall()
                assert found == []
        assert standing() == before


class Said(list[str]):
    """What a command says, in English."""

    lang = "en"

    def __call__(self, fr: str, en: str) -> None:
        self.append(en)


async def test_the_command_line_makes_services_and_refuses_what_is_none(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.read({"CASELEDGER_TENANT": TENANT})
    said = Said()

    async def staff(*words: str) -> str:
        options = parser("en").parse_args(["staff", *words])
        async with await connected(world) as auth:
            await service_command(auth, options, settings, world.ledger, said)  # type: ignore[arg-type]
        return capsys.readouterr().out.strip()

    token = await staff("service", "Figures", "--role", "REPORTING", "--scope", "outcomes:read")
    assert token not in " ".join(said) and "90 days" in said[-1]
    assert "errors" not in (await ask(world, token, "{ outcomes { __typename } }")).json()
    account = said[-1].split()[1].rstrip(".")
    second = await staff("token", account, "--overlap", "0", "--days", "7")
    assert second != token and (await ask(world, second, "{ viewer { name } }")).is_success
    await staff("revoke", account)
    assert said[-1].startswith("Tokens ended: 1")
    for words, why in (
        (("service", "X", "--role", "KING", "--scope", "log:read"), "no role"),
        (("service", "X", "--role", "REPORTING", "--scope", "all:write"), "no scope"),
        (
            ("service", "X", "--role", "REPORTING", "--scope", "log:read", "--client", "x"),
            "no identity provider",
        ),
        (("service", "X", "--role", "REPORTING", "--scope", "log:read", "--days", "0"), "from 1"),
        (("token", "nobody"), "no active account"),
        (("token", str(world.ids["worker"])), "no active account"),
    ):
        with pytest.raises(StaffError, match=why):
            await staff(*words)
    async with await connected(world) as auth:
        names = [one.display_name for one in await services(auth, tenant=TENANT)]
    assert "X" not in names, "what is refused leaves nothing behind"
