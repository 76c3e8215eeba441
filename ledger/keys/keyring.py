"""The keys at hand: opened, in memory, for the persons and texts that are being worked on."""

from collections.abc import Collection
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class PersonKeys(msgspec.Struct):
    """A person's keys by version. Empty: disposed. ``current`` seals, every version opens."""

    by_version: dict[int, AESGCM]

    @property
    def current(self) -> int | None:
        return max(self.by_version, default=None)


class Keyring:
    """What ``KeyStore.fetch`` gave: enough to seal and open without any further look-up."""

    def __init__(
        self, tenant: str, persons: dict[UUID, PersonKeys], items: dict[UUID, AESGCM | None]
    ) -> None:
        self.tenant = tenant
        self._persons = persons
        self._items = items

    def current_version(self, person: UUID) -> int | None:
        """The version of the key that seals for a person now, or None where it was disposed of."""
        keys = self._persons.get(person)
        return keys.current if keys else None

    def cipher(self, person: UUID, version: int, item: UUID | None) -> AESGCM | None:
        """The key that opens a value, or None where it was destroyed (the person's or its own)."""
        keys = self._persons.get(person)
        below = keys.by_version.get(version) if keys else None
        if item is None or below is None:
            return below
        return self._items.get(item)

    def lacks(self, persons: Collection[UUID]) -> set[UUID]:
        """Which of these persons have no key that could seal."""
        return {person for person in persons if self.current_version(person) is None}
