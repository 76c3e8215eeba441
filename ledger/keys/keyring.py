"""The keys at hand: opened, in memory, for the persons and texts that are being worked on."""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.ids import uuid7
from ledger.keys.bound import of_item
from ledger.keys.kek import KEY_BYTES, KeyEncryptionKey, decrypt, encrypt

_LAYERED = b"\x01"
_KEK_ID = slice(1, 9)


@dataclass(frozen=True, slots=True)
class ItemKey:
    """The key of one text, wrapped under its person's key, and around that the key-encryption key.

    So its wrapped form, which stands in old write-ahead logs and backups, opens nothing any more
    when either is gone. ``wrapped`` is a byte 1, 8 bytes of the key-encryption key's name, and the
    box; in the box are 4 bytes of the version of the person's key, and the box under that. Without
    the outer layer (of a time before it) the first of its bytes is 0.
    """

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
    """What ``KeyStore.fetch`` gave: enough to seal and open without any further look-up.

    ``kek`` wraps fresh keys of texts; keys that were fetched to read alone come without.
    """

    def __init__(
        self,
        tenant: str,
        persons: Mapping[UUID, PersonKeys],
        items: Mapping[UUID, AESGCM | None] | None = None,
        kek: KeyEncryptionKey | None = None,
    ) -> None:
        self.tenant = tenant
        self._kek = kek
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

        Raises ``LookupError`` for a person without a key, or where nothing wraps it.
        """
        current = self.current(person)
        if current is None or self._kek is None:
            raise LookupError("a person whose key was destroyed gets no new key")
        version, above = current
        item, key = uuid7(), os.urandom(KEY_BYTES)
        bound = of_item(self.tenant, item)
        inner = version.to_bytes(4, "big") + encrypt(above, key, bound.encode())
        return ItemKey(item, person, around(inner, self._kek, bound)), AESGCM(key)

    def open_item(self, item: ItemKey, kek_of: Callable[[str], KeyEncryptionKey]) -> AESGCM | None:
        """The key of a text, or None where the key above it was destroyed.

        Raises ``WrongKey``, and what ``kek_of`` does where it has no key-encryption key of a name.
        """
        key = self.item_key(item, kek_of)
        return None if key is None else AESGCM(key)

    def item_key(self, item: ItemKey, kek_of: Callable[[str], KeyEncryptionKey]) -> bytes | None:
        """The same as the 32 bytes that it is, to be given away with the text that it opens."""
        bound = of_item(self.tenant, item.item_id)
        inner = peeled(item.wrapped, kek_of, bound)
        above = self.cipher(item.person_id, int.from_bytes(inner[:4], "big"), None)
        if above is None:
            return None
        return decrypt(above, inner[4:], bound.encode())


def rewrapped(
    tenant: str,
    item: UUID,
    wrapped: bytes,
    kek: KeyEncryptionKey,
    kek_of: Callable[[str], KeyEncryptionKey],
) -> bytes:
    """A text's key with ``kek`` as its outer layer, in place of another or of none."""
    bound = of_item(tenant, item)
    return around(peeled(wrapped, kek_of, bound), kek, bound)


def around(inner: bytes, kek: KeyEncryptionKey, bound_to: str) -> bytes:
    """The outer layer put on."""
    return _LAYERED + bytes.fromhex(kek.id) + kek.wrap(inner, bound_to)


def peeled(wrapped: bytes, kek_of: Callable[[str], KeyEncryptionKey], bound_to: str) -> bytes:
    """The outer layer taken off, if there is one."""
    if not wrapped.startswith(_LAYERED):
        return wrapped
    return kek_of(wrapped[_KEK_ID].hex()).unwrap(wrapped[_KEK_ID.stop :], bound_to)
