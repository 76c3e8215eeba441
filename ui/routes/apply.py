"""Taking an application: who, how and when. Nothing typed is lost on the way.

One form with several buttons: search for people, add or remove one, register a new one, send. Each
post gives back the whole form, so that it works without scripts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

from graphql import GraphQLInputObjectType
from litestar import Request, Response, Router, get, post
from litestar.response import Redirect

from ui.formats import Language
from ui.forms import Form, Problem, read_input, typed_values
from ui.language import language_called, language_cookie, language_of
from ui.results import outcome_of
from ui.routes.act import SWITCH, case_variables
from ui.routes.kept import kept
from ui.site import NotOpen, OutOfReach, PurposeAsked, SignInNeeded, Site, address, key_of
from ui.texts import text

PERSON = "person."


@dataclass
class Step:
    """Where the form stands beside its values: what was found, whether somebody is registered."""

    form: Form
    found: Mapping[str, Any] | None = None
    registering: bool = False
    registered: str = ""
    register_id: str = field(default_factory=lambda: str(uuid4()))
    status: int = 200


def apply_router(site: Site) -> Router:
    """``/applications/new``, and with ``?case=`` a return to a case that has ended."""

    @get("/new")
    async def show(request: Request[Any, Any, Any]) -> Response[Any]:
        return await _page(site, request, Step(Form()), language_of(request))

    @post("/new", status_code=200)
    async def do(request: Request[Any, Any, Any]) -> Response[Any]:
        typed = typed_values((await request.form()).multi_items())
        try:
            return await _do(site, request, Form(typed=typed))
        except (OutOfReach, PurposeAsked, SignInNeeded) as away:
            return kept(site, request, typed, away)

    return Router("/applications", route_handlers=[show, do])


async def _do(site: Site, request: Request[Any, Any, Any], form: Form) -> Response[Any]:
    language = language_of(request)
    form.command_id = form.value("commandId") or form.command_id
    step = Step(form)
    step.register_id = form.value("registerId") or step.register_id
    what, _, about = form.value("do").partition(":")
    if switched := form.value(SWITCH):
        language = language_called(switched, language)
    elif not site.may_post(request, form.value("csrf")):
        form.problems.append(Problem(text(language, "form.stale_token")))
        step.status = 403
    elif what == "search":
        await _search(site, request, step)
    elif what == "add":
        person, name = _split_person(about)
        _add(form, person, name)
    elif what == "remove":
        _remove(form, about)
    elif what == "register":
        await _register(site, request, step, language)
    elif created := await _submit(site, request, step, language):
        return created
    response = await _page(site, request, step, language)
    if switched:
        response.cookies.append(language_cookie(request, language))
    return response


async def _search(site: Site, request: Request[Any, Any, Any], step: Step) -> None:
    wanted = step.form.value("search").strip()
    if wanted:
        data = await site.ask(request, "apply", {"search": wanted}, "Search")
        step.found = data["people"]


def _split_person(about: str) -> tuple[str, str]:
    """``Person:<uuid>:<name>`` as id and name."""
    kind, key, name = [*about.split(":", 2), "", ""][:3]
    return f"{kind}:{key}", name


def _add(form: Form, person: str, name: str) -> None:
    """Put somebody into the unit, once."""
    typed = cast(dict[str, list[str]], form.typed)
    rows = form.rows("members", 0)
    if any(form.value(f"members.{row}.personId") == person for row in rows):
        return
    at = f"members.{len(rows)}"
    typed[f"{at}.personId"], typed[f"{at}.name"] = [person], [name]
    if not rows:
        typed[f"{at}.role"] = ["APPLICANT"]


def _remove(form: Form, row: str) -> None:
    typed = cast(dict[str, list[str]], form.typed)
    left = [pair for pair in typed.items() if not pair[0].startswith(f"members.{row}.")]
    closed = typed_values((name, value) for name, values in left for value in values)
    typed.clear()
    typed.update(closed)


async def _register(
    site: Site, request: Request[Any, Any, Any], step: Step, language: Language
) -> None:
    """Make a new person known, and put them into the unit."""
    form = step.form
    kind = cast(GraphQLInputObjectType, site.schema.type_map["RegisterPersonInput"])
    given = {"commandId": step.register_id, "textLanguage": language}
    own = {n.removeprefix(PERSON): v for n, v in form.typed.items() if n.startswith(PERSON)}
    values, problems = read_input(kind, own, language, given)
    step.registering = True
    if not problems:
        outcome = outcome_of(await site.ask(request, "apply", {"person": values}, "Register"))
        problems, step.status = outcome.problems, outcome.status
        if outcome.accepted:
            step.registered = f"{values['givenName']} {values['familyName']}"
            _add(form, outcome.ids["personId"], step.registered)
            _forget_person(form)
            step.registering, step.register_id, step.status = False, str(uuid4()), 200
    else:
        step.status = 422
    form.problems.extend(
        Problem(p.message, PERSON + p.field if p.field else None) for p in problems
    )


def _forget_person(form: Form) -> None:
    """Who was registered stands among the members now: the fields are free for the next one."""
    typed = cast(dict[str, list[str]], form.typed)
    for name in [name for name in typed if name.startswith(PERSON)]:
        del typed[name]


async def _submit(
    site: Site, request: Request[Any, Any, Any], step: Step, language: Language
) -> Response[Any] | None:
    form = step.form
    kind = site.documents["apply"].input_type
    assert kind is not None
    if not form.rows("members", 0):
        form.problems.append(Problem(text(language, "apply.nobody"), "members"))
    values, problems = read_input(kind, form.typed, language, {"commandId": form.command_id})
    form.problems.extend(problems)
    if form.problems:
        step.status = 422
        return None
    outcome = outcome_of(await site.ask(request, "apply", {"input": values}, "Submit"))
    if outcome.accepted:
        case = outcome.ids.get("caseId") or form.value("caseId")
        number = outcome.ids.get("number")
        target = address(f"/cases/{key_of(case)}", position=outcome.position, recorded=number)
        return Redirect(target, status_code=303)
    form.problems.extend(outcome.problems)
    form.changed = outcome.kind == "ConcurrentChange"
    step.status = outcome.status
    if outcome.kind == "CommandIdReused":
        form.command_id = str(uuid4())
    return None


async def _page(
    site: Site, request: Request[Any, Any, Any], step: Step, language: Language
) -> Response[Any]:
    reference = request.query_params.get("case", "")
    asked = case_variables(reference) if reference else {}
    data = await site.ask(request, "apply", {"id": asked.get("id"), "known": bool(asked.get("id"))})
    if data["viewer"] is None:
        raise SignInNeeded
    case = data.get("case")
    if case and case["__typename"] != "Case":
        raise NotOpen(case["message"])
    form = step.form
    if not form.typed:
        form.first = _first(site, data, case)
    return site.answer(
        request,
        "apply",
        {**data, "case": case},
        status=step.status,
        language=language,
        form=form,
        form_id="apply",
        found=step.found,
        registering=step.registering,
        registered=step.registered,
        register_id=step.register_id,
        post_to=address("/applications/new", case=reference),
        back=f"/cases/{reference}" if case else "/cases",
    )


def _first(site: Site, data: Mapping[str, Any], case: Mapping[str, Any] | None) -> dict[str, Any]:
    office = data["viewer"]["office"]
    first: dict[str, Any] = {
        "submittedOn": site.today().isoformat(),
        "office": office["code"] if office else None,
        "receivedBy": "LOCAL",
    }
    for index, member in enumerate(case["members"] if case else ()):
        first[f"members.{index}.personId"] = member["person"]["id"]
        first[f"members.{index}.name"] = member["person"]["displayName"]
        first[f"members.{index}.role"] = member["role"]["code"]
        first[f"members.{index}.participantClass"] = member["participantClass"]["code"]
    if case:
        first["programme"] = case["programme"]["code"]
    return first
