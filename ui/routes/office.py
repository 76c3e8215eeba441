"""The privacy office: its matters, one of them with its steps, its forms, and the package to print."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLInputObjectType
from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from ui.forms import Form, Problem, read_input, typed_values
from ui.language import language_of
from ui.office import CATEGORIES, NEW, STEPS, OfficeForm, needed
from ui.results import outcome_of
from ui.routes.kept import kept
from ui.routes.paging import page_url, paging, position_of
from ui.site import NotAllowed, NotOpen, OutOfReach, SignInNeeded, Site, address, key_of
from ui.texts import text

PLACES = ("one", "two", "three", "four")
"""Where a form's lists of codes come in its document."""
KINDS = ("ACCESS", "CORRECTION", "INCIDENT")
SETTLES = "answerAccessRequest"
"""The mutation that only who settles the office's matters may use."""
AnyRequest = Request[Any, Any, Any]


def office_router(site: Site) -> Router:
    """``/office``, ``/office/new/<what>``, ``/office/<key>`` and its steps."""

    @get("/")
    async def listed(request: AnyRequest) -> Response[Any]:
        chosen = request.query_params.get("kind", "")
        chosen = chosen if chosen in KINDS else ""
        at = paging(request)
        data = await site.ask(request, "office", {}, "Who")
        can = _viewer(data)["canCommand"]
        if not any(form.mutation in can for form in NEW):
            raise NotAllowed
        if SETTLES in can:
            data = await site.ask(request, "office", {"kind": chosen or None, **at.forward})
        return site.answer(
            request,
            "office",
            {"matters": None, **data},
            chosen=chosen,
            new=[form for form in NEW if form.mutation in can and form.about != "ENTRY"],
            sent=bool(request.query_params.get("sent")),
            at=at.at,
            size=at.size,
            page_url=page_url("/office", kind=chosen),
        )

    @get("/new/{slug:str}")
    async def new(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        return await _form_page(site, request, _form(NEW, slug), None, Form())

    @post("/new/{slug:str}", status_code=200)
    async def begin(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        return await _post(site, request, _form(NEW, slug), None)

    @get("/{key:str}")
    async def one(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
        asked = {"id": f"Matter:{key}", "atLeast": position_of(request)}
        data = await site.ask(request, "matter", asked)
        can = _viewer(data)["canCommand"]
        file = _file(data)
        steps = [s for s in STEPS if s.offered(file["matter"], can) and needed(s, file["matter"])]
        return site.answer(request, "matter", data, file=file, steps=steps, here_key=key)

    @get("/{key:str}/package")
    async def package(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
        """To print, in the language that the person wants: their own, and nobody else's."""
        asked_in = request.query_params.get("in", "")
        wanted = "fr" if asked_in == "fr" else "en" if asked_in == "en" else language_of(request)
        document = site.documents["package"].operations["Page"]
        data = await site.execute(request, document, {"id": f"Matter:{key}"}, wanted)
        _viewer(data)
        file = data["accessPackage"]
        if file is None:
            raise NotOpen
        return site.answer(request, "package", data, language=wanted, file=file, here_key=key)

    @get("/{key:str}/{slug:str}")
    async def show(request: AnyRequest, key: FromPath[str], slug: FromPath[str]) -> Response[Any]:
        return await _form_page(site, request, _form(STEPS, slug), key, Form())

    @post("/{key:str}/{slug:str}", status_code=200)
    async def do(request: AnyRequest, key: FromPath[str], slug: FromPath[str]) -> Response[Any]:
        return await _post(site, request, _form(STEPS, slug), key)

    return Router("/office", route_handlers=[listed, new, begin, one, package, show, do])


def _form(forms: tuple[OfficeForm, ...], slug: str) -> OfficeForm:
    for form in forms:
        if form.slug == slug:
            return form
    raise NotOpen


def _viewer(data: Mapping[str, Any]) -> Mapping[str, Any]:
    if data["viewer"] is None:
        raise SignInNeeded
    viewer: Mapping[str, Any] = data["viewer"]
    return viewer


def _file(data: Mapping[str, Any]) -> Mapping[str, Any]:
    if data["matter"] is None:
        raise NotOpen
    file: Mapping[str, Any] = data["matter"]
    return file


async def _post(
    site: Site, request: AnyRequest, step: OfficeForm, key: str | None
) -> Response[Any]:
    typed = typed_values((await request.form()).multi_items())
    try:
        return await _send(site, request, step, key, Form(typed=typed))
    except (OutOfReach, SignInNeeded) as away:
        return kept(site, request, typed, away)


async def _send(
    site: Site, request: AnyRequest, step: OfficeForm, key: str | None, form: Form
) -> Response[Any]:
    form.command_id = form.value("commandId") or form.command_id
    language, status = language_of(request), 422
    name = f"{step.mutation[0].upper()}{step.mutation[1:]}"
    kind = site.schema.get_type(f"{name}Input")
    assert isinstance(kind, GraphQLInputObjectType)
    given = {"commandId": form.command_id}
    if key is not None:
        given["matterId"] = f"Matter:{key}"
    values, problems = read_input(kind, form.typed, language, given)
    if not site.may_post(request, form.value("csrf")):
        form.problems.append(Problem(text(language, "form.stale_token")))
        status = 403
    elif problems:
        form.problems.extend(problems)
    else:
        answer = await site.ask(request, "office-act", {"input": values}, name)
        outcome = outcome_of(answer)
        if outcome.accepted:
            matter = key_of(outcome.ids["matterId"])
            data = await site.ask(request, "office", {}, "Who")
            settles = SETTLES in _viewer(data)["canCommand"]
            there = address(f"/office/{matter}", position=outcome.position)
            return Redirect(there if settles else "/office?sent=1", status_code=303)
        form.problems.extend(outcome.problems)
        status = outcome.status
        if outcome.kind == "CommandIdReused":
            form.command_id = Form().command_id
    return await _form_page(site, request, step, key, form, status)


async def _form_page(
    site: Site,
    request: AnyRequest,
    step: OfficeForm,
    key: str | None,
    form: Form,
    status: int = 200,
) -> Response[Any]:
    lists = list(dict.fromkeys(step.lists))
    asked = dict.fromkeys(PLACES, CATEGORIES) | dict(zip(PLACES, lists, strict=False))
    data = await site.ask(request, "office-act", asked)
    if step.mutation not in _viewer(data)["canCommand"]:
        raise NotAllowed
    choices = {name: data[place] for name, place in zip(lists, PLACES, strict=False)}
    file = None
    if key is not None:
        file = _file(await site.ask(request, "office-act", {"id": f"Matter:{key}"}, "Matter"))
    people, search = await _people(site, request, step)
    today = site.today().isoformat()
    form.first = {"textLanguage": language_of(request), "capacity": "SELF"}
    form.first |= dict.fromkeys(("receivedOn", "foundOn", "fromOn", "toOn"), today)
    if len(people) == 1:
        form.first["personId"] = people[0]["id"]
    query = f"?{request.url.query}" if request.url.query else ""
    return site.answer(
        request,
        "office-act",
        data,
        status=status,
        form=form,
        step=step,
        file=file,
        choices=choices,
        people=[{"code": one["id"], "label": one["displayName"]} for one in people],
        search=search,
        entry=request.query_params.get("entry", ""),
        post_to=request.url.path + query,
        back="/office" if key is None else f"/office/{key}",
    )


async def _people(
    site: Site, request: AnyRequest, step: OfficeForm
) -> tuple[list[Mapping[str, Any]], str]:
    """Who a form may be about: of the case that was named, or who was found by name."""
    query = request.query_params
    search = query.get("search", "").strip()
    if step.about == "ENTRY" and query.get("case"):
        asked = {"id": f"Case:{query['case']}"}
        case = (await site.ask(request, "office-act", asked, "Members"))["case"]
        if case["__typename"] != "Case":
            raise NotOpen
        return [member["person"] for member in case["members"]], ""
    if step.about and query.get("person"):
        asked = {"id": f"Person:{query['person']}"}
        person = (await site.ask(request, "office-act", asked, "Person"))["person"]
        if person["__typename"] != "Person":
            raise NotOpen
        return [person], ""
    if step.about == "PERSON" and search:
        found = await site.ask(request, "office-act", {"search": search}, "People")
        return [edge["node"] for edge in found["people"]["edges"]], search
    return [], search
