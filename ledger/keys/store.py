"""Where wrapped keys live: schema ``keys``, apart from the events, so that a backup can leave it out.

Synchronous on purpose: the library's mapper is, and the asynchronous path calls it in a thread, and
only for keys that are not cached (the one thread boundary of the ledger).
"""

import os
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg_pool import ConnectionPool

from ledger.durable import OPTIONS, WATCHDOG, answers, confirmed
from ledger.ids import uuid7
from ledger.keys.kek import KEY_BYTES, KeyEncryptionKey, decrypt, encrypt
from ledger.keys.keyring import Keyring, PersonKeys
from ledger.store_errors import StoreUnavailable

# What is sealed under a key may outlive this server: a key in use is on its standbys first.
_SELECT_PERSONS = """
select person_id, version, wrapped, (select ledger.confirm()) from keys.person_key
where tenant = %s and person_id = any(%s::uuid[]) and state = 'active'
"""
_INSERT_PERSONS = """
insert into keys.person_key (tenant, person_id, version, wrapped, kek_id, state)
select %s, person_id, 1, wrapped, %s, 'active'
from unnest(%s::uuid[], %s::bytea[]) as new (person_id, wrapped)
where not exists (
    select from keys.person_key known where known.tenant = %s and known.person_id = new.person_id)
on conflict do nothing
"""
_SELECT_ITEMS = """
select item_id, person_id, wrapped from keys.item_key
where tenant = %s and item_id = any(%s::uuid[]) and state = 'active' and wrapped is not null
"""
_INSERT_ITEMS = """
insert into keys.item_key (tenant, item_id, person_id, wrapped, kek_id, state)
select %s, item_id, person_id, wrapped, %s, 'active'
from unnest(%s::uuid[], %s::uuid[], %s::bytea[]) as new (item_id, person_id, wrapped)
"""
_SELECT_SECRET = """
select wrapped, ledger.confirm() from keys.secret where tenant = %s and name = %s
"""
_INSERT_SECRET = """
insert into keys.secret (tenant, name, wrapped, kek_id) values (%s, %s, %s, %s)
on conflict do nothing
"""

LIMIT = 30.0  # seconds a statement may take, its commit included


