"""The pages on top of the API: ``mount(api)`` is what the composition root adds to its handlers."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie

from api.access.signing_in import DemoSignIn, demo_accounts, demo_secret
from api.app import Api
from api.errors import Unavailable
from api.labels import Labels
from ui.app import Pages, create_pages
from ui.formats import Language
from ui.inprocess import in_process
from ui.routes.signin import DemoAccount, SignIn
from ui.site import OutOfReach, Site


def mount(api: Api) -> Pages:
    """All pages of this API. Raises ``ui.documents.BadDocument`` where one does not fit its schema."""
    site = Site(
        execute=in_process(api),
        schema=api.schema,
        zone=api.services.ledger.zone,
        demo=api.settings.demo,
        secret=lambda request: request.cookies.get(api.cookie),
    )
    return create_pages(site, sign_in(api))


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

    async def open_demo(account: str, role: str) -> Cookie | None:
        try:
            wanted = DemoSignIn(account=UUID(account), role=role or None)
        except ValueError:
            return None
        try:
            return _cookie(api, await demo_secret(api, wanted))
        except Unavailable as away:
            raise OutOfReach from away

    async def open_link(link: str) -> Cookie | None:
        try:
            return _cookie(api, await api.services.sessions.open_by_link(link))
        except Unavailable as away:
            raise OutOfReach from away

    async def end(request: Request) -> Cookie:
        try:
            session = await api.session(request)
            if session is not None:
                await api.services.sessions.end(session)
        except Unavailable as away:
            # Whoever reads "signed out" must be: the cookie stays as long as the session does.
            raise OutOfReach from away
        return _written(api, "", 0)

    return SignIn(people, open_demo, open_link, end)


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
