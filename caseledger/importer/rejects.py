"""Rows that could not be read: kept sealed, each under a key of its own that expires, until mended.

The row itself stands nowhere in clear; its file, line, column and the reason do.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

import msgspec
import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseledger.importer.mapping.source import Source
from caseledger.importer.stage import FILES, AsideRow, Stage
from ledger.keys.bound import of_reject
from ledger.keys.kek import KEY_BYTES, decrypt, encrypt
from ledger.keys.sources import Keks, source_of, wrapping
from ledger.store_errors import is_retired

_PAGE = 500


class Contents(msgspec.Struct, frozen=True, array_like=True):
    """What is sealed: the row's cells in the form's order, and what stood in the column at fault."""

    cells: list[str]
    value: str


class Reject(msgspec.Struct, frozen=True):
    """A row that was kept aside; ``contents`` is gone where its key has expired."""

    reject_id: UUID
    file: str
    line: int
    column: str
    reason: str
    contents: Contents | None


class Kept(msgspec.Struct, frozen=True):
    """How many rows an import kept aside that were not yet, and how many of them are mended since."""

    new: int
    mended: int


class Rejects:
    """The rejected rows of one tenant. ``connection`` is the writer's, in autocommit."""

    def __init__(self, connection: psycopg.Connection[Any], tenant: str, kek: Keks) -> None:
        self._connection = connection
        self._tenant = tenant
        self._source = source_of(kek)

    def keep(
        self, stage: Stage, source: Source, import_id: UUID, by: str, now: datetime, days: int
    ) -> Kept:
        """Keep every row aside, once however often it comes; what it held expires after ``days``."""
        new = mended = 0
        after = (-1, -1)
        while page := stage.aside(after, _PAGE):
            after = (FILES.index(page[-1].file), page[-1].line)
            before = self._known(source, page)
            fresh = [row for row in page if (row.file, row.hash) not in before]
            values = (fresh, source, import_id, by, now, now + timedelta(days=days))
            try:
                self._insert(*values)
            except psycopg.DatabaseError as error:
                if not is_retired(error):
                    raise
                self._insert(*values)  # another key-encryption key wraps since a moment ago
            new += len(fresh)
            mended += sum(before.values())
        return Kept(new, mended)

    def open(self) -> Iterator[Reject]:
        """Every row that waits to be mended, by file and line."""
        rows = self._connection.execute(_OPEN, (self._tenant,)).fetchall()
        order = {name: at for at, name in enumerate(FILES)}
        rows.sort(key=lambda row: (order.get(row[1], 99), row[2]))
        for reject_id, file, line, column, reason, *sealed in rows:
            yield Reject(reject_id, file, line, column, reason, self._open(reject_id, *sealed))

    def waiting(self, reject_ids: Sequence[UUID]) -> dict[UUID, str]:
        """Those of these rejects that wait to be mended, with their file."""
        rows = self._connection.execute(_WAITING, (self._tenant, list(reject_ids))).fetchall()
        return dict(rows)

    def mended(self, reject_id: UUID, by: str, reference: str, now: datetime) -> None:
        """It was taken at last, under that source reference; what was sealed goes with its key."""
        with self._connection.transaction():
            self._connection.execute(_MENDED, (by, now, reference, self._tenant, reject_id))
            self._connection.execute(_DROP_KEY, (self._tenant, reject_id))

    def mended_references(self) -> set[str]:
        """The source references under which mended rows were taken."""
        rows = self._connection.execute(_MENDED_REFERENCES, (self._tenant,)).fetchall()
        return {row[0] for row in rows}

    def _known(self, source: Source, page: Sequence[AsideRow]) -> dict[tuple[str, bytes], bool]:
        rows = self._connection.execute(
            _KNOWN,
            ([row.file for row in page], [row.hash for row in page], self._tenant, source.system),
        ).fetchall()
        return {(file, bytes(hashed)): mended for file, hashed, mended in rows}

    def _insert(
        self,
        page: Sequence[AsideRow],
        source: Source,
        import_id: UUID,
        by: str,
        now: datetime,
        expires: datetime,
    ) -> None:
        if not page:
            return
        keys, rows = [], []
        kek = wrapping(self._source, self._current_kek)
        for row in page:
            reject_id = source.id("reject", f"{row.file}/{row.hash.hex()}")
            key = os.urandom(KEY_BYTES)
            contents = msgspec.json.encode(Contents(msgspec.json.decode(row.cells), row.value))
            bound = of_reject(self._tenant, reject_id)
            box = encrypt(AESGCM(key), contents, bound.encode())
            keys.append((self._tenant, reject_id, kek.wrap(key, bound), kek.id, expires))
            where = (self._tenant, reject_id, import_id, source.system, row.file, row.line)
            rows.append((*where, row.column, row.reason, row.hash, box, by, now))
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.executemany(_INSERT_KEY, keys)
            cursor.executemany(_INSERT, rows)

    def _open(
        self, reject_id: UUID, box: bytes, wrapped: bytes | None, kek_id: str
    ) -> Contents | None:
        if wrapped is None:
            return None
        bound = of_reject(self._tenant, reject_id)
        key = self._source.get(kek_id).unwrap(bytes(wrapped), bound)
        opened = decrypt(AESGCM(key), bytes(box), bound.encode())
        return msgspec.json.decode(opened, type=Contents)

    def _current_kek(self, offered: str | None) -> str | None:
        row = self._connection.execute(_CURRENT_KEK, (self._tenant, offered)).fetchone()
        return row and row[0]


def sweep(connection: psycopg.Connection[Any], now: datetime) -> int:
    """Delete the keys that have expired, whoever's; how many. What they sealed is unreadable then."""
    return connection.execute(_SWEEP, (now,)).rowcount


_KNOWN: LiteralString = """
select r.file, r.row_hash, r.mended_at is not null
from import.reject as r
join unnest(%s::text[], %s::bytea[]) as asked (file, row_hash)
    on asked.file = r.file and asked.row_hash = r.row_hash
where r.tenant = %s and r.source_system = %s
"""
_INSERT: LiteralString = """
insert into import.reject (
    tenant, reject_id, import_id, source_system, file, line, "column", reason, row_hash, box,
    kept_by, kept_at
) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
on conflict do nothing
"""
_INSERT_KEY: LiteralString = """
insert into keys.reject_key (tenant, reject_id, wrapped, kek_id, expires_at)
values (%s, %s, %s, %s, %s) on conflict do nothing
"""
_CURRENT_KEK: LiteralString = "select keys.current_kek(%s, %s)"
_OPEN: LiteralString = """
select r.reject_id, r.file, r.line, r."column", r.reason, r.box, k.wrapped, k.kek_id
from import.reject as r
left join keys.reject_key as k using (tenant, reject_id)
where r.tenant = %s and r.mended_at is null
"""
_WAITING: LiteralString = """
select reject_id, file from import.reject
where tenant = %s and reject_id = any(%s) and mended_at is null
"""
_MENDED: LiteralString = """
update import.reject set mended_by = %s, mended_at = %s, mended_as = %s
where tenant = %s and reject_id = %s and mended_at is null
"""
_DROP_KEY: LiteralString = "delete from keys.reject_key where tenant = %s and reject_id = %s"
_MENDED_REFERENCES: LiteralString = (
    "select mended_as from import.reject where tenant = %s and mended_as is not null"
)
_SWEEP: LiteralString = "delete from keys.reject_key where expires_at <= %s"
