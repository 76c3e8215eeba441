"""What waits for somebody else's review: emergencies and findings, and a form for each."""

from contextlib import suppress
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from ui.forms import Form
from ui.language import language_of
from ui.routes.kept import kept
from ui.routes.paging import page_url, paging, position_of
from ui.routes.posting import submit, typed_form
from ui.site import NotAllowed, NotOpen, OutOfReach, SignInNeeded, Site, address

STATES = ("WAITING", "EXPLAINED", "NOT_EXPLAINED", "INCIDENT")
MOST = 100
_LISTS = {"emergency": "emergencies", "finding": "findings"}
_KINDS = {"emergency": "Emergency", "finding": "Finding"}


def oversight_router(site: Site) -> Router:
    """``/oversight``, and a review each."""

    @get("/")
    async def listed(request: Request[Any, Any, Any]) -> Response[Any]:
        query = request.query_params
        state = query.get("state", "")
        state = state if state in STATES else STATES[0]
        waiting, position = query.get("all") != "1", position_of(request)
        at = paging(request)
        data = await site.ask(
            request, "oversight", {"waiting": waiting, "first": MOST, "atLeast": position}
        )
        if data["viewer"] is None:
            raise SignInNeeded
        kind = query.get("kind", "")
        found: dict[str, Any] = {"findings": None, "kinds": []}
        if "reviewFinding" in data["viewer"]["canCommand"]:
            asked = {"state": state, "kind": kind or None, "atLeast": position, **at.forward}
            with suppress(NotAllowed):  # where the office reviews nobody
                found = await site.ask(request, "oversight", asked, "Findings")
        return site.answer(
            request,
            "oversight",
            {**data, **found},
            waiting=waiting,
            state=state,
            kind=kind,
            done=query.get("done") == "1",
            at=at.at,
            size=at.size,
            page_url=page_url("/oversight", state=state, kind=kind),
            stale=data["emergencies"]["freshness"]["stale"],
            reload=request.url.path,
        )

    @get("/{what:str}/{key:str}")
    async def show(
        request: Request[Any, Any, Any], what: FromPath[str], key: FromPath[str]
    ) -> Response[Any]:
        form = Form(first={"textLanguage": language_of(request)})
        return await _page(site, request, what, key, form)

    @post("/{what:str}/{key:str}", status_code=200)
    async def do(
        request: Request[Any, Any, Any], what: FromPath[str], key: FromPath[str]
    ) -> Response[Any]:
        form = await typed_form(request)
        try:
            return await _review(site, request, what, key, form)
        except (OutOfReach, SignInNeeded) as away:
            return kept(site, request, form.typed, away)

    return Router("/oversight", route_handlers=[listed, show, do])


async def _review(
    site: Site, request: Request[Any, Any, Any], what: str, key: str, form: Form
) -> Response[Any]:
    one = (await _asked(site, request, what, key))["one"]
    given = {f"{what}Id": one["id"]}
    if what == "emergency":
        given["personId"] = one["person"]["id"]
    outcome, status = await submit(site, request, f"review-{what}", form, given)
    if outcome and outcome.accepted:
        there = address("/oversight", position=outcome.position, done="1")
        return Redirect(there, status_code=303)
    return await _page(site, request, what, key, form, status)


async def _asked(
    site: Site, request: Request[Any, Any, Any], what: str, key: str
) -> dict[str, Any]:
    if what not in _LISTS:
        raise NotOpen
    data = await site.ask(request, f"review-{what}", {"id": f"{_KINDS[what]}:{key}"})
    if data["viewer"] is None:
        raise SignInNeeded
    edges = data[_LISTS[what]]["edges"]
    if not edges:
        raise NotOpen
    return {**data, "one": edges[0]["node"]}


async def _page(
    site: Site,
    request: Request[Any, Any, Any],
    what: str,
    key: str,
    form: Form,
    status: int = 200,
) -> Response[Any]:
    data = await _asked(site, request, what, key)
    if what == "emergency" and not data["one"]["mayReview"]:
        raise NotOpen
    return site.answer(
        request,
        f"review-{what}",
        data,
        status=status,
        form=form,
        post_to=request.url.path,
    )
