"""People who may be registered twice: the list, and two records beside each other to decide about."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from ui.forms import Form, Problem, typed_values
from ui.language import language_of
from ui.results import outcome_of
from ui.routes.kept import kept
from ui.routes.paging import page_url, paging, position_of
from ui.site import NotOpen, OutOfReach, SignInNeeded, Site, address
from ui.texts import text

STATUSES = ("SUSPECTED", "MERGED", "APART")
DECISIONS = {"merge": "Merge", "apart": "Apart", "undo": "Undo"}
"""What may be done, and the operation of the page's document that does it."""


def doubles_router(site: Site) -> Router:
    """``/doubles`` and ``/doubles/<one>/<other>``."""

    @get("/")
    async def listed(request: Request[Any, Any, Any]) -> Response[Any]:
        status = request.query_params.get("status", "")
        status = status if status in STATUSES else "SUSPECTED"
        at = paging(request)
        asked = {"status": status, "atLeast": position_of(request), **at.forward}
        data = await site.ask(request, "doubles", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        return site.answer(
            request,
            "doubles",
            data,
            chosen=status,
            at=at.at,
            size=at.size,
            page_url=page_url("/doubles", status=status),
            stale=data["personPairs"]["freshness"]["stale"],
            reload=request.url.path,
        )

    @get("/{one:str}/{other:str}")
    async def compared(
        request: Request[Any, Any, Any], one: FromPath[str], other: FromPath[str]
    ) -> Response[Any]:
        return await _page(site, request, one, other, Form())

    @post("/{one:str}/{other:str}", status_code=200)
    async def decide(
        request: Request[Any, Any, Any], one: FromPath[str], other: FromPath[str]
    ) -> Response[Any]:
        typed = typed_values((await request.form()).multi_items())
        try:
            return await _decide(site, request, one, other, Form(typed=typed))
        except (OutOfReach, SignInNeeded) as away:
            return kept(site, request, typed, away)

    return Router("/doubles", route_handlers=[listed, compared, decide])


async def _decide(
    site: Site, request: Request[Any, Any, Any], one: str, other: str, form: Form
) -> Response[Any]:
    form.command_id = form.value("commandId") or form.command_id
    language = language_of(request)
    status = 422
    what = form.value("do")
    if not site.may_post(request, form.value("csrf")):
        form.problems.append(Problem(text(language, "form.stale_token")))
        status = 403
    elif what not in DECISIONS:
        form.problems.append(Problem(text(language, "doubles.choose")))
    elif not form.value(f"{what}Reason"):
        form.problems.append(Problem(text(language, "doubles.reason_missing"), f"{what}Reason"))
    else:
        given = _input(what, f"Person:{one}", f"Person:{other}", form)
        outcome = outcome_of(await site.ask(request, "double", {"input": given}, DECISIONS[what]))
        if outcome.accepted:
            there = address(f"/doubles/{one}/{other}", position=outcome.position, done=what)
            return Redirect(there, status_code=303)
        form.problems.extend(
            Problem(each.message, f"{what}Reason" if each.field == "reason" else None)
            for each in outcome.problems
        )
        status = outcome.status
        if outcome.kind == "CommandIdReused":
            form.command_id = Form().command_id
    return await _page(site, request, one, other, form, status)


def _input(what: str, one: str, other: str, form: Form) -> dict[str, Any]:
    """What the command asks for: the two records as the path names them, and which one is kept."""
    given = {"commandId": form.command_id, "reason": form.value(f"{what}Reason")}
    if what == "apart":
        return given | {"personId": one, "otherId": other}
    survivor, merged = (other, one) if form.value("survivor") == other else (one, other)
    return given | {"survivorId": survivor, "mergedId": merged}


async def _page(
    site: Site,
    request: Request[Any, Any, Any],
    one: str,
    other: str,
    form: Form,
    status: int = 200,
) -> Response[Any]:
    asked = {"one": f"Person:{one}", "other": f"Person:{other}", "atLeast": position_of(request)}
    data = await site.ask(request, "double", asked)
    if data["viewer"] is None:
        raise SignInNeeded
    pair: Mapping[str, Any] = data["personPair"]
    if pair["__typename"] != "PersonPair":
        raise NotOpen(pair["message"])
    return site.answer(
        request,
        "double",
        {**data, "pair": pair},
        status=status,
        form=form,
        done=request.query_params.get("done", "") if not form.problems else "",
        post_to=request.url.path,
        stale=pair["freshness"]["stale"],
        reload=request.url.path,
    )
