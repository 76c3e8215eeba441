"""Wrapping anew, kind by kind: persons' keys, texts' keys, secrets, keys of rejected rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, LiteralString

import psycopg

from ledger.keys.bound import of_person, of_reject, of_secret
from ledger.keys.kek import KeyEncryptionKey
from ledger.keys.keyring import rewrapped
from ledger.keys.sources import MissingKek

BATCH = 500  # rows a transaction

KekOf = Callable[[str], KeyEncryptionKey]
_Row = tuple[Any, ...]


class Kind:
    """A table of wrapped keys: its key columns with their types, and what a row is bound to."""

    def __init__(
        self, table: LiteralString, columns: Sequence[tuple[LiteralString, LiteralString]]
    ) -> None:
        names: LiteralString = ", ".join([name for name, _ in columns])
        arrays: LiteralString = ", ".join([f"%s::{type_}[]" for _, type_ in columns])
        after: LiteralString = ", ".join([f"%s::{type_}" for _, type_ in columns])
        same: LiteralString = " and ".join([f"k.{name} = n.{name}" for name, _ in columns])
        # Rows that are under the new key already are passed over: so an interrupted one goes on.
        self.select: LiteralString = (
            f"select {names}, wrapped, kek_id from keys.{table}"
            f" where tenant = %s and ({names}) > ({after})"
            f" and wrapped is not null and kek_id <> %s"
            f" order by {names} limit {BATCH}"
        )
        # Only what is as it was read: a key that was destroyed meanwhile stays so.
        self.update: LiteralString = (
            f"update keys.{table} as k set wrapped = n.new, kek_id = %s"
            f" from unnest({arrays}, %s::bytea[], %s::bytea[]) as n ({names}, old, new)"
            f" where k.tenant = %s and {same} and k.wrapped = n.old and exists ("
            "select from keys.kek as w"
            " where w.tenant = k.tenant and w.kek_id = %s and w.state = 'current')"
        )

    first: _Row = ("00000000-0000-0000-0000-000000000000",)
    """What stands before every row."""

    def bound(self, tenant: str, *key: Any) -> str:
        raise NotImplementedError

    def rewrap(
        self, tenant: str, key: _Row, wrapped: bytes, old: str, kek: KeyEncryptionKey, kek_of: KekOf
    ) -> bytes:
        """One key under the new key. Raises ``MissingKek`` and ``WrongKey``."""
        bound = self.bound(tenant, *key)
        return kek.wrap(kek_of(old).unwrap(wrapped, bound), bound)


class _Persons(Kind):
    first = ("00000000-0000-0000-0000-000000000000", 0)

    def bound(self, tenant: str, *key: Any) -> str:
        return of_person(tenant, *key)


class _Items(Kind):
    def rewrap(
        self, tenant: str, key: _Row, wrapped: bytes, old: str, kek: KeyEncryptionKey, kek_of: KekOf
    ) -> bytes:
        return rewrapped(tenant, key[0], wrapped, kek, kek_of)


class _Secrets(Kind):
    first = ("",)

    def bound(self, tenant: str, *key: Any) -> str:
        return of_secret(tenant, *key)


class _Rejects(Kind):
    def bound(self, tenant: str, *key: Any) -> str:
        return of_reject(tenant, *key)


KINDS: tuple[Kind, ...] = (
    _Secrets("secret", [("name", "text")]),
    _Persons("person_key", [("person_id", "uuid"), ("version", "int")]),
    _Items("item_key", [("item_id", "uuid")]),
    _Rejects("reject_key", [("reject_id", "uuid")]),
)


def rewrap(
    connection: psycopg.Connection[Any],
    kind: Kind,
    tenant: str,
    kek: KeyEncryptionKey,
    kek_of: KekOf,
) -> Iterator[int]:
    """Wrap all keys of a kind under ``kek``, batch by batch; how many each time.

    A key whose own key-encryption key is not at hand is left as it is.
    """
    after = kind.first
    while rows := connection.execute(kind.select, (tenant, *after, kek.id)).fetchall():
        after = rows[-1][:-2]
        changes = []
        for *key, wrapped, old in rows:
            with suppress(MissingKek):
                new = kind.rewrap(tenant, tuple(key), bytes(wrapped), old, kek, kek_of)
                changes.append((*key, bytes(wrapped), new))
        if changes:
            columns = [list(column) for column in zip(*changes, strict=True)]
            done = connection.execute(kind.update, (kek.id, *columns, tenant, kek.id))
            yield done.rowcount
