"""The consent audit, and who looked at what."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath

from ui.forms import Form, day
from ui.language import language_of
from ui.routes.paging import page_url, paging, position_of
from ui.site import NotOpen, SignInNeeded, Site

WITHIN = ("30", "60", "90")
DECISIONS = ("ALLOWED", "DENIED")


def audit_router(site: Site) -> Router:
    """``/consents``, each one's receipt, and ``/looks``."""

    @get("/consents")
    async def consents(request: Request[Any, Any, Any]) -> Response[Any]:
        query = request.query_params
        within = query.get("within", "")
        listed = await site.ask(request, "consents", {}, "States")
        states = {one["code"] for one in listed["states"]}
        state = query.get("state", "")
        chosen: dict[str, Any] = {
            "person": query.get("person", ""),
            "state": state if state in states else "",
            "search": query.get("search", "").strip(),
            "within": int(within) if within in WITHIN else "",
            "known": day(query.get("known", "")),
        }
        at = paging(request)
        asked = {
            "person": chosen["person"] or None,
            "state": chosen["state"] or None,
            "endsWithin": chosen["within"] or None,
            "atLeast": position_of(request),
            "at": {"knownOn": chosen["known"]} if chosen["known"] else None,
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
            {**data, **listed},
            chosen=chosen,
            found=found,
            form=Form(typed={"known": [chosen["known"]]}),
            at=at.at,
            size=at.size,
            page_url=page_url(
                "/consents",
                person=chosen["person"],
                state=chosen["state"],
                within=str(chosen["within"]),
                known=chosen["known"],
            ),
            stale=data["consentAudit"]["freshness"]["stale"],
            lacking=any(
                edge["node"]["person"]["lacksEventsSince"] is not None
                for edge in data["consentAudit"]["edges"]
            ),
            reload=request.url.path,
        )

    @get("/consents/{key:str}/receipt")
    async def receipt(request: Request[Any, Any, Any], key: FromPath[str]) -> Response[Any]:
        """A page to print: in the language that the person wants, whatever the reader's."""
        asked_in = request.query_params.get("in", "")
        wanted = asked_in if asked_in in ("fr", "en") else language_of(request)
        asked = {"id": f"Consent:{key}", "language": wanted}
        data = await site.ask(request, "receipt", asked)
        if data["viewer"] is None:
            raise SignInNeeded
        if data["node"] is None:
            raise NotOpen
        return site.answer(
            request,
            "receipt",
            data,
            receipt=data["node"]["receipt"],
            wanted=wanted,
            other_wanted="en" if wanted == "fr" else "fr",
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

    return Router("/", route_handlers=[consents, receipt, looks])
