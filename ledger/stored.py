"""What goes into the ledger and what comes out: plain values, no SQL.

await store.append(Append("brantwood", events, guards=[Guard("consent-1f…", 3)]))
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent

from ledger.keys.keyring import ItemKey


@dataclass(frozen=True, slots=True)
class EventKeys:
    """The keys that an event's private values are sealed under.

    `persons`: whose key, in which version; each must still be active when the event is written.
    `items`: the fresh keys of its texts, written in the same transaction.
    """

    persons: Set[tuple[UUID, int]]
    items: Sequence[ItemKey]


@dataclass(frozen=True)
class Wanted:
    """Events that are looked for: of these types, with one of these ids as a value of what is plain.

    `outside`: in streams whose names do not begin so (`-`: in any).
    """

    types: Sequence[str]
    ids: Sequence[UUID]
    outside: str = "-"


@dataclass(frozen=True)
class LedgerEvent(StoredEvent):
    """A stored event of ours: the library's four fields and the columns beside them.

    `originator_id` is the stream (``case-<uuid>``), `originator_version` its version (from 1),
    `topic` the wire name (``consent.granted``), `state` the payload as UTF-8 JSON. `keys` goes in
    with the event and never comes back with it.
    """

    event_id: UUID
    schema_version: int
    effective_on: date | None
    known_at: datetime
    metadata: bytes
    keys: EventKeys | None = field(default=None, kw_only=True, repr=False)


@dataclass(frozen=True)
class LedgerNotification(Notification):
    """An event of ours as the library's readers meet it: `id` is its position."""

    event_id: UUID
    schema_version: int
    effective_on: date | None
    known_at: datetime
    metadata: bytes


@dataclass(frozen=True)
class Recorded(LedgerEvent):
    """An event as read back: where it stands in the one order, when it was appended, and whose."""

    position: int
    appended_at: datetime
    tenant: str


@dataclass(frozen=True)
class Guard:
    """A stream that is only read must still stand at `version`; 0: it must not exist."""

    stream: str
    version: int


@dataclass(frozen=True)
class Claim:
    """`stream` alone may hold (`kind`, `key`); a release lets go of it if `stream` holds it.

    `key` is a keyed hash, never the plain value. Releases take effect before the claims of the
    same append, so a claim can move from one stream to another in one step.
    """

    kind: str
    key: bytes
    stream: str
    op: Literal["claim", "release"] = "claim"


@dataclass(frozen=True)
class CommandRecord:
    """The command that an append carries out: its id, the hash of its body, what it answers."""

    command_id: UUID
    body_hash: bytes
    result: bytes


@dataclass(frozen=True)
class RecordedCommand(CommandRecord):
    """A command that was accepted; positions are None when it led to no event."""

    first_position: int | None
    last_position: int | None
    appended_at: datetime


@dataclass(frozen=True)
class Append:
    """Everything that is written together or not at all. May touch several streams.

    The events of one stream are consecutive versions, from the stream's last + 1. At most 1,000
    events; bulk work keeps to 500, so that live work is not held up. Keys go with their events.
    """

    tenant: str
    events: Sequence[StoredEvent] = ()
    guards: Sequence[Guard] = ()
    claims: Sequence[Claim] = ()
    command: CommandRecord | None = None


@dataclass(frozen=True)
class Appended:
    """An append that is durable.

    Positions are None when it had no event. `replayed`: its command was already known, and this
    is what it gave then; nothing was written now.
    """

    first_position: int | None
    last_position: int | None
    appended_at: datetime
    replayed: bool
    result: bytes | None


@dataclass(frozen=True)
class LogPlace:
    """A place in the write-ahead log: a timeline, which each failover begins anew, and an LSN.

    `lsn` as PostgreSQL writes it ("0/16B3748").
    """

    timeline: int
    lsn: str


@dataclass(frozen=True)
class StoredSnapshot:
    """A stream's folded state as a row: see the table's own comments, and ``ledger.snapshots``."""

    version: int
    position: int
    fingerprint: bytes
    digest: bytes
    state: bytes
