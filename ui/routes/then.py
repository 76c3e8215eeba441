"""A case as it was known then: ``/cases/<key>/then``, on which nothing can be done."""

from datetime import date
from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from ui.forms import Form, Problem, day
from ui.routes.act import case_variables, the_case
from ui.routes.cases import case_page, timeline_part
from ui.routes.paging import paging, whole
from ui.site import NotUnderstood, SignInNeeded, Site, address

ASKED = ("known", "on", "position")
FIELDS = {"knownOn": "known", "effectiveOn": "on"}


def then_router(site: Site) -> Router:
    """The page of a case at a day (``known``) or position, and what held ``on`` a day by then."""

    @get("/{key:str}/then")
    async def then(request: Request[Any, Any, Any], key: FromPath[str]) -> Response[Any]:
        asked = {name: request.query_params.get(name, "").strip() for name in ASKED}
        form = Form(typed={name: [value] for name, value in asked.items()})
        at = {
            "knownOn": day(asked["known"]) or None,
            "effectiveOn": day(asked["on"]) or None,
            "position": whole(asked["position"]) or None,
        }
        if not any(at.values()):
            return await _chooser(site, request, key, form)
        page, part = paging(request), timeline_part(request)
        variables = {**case_variables(key), "after": page.after, "at": at, **part}
        try:
            data = await site.ask(request, "case", variables)
        except NotUnderstood as problem:
            field = FIELDS.get(problem.field or "")
            form.problems.append(Problem(str(problem), field))
            return await _chooser(site, request, key, form, status=400)
        told = date.fromisoformat(the_case(data)["asOf"])
        return case_page(
            site,
            request,
            data,
            page.at,
            part,
            f"/cases/{key}/then",
            {name: value for name, value in asked.items() if value},
            then=at,
            form=form,
            now_url=address(f"/cases/{key}"),
            days_until=lambda value: (date.fromisoformat(value) - told).days,
        )

    return Router("/cases", route_handlers=[then])


async def _chooser(
    site: Site, request: Request[Any, Any, Any], key: str, form: Form, status: int = 200
) -> Response[Any]:
    data = await site.ask(request, "then")
    if data["viewer"] is None:
        raise SignInNeeded
    return site.answer(
        request, "then", data, status=status, form=form, now_url=address(f"/cases/{key}")
    )
