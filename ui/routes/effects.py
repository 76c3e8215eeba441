"""What follows from events, for who operates the ledger: what waits, what failed, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInputObjectType
from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from ui.forms import Form, Problem, read_input
from ui.language import language_of
from ui.results import outcome_of
from ui.routes.kept import kept
from ui.routes.paging import page_url, paging
from ui.routes.posting import typed_form
from ui.site import NotOpen, OutOfReach, SignInNeeded, Site, address
from ui.texts import text

AnyRequest = Request[Any, Any, Any]

SHOWN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "": ("effects.open", ("WAITING", "REFUSED", "DEAD")),
    "failed": ("effects.only_failed", ("REFUSED", "DEAD")),
    "dropped": ("effects.only_dropped", ("DROPPED",)),
    "done": ("effects.only_done", ("DONE",)),
}
"""Which are listed, by what the address says: what has not come to an end, unless it says more."""


@dataclass(frozen=True)
class Step:
    """A form page ``/effects/<key>/<slug>``: its mutation, and of which states it can be asked."""

    slug: str
    mutation: str
    text: str
    lead: str
    states: frozenset[str]
    reason: bool = False


RETRY = Step(
    "retry", "RetryEffect", "effects.retry", "effects.retry_lead", frozenset({"REFUSED", "DEAD"})
)
DROP = Step(
    "drop",
    "DropEffect",
    "effects.drop",
    "effects.drop_lead",
    frozenset({"WAITING", "REFUSED", "DEAD"}),
    reason=True,
)
STEPS: Mapping[str, Step] = {step.slug: step for step in (RETRY, DROP)}


def effects_router(site: Site) -> Router:
    """``/effects``, and under a key the forms of what can be done about it."""

    @get("/")
    async def listed(request: AnyRequest) -> Response[Any]:
        chosen = request.query_params.get("state", "")
        chosen = chosen if chosen in SHOWN else ""
        done = request.query_params.get("done", "")
        at = paging(request)
        asked = {"states": SHOWN[chosen][1], **at.forward}
        data = await site.ask(request, "effects", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        found = data["effects"]
        counts = {(one["process"], one["state"]): one["count"] for one in found["counts"]}
        last = found["effects"][-1]["key"] if found["effects"] else None
        return site.answer(
            request,
            "effects",
            data,
            chosen=chosen,
            shown_states=[(slug, words) for slug, (words, _) in SHOWN.items()],
            done=done if done in STEPS else "",
            count=lambda process, state: counts.get((process, state), 0),
            retried=RETRY.states,
            given_up=DROP.states,
            pages={"hasNextPage": found["hasMore"], "hasPreviousPage": False, "endCursor": last},
            at=at.at,
            size=at.size,
            page_url=page_url("/effects", state=chosen),
        )

    @get("/{key:str}/{slug:str}")
    async def show(request: AnyRequest, key: FromPath[str], slug: FromPath[str]) -> Response[Any]:
        return await _page(site, request, _step(slug), key, Form())

    @post("/{key:str}/{slug:str}", status_code=200)
    async def do(request: AnyRequest, key: FromPath[str], slug: FromPath[str]) -> Response[Any]:
        step, form = _step(slug), await typed_form(request)
        try:
            status = await _send(site, request, step, key, form)
            if status is None:
                return Redirect(address("/effects", done=slug), status_code=303)
            return await _page(site, request, step, key, form, status)
        except (OutOfReach, SignInNeeded) as away:
            return kept(site, request, form.typed, away)

    return Router("/effects", route_handlers=[listed, show, do])


def _step(slug: str) -> Step:
    if slug not in STEPS:
        raise NotOpen
    return STEPS[slug]


async def _send(site: Site, request: AnyRequest, step: Step, key: str, form: Form) -> int | None:
    """Nothing where it was done; else the status of the page that shows the form again."""
    language = language_of(request)
    if not site.may_post(request, form.value("csrf")):
        form.problems.append(Problem(text(language, "form.stale_token")))
        return 403
    kind = site.schema.get_type(f"{step.mutation}Input")
    assert isinstance(kind, GraphQLInputObjectType)
    values, problems = read_input(kind, form.typed, language, {"key": key})
    if problems:
        form.problems.extend(problems)
        return 422
    answer = await site.ask(request, "effect-act", {"input": values}, step.mutation)
    outcome = outcome_of(answer)
    form.problems.extend(outcome.problems)
    return None if outcome.accepted else outcome.status


async def _page(
    site: Site, request: AnyRequest, step: Step, key: str, form: Form, status: int = 200
) -> Response[Any]:
    data = await site.ask(request, "effect-act", {"key": key})
    if data["viewer"] is None:
        raise SignInNeeded
    if data["effect"] is None:
        raise NotOpen
    late = data["effect"]["state"] not in step.states
    return site.answer(
        request,
        "effect-act",
        data,
        status=409 if late and not form.refused else status,
        form=form,
        step=step,
    )
