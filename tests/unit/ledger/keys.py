"""Keys in memory, for tests that need no database."""

import os
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.event import Event
from ledger.keys.kek import KeyEncryptionKey
from ledger.keys.keyring import Keyring, PersonKeys
from ledger.sealing import seal, subjects

KEK = KeyEncryptionKey(bytes(range(32)))


class KeysInMemory:
    """What the ledger's key store and append do for sealing, without the tables."""

    def __init__(self) -> None:
        self.persons: dict[UUID, PersonKeys] = {}
        self.items: dict[UUID, AESGCM | None] = {}

    def seal(self, event: Event, event_id: UUID) -> Event:
        """Seal, with a key for who has none; the keys of texts are kept, as the append does."""
        for person in subjects(event) - self.persons.keys():
            self.persons[person] = PersonKeys({1: AESGCM(os.urandom(32))})
        ring = self.everything()
        sealed, keys = seal(event, event_id, ring)
        if keys:
            self.items |= {item.item_id: ring.open_item(item, lambda _: KEK) for item in keys.items}
        return sealed

    def everything(self) -> Keyring:
        return Keyring("test", self.persons, self.items, KEK)
