"""What stands before every page and call: headers that fence the browser in, no cross-site writes."""

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SAME_SITE = frozenset({"same-origin", "none"})

_FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()"
    ),
}


def csp_nonce(scope: Scope) -> str:
    """This request's nonce, for the inline scripts and styles of a page."""
    return scope["state"]["csp_nonce"]


def content_policy(nonce: str) -> str:
    """What a page may load: our own things, and what carries this request's nonce."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        f"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'"
    )


def crosses_site(method: str, headers: dict[bytes, bytes]) -> bool:
    """Whether a browser says that another site caused this unsafe request.

    Fetch metadata where the browser sends it, else the Origin against the Host. A client that
    sends neither is no browser that another site could steer: it has no cookie of ours.
    """
    if method in SAFE_METHODS:
        return False
    if site := headers.get(b"sec-fetch-site"):
        return site.decode("latin-1") not in SAME_SITE
    if origin := headers.get(b"origin"):
        host = headers.get(b"host", b"").decode("latin-1").lower()
        return urlsplit(origin.decode("latin-1")).netloc.lower() != host
    return b"cookie" in headers


RefusalPage = Callable[[Request[Any, Any, Any]], Response[str]]


def guarded(https: bool, page: Callable[[], RefusalPage | None]) -> Any:
    """The middleware; ``https`` adds Strict-Transport-Security, ``page`` is for refused browsers."""

    def wrap(app: ASGIApp) -> ASGIApp:
        async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP:
                await app(scope, receive, send)
                return
            nonce = secrets.token_urlsafe(16)
            scope.setdefault("state", {})["csp_nonce"] = nonce

            async def send_fenced(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message.setdefault("headers", [])
                    headers = MutableScopeHeaders.from_message(message)
                    for name, value in _FIXED.items():
                        headers[name] = value
                    headers["content-security-policy"] = content_policy(nonce)
                    if "cache-control" not in headers:
                        headers["cache-control"] = "no-store"
                    if https:
                        headers["strict-transport-security"] = "max-age=31536000"
                await send(message)

            if crosses_site(scope["method"], dict(scope["headers"])):
                await _refuse(scope, receive, send_fenced, page())
                return
            await app(scope, receive, send_fenced)

        return middleware

    return wrap


async def _refuse(scope: Scope, receive: Receive, send: Send, page: RefusalPage | None) -> None:
    """As JSON to a tool, as a page to whoever reads pages."""
    from api.errors import Fault
    from api.http import fault_body
    from api.texts import preferred

    headers = dict(scope["headers"])
    if page is not None and b"text/html" in headers.get(b"accept", b""):
        shown = page(Request(scope, receive))
        kind, body = b"text/html; charset=utf-8", shown.content.encode()
    else:
        accepted = headers.get(b"accept-language", b"").decode("latin-1")
        kind, body = b"application/json", fault_body(Fault("CROSS_SITE"), preferred(accepted))
    await send(
        {
            "type": "http.response.start",
            "status": 403,
            "headers": [(b"content-type", kind), (b"vary", b"accept")],
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
