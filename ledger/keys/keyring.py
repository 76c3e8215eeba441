"""The keys at hand: opened, in memory, for the persons and texts that are being worked on."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.ids import uuid7
from ledger.keys.kek import KEY_BYTES, decrypt, encrypt


@dataclass(frozen=True, slots=True)
class ItemKey:
    """The key of one text, wrapped below its person's (whose version stands in the first 4 bytes)."""

    item_id: UUID
    person_id: UUID
    wrapped: bytes


class PersonKeys(msgspec.Struct):
    """A person's keys by version. Empty: disposed. ``current`` seals, every version opens."""

    by_version: dict[int, AESGCM]

    @property
    def current(self) -> int | None:
        return max(self.by_version, default=None)


class Keyring:
    """What ``KeyStore.fetch`` gave: enough to seal and open without any further look-up."""

    def __init__(
        self,
        tenant: str,
        persons: Mapping[UUID, PersonKeys],
        items: Mapping[UUID, AESGCM | None] | None = None,
    ) -> None:
        self.tenant = tenant
        self._persons = persons
        self._items = items or {}

    def of(self, person: UUID) -> PersonKeys:
        """Every key of a person who was asked for."""
        return self._persons[person]

    def current_version(self, person: UUID) -> int | None:
        """The version of the key that seals for a person now, or None where it was disposed of."""
        keys = self._persons.get(person)
        return keys.current if keys else None

    def current(self, person: UUID) -> tuple[int, AESGCM] | None:
        """The key that seals for a person now, after its version; None where it was disposed of."""
        version = self.current_version(person)
        return None if version is None else (version, self._persons[person].by_version[version])

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

    def new_item(self, person: UUID) -> tuple[ItemKey, AESGCM]:
        """A fresh key for one text of a person; it must be written with the event that it seals.

        Raises ``LookupError`` for a person without a key.
        """
        current = self.current(person)
        if current is None:
            raise LookupError("a person whose key was destroyed gets no new key")
        version, above = current
        item, key = uuid7(), os.urandom(KEY_BYTES)
        wrapped = version.to_bytes(4, "big") + encrypt(above, key, self._bound(item))
        return ItemKey(item, person, wrapped), AESGCM(key)

    def open_item(self, item: ItemKey) -> AESGCM | None:
        """The key of a text, or None where the key above it was destroyed; raises ``WrongKey``."""
        above = self.cipher(item.person_id, int.from_bytes(item.wrapped[:4], "big"), None)
        if above is None:
            return None
        return AESGCM(decrypt(above, item.wrapped[4:], self._bound(item.item_id)))

    def _bound(self, item: UUID) -> bytes:
        return f"{self.tenant}|item|{item}".encode()
