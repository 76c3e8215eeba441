"""What of somebody left the institution: the list, one by a statute, its notice, and what to hand over."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from ui.forms import Form
from ui.language import language_of
from ui.routes.kept import kept
from ui.routes.paging import position_of
from ui.routes.posting import submit, typed_form
from ui.site import NotAllowed, NotOpen, OutOfReach, SignInNeeded, Site, address, key_of

AnyRequest = Request[Any, Any, Any]


def disclosures_router(site: Site) -> Router:
    """``/disclosures?person=``, ``/disclosures/new``, and of each its notice and its receipt."""

    @get("/")
    async def listed(request: AnyRequest) -> Response[Any]:
        asked = {"person": f"Person:{_key(request)}", "atLeast": position_of(request)}
        data = _seen(await site.ask(request, "disclosures", asked))
        return site.answer(request, "disclosures", {**data, "person": _person(data)})

    @get("/new")
    async def new(request: AnyRequest) -> Response[Any]:
        form = Form(first={"textLanguage": language_of(request), "disclosedOn": _today(site)})
        return await _new_page(site, request, form)

    @post("/new", status_code=200)
    async def record(request: AnyRequest) -> Response[Any]:
        form = await typed_form(request)
        given = {"personId": f"Person:{_key(request)}"}
        try:
            outcome, status = await submit(site, request, "disclosure-new", form, given)
            if outcome and outcome.accepted:
                return _back(_key(request), outcome.position)
            return await _new_page(site, request, form, status)
        except (OutOfReach, SignInNeeded) as away:
            return kept(site, request, form.typed, away)

    @get("/{key:str}/told")
    async def tell(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
        return await _told_page(site, request, key, Form(first={"givenOn": _today(site)}))

    @post("/{key:str}/told", status_code=200)
    async def told(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
        form = await typed_form(request)
        try:
            one = (await _told(site, request, key))["one"]
            given = {"disclosureId": one["id"], "personId": one["person"]["id"]}
            outcome, status = await submit(site, request, "disclosure-told", form, given)
            if outcome and outcome.accepted:
                return _back(key_of(one["person"]["id"]), outcome.position)
            return await _told_page(site, request, key, form, status)
        except (OutOfReach, SignInNeeded) as away:
            return kept(site, request, form.typed, away)

    @get("/{key:str}/receipt")
    async def receipt(request: AnyRequest, key: FromPath[str]) -> Response[Any]:
        """To print, in the language that the person wants, whatever the reader's."""
        asked_in = request.query_params.get("in", "")
        wanted = asked_in if asked_in in ("fr", "en") else language_of(request)
        asked = {"id": f"Disclosure:{key}", "language": wanted}
        data = _seen(await site.ask(request, "disclosure-receipt", asked))
        if data["node"] is None:
            raise NotOpen
        return site.answer(
            request,
            "disclosure-receipt",
            data,
            receipt=data["node"]["receipt"],
            wanted=wanted,
            other_wanted="en" if wanted == "fr" else "fr",
            back=f"/disclosures?person={key_of(data['node']['person']['id'])}",
        )

    return Router("/disclosures", route_handlers=[listed, new, record, tell, told, receipt])


def _seen(data: dict[str, Any]) -> dict[str, Any]:
    if data["viewer"] is None:
        raise SignInNeeded
    return data


def _person(data: dict[str, Any]) -> dict[str, Any]:
    person: dict[str, Any] = data["person"]
    if person["__typename"] != "Person":
        raise NotOpen(person.get("message"))
    return person


def _key(request: AnyRequest) -> str:
    return request.query_params.get("person", "").rpartition(":")[2]


def _today(site: Site) -> str:
    return site.today().isoformat()


def _back(person: str, position: int | None) -> Redirect:
    there = address("/disclosures", person=person, position=position)
    return Redirect(there, status_code=303)


async def _new_page(
    site: Site, request: AnyRequest, form: Form, status: int = 200
) -> Response[Any]:
    data = _seen(await site.ask(request, "disclosure-new", {}))
    if "recordDisclosure" not in data["viewer"]["canCommand"]:
        raise NotAllowed
    key, search = _key(request), request.query_params.get("search", "").strip()
    person, found = None, []
    if key:
        asked = {"id": f"Person:{key}"}
        person = _person(await site.ask(request, "disclosure-new", asked, "Person"))
    elif search:
        people = await site.ask(request, "disclosure-new", {"search": search}, "People")
        found = [edge["node"] for edge in people["people"]["edges"]]
    return site.answer(
        request,
        "disclosure-new",
        data,
        status=status,
        form=form,
        person=person,
        found=found,
        search=search,
        post_to=address("/disclosures/new", person=key),
        back=address("/disclosures", person=key) if key else "/consents",
    )


async def _told(site: Site, request: AnyRequest, key: str) -> dict[str, Any]:
    data = _seen(await site.ask(request, "disclosure-told", {"id": f"Disclosure:{key}"}))
    if not data["node"] or "giveDisclosureNotice" not in data["viewer"]["canCommand"]:
        raise NotOpen
    return {**data, "one": data["node"]}


async def _told_page(
    site: Site, request: AnyRequest, key: str, form: Form, status: int = 200
) -> Response[Any]:
    data = await _told(site, request, key)
    person = key_of(data["one"]["person"]["id"])
    return site.answer(
        request,
        "disclosure-told",
        data,
        status=status,
        form=form,
        post_to=request.url.path,
        back=address("/disclosures", person=person),
    )
