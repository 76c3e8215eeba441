"""What every request shares: the ledger, the read side, connections, sessions, the staff list."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.access.at_once import AtOnce, KnownNow
from api.access.bearer import Bearers
from api.access.code_flow import CodeFlow, Known
from api.access.oidc.provider import IdentityProvider
from api.access.sessions import Sessions
from api.access.staff import StaffList
from api.database import Database, Reader
from api.errors import Unavailable
from api.settings import Settings
from api.streams import CHANNEL, Streams
from domain.policy import Policy
from ledger.ledger import Ledger
from ledger.log.logs import Logs
from ledger.standby import StandbyReader
from ledger.store_errors import StoreUnavailable
from projections.effects.disposals import Disposals
from projections.effects.office import Office

SESSION_LIMITS = ("idle_minutes", "absolute_minutes")


class Services:
    """Opened once a process. ``projections``: the engine's view, for waiting and for status."""

    def __init__(
        self, ledger: Ledger, projections: Any, settings: Settings, logs: Logs | None = None
    ) -> None:
        self.ledger = ledger
        self.projections = projections
        self.logs = logs
        self.settings = settings
        self.disposals = Disposals(ledger, projections)
        self.office = Office(ledger, projections)
        limits = settings.limits
        self.readers = Database(
            settings.reader_url,
            size=settings.readers,
            statement_ms=limits.statement_ms,
            name="caseledger reader",
        )
        self.auth = Database(
            settings.auth_url, size=2, statement_ms=limits.statement_ms, name="caseledger sign-in"
        )
        self.auditors = Database(
            settings.auditor_url, size=2, statement_ms=limits.statement_ms, name="caseledger audit"
        )
        self.standbys = None
        if settings.standby_url:
            self.standbys = StandbyReader(
                settings.standby_url, ledger.store, statement_ms=limits.statement_ms
            )
        self.sessions = Sessions(self.auth, settings, self._limits_of)
        self.provider = IdentityProvider(settings.sign_in) if settings.sign_in else None
        self.code_flow = None
        if self.provider:
            self.code_flow = CodeFlow(
                self.auth, self.provider, self.sessions, settings.tenant, self._known
            )
        self.bearers = Bearers(
            self.auth, self.provider, self.sessions, settings.tenant, self._known
        )
        self.staff = StaffList(self.auth, settings.tenant)
        self.streams = Streams(settings.tenant, limits)
        self.at_once = AtOnce(self._known_of)

    async def open(self) -> None:
        self.projections.listener.on(CHANNEL, self.streams.heard)
        for database in (self.readers, self.auth, self.auditors):
            await database.open()
        if self.standbys:
            await self.standbys.open()

    async def close(self) -> None:
        self.streams.close()
        for database in (self.readers, self.auth, self.auditors):
            await database.close()
        if self.standbys:
            await self.standbys.close()
        if self.provider:
            await self.provider.close()

    def pools(self) -> dict[str, Mapping[str, int]]:
        """How the connections of each pool are used (psycopg_pool's names)."""
        return {
            "reader": self.readers.pool_stats,
            "sign-in": self.auth.pool_stats,
            "audit": self.auditors.pool_stats,
            "ledger": self.ledger.store.pool_stats,
            "projections": self.projections.pool_stats,
        }

    async def policy(self) -> Policy:
        """The policy as now known. Raises ``Unavailable``."""
        try:
            return await self.ledger.policy()
        except StoreUnavailable:
            raise Unavailable() from None

    async def policy_known(self, at: datetime | None) -> Policy:
        """The policy as known at an instant (UTC; None: now). Raises ``Unavailable``."""
        try:
            return await self.ledger.policies.known_at(at)
        except StoreUnavailable:
            raise Unavailable() from None

    async def policy_then(self, position: int | None, before: datetime | None) -> Policy:
        """The policy as it stood at a position, known before an instant. Raises ``Unavailable``."""
        try:
            return await self.ledger.policies.stood_at(position, before)
        except StoreUnavailable:
            raise Unavailable() from None

    async def appended_at(self, position: int) -> datetime | None:
        """When the ledger came to a position (UTC); None: it has not. Raises ``Unavailable``."""
        try:
            return await self.ledger.store.appended_at(position)
        except StoreUnavailable:
            raise Unavailable() from None

    async def _known_of(self, secret: str, cases: Iterable[UUID]) -> KnownNow:
        async with Reader(self.readers) as reader:
            return KnownNow(*await self.sessions.current_and_facts(reader, secret, cases))

    async def _known(self) -> Known:
        return Known.of(await self.policy(), self.ledger.today())

    async def _limits_of(self, role: str) -> Mapping[str, int]:
        """How long a session in this role may last, where policy says it."""
        entry = (await self.policy()).code("roles", role, self.ledger.today())
        said = {name: entry.get(name) for name in SESSION_LIMITS} if entry else {}
        return {name: minutes for name, minutes in said.items() if isinstance(minutes, int)}
