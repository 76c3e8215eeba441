"""When a form cannot be recorded now: it says so, and hands back everything that was typed."""

from typing import Any

from litestar import Request, Response

from ui.forms import Typed
from ui.site import PurposeAsked, SignInNeeded, Site

NEVER_KEPT = frozenset({"csrf", "switch-language"})


def kept(
    site: Site, request: Request[Any, Any, Any], typed: Typed, reason: Exception
) -> Response[Any]:
    """The typed form, ready to be sent again under the same command id."""
    signed_out, asked = isinstance(reason, SignInNeeded), isinstance(reason, PurposeAsked)
    status, title, words = 503, "kept.title", "kept.away"
    if signed_out:
        status, title, words = 401, "kept.title_signed_out", "kept.signed_out"
    elif asked:
        status, title, words = 409, "kept.title_asked", "kept.asked"
    query = f"?{request.url.query}" if request.url.query else ""
    return site.answer(
        request,
        "kept",
        status=status,
        title=title,
        words=words,
        signed_out=signed_out,
        file_page=request.url.path.rpartition("/")[0] if asked else "",
        typed=[(n, v) for n, vs in typed.items() for v in vs if n not in NEVER_KEPT],
        post_to=request.url.path + query,
    )
