"""The pages as one whole, for the composition root to mount beside the API."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from litestar import MediaType, Request, Response, Router, get
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.params import FromPath

from ui.formats import Language
from ui.language import follow_switch, language_of
from ui.routes.act import act_router
from ui.routes.apply import apply_router
from ui.routes.audit import audit_router
from ui.routes.cases import case_router
from ui.routes.disclosures import disclosures_router
from ui.routes.disposals import disposals_router
from ui.routes.doubles import doubles_router
from ui.routes.effects import effects_router
from ui.routes.emergency import emergency_router, number_in
from ui.routes.figures import figure_router
from ui.routes.learned import learned_router
from ui.routes.letters import letters_router
from ui.routes.office import office_router
from ui.routes.oversight import oversight_router
from ui.routes.purpose import purpose_page, purpose_router
from ui.routes.signin import SignIn, signin_router
from ui.routes.then import then_router
from ui.site import (
    BeingRebuilt,
    NotAllowed,
    NotOpen,
    NotSignedIn,
    NotUnderstood,
    OutOfReach,
    PurposeAsked,
    SignInNeeded,
    Site,
    TryLater,
    address,
)
from ui.texts import catalogue, text

AnyRequest = Request[Any, Any, Any]
LATE_SECONDS = 2.0


@dataclass(frozen=True)
class Pages:
    """All pages and their assets, each failure answered by a page in the reader's language.

    ``not_found`` is for the whole program: an address that leads nowhere reaches no router.
    """

    router: Router
    not_found: dict[Any, Any]
    cross_site: Callable[[AnyRequest], Response[str]]
    """What a browser is shown whose request another site caused."""


def create_pages(site: Site, signin: SignIn) -> Pages:
    """The pages of a site, to be mounted."""
    failures = handlers(site)
    router = Router(
        "/",
        route_handlers=[
            signin_router(site, signin),
            case_router(site),
            then_router(site),
            act_router(site),
            apply_router(site),
            audit_router(site),
            disclosures_router(site),
            disposals_router(site),
            doubles_router(site),
            effects_router(site),
            emergency_router(site),
            oversight_router(site),
            figure_router(site),
            learned_router(site),
            letters_router(site),
            office_router(site),
            purpose_router(site),
            _assets(site),
        ],
        before_request=follow_switch,
        exception_handlers=failures,
    )
    http = failures[HTTPException]

    def cross_site(request: AnyRequest) -> Response[str]:
        return _message(site, request, 403, "cross_site")

    return Pages(router, {NotFoundException: http, MethodNotAllowedException: http}, cross_site)


ANSWERED = (SignInNeeded, NotOpen, NotAllowed, NotUnderstood, PurposeAsked, TryLater)
"""What is raised for an answer of its own, in the course of ordinary work: nothing has failed."""


def handlers(site: Site) -> dict[Any, Any]:
    """A page for each way in which a request can fail."""

    def message(request: AnyRequest, status: int, kind: str, **more: Any) -> Response[str]:
        plain = _message(site, request, status, kind, **more)
        if not site.secret(request):
            return plain
        return LatePage(plain, lambda: _with_viewer(site, request, status, kind, **more))

    def asked_for(request: AnyRequest) -> str:
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")

    def sign_in(request: AnyRequest, _: SignInNeeded) -> Response[Any]:
        wanted = asked_for(request)
        wanted = wanted if request.method == "GET" and wanted != "/" else None
        return Response("", status_code=303, headers={"Location": address("/sign-in", next=wanted)})

    def not_open(request: AnyRequest, problem: NotOpen) -> Response[Any]:
        return message(request, 404, "not_open", words=problem.message)

    def not_allowed(request: AnyRequest, _: NotAllowed) -> Response[Any]:
        return message(request, 403, "not_allowed")

    def not_understood(request: AnyRequest, problem: NotUnderstood) -> Response[Any]:
        return message(request, 400, "bad_request", words=str(problem))

    def purpose_asked(request: AnyRequest, problem: PurposeAsked) -> Response[Any]:
        plain = _message(site, request, 200, "not_open")
        back = asked_for(request)
        return LatePage(plain, lambda: purpose_page(site, request, problem.file, back))

    def out_of_reach(request: AnyRequest, problem: OutOfReach) -> Response[Any]:
        rebuilt = isinstance(problem, BeingRebuilt)
        kind, words = ("being_rebuilt", str(problem)) if rebuilt else ("out_of_reach", None)
        response = _message(site, request, 503, kind, words=words)
        response.headers["Retry-After"] = "5"
        return response

    def try_later(request: AnyRequest, problem: TryLater) -> Response[Any]:
        words = text(language_of(request), "error.try_later_words", n=problem.minutes)
        response = _message(site, request, 429, "try_later", words=words)
        response.headers["Retry-After"] = str(problem.minutes * 60)
        return response

    def not_signed_in(request: AnyRequest, problem: NotSignedIn) -> Response[Any]:
        away = problem.code == "PROVIDER_AWAY"
        words = refusal_words(language_of(request), problem)
        return _message(site, request, 503 if away else 403, "not_signed_in", words=words)

    def http(request: AnyRequest, problem: HTTPException) -> Response[Any]:
        if problem.status_code in (404, 405):
            return message(request, 404, "not_found")
        if problem.status_code < 500:
            return message(request, problem.status_code, "bad_request")
        return failed(request, problem)

    def failed(request: AnyRequest, problem: Exception) -> Response[Any]:
        reference = str(uuid4())
        site.log(request, problem, reference)
        return message(request, 500, "failed", reference=reference)

    return {
        SignInNeeded: sign_in,
        NotOpen: not_open,
        NotAllowed: not_allowed,
        NotUnderstood: not_understood,
        PurposeAsked: purpose_asked,
        OutOfReach: out_of_reach,
        TryLater: try_later,
        NotSignedIn: not_signed_in,
        HTTPException: http,
        Exception: failed,
    }


def _message(
    site: Site,
    request: AnyRequest,
    status: int,
    kind: str,
    *,
    words: str | None = None,
    reference: str = "",
    data: Mapping[str, Any] | None = None,
) -> Response[str]:
    language = language_of(request)
    more = {"not_open": number_in(request.url.path)} if kind == "not_open" else {}
    return site.answer(
        request,
        "message",
        data,
        status=status,
        **more,
        heading=text(language, f"error.{kind}"),
        words=words or text(language, f"error.{kind}_words"),
        reference=reference,
    )


async def _with_viewer(
    site: Site, request: AnyRequest, status: int, kind: str, **more: Any
) -> Response[str]:
    data = await site.ask(request, "home")
    return _message(site, request, status, kind, data=data, **more)


class LatePage(Response[str]):
    """A failure's page with the way back: rendered when it is sent, for then may be asked who reads.

    What handles a failure cannot wait. Where the question fails too, the plain page must do.
    """

    def __init__(self, plain: Response[str], ask: Callable[[], Awaitable[Response[str]]]) -> None:
        super().__init__(
            plain.content,
            status_code=plain.status_code,
            media_type=MediaType.HTML,
            headers=plain.headers,
        )
        self._plain, self._ask = plain, ask

    def to_asgi_response(self, *args: Any, **options: Any) -> Any:
        async def late(scope: Any, receive: Any, send: Any) -> None:
            shown = self._plain
            with suppress(Exception):
                async with asyncio.timeout(LATE_SECONDS):
                    shown = await self._ask()
            await shown.to_asgi_response(*args, **options)(scope, receive, send)

        return late


def refusal_words(language: Language, problem: NotSignedIn) -> str:
    """Why the identity provider's answer opened nothing, as far as the reader can mend it."""
    key = f"signin.refused_{problem.code.lower()}"
    known = key in catalogue(language)
    return text(language, key if known else "signin.refused_token", value=problem.value)


def _assets(site: Site) -> Any:
    @get("/assets/{path:path}", sync_to_thread=False)
    def asset(path: FromPath[str]) -> Response[bytes]:
        found = site.assets.read(path)
        if found is None:
            raise NotOpen
        body, media_type = found
        headers = {"Cache-Control": site.assets.cache_control}
        return Response(body, media_type=media_type, headers=headers)

    return asset
