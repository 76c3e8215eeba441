"""What a request carries to every resolver: who looks, in which language, and the way to read."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import strawberry
from graphql import DocumentNode, OperationDefinitionNode

from api.access.scopes import check as check_scopes
from api.database import Connection, Reader
from api.errors import Fault, Unavailable
from domain.calendar import local_day
from domain.event import Recorded
from domain.policy import Policy
from ledger.standby import NoStandby, flushed
from ledger.store_errors import StoreUnavailable

if TYPE_CHECKING:
    from api.access.at_once import KnownNow
    from api.access.sessions import Session
    from api.services import Services

P = ParamSpec("P")
T = TypeVar("T")


class Context:
    """One request. ``document`` is the GraphQL document that it runs, ``operation`` its operation.

    Not ``attended``: nobody need be there for it, so it keeps no session from going idle.
    """

    def __init__(
        self,
        services: "Services",
        *,
        language: str,
        secret: str | None = None,
        request_id: UUID | None = None,
        attended: bool = True,
    ) -> None:
        self.services = services
        self.language = language
        self.request_id = request_id or uuid4()
        self.reader = Reader(services.readers)
        self.document: DocumentNode | None = None
        self.operation: OperationDefinitionNode | None = None
        self.now = datetime.now(UTC)
        self._secret = secret
        self._attended = attended
        self._known: KnownNow | None = None
        self._session: Session | None = None
        self._session_known = False

    async def known_now(self, cases: Iterable[UUID] = ()) -> "KnownNow":
        """Who is signed in now and what is decided on of these cases, asked together with whatever
        else asks for this session. Raises ``Fault``.
        """
        return await self.services.at_once.ask(self._secret or "", cases)

    def again(self, known: "KnownNow | None" = None) -> "Context":
        """The same request at a later moment, on a connection of its own, with nothing remembered.

        ``known``: who is signed in at that moment.
        """
        made = Context(
            self.services,
            language=self.language,
            secret=self._secret,
            request_id=self.request_id,
            attended=self._attended,
        )
        made.document, made.operation, made._known = self.document, self.operation, known
        return made

    @property
    def zone(self) -> ZoneInfo:
        return self.services.ledger.zone

    @property
    def today(self) -> date:
        """The tenant's local day."""
        return self.local_day(self.now)

    def local_day(self, at: datetime) -> date:
        """The tenant's day of an instant."""
        return local_day(at, self.zone)

    @property
    def tenant(self) -> str:
        return self.services.settings.tenant

    async def session(self) -> "Session | None":
        """Whoever is signed in, or nothing. Raises ``Fault`` for what its scopes do not open."""
        if not self._session_known:
            found = await self._current()
            if found is None and self._secret:
                self.services.bearers.forget(self._secret)
            if found is not None and found.scopes is not None:
                await self._check_scopes(found.scopes)
            self._session, self._session_known = found, True
        return self._session

    async def _current(self) -> "Session | None":
        if self._known is None:
            sessions, secret = self.services.sessions, self._secret
            return await sessions.current(self.reader, secret, touch=self._attended)
        if self._known.session is not None:
            self.reader.hold(self._known.session.secret)
        return self._known.session

    async def _check_scopes(self, scopes: Sequence[str]) -> None:
        if self.document is not None and self.operation is not None:
            policy = await self.policy()
            check_scopes(scopes, policy, self.today, self.document, self.operation)

    async def signed_in(self) -> "Session":
        """Whoever is signed in. Raises ``Fault``."""
        session = await self.session()
        if session is None:
            raise Fault("NOT_SIGNED_IN")
        return session

    async def ask_nameless(
        self,
        query: Callable[Concatenate[Connection, P], Awaitable[T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a query that needs no look and names no person: on a standby where there is one.

        Only one that holds all that was answered so far, this session included, is asked; else the
        primary is. Raises ``Fault``.
        """
        standbys = self.services.standbys
        if standbys is not None:
            async with self.reader.lend() as connection:
                place = await flushed(connection)
            await self.reader.release()

            async def as_session(connection: Connection) -> T:
                async with connection.transaction():
                    await connection.execute(
                        "select set_config('caseledger.session', %s, true)", [self._secret or ""]
                    )
                    return await query(connection, *args, **kwargs)

            with suppress(NoStandby):
                return await standbys.ask(place, as_session)
        return await self.reader.ask(None, query, *args, **kwargs)

    async def unseal(self, events: Sequence[Recorded]) -> list[Recorded]:
        """The events with private values in clear. Raises ``Unavailable``."""
        try:
            return await self.services.ledger.unseal(events)
        except StoreUnavailable:
            raise Unavailable() from None

    async def policy(self) -> Policy:
        """The policy as now known."""
        return await self.services.policy()


Info = strawberry.Info[Context, Any]
