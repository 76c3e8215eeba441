"""Letters to send, and one of them as it is printed."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from ui.routes.paging import page_url, paging, position_of
from ui.site import NotOpen, SignInNeeded, Site


def letters_router(site: Site) -> Router:
    """``/letters`` and ``/letters/<key>``."""

    @get("/")
    async def listed(request: Request[Any, Any, Any]) -> Response[Any]:
        at = paging(request)
        asked = {"atLeast": position_of(request), **at.forward}
        data = await site.ask(request, "letters", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        return site.answer(
            request,
            "letters",
            data,
            at=at.at,
            size=at.size,
            page_url=page_url("/letters"),
            stale=data["lettersToSend"]["freshness"]["stale"],
            reload=request.url.path,
        )

    @get("/{key:str}")
    async def one(request: Request[Any, Any, Any], key: FromPath[str]) -> Response[Any]:
        asked = {"id": f"Letter:{key}", "atLeast": position_of(request)}
        data = await site.ask(request, "letter", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        if data["letter"]["__typename"] != "Letter":
            raise NotOpen(data["letter"]["message"])
        return site.answer(request, "letter", data)

    return Router("/letters", route_handlers=[listed, one])
