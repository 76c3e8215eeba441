"""Every HTTP request, told to whoever watches: its method, the route's pattern, the status."""

from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from ledger.observing import observed

UNKNOWN = "none"
"""The route of what no route serves."""


def observing(app: ASGIApp) -> ASGIApp:
    """The application, observed. Addresses name files and people: only patterns are told."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        with observed("http", method=scope["method"], traceparent=_parent(scope)) as seen:
            about = seen.about
            about["status"], about["route"] = 500, UNKNOWN

            async def noting(message: Message) -> None:
                if message["type"] == "http.response.start":
                    about["status"] = message["status"]
                await send(message)

            try:
                await app(scope, receive, noting)
            finally:
                about["route"] = scope.get("path_template") or UNKNOWN

    return application


def _parent(scope: HTTPScope) -> str | None:
    """What the caller's trace is called (W3C Trace Context)."""
    found = next((value for name, value in scope["headers"] if name == b"traceparent"), None)
    return found.decode("latin-1") if found else None
