"""What goes by the retention schedule: due, asked for, agreed to by another, carried out; and holds."""

from typing import Any

from graphql import GraphQLInputObjectType
from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from ui.disposals import BY_SLUG, FORMS, DisposalForm
from ui.forms import Form, Problem, read_input, typed_values
from ui.language import language_of
from ui.results import outcome_of
from ui.routes.kept import kept
from ui.routes.paging import page_url, paging, position_of
from ui.site import NotAllowed, NotOpen, OutOfReach, SignInNeeded, Site, address
from ui.texts import text

STATUSES = ("REQUESTED", "APPROVED", "DECLINED", "DISPOSED")
KINDS = {"disposalId": "Disposal", "personId": "Person", "holdId": "Hold"}
NO_LIST = "retention"
"""Stands in where a form takes fewer lists of codes than its document asks."""
AnyRequest = Request[Any, Any, Any]


def disposals_router(site: Site) -> Router:
    """``/disposals``, and a form each."""

    @get("/")
    async def listed(request: AnyRequest) -> Response[Any]:
        status = request.query_params.get("status", "")
        status = status if status in STATUSES else ""
        at = paging(request)
        data = await site.ask(
            request,
            "disposals",
            {"status": status or None, "atLeast": position_of(request), **at.forward},
        )
        can = _can(data)
        return site.answer(
            request,
            "disposals",
            data,
            status_chosen=status,
            forms=[form for form in FORMS if form.mutation in can and not form.given],
            done=request.query_params.get("done") == "1",
            at=at.at,
            size=at.size,
            page_url=page_url("/disposals", status=status),
        )

    @get("/{slug:str}")
    async def show(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        return await _page(site, request, _form(slug), Form())

    @post("/{slug:str}", status_code=200)
    async def do(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        typed = typed_values((await request.form()).multi_items())
        try:
            return await _send(site, request, _form(slug), Form(typed=typed))
        except (OutOfReach, SignInNeeded) as away:
            return kept(site, request, typed, away)

    return Router("/disposals", route_handlers=[listed, show, do])


def _form(slug: str) -> DisposalForm:
    if slug not in BY_SLUG:
        raise NotOpen
    return BY_SLUG[slug]


def _can(data: dict[str, Any]) -> list[str]:
    if data["viewer"] is None:
        raise SignInNeeded
    can: list[str] = data["viewer"]["canCommand"]
    return can


def _given(request: AnyRequest, step: DisposalForm) -> dict[str, str]:
    """The ids that the address names. Raises ``NotOpen`` where one is missing."""
    named = (*step.given, *(("personId",) if step.about else ()))
    found = {name: request.query_params.get(name, "") for name in named}
    if any(not found[name] for name in step.given):
        raise NotOpen
    return {name: f"{KINDS[name]}:{key}" for name, key in found.items() if key}


async def _send(site: Site, request: AnyRequest, step: DisposalForm, form: Form) -> Response[Any]:
    form.command_id = form.value("commandId") or form.command_id
    language, status = language_of(request), 422
    name = f"{step.mutation[0].upper()}{step.mutation[1:]}"
    kind = site.schema.get_type(f"{name}Input")
    assert isinstance(kind, GraphQLInputObjectType)
    given = {"commandId": form.command_id, **_given(request, step)}
    if step.mutation == "placeHold":
        given["scope"] = "PERSON" if step.about else "CLASS"
    values, problems = read_input(kind, form.typed, language, given)
    if not site.may_post(request, form.value("csrf")):
        form.problems.append(Problem(text(language, "form.stale_token")))
        status = 403
    elif problems:
        form.problems.extend(problems)
    else:
        outcome = outcome_of(await site.ask(request, "disposal-act", {"input": values}, name))
        if outcome.accepted:
            there = address("/disposals", position=outcome.position, done="1")
            return Redirect(there, status_code=303)
        form.problems.extend(outcome.problems)
        status = outcome.status
        if outcome.kind == "CommandIdReused":
            form.command_id = Form().command_id
    return await _page(site, request, step, form, status)


async def _page(
    site: Site, request: AnyRequest, step: DisposalForm, form: Form, status: int = 200
) -> Response[Any]:
    places = ("one", "two", "three")
    asked = dict.fromkeys(places, NO_LIST) | dict(zip(places, step.lists, strict=False))
    data = await site.ask(request, "disposal-act", asked)
    if step.mutation not in _can(data):
        raise NotAllowed
    given, person, found = _given(request, step), None, []
    search = request.query_params.get("search", "").strip()
    if step.about and "personId" in given:
        told = await site.ask(request, "disposal-act", {"id": given["personId"]}, "Person")
        if told["person"]["__typename"] != "Person":
            raise NotOpen
        person = told["person"]
    elif step.about and search:
        people = await site.ask(request, "disposal-act", {"search": search}, "People")
        found = [edge["node"] for edge in people["people"]["edges"]]
    query = f"?{request.url.query}" if request.url.query else ""
    return site.answer(
        request,
        "disposal-act",
        data,
        status=status,
        form=form,
        step=step,
        choices={name: data[place] for name, place in zip(step.lists, places, strict=False)},
        person=person,
        found=found,
        search=search,
        ready=bool(person) or not step.about,
        post_to=request.url.path + query,
    )
