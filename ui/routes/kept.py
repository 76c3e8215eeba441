"""When a form cannot be recorded now: it says so, and hands back everything that was typed."""

from typing import Any

from litestar import Request, Response

from ui.forms import Typed
from ui.site import SignInNeeded, Site

NEVER_KEPT = frozenset({"csrf", "switch-language"})


def kept(
    site: Site, request: Request[Any, Any, Any], typed: Typed, reason: Exception
) -> Response[Any]:
    """The typed form, ready to be sent again under the same command id."""
    signed_out = isinstance(reason, SignInNeeded)
    query = f"?{request.url.query}" if request.url.query else ""
    return site.answer(
        request,
        "kept",
        status=401 if signed_out else 503,
        signed_out=signed_out,
        typed=[(n, v) for n, vs in typed.items() for v in vs if n not in NEVER_KEPT],
        post_to=request.url.path + query,
    )
