"""The consent audit, and who looked at what."""

from typing import Any

from litestar import Request, Response, Router, get

from ui.forms import Form, day
from ui.routes.paging import page_url, paging, position_of
from ui.site import SignInNeeded, Site

STATES = ("GIVEN", "REFUSED", "WITHDRAWN", "EXPIRED")
DECISIONS = ("ALLOWED", "DENIED")


def audit_router(site: Site) -> Router:
    """``/consents`` and ``/looks``."""

    @get("/consents")
    async def consents(request: Request[Any, Any, Any]) -> Response[Any]:
        query = request.query_params
        state = query.get("state", "")
        chosen = {
            "person": query.get("person", ""),
            "state": state if state in STATES else "",
            "search": query.get("search", "").strip(),
        }
        at = paging(request)
        asked = {
            "person": chosen["person"] or None,
            "state": chosen["state"] or None,
            "atLeast": position_of(request),
            **at.forward,
        }
        data = await site.ask(request, "consents", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        found: list[Any] = []
        if chosen["search"]:
            people = await site.ask(request, "consents", {"search": chosen["search"]}, "People")
            found = [edge["node"] for edge in people["people"]["edges"]]
        return site.answer(
            request,
            "consents",
            data,
            chosen=chosen,
            found=found,
            at=at.at,
            size=at.size,
            page_url=page_url("/consents", person=chosen["person"], state=chosen["state"]),
            stale=data["consentAudit"]["freshness"]["stale"],
            reload=request.url.path,
        )

    @get("/looks")
    async def looks(request: Request[Any, Any, Any]) -> Response[Any]:
        query = request.query_params
        decision = query.get("decision", "")
        form = Form(typed={name: [query.get(name, "")] for name in ("from", "to", "decision")})
        at = paging(request)
        asked = {
            "from": day(form.value("from")) or None,
            "to": day(form.value("to")) or None,
            "decision": decision if decision in DECISIONS else None,
            **at.forward,
        }
        data = await site.ask(request, "looks", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        kept = {name: form.value(name) for name in ("from", "to", "decision")}
        return site.answer(
            request,
            "looks",
            data,
            form=form,
            at=at.at,
            size=at.size,
            page_url=page_url("/looks", **kept),
        )

    return Router("/", route_handlers=[consents, looks])
