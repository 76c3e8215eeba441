"""Signing in and out: by a single-use link, and in the demo as one of its invented people.

A link is opened by a button, not by following it: mail scanners follow links.
"""

from html import escape
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Redirect

from api.access.accounts import Account, accounts
from api.errors import Fault
from api.http import AnyRequest, fault_body, json_response, language_of, read_body
from api.texts import text

if TYPE_CHECKING:
    from api.app import Api

_PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><main><h1>{title}</h1>{body}</main></body>
</html>
"""


def sign_in_handlers(api: "Api") -> list[Any]:
    """``/sign-in/<secret>`` and ``/sign-out``."""

    @get("/sign-in/{link:str}", media_type=MediaType.HTML, sync_to_thread=False)
    def sign_in_page(link: FromPath[str], request: AnyRequest) -> Response[str]:
        language = language_of(request)
        button = escape(text("SIGN_IN", language))
        body = (
            f"<p>{escape(text('SIGN_IN_ONCE', language))}</p>"
            f'<form method="post" action="/sign-in/{escape(link, quote=True)}">'
            f"<button>{button}</button></form>"
        )
        return _page("SIGN_IN", body, language, 200)

    @post("/sign-in/{link:str}")
    async def sign_in(link: FromPath[str], request: AnyRequest) -> Response[Any]:
        language = language_of(request)
        try:
            secret = await api.services.sessions.open_by_link(link)
        except Fault as fault:
            return _page("SIGN_IN", f"<p>{escape(fault.message(language))}</p>", language, 503)
        if secret is None:
            said = escape(text("LINK_SPENT", language))
            return _page("SIGN_IN", f"<p>{said}</p>", language, 403)
        return signed_in(api, secret)

    @post("/sign-out")
    async def sign_out(request: AnyRequest) -> Response[Any]:
        language = language_of(request)
        try:
            session = await api.session(request)
            if session is not None:
                await api.services.sessions.end(session)
        except Fault as fault:
            # Whoever reads "signed out" must be: the cookie stays as long as the session does.
            return _page("SIGN_IN", f"<p>{escape(fault.message(language))}</p>", language, 503)
        gone = Cookie(api.cookie, value="", max_age=0, path="/", httponly=True, samesite="lax")
        return Redirect("/", status_code=303, cookies=[gone])

    return [sign_in_page, sign_in, sign_out]


def signed_in(api: "Api", secret: str, location: str = "/") -> Response[Any]:
    """Hand the session to the browser and go on."""
    settings = api.settings
    cookie = Cookie(
        api.cookie,
        value=secret,
        path="/",
        httponly=True,
        secure=settings.https,
        samesite="lax",
        max_age=settings.absolute_minutes * 60,
    )
    return Redirect(location, status_code=303, cookies=[cookie])


def _page(title: str, body: str, language: str, status: int) -> Response[str]:
    html = _PAGE.format(lang=language, title=escape(text(title, language)), body=body)
    return Response(html, status_code=status, media_type=MediaType.HTML)


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
            return json_response(fault_body(fault, language), 503)
        if secret is None:
            return json_response(fault_body(Fault("NOT_PERMITTED"), language), 404)
        return json_response(msgspec.json.encode({"token": secret}))

    return [list_accounts, open_session]
