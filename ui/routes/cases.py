"""The caseload, and one case with its timeline."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from ui.actions import ACTIONS, BY_SLUG, ENDED, Case, offered
from ui.language import language_of
from ui.routes.act import case_variables, the_case
from ui.routes.learned import correction_url
from ui.routes.paging import fresh_from, page_url, paging, position_of, whole
from ui.site import SignInNeeded, Site, address, key_of
from ui.texts import text

NUMBER = re.compile(r"[0-9]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
NOTHING: Mapping[str, str] = {}
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
        part = timeline_part(request)
        asked = {**case_variables(key), "atLeast": fresh_from(request), "after": at.after, **part}
        data = await site.ask(request, "case", asked)
        if (number := _recorded_elsewhere(request, data)) is not None:
            return _elsewhere(site, request, data, number)
        shown = the_case(data)
        can = data["viewer"]["canCommand"]
        entries = [edge["node"] for edge in shown["timeline"]["edges"]]
        return case_page(
            site,
            request,
            data,
            at.at,
            part,
            f"/cases/{key_of(shown['id'])}",
            actions=_actions(shown, can),
            may=lambda slug: offered(BY_SLUG[slug], shown, can),
            recorded=next((e for e in entries if e["position"] == position), None),
            reload=address(request.url.path, position=position),
            live=site.changes("case", id=shown["id"], after=shown["freshness"]["position"]),
        )

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


def case_page(
    site: Site,
    request: Request[Any, Any, Any],
    data: dict[str, Any],
    at: int,
    part: dict[str, Any],
    path: str,
    kept: Mapping[str, str] = NOTHING,
    **more: Any,
) -> Response[Any]:
    """The page of a case. Addresses of its other pages begin with ``path`` and keep ``kept``."""
    found = the_case(data)
    entries = [edge["node"] for edge in found["timeline"]["edges"]]

    def url(**query: Any) -> str:
        return address(path, **{**kept, **query})

    def of_timeline(**moved: Any) -> str:
        moved.pop("before", None)
        return url(**({"irregular": "1"} if part["irregular"] else {}), **moved) + "#timeline"

    shown = {
        "then": None,
        "actions": [],
        "may": lambda _slug: False,
        "act": lambda slug, **target: BY_SLUG[slug].url(found, **target),
        "recorded": None,
        "entry_of": lambda id: next((e for e in entries if e["id"] == id), None),
        "at": at,
        "part": part,
        "timeline_url": of_timeline,
        "timeline_all": url() + "#timeline",
        "irregular_url": url(irregular="1") + "#timeline",
        "entry_url": lambda position: url(**{"from": position}) + f"#e-{position}",
        "correction_url": correction_url(case=key_of(found["id"])),
        "then_url": lambda **asked: address(f"/cases/{key_of(found['id'])}/then", **asked),
        "stale": found["freshness"]["stale"],
        "reload": url(),
        "live": None,
        "lacking": _lacking(found),
    }
    return site.answer(request, "case", {**data, "case": found}, **{**shown, **more})


def _lacking(found: Case) -> bool:
    """Whether something of the case, or of somebody in it, waits to be taken in."""
    people = [member["person"] for member in found["members"]]
    return any(each.get("lacksEventsSince") is not None for each in (found, *people))


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


def timeline_part(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Which part of the timeline is asked for: from an entry on, or only what is irregular."""
    query = request.query_params
    start = whole(query.get("from", "")) or None
    return {"from": start, "irregular": query.get("irregular") == "1"}


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
