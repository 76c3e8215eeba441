"""Signing in and out: at the identity provider, by a link that opens once, or in the demo as anybody."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath
from litestar.response import Redirect

from ui.formats import Language
from ui.forms import typed_values
from ui.language import language_of
from ui.places import places
from ui.site import NotSignedIn, SignInNeeded, Site, ours

AnyRequest = Request[Any, Any, Any]
ABOUT = {
    "INTAKE": "signin.about_intake",
    "CASEWORKER": "signin.about_caseworker",
    "SUPERVISOR": "signin.about_supervisor",
    "EMPLOYMENT_PARTNER": "signin.about_partner",
    "COMMUNITY_PARTNER": "signin.about_partner",
    "LIAISON": "signin.about_liaison",
    "PRIVACY_OFFICER": "signin.about_privacy",
    "REPORTING": "signin.about_reporting",
    "OPERATOR": "signin.about_operator",
}
"""What each role does here, in a sentence."""


@dataclass(frozen=True)
class DemoAccount:
    """Somebody whom the demo lets one sign in as, in one of their roles."""

    id: str
    name: str
    role: str
    role_label: str
    office: str | None
    office_label: str | None

    @property
    def about(self) -> str:
        return ABOUT.get(self.role, "signin.about_other")


@dataclass(frozen=True)
class Provider:
    """Signing in elsewhere and coming back. ``start`` is told where to go then, and whether to bind.

    ``start`` gives where to send the browser; ``finish`` the session's cookie, and where to go.
    Both give the cookie of the sign-in under way (``finish`` its end).
    """

    name: Callable[[Language], str]
    start: Callable[[AnyRequest, str, bool], Awaitable[tuple[str, Cookie]]]
    finish: Callable[[AnyRequest], Awaitable[tuple[Cookie, Cookie, str]]]
    leave: Callable[[], Awaitable[str | None]]


@dataclass(frozen=True)
class SignIn:
    """What signing in stands on; each opener gives the session's cookie, or nothing.

    ``wear`` is another session in another role; ``end`` may end the account's others too.
    """

    demo_accounts: Callable[[Language], Awaitable[Sequence[DemoAccount]]]
    open_demo: Callable[[AnyRequest, str, str], Awaitable[Cookie | None]]
    open_link: Callable[[AnyRequest, str], Awaitable[Cookie | None]]
    wear: Callable[[AnyRequest, str], Awaitable[Cookie | None]]
    end: Callable[[AnyRequest, bool], Awaitable[Cookie]]
    provider: Provider | None = None


def signin_router(site: Site, signin: SignIn) -> Router:
    """``/``, ``/sign-in``, ``/sign-in/<secret>``, ``/hat``, ``/sign-ins`` and ``/sign-out``."""

    @get("/")
    async def home(request: AnyRequest) -> Response[Any]:
        data = await site.ask(request, "home")
        if data["viewer"] is None:
            raise SignInNeeded
        return Redirect(places(data["viewer"])[0], status_code=303)

    @get("/sign-in")
    async def show(request: AnyRequest) -> Response[Any]:
        return await _page(site, signin, request)

    @post("/sign-in", status_code=200)
    async def choose(request: AnyRequest) -> Response[Any]:
        typed = typed_values((await request.form()).multi_items())
        account, role = (typed.get(name, [""])[0] for name in ("account", "role"))
        cookie = await signin.open_demo(request, account, role) if site.demo else None
        if cookie is None:
            return await _page(site, signin, request, spent=True, status=403)
        return _enter(cookie, typed.get("next", [""])[0])

    @get("/sign-in/{link:str}")
    async def ask(request: AnyRequest, link: FromPath[str]) -> Response[Any]:
        # Opened by a press, not by the look: a mail scanner that follows links must not spend it.
        return site.answer(
            request,
            "sign-in",
            link=link,
            spent=False,
            left=False,
            ended=False,
            accounts=[],
            others=[],
            next="",
            provider=None,
            leave=None,
        )

    @post("/sign-in/{link:str}", status_code=200)
    async def enter(request: AnyRequest, link: FromPath[str]) -> Response[Any]:
        cookie = await signin.open_link(request, link)
        if cookie is None:
            return await _page(site, signin, request, spent=True, status=403)
        return _enter(cookie, "")

    @get("/sign-ins")
    async def sign_ins(request: AnyRequest) -> Response[Any]:
        data = await site.ask(request, "sign-ins")
        if data["viewer"] is None:
            raise SignInNeeded
        return site.answer(request, "sign-ins", data, provider=_name(signin, request))

    @post("/hat", status_code=200)
    async def wear(request: AnyRequest) -> Response[Any]:
        typed = typed_values((await request.form()).multi_items())
        if not site.may_post(request, typed.get("csrf", [""])[0]):
            return Redirect("/", status_code=303)
        cookie = await signin.wear(request, typed.get("role", [""])[0])
        return Redirect("/", status_code=303, cookies=[cookie] if cookie else [])

    @post("/sign-out", status_code=200)
    async def leave(request: AnyRequest) -> Response[Any]:
        typed = typed_values((await request.form()).multi_items())
        if not site.may_post(request, typed.get("csrf", [""])[0]):
            return Redirect("/", status_code=303)
        cookie = await signin.end(request, typed.get("everywhere", [""])[0] == "yes")
        return Redirect("/sign-in?left=1", status_code=303, cookies=[cookie])

    handlers = [home, show, choose, ask, enter, sign_ins, wear, leave]
    if signin.provider:
        handlers += provider_handlers(site, signin.provider)
    return Router("/", route_handlers=handlers)


def provider_handlers(site: Site, provider: Provider) -> list[Any]:
    """``/sign-in/start`` and ``/sign-in/return``: out to the identity provider, and back."""

    @get("/sign-in/start")
    async def start(request: AnyRequest) -> Response[Any]:
        # A GET, for the browser must follow it to another site, which no form of ours may.
        query = request.query_params
        bind = query.get("bind") == "1"
        # Nobody may be led to bind their account to whoever happens to be signed in over there.
        if bind and not site.may_post(request, query.get("csrf", "")):
            return Redirect("/sign-ins", status_code=303)
        target, cookie = await provider.start(request, query.get("next", ""), bind)
        return Redirect(target, status_code=303, cookies=[cookie])

    @get("/sign-in/return")
    async def arrive(request: AnyRequest) -> Response[Any]:
        try:
            session, spent, wanted = await provider.finish(request)
        except NotSignedIn as refused:
            # Back to this address by the browser's own button, signed in already.
            if refused.code == "STATE" and (await site.ask(request, "home"))["viewer"]:
                return Redirect("/", status_code=303)
            raise
        return _enter(session, wanted, spent)

    return [start, arrive]


def _name(signin: SignIn, request: AnyRequest) -> str | None:
    """What the identity provider is called, empty where nobody said; None where there is none."""
    return signin.provider.name(language_of(request)) if signin.provider else None


async def _page(
    site: Site,
    signin: SignIn,
    request: AnyRequest,
    *,
    spent: bool = False,
    status: int = 200,
) -> Response[Any]:
    accounts = await signin.demo_accounts(language_of(request)) if site.demo else []
    shown = cards(accounts)
    query = request.query_params
    left = query.get("left") == "1"
    return site.answer(
        request,
        "sign-in",
        status=status,
        link="",
        spent=spent,
        left=left,
        # Sent here from a page, with the cookie of a session: that one is over.
        ended=not left and not spent and "next" in query and bool(site.secret(request)),
        accounts=shown,
        others=[account for account in accounts if account not in shown],
        next=query.get("next", ""),
        provider=_name(signin, request),
        leave=await signin.provider.leave() if left and signin.provider else None,
    )


def cards(accounts: Sequence[DemoAccount]) -> list[DemoAccount]:
    """One account of each role, of one office where it can be: their work is on the same cases."""
    roles: dict[str, set[str]] = {}
    for account in accounts:
        roles.setdefault(account.office or "", set()).add(account.role)
    order = sorted(roles, key=lambda office: (-len(roles[office]) if office else 0, office))
    chosen: dict[str, DemoAccount] = {}
    for account in sorted(accounts, key=lambda one: order.index(one.office or "")):
        chosen.setdefault(account.role, account)
    return sorted(chosen.values(), key=_rank)


def _rank(account: DemoAccount) -> int:
    """The order of the cards: the work as it flows; a role of no card's own comes last."""
    roles = list(ABOUT)
    return roles.index(account.role) if account.role in roles else len(roles)


def _enter(cookie: Cookie, wanted: str, *more: Cookie) -> Response[Any]:
    """On to where the reader wanted to go: a page of ours, never another site."""
    return Redirect(ours(wanted), status_code=303, cookies=[cookie, *more])
