"""Persons' keys for asynchronous code: from memory, or in one flushed call for all who wait."""

import asyncio
from collections.abc import Collection, Sequence
from uuid import UUID

from ledger.gather import Gatherer
from ledger.keys.keyring import Keyring, PersonKeys
from ledger.keys.store import KeyStore

MAX_PERSONS = 500  # a call


class SealingKeys:
    """Keys to seal with. Making one is a flush of its own: hundreds are made in one."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys
        self._calls: Gatherer[UUID, PersonKeys] = Gatherer(self._fetch, limit=MAX_PERSONS)

    async def ring(self, persons: Collection[UUID]) -> Keyring:
        """The keys of these persons; who has none yet gets one, who was disposed of gets none.

        Raises ``StoreUnavailable`` where they cannot be had.
        """
        ring = self._keys.cached(persons, to_seal=True)
        if ring is None:
            found = await asyncio.gather(*(self._calls.get(person) for person in persons))
            known = dict(zip(persons, found, strict=True))
            ring = Keyring(self._keys.tenant, known, kek=self._keys.wraps)
        return ring

    async def _fetch(self, persons: Sequence[UUID]) -> list[PersonKeys]:
        ring = await asyncio.to_thread(self._keys.fetch, set(persons), make=True)
        return [ring.of(person) for person in persons]
