"""The one call that writes: `Append` values to the parameters of ``ledger.append``, rows back.

Used alike by the async flusher and by the synchronous recorder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import StoredEvent

from ledger import pgarrays
from ledger.pgarrays import PgArray, array, day, instant, int2, int4, int8
from ledger.store_errors import (
    AppendFailed,
    AppendRejected,
    AppendTooLarge,
    ClaimConflict,
    CommandReused,
    EventIdUsed,
    GuardConflict,
    KekRetired,
    KeyGone,
    StoreUnavailable,
    VersionConflict,
)
from ledger.stored import Append, Appended, LedgerEvent

_EVENT_TYPES = (
    pgarrays.TEXT,
    pgarrays.INT8,
    pgarrays.TEXT,
    pgarrays.INT2,
    pgarrays.UUID,
    pgarrays.DATE,
    pgarrays.TIMESTAMPTZ,
    pgarrays.BYTEA,
    pgarrays.BYTEA,
)
_APPEND_TYPES = (pgarrays.TEXT, pgarrays.UUID, pgarrays.BYTEA, pgarrays.BYTEA)
_GUARD_TYPES = (pgarrays.TEXT, pgarrays.INT8)
_CLAIM_TYPES = (pgarrays.TEXT, pgarrays.TEXT, pgarrays.BYTEA, pgarrays.TEXT)

_PERSON_TYPES = (pgarrays.UUID, pgarrays.INT4)
_ITEM_TYPES = (pgarrays.UUID, pgarrays.UUID, pgarrays.BYTEA)

_PARTS = (_EVENT_TYPES, _GUARD_TYPES, _CLAIM_TYPES, _PERSON_TYPES, _ITEM_TYPES)
_COUNT = len(_APPEND_TYPES) + sum(1 + len(types) for types in _PARTS)

QUERY: LiteralString = (
    "select append, status, first_position, last_position, appended_at, result, detail"
    " from ledger.append(" + ", ".join(["%b"] * _COUNT) + ")"
)

_Row = tuple[bytes | None, ...]


@dataclass(frozen=True, slots=True)
class EncodedAppend:
    """An append ready to be sent; `size` in bytes is roughly what it takes on the wire."""

    append: Append
    head: _Row
    parts: tuple[list[_Row], ...]
    events: int
    size: int


def encode(append: Append) -> EncodedAppend:
    """Encode in the caller's own task, so that a value that cannot be sent fails nobody else.

    Raises `TypeError`, `ValueError` or `struct.error` for such a value.
    """
    command = append.command
    head: _Row = (
        append.tenant.encode(),
        command.command_id.bytes if command else None,
        command.body_hash if command else None,
        command.result if command else None,
    )
    events = [_event(event) for event in append.events]
    guards: list[_Row] = [(g.stream.encode(), int8(g.version)) for g in append.guards]
    claims: list[_Row] = [
        (c.op.encode(), c.kind.encode(), c.key, c.stream.encode()) for c in append.claims
    ]
    keys = [e.keys for e in append.events if isinstance(e, LedgerEvent) and e.keys is not None]
    under = {person for each in keys for person in each.persons}
    persons: list[_Row] = [(person.bytes, int4(version)) for person, version in under]
    items: list[_Row] = [
        (item.item_id.bytes, item.person_id.bytes, item.wrapped)
        for each in keys
        for item in each.items
    ]
    parts = (events, guards, claims, persons, items)
    size = sum(4 + len(value or b"") for rows in ([head], *parts) for row in rows for value in row)
    return EncodedAppend(append, head, parts, len(events), size)


def _event(event: StoredEvent) -> _Row:
    stream = str(event.originator_id).encode()
    version = int8(event.originator_version)
    topic = event.topic.encode()
    if isinstance(event, LedgerEvent):
        return (
            stream,
            version,
            topic,
            int2(event.schema_version),
            event.event_id.bytes,
            None if event.effective_on is None else day(event.effective_on),
            instant(event.known_at),
            event.metadata,
            event.state,
        )
    # the stock library's own event: it has no envelope
    known_at = instant(datetime.now(UTC))
    return (stream, version, topic, int2(1), uuid4().bytes, None, known_at, b"{}", event.state)


def parameters(batch: Sequence[EncodedAppend]) -> list[PgArray]:
    """The parameters of `QUERY` for these appends, in this order."""
    values = _columns(_APPEND_TYPES, [encoded.head for encoded in batch])
    for types, groups in zip(_PARTS, zip(*(e.parts for e in batch), strict=True), strict=True):
        values += _numbered(types, groups)
    return values


def _columns(types: Sequence[tuple[int, int]], rows: list[_Row]) -> list[PgArray]:
    columns = zip(*rows, strict=True) if rows else [()] * len(types)
    return [array(type_, column) for type_, column in zip(types, columns, strict=True)]


def _numbered(types: Sequence[tuple[int, int]], groups: Sequence[list[_Row]]) -> list[PgArray]:
    """Columns of all groups' rows, after one that says which append each row belongs to."""
    owners = [int4(number) for number, group in enumerate(groups, 1) for _ in group]
    rows = [row for group in groups for row in group]
    return [array(pgarrays.INT4, owners), *_columns(types, rows)]


def outcome(encoded: EncodedAppend, row: tuple[Any, ...]) -> Appended | AppendRejected:
    """What one row of `QUERY` says about its append."""
    _, status, first_position, last_position, appended_at, result, detail = row
    match status:
        case "appended" | "replayed":
            replayed = status == "replayed"
            return Appended(first_position, last_position, appended_at, replayed, result)
        case "version_conflict":
            return VersionConflict(**detail)
        case "guard_conflict":
            return GuardConflict(**detail)
        case "claim_conflict":
            return ClaimConflict(**detail)
        case "event_id_used":
            return EventIdUsed(UUID(detail["event_id"]))
        case "key_gone":
            return KeyGone(UUID(detail["person"]))
        case "kek_retired":
            return KekRetired()
        case "too_large":
            return AppendTooLarge(**detail)
        case "command_reused" if encoded.append.command is not None:
            return CommandReused(encoded.append.command.command_id)
        case _:
            raise AssertionError(f"ledger.append answered {status!r}")


def refusal(error: psycopg.Error) -> AppendRejected | StoreUnavailable:
    """An error of the server on a connection that lives: nothing was written."""
    state = error.sqlstate or ""
    # insufficient resources, operator intervention, lock not had in time, standby: not its fault
    if state[:2] in ("53", "57", "58") or state in ("55P03", "25006", "40P01"):
        return StoreUnavailable(str(error), outcome_known=True)
    return AppendFailed(str(error))
