"""Keys in memory, for tests that need no database."""

import os
from collections.abc import Collection, Iterable
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.keys.keyring import Keyring, PersonKeys


class KeysInMemory:
    """What ``ledger.keys.store.KeyStore`` does for sealing, without the tables."""

    tenant = "test"

    def __init__(self) -> None:
        self.persons: dict[UUID, PersonKeys] = {}
        self.items: dict[UUID, AESGCM | None] = {}

    def fetch(
        self, persons: Collection[UUID], items: Collection[UUID] = (), make: bool = False
    ) -> Keyring:
        for person in persons:
            if make and person not in self.persons:
                self.persons[person] = PersonKeys({1: AESGCM(os.urandom(32))})
        known = {person: self.persons.get(person, PersonKeys({})) for person in persons}
        return Keyring(self.tenant, known, {item: self.items.get(item) for item in items})

    def new_items(self, subjects: Iterable[UUID], ring: Keyring) -> list[tuple[UUID, AESGCM]]:
        made = [(uuid4(), AESGCM(os.urandom(32))) for _ in subjects]
        self.items.update(made)
        return made

    def everything(self) -> Keyring:
        return Keyring(self.tenant, self.persons, self.items)
