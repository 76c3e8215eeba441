"""Where wrapped keys live: schema ``keys``, apart from the events, so that a backup can leave it out.

Synchronous on purpose: the library's mapper is, and the asynchronous path calls it in a thread, and
only for keys that are not cached (the one thread boundary of the ledger). A person's key is flushed
before anything is sealed under it; a text's own key is written with its event, by the append.
"""

import os
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.durable import WATCHDOG, confirmed
from ledger.keys import statements
from ledger.keys.bound import of_person, of_secret
from ledger.keys.cache import KeyCache
from ledger.keys.connections import Connections
from ledger.keys.journal import Disposal
from ledger.keys.kek import KEY_BYTES, KeyEncryptionKey
from ledger.keys.keyring import ItemKey, Keyring, PersonKeys
from ledger.keys.news import KeyNews, News
from ledger.keys.sources import Keks, MissingKek, source_of, wrapping
from ledger.store_errors import KekRetired, StoreUnavailable, is_retired
from ledger.wire import watched

R = TypeVar("R")

LIMIT = 30.0  # seconds a statement may take, its commit included


class KeyStore:
    """Fetches, makes and caches keys of one tenant; its methods may be called from any thread.

    A cached key is trusted for ``max_age`` seconds while ``KeyNews`` hears what changes elsewhere,
    and at most ``max_count`` of a kind are kept. Raises ``StoreUnavailable`` where the database is
    away, ``MissingKek`` where a key-encryption key is not at hand, ``WrongKey`` where a wrapped key
    was altered.
    """

    def __init__(
        self,
        url: str,
        tenant: str,
        kek: Keks,
        max_age: float = 60.0,
        max_count: int = 50_000,
    ) -> None:
        self.tenant = tenant
        self._source = source_of(kek)
        self._wraps: KeyEncryptionKey | None = None
        self._wraps_still = False
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

    @property
    def wraps(self) -> KeyEncryptionKey | None:
        """The key-encryption key that wraps, as last known; None before the first key was made."""
        return self._wraps

    def cached(
        self, persons: Collection[UUID], items: Collection[UUID] = (), *, to_seal: bool = False
    ) -> Keyring | None:
        """What ``fetch`` would give, if memory can answer; ``to_seal``: everyone has a key there."""
        wraps = self._wraps
        if not self._news.sure() or (to_seal and (wraps is None or not self._wraps_still)):
            return None
        known, opened = self._persons.get(persons), self._items.get(items)
        if len(known) < len(persons) or len(opened) < len(items):
            return None
        ring = Keyring(self.tenant, known, opened, wraps)
        return None if to_seal and ring.lacks(persons) else ring

    def fetch(
        self, persons: Collection[UUID], items: Collection[UUID] = (), make: bool = False
    ) -> Keyring:
        """The keys of these persons and texts; with ``make``, a person without one gets one.

        A person whose key was destroyed (or is to be) gets none, and nothing of theirs opens.
        Without ``make`` nothing new is to be sealed.
        """
        self._news.start()
        sure = self._news.sure()
        known = self._persons.get(persons) if sure else {}
        known |= self._load_persons([person for person in persons if person not in known])
        wraps = self._wraps
        if make:
            wraps = self._wrapping()
            lacking = [person for person, keys in known.items() if not keys.by_version]
            known |= self._make_persons(lacking)
        opened = self._items.get(items) if sure else {}
        opened |= self._load_items([item for item in items if item not in opened])
        return Keyring(self.tenant, known, opened, wraps)

    def item_keys(self, items: Collection[UUID]) -> dict[UUID, bytes]:
        """The keys of single texts as bytes, to be given away with the texts; those that are left.

        A key given away opens its one text for good, and nothing else.
        """
        return self._reading(lambda: self._read_item_keys(list(items))) if items else {}

    def secret(self, name: str) -> bytes:
        """A random secret of the tenant, made at its first use (the key of a keyed hash)."""
        known = self._secrets.get(name)
        if known is None:
            known = self._load_secret(name)
            if known is None:
                key, bound = os.urandom(KEY_BYTES), of_secret(self.tenant, name)
                self._under_current(
                    lambda kek: self._run(
                        statements.INSERT_SECRET, (self.tenant, name, kek.wrap(key, bound), kek.id)
                    )
                )
                known = self._load_secret(name)
            assert known is not None, "it was written just now"
            self._secrets[name] = known
        return known

    def renew(self, person: UUID) -> int | None:
        """Give a person a further key, which seals from now on; the older ones still open.

        Gives its version; None where the person has no key, or was disposed of.
        """
        key = os.urandom(KEY_BYTES)
        while (newest := self._load_persons([person])[person].current) is not None:
            version = newest + 1
            bound = of_person(self.tenant, person, version)
            rows = self._under_current(
                lambda kek, version=version, bound=bound: self._run(
                    statements.ADD_VERSION,
                    (self.tenant, person, version, kek.wrap(key, bound), kek.id),
                    fetch=True,
                )
            )
            self.forget(person)
            if rows[0][0]:
                return version
        return None

    def forget(self, person: UUID) -> None:
        """Drop what is cached of a person, whose key was found to be gone."""
        self._heard(News(self.tenant, [person], kek=False))

    def forget_kek(self) -> None:
        """Ask again which key-encryption key wraps: the one that was used has been retired."""
        self._heard(News(self.tenant, []))

    def request_shred(self, persons: Collection[UUID] = (), items: Collection[UUID] = ()) -> int:
        """Mark the keys of persons, or of single texts, as to be destroyed: they fail closed.

        Every append before it is in the ledger, every later one under a marked key is refused
        (``KeyGone``); no process of which it is known that it hears opens anything under them, and
        one that does not hear for ``news.TRUST`` seconds at most. A person without a key gets none
        any more. Gives how many were newly marked; again, nothing is changed. Raises
        ``StoreUnavailable``: then it may have been done.
        """
        [(marked,)] = self._call(statements.REQUEST_SHRED, persons, items)
        return marked

    def destroy(self, persons: Collection[UUID] = (), items: Collection[UUID] = ()) -> int:
        """Destroy keys that are marked, and no other; the journal has it before they are gone.

        Gives how many were destroyed; again, nothing is changed. What stands of them in backups
        and write-ahead logs goes with the key-encryption key. Raises ``StoreUnavailable`` (then it
        may have been done) and ``OSError``: the journal cannot be written, nothing was destroyed.
        """
        self._write_down(persons, items)
        [(gone,)] = self._call(statements.DESTROY, persons, items)
        return gone

    def _write_down(self, persons: Collection[UUID], items: Collection[UUID]) -> None:
        """Into the journal, those of them whose keys nobody can want back."""
        if self._source.journal is None:
            return
        named = {"tenant": self.tenant, "persons": list(persons), "items": list(items)}
        found: dict[str, list[UUID]] = {"person": [], "item": []}
        for kind, identifier in self._run(statements.NOT_ACTIVE, named, fetch=True):
            found[kind].append(identifier)
        gone = (sorted(found["person"]), sorted(found["item"]))
        if any(gone):
            self._source.journal.append(Disposal(datetime.now(UTC), self.tenant, *gone))

    def _call(
        self, statement: str, persons: Collection[UUID], items: Collection[UUID]
    ) -> list[tuple]:
        rows = self._run(statement, (self.tenant, list(persons), list(items)), fetch=True)
        self._heard(News(self.tenant, list(persons), kek=False))
        return rows

    def _heard(self, news: News) -> None:
        if news.persons is None:
            self._persons.clear()
        else:
            self._persons.drop(news.persons)
        self._items.clear()
        if news.kek:
            self._source.refresh()
            self._wraps_still = False

    def _wrapping(self) -> KeyEncryptionKey:
        """The key-encryption key that wraps now, as the database says."""
        if self._wraps is None or not self._wraps_still:
            self._wraps_still = True  # before it is asked: what is heard meanwhile undoes it
            try:
                self._wraps = wrapping(self._source, self._current_kek)
            except BaseException:
                self._wraps_still = False
                raise
        return self._wraps

    def _current_kek(self, offered: str | None) -> str | None:
        return self._run(statements.CURRENT_KEK, (self.tenant, offered), fetch=True)[0][0]

    def _under_current(self, write: Callable[[KeyEncryptionKey], R]) -> R:
        """Do it under the key that wraps; once more where another took its place meanwhile."""
        try:
            return write(self._wrapping())
        except KekRetired:
            self.forget_kek()
            return write(self._wrapping())

    def _reading(self, read: Callable[[], R]) -> R:
        """Do it; once more where a rotation ended between what was read and its key."""
        try:
            return read()
        except MissingKek:
            return read()

    def _load_persons(self, persons: Sequence[UUID]) -> dict[UUID, PersonKeys]:
        return self._reading(lambda: self._read_persons(persons)) if persons else {}

    def _read_persons(self, persons: Sequence[UUID]) -> dict[UUID, PersonKeys]:
        dropped = self._persons.dropped
        found = {person: PersonKeys({}) for person in persons}
        for person, version, wrapped, kek_id, _ in self._run(
            statements.SELECT_PERSONS, (self.tenant, list(persons)), fetch=True
        ):
            kek = self._source.get(kek_id)
            key = kek.unwrap(bytes(wrapped), of_person(self.tenant, person, version))
            found[person].by_version[version] = AESGCM(key)
        self._persons.put(found, dropped)
        return found

    def _make_persons(self, persons: Sequence[UUID]) -> dict[UUID, PersonKeys]:
        if not persons:
            return {}

        def write(kek: KeyEncryptionKey) -> None:
            wrapped = [
                kek.wrap(os.urandom(KEY_BYTES), of_person(self.tenant, person, 1))
                for person in persons
            ]
            values = (self.tenant, kek.id, list(persons), wrapped, self.tenant)
            self._run(statements.INSERT_PERSONS, values)

        self._under_current(write)
        return self._load_persons(persons)

    def _load_items(self, items: Sequence[UUID]) -> dict[UUID, AESGCM | None]:
        return self._reading(lambda: self._read_items(items)) if items else {}

    def _read_items(self, items: Sequence[UUID]) -> dict[UUID, AESGCM | None]:
        dropped = self._items.dropped
        found: dict[UUID, AESGCM | None] = dict.fromkeys(items)
        rows = self._run(statements.SELECT_ITEMS, (self.tenant, list(items)), fetch=True)
        ring = self.fetch({person for _, person, _ in rows})
        for item, person, wrapped in rows:
            key = ItemKey(item, person, bytes(wrapped))
            found[item] = ring.open_item(key, self._source.get)
        self._items.put(found, dropped)
        return found

    def _read_item_keys(self, items: Sequence[UUID]) -> dict[UUID, bytes]:
        rows = self._run(statements.SELECT_ITEMS, (self.tenant, items), fetch=True)
        ring = self.fetch({person for _, person, _ in rows})
        found = {
            item: ring.item_key(ItemKey(item, person, bytes(wrapped)), self._source.get)
            for item, person, wrapped in rows
        }
        return {item: key for item, key in found.items() if key is not None}

    def _load_secret(self, name: str) -> bytes | None:
        return self._reading(lambda: self._read_secret(name))

    def _read_secret(self, name: str) -> bytes | None:
        rows = self._run(statements.SELECT_SECRET, (self.tenant, name), fetch=True)
        if not rows:
            return None
        wrapped, kek_id, _ = rows[0]
        return self._source.get(kek_id).unwrap(bytes(wrapped), of_secret(self.tenant, name))

    def _run(self, statement: str, values: tuple | dict, fetch: bool = False) -> list[tuple]:
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
        except psycopg.DatabaseError as error:
            if is_retired(error):
                raise KekRetired from None
            raise
