"""Signing in and out: by a link that opens once, or in the demo as whoever one likes."""

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
from ui.site import SignInNeeded, Site

ABOUT = {
    "INTAKE": "signin.about_intake",
    "CASEWORKER": "signin.about_caseworker",
    "SUPERVISOR": "signin.about_supervisor",
    "EMPLOYMENT_PARTNER": "signin.about_partner",
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
class SignIn:
    """What signing in stands on; each opener gives the session's cookie, or nothing."""

    demo_accounts: Callable[[Language], Awaitable[Sequence[DemoAccount]]]
    open_demo: Callable[[str, str], Awaitable[Cookie | None]]
    open_link: Callable[[str], Awaitable[Cookie | None]]
    end: Callable[[Request[Any, Any, Any]], Awaitable[Cookie]]


def signin_router(site: Site, signin: SignIn) -> Router:
    """``/``, ``/sign-in``, ``/sign-in/<secret>`` and ``/sign-out``."""

    @get("/")
    async def home(request: Request[Any, Any, Any]) -> Response[Any]:
        data = await site.ask(request, "home")
        if data["viewer"] is None:
            raise SignInNeeded
        return Redirect(places(data["viewer"])[0], status_code=303)

    @get("/sign-in")
    async def show(request: Request[Any, Any, Any]) -> Response[Any]:
        return await _page(site, signin, request)

    @post("/sign-in", status_code=200)
    async def choose(request: Request[Any, Any, Any]) -> Response[Any]:
        typed = typed_values((await request.form()).multi_items())
        account, role = (typed.get(name, [""])[0] for name in ("account", "role"))
        cookie = await signin.open_demo(account, role) if site.demo else None
        if cookie is None:
            return await _page(site, signin, request, spent=True, status=403)
        return _enter(cookie, typed.get("next", [""])[0])

    @get("/sign-in/{link:str}")
    async def ask(request: Request[Any, Any, Any], link: FromPath[str]) -> Response[Any]:
        # Opened by a press, not by the look: a mail scanner that follows links must not spend it.
        return site.answer(
            request, "sign-in", link=link, spent=False, left=False, accounts=[], others=[], next=""
        )

    @post("/sign-in/{link:str}", status_code=200)
    async def enter(request: Request[Any, Any, Any], link: FromPath[str]) -> Response[Any]:
        cookie = await signin.open_link(link)
        if cookie is None:
            return await _page(site, signin, request, spent=True, status=403)
        return _enter(cookie, "")

    @post("/sign-out", status_code=200)
    async def leave(request: Request[Any, Any, Any]) -> Response[Any]:
        typed = typed_values((await request.form()).multi_items())
        if not site.may_post(request, typed.get("csrf", [""])[0]):
            return Redirect("/", status_code=303)
        cookie = await signin.end(request)
        return Redirect("/sign-in?left=1", status_code=303, cookies=[cookie])

    return Router("/", route_handlers=[home, show, choose, ask, enter, leave])


async def _page(
    site: Site,
    signin: SignIn,
    request: Request[Any, Any, Any],
    *,
    spent: bool = False,
    status: int = 200,
) -> Response[Any]:
    accounts = await signin.demo_accounts(language_of(request)) if site.demo else []
    shown = cards(accounts)
    return site.answer(
        request,
        "sign-in",
        status=status,
        link="",
        spent=spent,
        left=request.query_params.get("left") == "1",
        accounts=shown,
        others=[account for account in accounts if account not in shown],
        next=request.query_params.get("next", ""),
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


def _enter(cookie: Cookie, wanted: str) -> Response[Any]:
    """On to where the reader wanted to go: a page of ours, never another site."""
    ours = wanted.startswith("/") and wanted[1:2] not in ("/", "\\") and wanted.isprintable()
    return Redirect(wanted if ours else "/", status_code=303, cookies=[cookie])
