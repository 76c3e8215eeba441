"""Policy as the ledger holds it: published events, folded once and brought up to date as more come."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.event import Recorded
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
        self._published: list[Recorded] = []
        self._past: dict[tuple[int, ...], Policy] = {}
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
        return self._of([each for each in self._published if each.known_at <= instant], policy)

    async def stood_at(self, position: int | None, before: datetime | None = None) -> Policy:
        """The policy as the ledger stood at a position (None: now), of that as known before an instant.

        A policy that was known only later counts by its first version: what was brought in from
        before it is told by the rules that there are.
        """
        policy = await self.current()
        stood = [e for e in self._published if position is None or e.position <= position]
        if before is not None:
            first = {each.stream: each.position for each in reversed(stood)}
            stood = [e for e in stood if e.known_at < before or e.position == first[e.stream]]
        return self._of(stood, policy)

    def _of(self, published: Sequence[Recorded], all_of_it: Policy) -> Policy:
        if len(published) == len(self._published):
            return all_of_it
        key = tuple(each.position for each in published)
        if key not in self._past:
            self._past[key] = _policy(published)
        return self._past[key]

    async def refresh(self) -> None:
        """Read what was published since, now."""
        rows = await self._store.read_type(
            self._tenant, PolicyPublished.wire_name, after_position=self.position
        )
        if rows:
            self._published += map(recorded, rows)
            self._policy = _policy(self._published)
            self._past = {}
            self.position = rows[-1][POSITION]
        self._read_at = time.monotonic()


def _policy(published: Iterable[Recorded]) -> Policy:
    return Policy(each.event for each in published if isinstance(each.event, PolicyPublished))
