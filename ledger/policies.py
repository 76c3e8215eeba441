"""Policy as the ledger holds it: published events, folded once and brought up to date as more come."""

import time

from domain.policy import Policy, PolicyPublished
from ledger.history import recorded
from ledger.store import Store


class Policies:
    """The policy of one tenant as now known. Looks for newer events at most every ``max_age`` seconds."""

    def __init__(self, store: Store, tenant: str, max_age: float = 2.0) -> None:
        self._store = store
        self._tenant = tenant
        self._max_age = max_age
        self._read_at = float("-inf")
        self._published: list[PolicyPublished] = []
        self._policy = Policy([])
        self.position = 0

    async def current(self) -> Policy:
        """The policy, read again where it is older than ``max_age``."""
        if time.monotonic() - self._read_at > self._max_age:
            await self.refresh()
        return self._policy

    async def refresh(self) -> None:
        """Read what was published since, now."""
        rows = await self._store.read_type(
            self._tenant, PolicyPublished.wire_name, after_position=self.position
        )
        if rows:
            self._published += [recorded(row).event for row in rows]
            self._policy = Policy(self._published)
            self.position = rows[-1].position
        self._read_at = time.monotonic()
