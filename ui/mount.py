"""The pages on top of the API: ``mount(api)`` is what the composition root adds to its handlers."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie

from api.access.code_flow import VALID_FOR, SignInRefused
from api.access.oidc.errors import ProviderAway
from api.access.signing_in import DemoSignIn, demo_accounts, demo_secret
from api.app import Api
from api.errors import Fault, Unavailable
from api.http import address_of
from api.labels import Labels
from ui.app import Pages, create_pages
from ui.formats import Language
from ui.inprocess import in_process
from ui.routes.signin import DemoAccount, Provider, SignIn
from ui.site import NotSignedIn, OutOfReach, SignInNeeded, Site, TryLater

log = logging.getLogger("caseledger.ui")
AnyRequest = Request[Any, Any, Any]
FLOW_SECONDS = int(VALID_FOR.total_seconds())


def mount(api: Api) -> Pages:
    """All pages of this API. Raises ``ui.documents.BadDocument`` where one does not fit its schema."""
    site = Site(
        execute=in_process(api),
        schema=api.schema,
        zone=api.services.ledger.zone,
        demo=api.settings.demo,
        secret=lambda request: request.cookies.get(api.cookie),
    )
    pages = create_pages(site, sign_in(api))
    api.refusal_page = pages.cross_site
    return pages


def sign_in(api: Api) -> SignIn:
    """Signing in by the API's own sessions."""

    async def people(language: Language) -> Sequence[DemoAccount]:
        try:
            found = await demo_accounts(api)
            labels = Labels(await api.services.policy(), language)
        except Unavailable as away:
            raise OutOfReach from away
        return [
            DemoAccount(
                id=str(account.account_id),
                name=account.display_name,
                role=role,
                role_label=labels.word("roles", role),
                office=account.office,
                office_label=labels.word("offices", account.office) if account.office else None,
            )
            for account in found
            for role in account.roles
        ]

    async def open_demo(request: AnyRequest, account: str, role: str) -> Cookie | None:
        try:
            wanted = DemoSignIn(account=UUID(account), role=role or None)
        except ValueError:
            return None
        with reachable():
            return await _entered(api, request, await demo_secret(api, wanted))

    async def open_link(request: AnyRequest, link: str) -> Cookie | None:
        with reachable():
            made = await api.services.sessions.open_by_link(link, address=address_of(request))
            return await _entered(api, request, made)

    async def wear(request: AnyRequest, role: str) -> Cookie | None:
        with reachable():
            session = await api.session(request)
            if session is None:
                raise SignInNeeded
            made = await api.services.sessions.wear(session, role, address_of(request))
        return _cookie(api, made)

    async def end(request: AnyRequest, everywhere: bool) -> Cookie:
        # Whoever reads "signed out" must be: the cookie stays as long as the session does.
        with reachable():
            session = await api.session(request)
            if session is not None and everywhere:
                await api.services.sessions.end_everywhere(session)
            elif session is not None:
                await api.services.sessions.end(session)
        return _written(api, "", 0)

    return SignIn(people, open_demo, open_link, wear, end, _provider(api))


def _provider(api: Api) -> Provider | None:
    """The identity provider's way, where there is one."""
    flow, said, provider = api.services.code_flow, api.settings.sign_in, api.services.provider
    if flow is None or said is None or provider is None:
        return None

    async def start(request: AnyRequest, wanted: str, bind: bool) -> tuple[str, Cookie]:
        with reachable():
            session = await api.session(request) if bind else None
            if bind and session is None:
                raise SignInNeeded
            account = session.account_id if session else None
            target, browser = await flow.start(wanted, account=account, address=address_of(request))
        return target, _flow_cookie(api, browser, FLOW_SECONDS)

    async def finish(request: AnyRequest) -> tuple[Cookie, Cookie, str]:
        given = dict(request.query_params.items())
        browser = request.cookies.get(api.flow_cookie, "")
        with reachable():
            entered = await flow.finish(given, browser, address_of(request))
            session = await _entered(api, request, entered.secret)
        assert session is not None
        return session, _flow_cookie(api, "", 0), entered.next

    async def leave() -> str | None:
        try:
            return await provider.leave_url()
        except ProviderAway:
            return None

    return Provider(said.provider_name, start, finish, leave)


async def _entered(api: Api, request: AnyRequest, secret: str | None) -> Cookie | None:
    """The new session's cookie; the one that this browser had before ends with it."""
    former = await api.session(request) if secret else None
    if former is not None:
        await api.services.sessions.end(former)
    return _cookie(api, secret)


@contextmanager
def reachable() -> Iterator[None]:
    """What signing in raises, as the pages know it."""
    try:
        yield
    except Unavailable as away:
        raise OutOfReach from away
    except Fault as fault:
        if fault.code != "TRY_LATER":
            raise
        raise TryLater(fault.values["minutes"]) from None
    except ProviderAway as away:
        log.warning("identity provider: %s", away)
        raise NotSignedIn("PROVIDER_AWAY") from None
    except SignInRefused as refused:
        raise NotSignedIn(refused.code, refused.value) from None


def _cookie(api: Api, secret: str | None) -> Cookie | None:
    return None if secret is None else _written(api, secret, api.settings.absolute_minutes * 60)


def _written(api: Api, value: str, seconds: int) -> Cookie:
    """The session's cookie; a browser takes one of a ``__Host-`` name, empty or not, only secure."""
    return Cookie(
        api.cookie,
        value=value,
        path="/",
        httponly=True,
        secure=api.settings.https,
        samesite="lax",
        max_age=seconds,
    )


def _flow_cookie(api: Api, value: str, seconds: int) -> Cookie:
    """Binds a sign-in under way to its browser; it comes back with a link from the provider."""
    return Cookie(
        api.flow_cookie,
        value=value,
        path="/",
        httponly=True,
        secure=api.settings.https,
        samesite="lax",
        max_age=seconds,
    )
