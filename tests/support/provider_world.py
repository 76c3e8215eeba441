"""What a person, a tool and an auditor do where there is an identity provider."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import psycopg

from tests.support.api_world import World
from tests.support.identity_provider import IdentityProvider

OURS = {"sec-fetch-site": "same-origin"}
AUDIENCE = "https://cases.example.org/api"
WHO = {"query": "{ viewer { name role { code } office { code } hats { code } } }"}


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def person(idp: IdentityProvider, *roles: str, unit: str = "centre", **more: Any) -> str:
    """Somebody whom the provider knows, with these of its roles: their subject."""
    subject = uuid4().hex
    idp.knows(subject, name="Ana Q", realm_access={"roles": list(roles)}, unit=unit, **more)
    return subject


async def started(world: World, where: str = "/status") -> tuple[str, dict[str, str]]:
    """Where the browser is sent, and the cookie that it then holds."""
    answer = await world.http.get("/sign-in/start", params={"next": where})
    assert answer.status_code == 303, answer.text
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie
    held = {"cookie": f"sign-in={answer.cookies['sign-in']}"}
    world.http.cookies.clear()
    return answer.headers["location"], held


async def back(
    world: World, given: dict[str, str], held: dict[str, str], language: str = "en"
) -> httpx.Response:
    headers = held | {"accept-language": language, "accept": "text/html"}
    answer = await world.http.get("/sign-in/return", params=given, headers=headers)
    world.http.cookies.clear()
    return answer


async def entered(world: World, idp: IdentityProvider, subject: str) -> str:
    """The session's secret of somebody who signed in by the whole flow."""
    url, held = await started(world)
    answer = await back(world, idp.signs_in(url, subject), held)
    assert answer.status_code == 303, answer.text
    return answer.cookies["session"]


async def viewer(world: World, secret: str) -> dict[str, Any] | None:
    answer = await world.http.post(
        "/graphql", json=WHO, headers={"authorization": f"Bearer {secret}"}
    )
    return answer.json()["data"]["viewer"]


def records(world: World, what: str) -> list[dict[str, Any]]:
    """The record of signing in, oldest first."""
    with psycopg.connect(
        world.database.url("auditor"), row_factory=psycopg.rows.dict_row
    ) as auditor:
        found = auditor.execute("select * from access.sign_in where what = %s order by at", [what])
        return found.fetchall()


def access_claims(idp: IdentityProvider, **changes: Any) -> dict[str, Any]:
    """A good access token's claims; None takes one away."""
    now = int(time.time())
    given = {
        "iss": idp.issuer,
        "aud": AUDIENCE,
        "sub": "tool-user",
        "iat": now,
        "exp": now + 300,
        "scope": "caseledger",
        "name": "Tool User",
        "realm_access": {"roles": ["cl-lead", "cl-worker"]},
        "unit": "centre",
    } | changes
    return {name: value for name, value in given.items() if value is not None}


def access_token(idp: IdentityProvider, typ: str = "at+jwt", **changes: Any) -> str:
    return idp.signed(access_claims(idp, **changes), typ=typ)


async def asked(world: World, token: str, document: Any = None, **headers: str) -> httpx.Response:
    return await world.http.post(
        "/graphql",
        json=document or WHO,
        headers={"authorization": f"Bearer {token}"} | headers,
    )
