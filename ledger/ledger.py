"""The ledger of one tenant, whole: commands in, events out, keys beside it."""

import asyncio
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from domain.calendar import local_day
from domain.policy import Policy
from ledger.commands import Commands
from ledger.keys.sources import Keks
from ledger.keys.store import KeyStore
from ledger.policies import Policies
from ledger.reading import Reading
from ledger.store import Store


class Ledger(Reading):
    """What the rest of the program knows of the ledger.

    ``url`` is the writer's. Open it before use and close it after: ``async with Ledger(...)``.
    ``remembered``: how many streams' states commands keep in memory; 0 reads each every time.
    """

    def __init__(
        self,
        url: str,
        tenant: str,
        kek: Keks,
        zone: ZoneInfo | None = None,
        *,
        remembered: int = 5_000,
    ) -> None:
        super().__init__(Store(url), KeyStore(url, tenant, kek))
        self.zone = zone or ZoneInfo("America/Toronto")
        self._url = url
        self._kek = kek
        self._others: dict[str, Reading] = {}
        self.policies = Policies(self.store, tenant)
        self.commands = Commands(
            self.store, self.keys, self.policies, tenant, self.zone, remembered=remembered
        )
        self.execute = self.commands.execute
        self.snapshots = self.commands.states.snapshots

    async def __aenter__(self) -> "Ledger":
        await self.store.open()
        try:
            # The keys of the keyed hashes are made at their first use: here, not below a command.
            for name in ("claims", "commands"):
                await asyncio.to_thread(self.keys.secret, name)
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._close()

    async def _close(self) -> None:
        await self.commands.states.close()
        await self.store.close()
        for reading in (self, *self._others.values()):
            await asyncio.to_thread(reading.keys.close)

    def of(self, tenant: str) -> Reading:
        """The events of another tenant of the same store, to be read alone."""
        if tenant == self.tenant:
            return self
        if tenant not in self._others:
            self._others[tenant] = Reading(self.store, KeyStore(self._url, tenant, self._kek))
        return self._others[tenant]

    def today(self) -> date:
        """The tenant's local day now."""
        return local_day(datetime.now(UTC), self.zone)

    async def policy(self) -> Policy:
        """The policy as now known."""
        return await self.policies.current()
