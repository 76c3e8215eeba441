"""The pages as one whole, for the composition root to mount beside the API."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from litestar import Request, Response, Router, get
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException
from litestar.params import FromPath

from ui.language import follow_switch, language_of
from ui.routes.act import act_router
from ui.routes.apply import apply_router
from ui.routes.audit import audit_router
from ui.routes.cases import case_router
from ui.routes.doubles import doubles_router
from ui.routes.figures import figure_router
from ui.routes.signin import SignIn, signin_router
from ui.site import NotAllowed, NotOpen, NotUnderstood, OutOfReach, SignInNeeded, Site, address
from ui.texts import text

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True)
class Pages:
    """All pages and their assets, each failure answered by a page in the reader's language.

    ``not_found`` is for the whole program: an address that leads nowhere reaches no router.
    """

    router: Router
    not_found: dict[Any, Any]


def create_pages(site: Site, signin: SignIn) -> Pages:
    """The pages of a site, to be mounted."""
    failures = handlers(site)
    router = Router(
        "/",
        route_handlers=[
            signin_router(site, signin),
            case_router(site),
            act_router(site),
            apply_router(site),
            audit_router(site),
            doubles_router(site),
            figure_router(site),
            _assets(site),
        ],
        before_request=follow_switch,
        exception_handlers=failures,
    )
    http = failures[HTTPException]
    return Pages(router, {NotFoundException: http, MethodNotAllowedException: http})


def handlers(site: Site) -> dict[Any, Any]:
    """A page for each way in which a request can fail."""

    def message(
        request: AnyRequest,
        status: int,
        kind: str,
        words: str | None = None,
        reference: str = "",
    ) -> Response[str]:
        language = language_of(request)
        return site.answer(
            request,
            "message",
            status=status,
            heading=text(language, f"error.{kind}"),
            words=words or text(language, f"error.{kind}_words"),
            reference=reference,
        )

    def sign_in(request: AnyRequest, _: SignInNeeded) -> Response[Any]:
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        wanted = wanted if request.method == "GET" and wanted != "/" else None
        return Response("", status_code=303, headers={"Location": address("/sign-in", next=wanted)})

    def not_open(request: AnyRequest, problem: NotOpen) -> Response[Any]:
        return message(request, 404, "not_open", problem.message)

    def not_allowed(request: AnyRequest, _: NotAllowed) -> Response[Any]:
        return message(request, 403, "not_allowed")

    def not_understood(request: AnyRequest, problem: NotUnderstood) -> Response[Any]:
        return message(request, 400, "bad_request", str(problem))

    def out_of_reach(request: AnyRequest, _: OutOfReach) -> Response[Any]:
        response = message(request, 503, "out_of_reach")
        response.headers["Retry-After"] = "5"
        return response

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
        OutOfReach: out_of_reach,
        HTTPException: http,
        Exception: failed,
    }


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
