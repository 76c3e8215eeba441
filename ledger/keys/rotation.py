"""Rotation: everything that is wrapped is wrapped anew, then the old key-encryption key is destroyed.

The system runs meanwhile. From the moment the new key is in use nothing is written under another
(``keys.use_kek``); what stands is wrapped anew in batches, each a transaction of its own; an old key
is destroyed once nothing stands under it, here or on a standby. It may be killed anywhere and begun
again: then it goes on with what is left, under a further new key.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString

import msgspec
import psycopg

from ledger.durable import confirmed
from ledger.keys.rewrapping import KINDS, rewrap
from ledger.keys.sources import KeySource

_LOCK = 0x6B656B726F746174  # "kekrotat": one rotation at a time in a database
STANDBYS = 60.0  # seconds to wait for standbys that are connected

Told = Callable[[str, int], None]
"""Called with a step and how many keys are done in it: made, used, rewrapped, destroying, ended."""


class RotationRuns(Exception):
    """Another process rotates just now."""


class KekStatus(msgspec.Struct, frozen=True):
    """A tenant's key-encryption key: how many keys stand under it, and whether it is at hand.

    ``state``: current, retired (opens what is left), destroyed. Times in UTC.
    """

    tenant: str
    kek_id: str
    state: str
    since: datetime
    retired_at: datetime | None
    destroyed_at: datetime | None
    persons: int
    items: int
    secrets: int
    rejects: int
    here: bool

    @property
    def keys(self) -> int:
        return self.persons + self.items + self.secrets + self.rejects


class Rotated(msgspec.Struct, frozen=True):
    """What a rotation did. ``left``: old keys that somebody else must destroy.

    ``waiting``: old keys that could not be destroyed yet, for something still needs them: a standby
    that lags, or rows whose own key is missing here. ``others``: tenants whose keys are kept by
    others, and were left alone.
    """

    kek_id: str
    rewrapped: int
    destroyed: list[str]
    left: list[str]
    waiting: list[str]
    others: list[str]


def status(connection: psycopg.Connection[Any], source: KeySource) -> list[KekStatus]:
    """Every key-encryption key that the ledger knows, tenant by tenant, the newest first.

    ``connection`` is the writer's, here and below.
    """
    rows = connection.execute(
        "select k.tenant, k.kek_id, k.state, k.since, k.retired_at, k.destroyed_at,"
        " coalesce(u.persons, 0), coalesce(u.items, 0), coalesce(u.secrets, 0),"
        " coalesce(u.rejects, 0)"
        " from keys.kek as k"
        " left join keys.wrapped() as u using (tenant, kek_id)"
        " order by k.tenant, k.since desc"
    ).fetchall()
    return [KekStatus(*row, source.holds(row[1])) for row in rows]


def unlayered(connection: psycopg.Connection[Any]) -> int:
    """How many texts' keys have no key-encryption key around them yet; a rotation gives them one."""
    row = connection.execute(
        "select coalesce(sum(items), 0) from keys.wrapped() where kek_id = 'person'"
    ).fetchone()
    assert row is not None
    return int(row[0])


def rotate(
    connection: psycopg.Connection[Any], source: KeySource, told: Told = lambda step, done: None
) -> Rotated:
    """Wrap everything under a new key, and destroy those that it replaces.

    ``connection`` is the writer's, in autocommit, with ``durable.OPTIONS``. Raises ``NoNextKek``
    where there is no key to rotate to (nothing was changed), ``RotationRuns``, ``WrongKey`` and
    ``psycopg.Error``. After any of them, as after a kill, everything that is sealed still opens.
    """
    with _alone(connection):
        known = connection.execute("select tenant, kek_id, state from keys.kek").fetchall()
        current = sorted((tenant, kek_id) for tenant, kek_id, state in known if state == "current")
        mine = [tenant for tenant, kek_id in current if source.holds(kek_id)]
        others = [tenant for tenant, _ in current if tenant not in mine]
        kek = source.next({kek_id for _, kek_id, _ in known})
        told("made", 0)
        # Nothing is destroyed while a synchronous standby may not have what replaces it.
        with confirmed(connection):
            for tenant in mine:
                connection.execute("select keys.use_kek(%s, %s)", (tenant, kek.id))
            source.keep(kek.id)
            told("used", 0)
            done = 0
            for tenant in mine:
                for kind in KINDS:
                    for count in rewrap(connection, kind, tenant, kek, source.get):
                        done += count
                        told("rewrapped", done)
        destroyed, left, waiting = [], [], []
        for old in _retired(connection, mine):
            match _end(connection, source, old, told):
                case True:
                    destroyed.append(old)
                case False:
                    left.append(old)
                case None:
                    waiting.append(old)
        for tenant in mine:
            connection.execute("select keys.tell_kek(%s)", (tenant,))
        return Rotated(kek.id, done, destroyed, left, waiting, others)


def _end(
    connection: psycopg.Connection[Any], source: KeySource, old: str, told: Told
) -> bool | None:
    """Destroy a key: done, or somebody else must (False), or it is needed still (None)."""
    needed = connection.execute("select 1 from keys.wrapped() where kek_id = %s", (old,)).fetchone()
    wraps = connection.execute(
        "select 1 from keys.kek where kek_id = %s and state = 'current'", (old,)
    ).fetchone()
    if needed or wraps or not _on_standbys(connection):
        return None
    told("destroying", 0)
    if not source.destroy(old):
        return False
    told("destroyed", 0)
    row = connection.execute("select keys.end_kek(%s)", (old,)).fetchone()
    return bool(row and row[0])


def _retired(connection: psycopg.Connection[Any], tenants: list[str]) -> list[str]:
    rows = connection.execute(
        "select distinct kek_id from keys.kek where state = 'retired' and tenant = any(%s)"
        " order by kek_id",
        (tenants,),
    ).fetchall()
    return [row[0] for row in rows]


def _on_standbys(connection: psycopg.Connection[Any]) -> bool:
    """Whether those that are connected have all that was done: one of them may be the primary soon."""
    query: LiteralString = "select keys.standbys_behind(%s)"
    row = connection.execute("select lsn::text from ledger.flushed()").fetchone()
    assert row is not None
    deadline = time.monotonic() + STANDBYS
    while (behind := connection.execute(query, row).fetchone()) and behind[0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Hold the lock of all rotations. The session that wraps is the one that holds it."""
    row = connection.execute("select pg_try_advisory_lock(%s)", (_LOCK,)).fetchone()
    if not (row and row[0]):
        raise RotationRuns
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", (_LOCK,))
