"""The caseload, and one case with its timeline."""

import re
from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from ui.actions import ACTIONS, BY_SLUG, ENDED, Case, offered
from ui.language import language_of
from ui.routes.act import case_variables, the_case
from ui.routes.paging import fresh_from, page_url, paging, position_of, whole
from ui.site import SignInNeeded, Site, address, key_of
from ui.texts import text

NUMBER = re.compile(r"[0-9]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
STATUSES = ("APPLIED", "GRANTED", "REFUSED", "WITHDRAWN", "EXITED")


def case_router(site: Site) -> Router:
    """``/cases`` and ``/cases/<key or number>``."""

    @get("/")
    async def caseload(request: Request[Any, Any, Any]) -> Response[Any]:
        chosen = await _chosen(site, request)
        at = paging(request)
        variables = {
            **at.variables,
            "filter": _filter(chosen),
            "atLeast": fresh_from(request),
        }
        data = await site.ask(request, "caseload", variables)
        if data["viewer"] is None:
            raise SignInNeeded
        return site.answer(
            request,
            "caseload",
            data,
            chosen=chosen,
            filtered=any(value for name, value in chosen.items() if name != "mine"),
            at=at.at,
            size=at.size,
            page_url=page_url("/cases", **_kept(chosen)),
            stale=data["caseload"]["freshness"]["stale"],
            reload=request.url.path,
            live=site.changes("caseload", after=data["caseload"]["freshness"]["position"]),
        )

    @get("/{key:str}")
    async def case(request: Request[Any, Any, Any], key: FromPath[str]) -> Response[Any]:
        at = paging(request)
        position = position_of(request)
        part = _part(request)
        asked = {**case_variables(key), "atLeast": fresh_from(request), "after": at.after, **part}
        data = await site.ask(request, "case", asked)
        if (number := _recorded_elsewhere(request, data)) is not None:
            return _elsewhere(site, request, data, number)
        return _case_page(site, request, data, the_case(data), at.at, position, part)

    return Router("/cases", route_handlers=[caseload, case])


def _recorded_elsewhere(request: Request[Any, Any, Any], data: dict[str, Any]) -> str | None:
    """The number of an application just taken for an office whose files this viewer may not see."""
    number = request.query_params.get("recorded", "")
    closed = data["viewer"] is not None and data["case"]["__typename"] != "Case"
    return number if closed and NUMBER.fullmatch(number) else None


def _elsewhere(
    site: Site, request: Request[Any, Any, Any], data: dict[str, Any], number: str
) -> Response[Any]:
    language = language_of(request)
    return site.answer(
        request,
        "message",
        data,
        heading=text(language, "apply.elsewhere"),
        words=text(language, "apply.elsewhere_words", number=number),
        reference="",
    )


def _case_page(
    site: Site,
    request: Request[Any, Any, Any],
    data: dict[str, Any],
    found: Case,
    at: int,
    position: int | None,
    part: dict[str, Any],
) -> Response[Any]:
    can = data["viewer"]["canCommand"]
    entries = [edge["node"] for edge in found["timeline"]["edges"]]
    return site.answer(
        request,
        "case",
        data,
        case=found,
        actions=_actions(found, can),
        may=lambda slug: offered(BY_SLUG[slug], found, can),
        act=lambda slug, **target: BY_SLUG[slug].url(found, **target),
        recorded=next((e for e in entries if e["position"] == position), None),
        entry_of=lambda id: next((e for e in entries if e["id"] == id), None),
        at=at,
        part=part,
        timeline_url=_timeline_url(found, irregular="1" if part["irregular"] else ""),
        timeline_all=_timeline_url(found)(),
        entry_url=_entry_url(found),
        stale=found["freshness"]["stale"],
        reload=address(request.url.path, position=position),
        live=site.changes("case", id=found["id"], after=found["freshness"]["position"]),
    )


def _actions(found: Case, can: list[str]) -> list[dict[str, str]]:
    listed = [
        {"url": action.url(found), "text": action.text}
        for action in ACTIONS
        if action.listed and offered(action, found, can)
    ]
    if "submitApplication" in can and found["status"] in ENDED:
        again = address("/applications/new", case=key_of(found["id"]))
        listed.append({"url": again, "text": "act.apply_again"})
    return listed


def _part(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Which part of the timeline is asked for: from an entry on, or only what is irregular."""
    query = request.query_params
    start = whole(query.get("from", "")) or None
    return {"from": start, "irregular": query.get("irregular") == "1"}


def _timeline_url(found: Case, **kept: Any) -> Any:
    def url(**moved: Any) -> str:
        moved.pop("before", None)
        return address(f"/cases/{key_of(found['id'])}", **{**kept, **moved}) + "#timeline"

    return url


def _entry_url(found: Case) -> Any:
    """Makes the address of an entry that stands on another page of the timeline."""

    def url(position: int) -> str:
        path = f"/cases/{key_of(found['id'])}"
        return address(path, **{"from": position}) + f"#e-{position}"

    return url


async def _chosen(site: Site, request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The filter as chosen; a caseworker who chose nothing yet sees their own cases."""
    query = request.query_params
    mine = query.get("mine") == "1"
    if not query.keys() - {"fresh"}:
        data = await site.ask(request, "home")
        viewer = data["viewer"]
        mine = viewer is not None and viewer["role"]["code"] == "CASEWORKER"
    return {
        "mine": mine,
        "attention": query.get("attention") == "1",
        "search": query.get("search", "").strip(),
        "status": [s for s in query.getall("status", []) if s in STATUSES],
        "office": query.get("office", ""),
        "programme": query.get("programme", ""),
    }


def _filter(chosen: dict[str, Any]) -> dict[str, Any]:
    wanted = {
        "mine": chosen["mine"],
        "needsAttention": chosen["attention"],
        "search": chosen["search"],
        "status": chosen["status"],
        "office": chosen["office"],
        "programme": chosen["programme"],
    }
    return {name: value for name, value in wanted.items() if value}


def _kept(chosen: dict[str, Any]) -> dict[str, Any]:
    kept = {**chosen, "mine": "1" if chosen["mine"] else "", "all": "1"}
    kept["attention"] = "1" if chosen["attention"] else ""
    return kept
