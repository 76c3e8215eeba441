"""Opening a file in an emergency: a small form, then what is open of the person, for a short time."""

import re
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from ui.forms import Form
from ui.language import language_of
from ui.routes.kept import kept
from ui.routes.paging import position_of
from ui.routes.posting import submit, typed_form
from ui.site import NotOpen, OutOfReach, SignInNeeded, Site, address, key_of

_NUMBER = re.compile(r"/cases/([0-9]{4}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4})")


def number_in(path: str) -> str:
    """The case number that a page's path names; empty where it names none."""
    found = _NUMBER.match(path)
    return found[1].upper() if found else ""


def emergency_router(site: Site) -> Router:
    """``/emergency``, and ``/emergency/<person>/<emergency>`` as long as it is open."""

    @get("/")
    async def show(request: Request[Any, Any, Any]) -> Response[Any]:
        number = request.query_params.get("number", "")
        first = {"caseNumber": number, "textLanguage": language_of(request)}
        return await _page(site, request, Form(first=first))

    @post("/", status_code=200)
    async def do(request: Request[Any, Any, Any]) -> Response[Any]:
        form = await typed_form(request)
        try:
            outcome, status = await submit(site, request, "emergency", form)
            if outcome and outcome.accepted:
                person, emergency = outcome.ids["personId"], outcome.ids["emergencyId"]
                there = f"/emergency/{key_of(person)}/{key_of(emergency)}"
                return Redirect(address(there, position=outcome.position), status_code=303)
            return await _page(site, request, form, status)
        except (OutOfReach, SignInNeeded) as away:
            return kept(site, request, form.typed, away)

    @get("/{person:str}/{emergency:str}")
    async def opened(
        request: Request[Any, Any, Any], person: FromPath[str], emergency: FromPath[str]
    ) -> Response[Any]:
        """One document, so that it is one look."""
        asked = {"emergency": f"Emergency:{emergency}", "atLeast": position_of(request)}
        data = await site.ask(request, "emergency-file", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        edges = data["emergencies"]["edges"]
        one = edges[0]["node"] if edges else None
        if not (one and one["yours"] and one["open"] and key_of(one["person"]["id"]) == person):
            raise NotOpen
        return site.answer(
            request,
            "emergency-file",
            data,
            emergency=one,
            person=one["person"],
            stale=data["emergencies"]["freshness"]["stale"],
            reload=request.url.path,
        )

    return Router("/emergency", route_handlers=[show, do, opened])


async def _page(
    site: Site, request: Request[Any, Any, Any], form: Form, status: int = 200
) -> Response[Any]:
    data = await site.ask(request, "emergency")
    if data["viewer"] is None:
        raise SignInNeeded
    if "breakGlass" not in data["viewer"]["canCommand"]:
        raise NotOpen
    return site.answer(request, "emergency", data, status=status, form=form)
