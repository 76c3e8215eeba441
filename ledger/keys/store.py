"""Where wrapped keys live: schema ``keys``, apart from the events, so that a backup can leave it out.

Synchronous on purpose: the library's mapper is, and the asynchronous path calls it in a thread, and
only for keys that are not cached (the one thread boundary of the ledger). A person's key is flushed
before anything is sealed under it; a text's own key is written with its event, by the append.
"""

import os
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.durable import WATCHDOG, confirmed
from ledger.keys.cache import KeyCache
from ledger.keys.connections import Connections
from ledger.keys.journal import Disposal
from ledger.keys.kek import KEY_BYTES, KeyEncryptionKey
from ledger.keys.keyring import ItemKey, Keyring, PersonKeys
from ledger.keys.news import KeyNews
from ledger.store_errors import StoreUnavailable
from ledger.wire import watched

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
_SELECT_SECRET = """
select wrapped, ledger.confirm() from keys.secret where tenant = %s and name = %s
"""
_INSERT_SECRET = """
insert into keys.secret (tenant, name, wrapped, kek_id) values (%s, %s, %s, %s)
on conflict do nothing
"""
_REQUEST_SHRED = "select keys.request_shred(%s, %s::uuid[], %s::uuid[])"
_DESTROY = "select keys.destroy(%s, %s::uuid[], %s::uuid[])"

LIMIT = 30.0  # seconds a statement may take, its commit included


