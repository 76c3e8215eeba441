"""Signing in and out, as tools do: a session's secret as JSON. Pages have their own, in ``ui``."""

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post

from api.access.accounts import Account, accounts
from api.access.back_channel import left
from api.access.oidc.errors import ProviderAway, TokenRefused
from api.errors import Fault
from api.http import address_of, fault_body, fault_response, json_response, language_of, read_body

if TYPE_CHECKING:
    from api.app import Api

AnyRequest = Request[Any, Any, Any]
MOST_BYTES = 4096


class Link(msgspec.Struct, frozen=True):
    """A single-use sign-in link: the part after ``/sign-in/``."""

    link: str


class Hat(msgspec.Struct, frozen=True):
    """Which of the account's roles to wear."""

    role: str


def session_handlers(api: "Api") -> list[Any]:
    """``POST /session`` spends a link for a token; ``DELETE /session`` ends the token's session.

    ``POST /session/role`` ends it too, and gives the token of one in another role of the account.
    """

    @post("/session", status_code=200)
    async def open_session(request: AnyRequest) -> Response[bytes]:
        language = language_of(request)
        try:
            given = msgspec.json.decode(await read_body(request, MOST_BYTES), type=Link)
            secret = await api.services.sessions.open_by_link(
                given.link, address=address_of(request)
            )
        except msgspec.MsgspecError:
            return json_response(fault_body(Fault("NOT_JSON"), language), 400)
        except Fault as fault:
            return fault_response(fault, language)
        if secret is None:
            return json_response(fault_body(Fault("LINK_SPENT"), language), 403)
        return json_response(msgspec.json.encode({"token": secret}))

    @delete("/session", status_code=200)
    async def end_session(request: AnyRequest) -> Response[bytes]:
        try:
            session = await api.session(request)
            if session is not None:
                await api.services.sessions.end(session)
        except Fault as fault:
            # Whoever reads that it ended must be right.
            return json_response(fault_body(fault, language_of(request)), 503)
        return json_response(msgspec.json.encode({"ended": session is not None}))

    @post("/session/role", status_code=200)
    async def change_role(request: AnyRequest) -> Response[bytes]:
        language = language_of(request)
        try:
            wanted = msgspec.json.decode(await read_body(request, MOST_BYTES), type=Hat)
            session = await api.session(request)
            if session is None:
                return json_response(fault_body(Fault("NOT_SIGNED_IN"), language), 401)
            secret = await api.services.sessions.wear(session, wanted.role, address_of(request))
        except msgspec.MsgspecError:
            return json_response(fault_body(Fault("NOT_JSON"), language), 400)
        except Fault as fault:
            return fault_response(fault, language)
        if secret is None:
            return json_response(fault_body(Fault("NOT_PERMITTED"), language), 403)
        return json_response(msgspec.json.encode({"token": secret}))

    return [open_session, end_session, change_role]


def provider_handlers(api: "Api") -> list[Any]:
    """``POST /sign-in/back-channel``: the identity provider tells that somebody left."""
    services = api.services
    provider = services.provider
    if provider is None:
        return []

    @post("/sign-in/back-channel", status_code=200)
    async def back_channel(request: AnyRequest) -> Response[bytes]:
        try:
            body = await read_body(request, MOST_BYTES * 8)
            token = dict(parse_qsl(body.decode("ascii", "replace"))).get("logout_token", "")
            await left(services.auth, provider, api.settings.tenant, token)
        except TokenRefused:
            return json_response(b'{"error":"invalid_request"}', 400)
        except (ProviderAway, Fault):
            return json_response(b'{"error":"temporarily_unavailable"}', 503)
        return json_response(b"{}")

    return [back_channel]


class DemoSignIn(msgspec.Struct, frozen=True):
    """Whom to be: an account's id, or a role (then the first account that wears it)."""

    account: UUID | None = None
    role: str | None = None


async def demo_accounts(api: "Api") -> list[Account]:
    """The demo's invented people. Raises ``Fault`` without a database."""
    async with api.services.auth.connection() as connection:
        return await accounts(connection, tenant=api.settings.tenant)


async def demo_secret(api: "Api", wanted: DemoSignIn) -> str | None:
    """A session's secret as one of the demo's people, or nothing where there is no such one."""
    if not api.settings.demo:
        return None
    for account in await demo_accounts(api):
        if wanted.account == account.account_id or (
            wanted.account is None and wanted.role in account.roles
        ):
            return await api.services.sessions.open_for(account.account_id, wanted.role)
    return None


def demo_handlers(api: "Api") -> list[Any]:
    """``/demo/…``, in the demo alone."""
    if not api.settings.demo:
        return []

    @get("/demo/accounts")
    async def list_accounts(request: AnyRequest) -> Response[bytes]:
        try:
            found = await demo_accounts(api)
        except Fault as fault:
            return json_response(fault_body(fault, language_of(request)), 503)
        return json_response(msgspec.json.encode(found))

    @post("/demo/session", status_code=200)
    async def open_session(request: Request[Any, Any, Any]) -> Response[bytes]:
        language = language_of(request)
        try:
            body = await read_body(request, 4096)
            wanted = msgspec.json.decode(body, type=DemoSignIn)
            secret = await demo_secret(api, wanted)
        except msgspec.MsgspecError:
            return json_response(fault_body(Fault("NOT_JSON"), language), 400)
        except Fault as fault:
            return fault_response(fault, language)
        if secret is None:
            return json_response(fault_body(Fault("NOT_PERMITTED"), language), 404)
        return json_response(msgspec.json.encode({"token": secret}))

    return [list_accounts, open_session]