class KeyStore:
    """Fetches, makes and caches keys of one tenant.

    A cached key is trusted for ``max_age`` seconds; a disposal in this process calls ``forget``.
    Raises ``StoreUnavailable`` where the database is away, ``WrongKey`` where the key-encryption
    key is not the one that wrapped.
    """

    def __init__(self, url: str, tenant: str, kek: KeyEncryptionKey, max_age: float = 60.0) -> None:
        self.tenant = tenant
        self._kek = kek
        self._max_age = max_age
        self._pool = ConnectionPool(
            url,
            min_size=0,
            max_size=2,
            open=True,
            # Flushed, each by itself: after a crash of the server this process still holds its keys,
            # and may send again what it sealed under them.
            kwargs={
                "autocommit": True,
                "application_name": "caseledger keys",
                "options": OPTIONS,
            },
        )
        self._persons: dict[UUID, tuple[float, PersonKeys]] = {}
        self._items: dict[UUID, tuple[float, AESGCM | None]] = {}
        self._secrets: dict[str, bytes] = {}
        self._lock = Lock()

    def close(self) -> None:
        self._pool.close()

    def has(self, persons: Collection[UUID], items: Collection[UUID]) -> bool:
        """Whether ``fetch`` could answer from memory, without touching the database."""
        oldest = time.monotonic() - self._max_age
        return all(_fresh(self._persons, key, oldest) for key in persons) and all(
            _fresh(self._items, key, oldest) for key in items
        )

    def fetch(
        self, persons: Collection[UUID], items: Collection[UUID] = (), make: bool = False
    ) -> Keyring:
        """The keys of these persons and texts; with ``make``, a person without one gets one.

        A person whose key was destroyed (or is to be) gets none, and nothing of theirs opens.
        """
        oldest = time.monotonic() - self._max_age
        stale = [key for key in persons if not _fresh(self._persons, key, oldest)]
        if stale:
            self._load_persons(stale)
        if make:
            self._make_persons([key for key in persons if not self._persons[key][1].by_version])
        self._load_items([key for key in items if not _fresh(self._items, key, oldest)])
        return Keyring(
            self.tenant,
            {key: self._persons[key][1] for key in persons},
            {key: self._items[key][1] for key in items},
        )

    def new_items(self, subjects: Iterable[UUID], ring: Keyring) -> list[tuple[UUID, AESGCM]]:
        """A fresh key for each text to be sealed, wrapped below its subject's current key."""
        made, rows = [], ([], [], [])
        for subject in subjects:
            version = ring.current_version(subject)
            above = ring.cipher(subject, version, None) if version is not None else None
            if version is None or above is None:
                raise LookupError("a person whose key was destroyed gets no new key")
            item, key = uuid7(), os.urandom(KEY_BYTES)
            wrapped = version.to_bytes(4, "big") + encrypt(above, key, self._bound(item))
            for column, value in zip(rows, (item, subject, wrapped), strict=True):
                column.append(value)
            made.append((item, AESGCM(key)))
        if made:
            self._run(_INSERT_ITEMS, (self.tenant, "person", *rows))
            now = time.monotonic()
            for item, cipher in made:
                self._items[item] = (now, cipher)
        return made

    def secret(self, name: str) -> bytes:
        """A random secret of the tenant, made at its first use (the key of a keyed hash)."""
        known = self._secrets.get(name)
        if known is None:
            rows = self._run(_SELECT_SECRET, (self.tenant, name), fetch=True)
            if not rows:
                wrapped = self._kek.wrap(os.urandom(KEY_BYTES), f"{self.tenant}|secret|{name}")
                self._run(_INSERT_SECRET, (self.tenant, name, wrapped, self._kek.id))
                rows = self._run(_SELECT_SECRET, (self.tenant, name), fetch=True)
            known = self._kek.unwrap(bytes(rows[0][0]), f"{self.tenant}|secret|{name}")
            self._secrets[name] = known
        return known

    def forget(self, person: UUID) -> None:
        """Drop what is cached of a person, so that a disposal acts at once."""
        with self._lock:
            self._persons.pop(person, None)
            self._items.clear()

    def _load_persons(self, persons: list[UUID]) -> None:
        found: dict[UUID, dict[int, AESGCM]] = {person: {} for person in persons}
        for person, version, wrapped, _ in self._run(
            _SELECT_PERSONS, (self.tenant, persons), fetch=True
        ):
            key = self._kek.unwrap(bytes(wrapped), self._bound_person(person, version))
            found[person][version] = AESGCM(key)
        now = time.monotonic()
        for person, versions in found.items():
            self._persons[person] = (now, PersonKeys(versions))

    def _make_persons(self, persons: list[UUID]) -> None:
        if not persons:
            return
        wrapped = [
            self._kek.wrap(os.urandom(KEY_BYTES), self._bound_person(person, 1))
            for person in persons
        ]
        self._run(_INSERT_PERSONS, (self.tenant, self._kek.id, persons, wrapped, self.tenant))
        self._load_persons(persons)

    def _load_items(self, items: list[UUID]) -> None:
        if not items:
            return
        found: dict[UUID, AESGCM | None] = dict.fromkeys(items)
        rows = self._run(_SELECT_ITEMS, (self.tenant, items), fetch=True)
        missing = {person for _, person, _ in rows if person not in self._persons}
        if missing:
            self._load_persons(list(missing))
        for item, person, wrapped in rows:
            version = int.from_bytes(bytes(wrapped)[:4], "big")
            above = self._persons[person][1].by_version.get(version)
            if above is not None:
                found[item] = AESGCM(decrypt(above, bytes(wrapped)[4:], self._bound(item)))
        now = time.monotonic()
        self._items.update({item: (now, cipher) for item, cipher in found.items()})

    def _bound(self, item: UUID) -> bytes:
        return f"{self.tenant}|item|{item}".encode()

    def _bound_person(self, person: UUID, version: int) -> str:
        return f"{self.tenant}|person|{person}|{version}"

    def _run(self, statement: str, values: tuple, fetch: bool = False) -> list[tuple]:
        try:
            with (
                self._connection() as connection,
                confirmed(connection),
                WATCHDOG.limit(connection, LIMIT),
            ):
                cursor = connection.execute(statement, values)
                return cursor.fetchall() if fetch else []
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise StoreUnavailable("keys cannot be read", outcome_known=True) from error

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        """One that answers. Where one is lost the others likely are, so all of them are replaced."""
        with self._pool.connection(timeout=5.0) as connection:
            if answers(connection):
                yield connection
                return
        self._pool.check()
        with self._pool.connection(timeout=5.0) as connection:
            yield connection


def _fresh(cache: dict, key: UUID, oldest: float) -> bool:
    entry = cache.get(key)
    return entry is not None and entry[0] >= oldest
