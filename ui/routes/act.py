"""A form for each action on a case: ``/cases/<key>/<action>``."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from ui.actions import (
    BY_SLUG,
    Action,
    Case,
    incomplete_application,
    offered,
    pending_application,
)
from ui.formats import Language, in_words
from ui.forms import Form, Problem, Typed, read_input, typed_values
from ui.language import language_called, language_cookie, language_of
from ui.results import Outcome, outcome_of
from ui.routes.kept import kept
from ui.routes.paging import whole
from ui.site import NotOpen, OutOfReach, PurposeAsked, SignInNeeded, Site, address, key_of
from ui.texts import text

SWITCH = "switch-language"
ANSWERS = frozenset({"consent", "refuse-consent"})
OF_A_CONSENT = frozenset({"withdraw-consent", "reaffirm-consent", "revoke-consent", "void-consent"})


def act_router(site: Site) -> Router:
    """The routes of the action forms."""

    @get("/{key:str}/{slug:str}", name="act")
    async def show(
        request: Request[Any, Any, Any], key: FromPath[str], slug: FromPath[str]
    ) -> Response[Any]:
        action = _action(slug)
        data = await site.ask(request, action.page, case_variables(key))
        return _page(site, request, action, data, Form(), language_of(request))

    @post("/{key:str}/{slug:str}", name="do", status_code=200)
    async def do(
        request: Request[Any, Any, Any], key: FromPath[str], slug: FromPath[str]
    ) -> Response[Any]:
        action = _action(slug)
        typed = typed_values((await request.form()).multi_items())
        try:
            return await _do(site, request, action, key, typed)
        except (OutOfReach, PurposeAsked, SignInNeeded) as away:
            return kept(site, request, typed, away)

    return Router("/cases", route_handlers=[show, do])


def case_variables(reference: str) -> dict[str, Any]:
    """A case by the key of its id, or by its number: a file opens by any reference."""
    by_key = len(reference) == 36 and reference.count("-") == 4
    return {"id": f"Case:{reference}"} if by_key else {"number": reference}


def the_case(data: Mapping[str, Any]) -> Case:
    """The case in an answer. Raises ``SignInNeeded`` or ``NotOpen``."""
    if data["viewer"] is None:
        raise SignInNeeded
    case = data["case"]
    if case["__typename"] != "Case":
        raise NotOpen(case["message"])
    return case


async def _do(
    site: Site, request: Request[Any, Any, Any], action: Action, key: str, typed: Typed
) -> Response[Any]:
    language = language_of(request)
    form = Form(typed=typed)
    form.command_id = form.value("commandId") or form.command_id
    status = 200
    if switched := form.value(SWITCH):
        language = language_called(switched, language)
    elif form.value("preview"):
        form.preview = True
    elif not site.may_post(request, form.value("csrf")):
        form.problems.append(Problem(text(language, "form.stale_token")))
        status = 403
    else:
        outcome = await _send(site, request, action, key, form, language)
        if outcome and outcome.accepted:
            return Redirect(address(f"/cases/{key}", position=outcome.position), status_code=303)
        status = outcome.status if outcome else 422
    data = await site.ask(request, action.page, case_variables(key))
    if form.preview:
        data = {**data, "preview": await _preview(site, request, action, form)}
    response = _page(site, request, action, data, form, language, status)
    if switched:
        response.cookies.append(language_cookie(request, language))
    return response


async def _send(
    site: Site,
    request: Request[Any, Any, Any],
    action: Action,
    key: str,
    form: Form,
    language: Language,
) -> Outcome | None:
    """Give the command; nothing where what was typed cannot even be carried."""
    kind = site.documents[action.page].input_type
    assert kind is not None
    given = {"commandId": form.command_id}
    if form.value("caseId"):
        given["caseId"] = form.value("caseId")
    values, problems = read_input(kind, form.typed, language, given)
    if problems:
        form.problems.extend(problems)
        return None
    outcome = outcome_of(await site.ask(request, action.page, {"input": values}, "Submit"))
    form.problems.extend(outcome.problems)
    form.changed = outcome.kind == "ConcurrentChange"
    if outcome.kind == "CommandIdReused":
        form.command_id = Form().command_id
    return outcome


async def _preview(
    site: Site, request: Request[Any, Any, Any], action: Action, form: Form
) -> list[Any]:
    """What each recipient would see, once what, with whom and for what are chosen."""
    asked: dict[str, Any] = {
        axis: [value for value in form.values(axis) if value]
        for axis in ("categories", "recipients", "purposes")
    }
    if not all(asked.values()) or not form.value("personId"):
        return []
    asked["person"] = form.value("personId")
    found = await site.ask(request, action.page, asked, "Preview")
    shown: list[Any] = found["consentPreview"]
    return shown


def _page(
    site: Site,
    request: Request[Any, Any, Any],
    action: Action,
    data: Mapping[str, Any],
    form: Form,
    language: Language,
    status: int = 200,
) -> Response[Any]:
    case = the_case(data)
    target = {name: request.query_params.get(name, "") for name in action.target}
    person = request.query_params.get("person", "")
    consent = request.query_params.get("consent", "")
    about = _about(action, case, target)
    possible = offered(action, case, data["viewer"]["canCommand"])
    if not form.typed and (about is None or not possible):
        return site.answer(
            request, "act/not-now", {**data, "case": case, "action": action}, status=409
        )
    wanted = {**target, "person": person}
    form.first = {
        **action.first(case, wanted, site.today(), language),
        **_values(action, about, data["viewer"]),
        **(_asked_for(case, consent) if action.slug in ANSWERS else {}),
    }
    return site.answer(
        request,
        action.page,
        data,
        status=status,
        language=language,
        form=form,
        form_id="act",
        action=action,
        about=about,
        target=target,
        preview=data.get("preview", []),
        post_to=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        people=[m["person"] for m in case["members"]],
        choices=_choices(case, language),
        colleagues=lambda people, here: [one for one in people if _of_office(one, case) == here],
        news=_news(case, form) if form.changed else [],
        back=f"/cases/{key_of(case['id'])}",
    )


def _choices(case: Case, language: Language) -> list[dict[str, str]]:
    """Whom a form can be about: who is in the unit, and where it asks for them, who was."""
    found = {
        m["person"]["id"]: {"code": m["person"]["id"], "label": m["person"]["displayName"]}
        for m in case["members"]
    }
    for was in case.get("memberships", ()):
        if was["leftOn"] and was["person"]["id"] not in found:
            days = {"from": was["joinedOn"], "until": was["leftOn"]}
            words = {name: in_words(day, language, short=True) for name, day in days.items()}
            found[was["person"]["id"]] = {
                "code": was["person"]["id"],
                "label": was["person"]["displayName"],
                "description": text(language, "case.member_until", **words),
            }
    return list(found.values())


def _action(slug: str) -> Action:
    if slug not in BY_SLUG:
        raise NotOpen
    return BY_SLUG[slug]


def _about(action: Action, case: Case, target: Mapping[str, str]) -> Any:
    """What the form is about: an application, plan, step, referral, benefit, consent or person."""
    if action.slug == "complete":
        return incomplete_application(case)
    if action.slug in ("decide", "withdraw"):
        return pending_application(case)
    if action.slug in ("add-step", "progress"):
        plan = _by_id(case["plans"], target["plan"])
        if plan is None or action.slug == "add-step":
            return plan
        return _by_id(plan["items"], target["item"])
    if action.slug in ("answer", "close"):
        return _by_id(case["referrals"], target["referral"])
    if action.slug in ("met", "call-off"):
        return _by_id(case["appointments"], target["appointment"])
    if action.slug == "task":
        return _by_id(case["tasks"], target["task"])
    if action.slug in ("letter-sent", "letter-gone"):
        return _by_id([one for one in case["letters"] if one["waiting"]], target["letter"])
    if action.slug == "reverse":
        return _by_id(case["benefits"], target["benefit"])
    if action.slug in OF_A_CONSENT:
        return _by_id(_consents(case), target["consent"])
    if action.slug == "contact":
        return _by_id([m["person"] for m in case["contacts"]], target["person"])
    return case


def _consents(case: Case) -> list[Mapping[str, Any]]:
    return [c for member in case["consents"] for c in member["person"]["consents"]]


def _asked_for(case: Case, consent: str) -> dict[str, Any]:
    """First values of an answer to a request that waits."""
    request = _by_id(_consents(case), consent) if consent else None
    if request is None or request["state"] != "REQUESTED":
        return {}
    return {"consentId": request["id"], **_codes_of(request)}


def _codes_of(consent: Mapping[str, Any]) -> dict[str, Any]:
    axes = ("categories", "recipients", "purposes")
    return {axis: [code["code"] for code in consent[axis]] for axis in axes}


def _by_id(found: Sequence[Mapping[str, Any]], wanted: str) -> Mapping[str, Any] | None:
    return next((one for one in found if one["id"] == wanted), None)


def _values(action: Action, about: Any, viewer: Mapping[str, Any]) -> dict[str, Any]:
    """First values that come from what the form is about."""
    if about is None:
        return {}
    if action.slug == "contact":
        told = {k: about[k] for k in ("telephone", "email", "address", "safeContact")}
        told |= {k: about[k] for k in ("safeHours", "codeWord")}
        return told | {"safeMeans": [means["code"] for means in about["safeMeans"]]}
    if action.slug == "seal":
        return {"reviewers": [viewer["id"]]}  # who seals a file does not shut themselves out
    if action.slug == "progress":
        return {"status": about["status"]["code"]}
    if action.slug == "reaffirm-consent":
        return _codes_of(about)
    return {}


def _of_office(colleague: Mapping[str, Any], case: Case) -> bool:
    return bool(case["office"] and colleague["office"] == case["office"])


def _news(case: Case, form: Form) -> list[Mapping[str, Any]]:
    """What was recorded on the case since the form was opened."""
    since = whole(form.value("seenPosition"))
    entries = [edge["node"] for edge in case["timeline"]["edges"]]
    return [entry for entry in entries if entry["position"] > since]
