"""What every request shares: the ledger, the read side, connections, sessions, the staff list."""

from typing import Any

from api.access.sessions import Sessions
from api.access.staff import StaffList
from api.database import Database
from api.errors import Unavailable
from api.settings import Settings
from domain.policy import Policy
from ledger.ledger import Ledger
from ledger.log.logs import Logs
from ledger.standby import StandbyReader
from ledger.store_errors import StoreUnavailable


class Services:
    """Opened once a process. ``projections``: the engine's view, for waiting and for status."""

    def __init__(
        self, ledger: Ledger, projections: Any, settings: Settings, logs: Logs | None = None
    ) -> None:
        self.ledger = ledger
        self.projections = projections
        self.logs = logs
        self.settings = settings
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
        self.sessions = Sessions(self.auth, settings)
        self.staff = StaffList(self.auth, settings.tenant)

    async def open(self) -> None:
        for database in (self.readers, self.auth, self.auditors):
            await database.open()
        if self.standbys:
            await self.standbys.open()

    async def close(self) -> None:
        for database in (self.readers, self.auth, self.auditors):
            await database.close()
        if self.standbys:
            await self.standbys.close()

    async def policy(self) -> Policy:
        """The policy as now known. Raises ``Unavailable``."""
        try:
            return await self.ledger.policy()
        except StoreUnavailable:
            raise Unavailable() from None