class KeyStore:
    """Fetches, makes and caches keys of one tenant; its methods may be called from any thread.

    A cached key is trusted for ``max_age`` seconds while ``KeyNews`` hears what changes elsewhere,
    and at most ``max_count`` of a kind are kept. Raises ``StoreUnavailable`` where the database is
    away, ``WrongKey`` where the key-encryption key is not the one that wrapped.
    """

    def __init__(
        self,
        url: str,
        tenant: str,
        kek: KeyEncryptionKey,
        max_age: float = 60.0,
        max_count: int = 50_000,
    ) -> None:
        self.tenant = tenant
        self._kek = kek
        # Each statement is flushed by itself: after a crash of the server this process still holds
        # its keys, and may send again what it sealed under them.
        self._connections = Connections(watched(url), 2, "caseledger keys")
        self._persons: KeyCache[UUID, PersonKeys] = KeyCache(max_age, max_count)
        self._items: KeyCache[UUID, AESGCM | None] = KeyCache(max_age, max_count)
        self._secrets: dict[str, bytes] = {}
        self._news = KeyNews(watched(url), tenant, self._heard)

    def close(self) -> None:
        self._news.close()
        self._connections.close()

    def cached(
        self, persons: Collection[UUID], items: Collection[UUID] = (), *, to_seal: bool = False
    ) -> Keyring | None:
        """What ``fetch`` would give, if memory can answer; ``to_seal``: everyone has a key there."""
        if not self._news.sure():
            return None
        known, opened = self._persons.get(persons), self._items.get(items)
        if len(known) < len(persons) or len(opened) < len(items):
            return None
        ring = Keyring(self.tenant, known, opened)
        return None if to_seal and ring.lacks(persons) else ring

    def fetch(
        self, persons: Collection[UUID], items: Collection[UUID] = (), make: bool = False
    ) -> Keyring:
        """The keys of these persons and texts; with ``make``, a person without one gets one.

        A person whose key was destroyed (or is to be) gets none, and nothing of theirs opens.
        """
        self._news.start()
        sure = self._news.sure()
        known = self._persons.get(persons) if sure else {}
        known |= self._load_persons([person for person in persons if person not in known])
        if make:
            lacking = [person for person, keys in known.items() if not keys.by_version]
            known |= self._make_persons(lacking)
        opened = self._items.get(items) if sure else {}
        opened |= self._load_items([item for item in items if item not in opened])
        return Keyring(self.tenant, known, opened)

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
        """Drop what is cached of a person, whose key was found to be gone."""
        self._heard([person])

    def request_shred(self, persons: Collection[UUID] = (), items: Collection[UUID] = ()) -> int:
        """Mark the keys of persons, or of single texts, as to be destroyed: they fail closed.

        Every append before it is in the ledger, every later one under a marked key is refused
        (``KeyGone``); no process of which it is known that it hears opens anything under them, and
        one that does not hear for ``news.TRUST`` seconds at most. A person without a key gets none
        any more. Gives how many were newly marked; again, nothing is changed. Raises
        ``StoreUnavailable``: then it may have been done.
        """
        [(marked,)] = self._call(_REQUEST_SHRED, persons, items)
        return marked

    def destroy(self, persons: Collection[UUID] = (), items: Collection[UUID] = ()) -> int:
        """Destroy keys that are marked, and no other; the journal has it before they are gone.

        Gives how many were destroyed; again, nothing is changed. What stands of them in backups
        and write-ahead logs goes with the key-encryption key. Raises ``StoreUnavailable`` (then it
        may have been done) and ``OSError``: the journal cannot be written, nothing was destroyed.
        """
        if self._kek.journal is not None:
            self._kek.journal.append(
                Disposal(datetime.now(UTC), self.tenant, sorted(persons), sorted(items))
            )
        [(gone,)] = self._call(_DESTROY, persons, items)
        return gone

    def _call(
        self, statement: str, persons: Collection[UUID], items: Collection[UUID]
    ) -> list[tuple]:
        rows = self._run(statement, (self.tenant, list(persons), list(items)), fetch=True)
        self._heard(list(persons))
        return rows

    def _heard(self, persons: Collection[UUID] | None) -> None:
        """The keys of these persons have changed, or it is not known whose."""
        if persons is None:
            self._persons.clear()
        else:
            self._persons.drop(persons)
        self._items.clear()

    def _load_persons(self, persons: Sequence[UUID]) -> dict[UUID, PersonKeys]:
        if not persons:
            return {}
        dropped = self._persons.dropped
        found = {person: PersonKeys({}) for person in persons}
        for person, version, wrapped, _ in self._run(
            _SELECT_PERSONS, (self.tenant, list(persons)), fetch=True
        ):
            key = self._kek.unwrap(bytes(wrapped), self._bound_person(person, version))
            found[person].by_version[version] = AESGCM(key)
        self._persons.put(found, dropped)
        return found

    def _make_persons(self, persons: Sequence[UUID]) -> dict[UUID, PersonKeys]:
        if not persons:
            return {}
        wrapped = [
            self._kek.wrap(os.urandom(KEY_BYTES), self._bound_person(person, 1))
            for person in persons
        ]
        self._run(_INSERT_PERSONS, (self.tenant, self._kek.id, persons, wrapped, self.tenant))
        return self._load_persons(persons)

    def _load_items(self, items: Sequence[UUID]) -> dict[UUID, AESGCM | None]:
        if not items:
            return {}
        dropped = self._items.dropped
        found: dict[UUID, AESGCM | None] = dict.fromkeys(items)
        rows = self._run(_SELECT_ITEMS, (self.tenant, list(items)), fetch=True)
        ring = self.fetch({person for _, person, _ in rows})
        for item, person, wrapped in rows:
            found[item] = ring.open_item(ItemKey(item, person, bytes(wrapped)))
        self._items.put(found, dropped)
        return found

    def _bound_person(self, person: UUID, version: int) -> str:
        return f"{self.tenant}|person|{person}|{version}"

    def _run(self, statement: str, values: tuple, fetch: bool = False) -> list[tuple]:
        try:
            with (
                self._connections.one() as connection,
                confirmed(connection),
                WATCHDOG.limit(connection, LIMIT),
            ):
                cursor = connection.execute(statement, values)
                return cursor.fetchall() if fetch else []
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise StoreUnavailable("keys cannot be read", outcome_known=True) from error
