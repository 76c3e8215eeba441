"""What was recorded between two days: of a case, or of a person themselves."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from ui.forms import Form, day
from ui.routes.act import case_variables, the_case
from ui.routes.paging import page_url, paging
from ui.site import NotOpen, SignInNeeded, Site, address, key_of

AnyRequest = Request[Any, Any, Any]


def learned_router(site: Site) -> Router:
    """``/cases/<key>/learned`` and ``/people/<key>/learned``; without days, the last thirty."""

    @get("/cases/{key:str}/learned")
    async def of_case(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
        data = await site.ask(request, "learned", {**case_variables(key), **_asked(site, request)})
        case = the_case(data)
        file = f"/cases/{key_of(case['id'])}"
        return _page(
            site,
            request,
            "learned",
            data,
            case,
            case=case,
            entry_url=lambda position: address(file, **{"from": position}) + f"#e-{position}",
            timeline_all=address(file) + "#timeline",
            then_url=lambda **asked: address(f"{file}/then", **asked),
            correction_url=correction_url(case=key_of(case["id"])),
        )

    @get("/people/{key:str}/learned")
    async def of_person(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
        asked = {"id": f"Person:{key}", **_asked(site, request)}
        data = await site.ask(request, "learned-person", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        person = data["person"]
        if person["__typename"] != "Person":
            raise NotOpen(person["message"])
        return _page(
            site,
            request,
            "learned-person",
            data,
            person,
            person=person,
            entry_url=None,
            timeline_all=None,
            then_url=None,
            correction_url=correction_url(person=key_of(person["id"])),
        )

    return Router("/", route_handlers=[of_case, of_person])


def correction_url(**whose: str) -> Any:
    """Makes the address of the form that asks for an entry's correction."""
    return lambda entry: address("/office/new/correction", entry=key_of(entry), **whose)


def _asked(site: Site, request: AnyRequest) -> dict[str, Any]:
    at, (first, last) = paging(request), _days(site, request)
    return {"from": first, "to": last, "first": at.size, "after": at.after}


def _days(site: Site, request: AnyRequest) -> tuple[str, str]:
    last = day(request.query_params.get("to", "")) or site.today().isoformat()
    return day(request.query_params.get("from", "")) or _month_before(last), last


def _month_before(typed: str) -> str:
    """The day thirty days before one; what is no day stays, to be refused."""
    try:
        return (date.fromisoformat(typed) - timedelta(days=30)).isoformat()
    except (ValueError, OverflowError):
        return typed


def _page(
    site: Site,
    request: AnyRequest,
    page: str,
    data: dict[str, Any],
    whose: Mapping[str, Any],
    **more: Any,
) -> Response[Any]:
    at, (first, last) = paging(request), _days(site, request)
    found = whose["learned"]
    entries = [edge["node"] for edge in found["edges"]]
    here = request.url.path
    return site.answer(
        request,
        page,
        data,
        found=found,
        first=first,
        last=last,
        here=here,
        form=Form(typed={"from": [first], "to": [last]}),
        entry_of=lambda id: next((e for e in entries if e["id"] == id), None),
        then=None,
        at=at.at,
        size=at.size,
        page_url=page_url(here, **{"from": first, "to": last}),
        **more,
    )
