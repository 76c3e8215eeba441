"""Outcome figures, the list behind each, and the state of the ledger."""

from calendar import monthrange
from datetime import date
from itertools import groupby
from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from ui.forms import Form, day
from ui.places import FIGURES_OF_ALL, OPERATES
from ui.routes.paging import page_url, paging, position_of
from ui.site import NotOpen, SignInNeeded, Site, address

MONTHS = frozenset(f"{month:02d}" for month in range(1, 13)) | frozenset("123456789")


def figure_router(site: Site) -> Router:
    """``/outcomes``, ``/outcomes/<measure>``, what changed in it, ``/status`` and what builds differ in."""

    @get("/outcomes")
    async def outcomes(request: Request[Any, Any, Any]) -> Response[Any]:
        kept = _kept(request)
        year, _, days = _days(request, site)
        since = day(kept["since"])
        asked = {**days, **_asked(kept), "atLeast": position_of(request)}
        asked |= {"since": since or None, "compare": bool(since)}
        data = await site.ask(request, "outcomes", asked)
        if data["viewer"] is None:
            raise SignInNeeded

        def list_url(measure: str, month: str = "") -> str:
            return address(f"/outcomes/{measure}", year=year, month=month[5:], **kept)

        figures = data["outcomes"]["figures"]
        return site.answer(
            request,
            "outcomes",
            data,
            year=year,
            kept=kept,
            form=Form(typed={name: [value] for name, value in kept.items()}),
            groups=[list(found) for _, found in groupby(figures, lambda f: f["group"]["code"])],
            of_all=data["viewer"]["role"]["code"] in FIGURES_OF_ALL,
            list_url=list_url,
            difference=data.get("difference"),
            differing=_differing(data),
            stale=data["outcomes"]["freshness"]["stale"],
            reload=request.url.path,
        )

    @get("/outcomes/{measure:str}")
    async def outcome(request: Request[Any, Any, Any], measure: FromPath[str]) -> Response[Any]:
        kept = _kept(request)
        year, month, days = _days(request, site)
        at = paging(request)
        asked = {"measure": measure, **days, **_asked(kept), **at.forward}
        data = await site.ask(request, "outcome", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        if data["outcome"] is None:
            raise NotOpen
        typed = f"{month:02d}" if month else ""
        return site.answer(
            request,
            "outcome",
            data,
            year=year,
            period=f"{year}-{typed}" if month else "",
            kept=kept,
            at=at.at,
            size=at.size,
            page_url=page_url(f"/outcomes/{measure}", year=year, month=typed, **kept),
        )

    @get("/outcomes/{measure:str}/changes")
    async def changes(request: Request[Any, Any, Any], measure: FromPath[str]) -> Response[Any]:
        kept = _kept(request)
        year, _, days = _days(request, site)
        at = paging(request)
        known = days["knownOn"] or site.today().isoformat()
        since = day(kept["since"]) or known
        asked = {"measure": measure, **days, "since": since, **_asked(kept), **at.forward}
        data = await site.ask(request, "outcome-changes", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        if data["outcomeDifference"] is None:
            raise NotOpen
        return site.answer(
            request,
            "outcome-changes",
            data,
            year=year,
            kept=kept,
            since=since,
            known=known,
            at=at.at,
            size=at.size,
            page_url=page_url(f"/outcomes/{measure}/changes", year=year, **kept),
        )

    @get("/status")
    async def status(request: Request[Any, Any, Any]) -> Response[Any]:
        data = await site.ask(request, "status")
        if data["viewer"] is None:
            raise SignInNeeded
        operates = data["viewer"]["role"]["code"] in OPERATES
        return site.answer(request, "status", data, operates=operates)

    @get("/status/differences/{name:str}")
    async def differences(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
        data = await site.ask(request, "differences", {"name": name})
        if data["viewer"] is None:
            raise SignInNeeded
        return site.answer(request, "differences", data, name=name, found=data["buildDifferences"])

    return Router("/", route_handlers=[outcomes, outcome, changes, status, differences])


def _kept(request: Request[Any, Any, Any]) -> dict[str, str]:
    """What an address of figures keeps from page to page, as it was chosen or typed."""
    return {
        name: request.query_params.get(name, "")
        for name in ("office", "programme", "known", "since")
    }


def _differing(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures of which a fact came, went or changed between the two days that are compared."""
    found = (data.get("difference") or {}).get("figures", [])
    return [one for one in found if one["came"] or one["went"] or one["changed"]]


def _asked(kept: dict[str, str]) -> dict[str, str | None]:
    return {name: kept[name] or None for name in ("office", "programme")}


def _days(
    request: Request[Any, Any, Any], site: Site
) -> tuple[int, int | None, dict[str, str | None]]:
    """The year and the month in the address, and the days to ask for: up to what was known."""
    typed = day(request.query_params.get("known", ""))
    try:
        known = date.fromisoformat(typed) if typed else site.today()
    except ValueError:
        known = site.today()  # The answer refuses what was typed.
    year = min(_year(request) or known.year, known.year)
    number = request.query_params.get("month", "")
    month = int(number) if number in MONTHS else None
    first, last = date(year, month or 1, 1), date(year, month or 12, 1)
    last = date(year, last.month, monthrange(year, last.month)[1])
    if first > known:
        first = known.replace(day=1)
    days = {"from": first, "to": min(last, known)}
    return year, month, {**{k: v.isoformat() for k, v in days.items()}, "knownOn": typed or None}


def _year(request: Request[Any, Any, Any]) -> int | None:
    typed = request.query_params.get("year", "")
    whole = len(typed) == 4 and typed.isascii() and typed.isdigit() and typed > "0000"
    return int(typed) if whole else None
