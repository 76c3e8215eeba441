"""Outcome figures, the list behind each, and the state of the ledger."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from ui.places import FIGURES_OF_ALL
from ui.routes.paging import page_url, paging, position_of
from ui.site import NotOpen, SignInNeeded, Site, address

MONTHS = frozenset(f"{month:02d}" for month in range(1, 13)) | frozenset("123456789")


def figure_router(site: Site) -> Router:
    """``/outcomes``, ``/outcomes/<measure>`` and ``/status``."""

    @get("/outcomes")
    async def outcomes(request: Request[Any, Any, Any]) -> Response[Any]:
        office = request.query_params.get("office", "")
        asked = {
            "year": _year(request),
            "office": office or None,
            "atLeast": position_of(request),
        }
        data = await site.ask(request, "outcomes", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        year = data["outcomes"]["year"]

        def list_url(measure: str, month: str = "") -> str:
            return address(f"/outcomes/{measure}", year=year, month=month[5:], office=office)

        return site.answer(
            request,
            "outcomes",
            data,
            office=office,
            of_all=data["viewer"]["role"]["code"] in FIGURES_OF_ALL,
            list_url=list_url,
            stale=data["outcomes"]["freshness"]["stale"],
            reload=request.url.path,
        )

    @get("/outcomes/{measure:str}")
    async def outcome(request: Request[Any, Any, Any], measure: FromPath[str]) -> Response[Any]:
        office = request.query_params.get("office", "")
        year = _year(request) or site.today().year
        typed = request.query_params.get("month", "")
        month = int(typed) if typed in MONTHS else None
        at = paging(request)
        asked = {
            "measure": measure,
            "year": year,
            "month": month,
            "office": office or None,
            **at.forward,
        }
        data = await site.ask(request, "outcome", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        if data["outcome"] is None:
            raise NotOpen
        return site.answer(
            request,
            "outcome",
            data,
            year=year,
            period=f"{year}-{month:02d}" if month else "",
            office=office,
            at=at.at,
            size=at.size,
            page_url=page_url(f"/outcomes/{measure}", year=year, month=typed, office=office),
        )

    @get("/status")
    async def status(request: Request[Any, Any, Any]) -> Response[Any]:
        data = await site.ask(request, "status")
        if data["viewer"] is None:
            raise SignInNeeded
        return site.answer(request, "status", data)

    return Router("/", route_handlers=[outcomes, outcome, status])


def _year(request: Request[Any, Any, Any]) -> int | None:
    typed = request.query_params.get("year", "")
    return int(typed) if len(typed) == 4 and typed.isascii() and typed.isdigit() else None
