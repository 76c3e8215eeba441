"""A tenant's events as they are read: decoded, private values sealed, and opened when asked."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

import msgspec

from domain.event import Recorded
from domain.policy import PolicyPublished
from domain.private import Sealed
from ledger.history import Unreadable, read, recorded
from ledger.keys.keyring import Keyring
from ledger.keys.store import KeyStore
from ledger.sealing import private_values, unseal
from ledger.store import POSITION, Store
from ledger.stored import Wanted
from ledger.upcasters import WrittenByNewerCode

R = TypeVar("R", bound=Recorded)


class Reading:
    """Reads the events of one tenant; ``store`` is open as long as it is used."""

    def __init__(self, store: Store, keys: KeyStore) -> None:
        self.tenant = keys.tenant
        self.store = store
        self.keys = keys

    async def head(self) -> int:
        """The position of the last event, 0 where there is none."""
        return await self.store.head()

    async def ages(self, positions: Sequence[int]) -> dict[int, float]:
        """For how many seconds the events at these positions have been in the ledger, if they are."""
        return await self.store.ages(positions)

    async def read(self, after: int, limit: int) -> list[Recorded]:
        """Events after a position in the ledger's one order, decoded, private values sealed.

        It ends before an event that cannot be read; where that is the first, it raises
        ``Unreadable`` or ``WrittenByNewerCode``.
        """
        found: list[Recorded] = []
        for row in await self.store.read_rows(after, limit, self.tenant):
            try:
                found.append(recorded(row))
            except WrittenByNewerCode:
                if not found:
                    raise
                break
            except Exception as error:
                if not found:
                    raise Unreadable(row, error) from error
                break
        return found

    async def of_streams(
        self, wire_names: Iterable[str], streams: Iterable[str], after: int, upto: int
    ) -> list[Recorded | Unreadable]:
        """Events of these types in these streams, after ``after`` and up to and with ``upto``.

        In their order. Raises ``WrittenByNewerCode``.
        """
        names = list(wire_names)
        rows = await self.store.read_streams(self.tenant, names, list(streams), after, upto)
        return [read(row) for row in rows]

    async def naming(
        self, wanted: Sequence[Wanted], after: int, upto: int
    ) -> list[Recorded | Unreadable]:
        """Events that name what is wanted, after ``after`` and up to and with ``upto``, in their order.

        Every event of that range is looked at. Raises ``WrittenByNewerCode``.
        """
        rows = await self.store.read_naming(self.tenant, wanted, after, upto)
        return [read(row) for row in rows]

    async def policy_events(self, upto: int) -> list[Recorded]:
        """Every policy that was published up to a position, in order."""
        rows = await self.store.read_type(self.tenant, PolicyPublished.wire_name, 0)
        return [recorded(row) for row in rows if row[POSITION] <= upto]

    async def load(self, stream: str) -> list[Recorded]:
        """All events of a stream, decoded, private values sealed."""
        found = await self.store.load_rows(self.tenant, {stream: 0})
        return [recorded(row) for row in found[stream]]

    async def unseal(self, events: Sequence[R]) -> list[R]:
        """The same events with private values in clear, or ``Disposed`` where the key is gone."""
        sealed = [
            value
            for item in events
            for value in private_values(item.event)
            if isinstance(value, Sealed)
        ]
        if not sealed:
            return list(events)
        ring = await self._ring(sealed)
        return [
            msgspec.structs.replace(item, event=unseal(item.event, item.event_id, ring))
            for item in events
        ]

    async def _ring(self, sealed: Sequence[Sealed]) -> Keyring:
        persons: set[UUID] = {value.subject for value in sealed}
        items: set[UUID] = {value.item for value in sealed if value.item is not None}
        ring = self.keys.cached(persons, items)
        return ring or await asyncio.to_thread(self.keys.fetch, persons, items)
