"""Policy as the ledger holds it: published events, folded once and brought up to date as more come."""

import time
from datetime import datetime

from domain.policy import Policy, PolicyPublished
from ledger.history import recorded
from ledger.store import POSITION, Store


class Policies:
    """The policy of one tenant as now known. Looks for newer events at most every ``max_age`` seconds."""

    def __init__(self, store: Store, tenant: str, max_age: float = 2.0) -> None:
        self._store = store
        self._tenant = tenant
        self._max_age = max_age
        self._read_at = float("-inf")
        self._published: list[tuple[datetime, PolicyPublished]] = []
        self._past: dict[int, Policy] = {}
        self._policy = Policy([])
        self.position = 0

    async def current(self) -> Policy:
        """The policy, read again where it is older than ``max_age``."""
        if time.monotonic() - self._read_at > self._max_age:
            await self.refresh()
        return self._policy

    async def known_at(self, instant: datetime | None) -> Policy:
        """The policy of what was public by that instant (UTC; None: all that is)."""
        policy = await self.current()
        if instant is None:
            return policy
        # What is public only grows: how much of it was, says which it is.
        known = [event for known_at, event in self._published if known_at <= instant]
        if len(known) == len(self._published):
            return policy
        return self._past.setdefault(len(known), Policy(known))

    async def refresh(self) -> None:
        """Read what was published since, now."""
        rows = await self._store.read_type(
            self._tenant, PolicyPublished.wire_name, after_position=self.position
        )
        if rows:
            known = map(recorded, rows)
            self._published += [(each.known_at, each.event) for each in known]
            self._policy = Policy(event for _, event in self._published)
            self._past = {}
            self.position = rows[-1][POSITION]
        self._read_at = time.monotonic()
