"""One event as one line of JSON: what ``docs/export.md`` promises, and what is read back from it."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.event import Recorded
from ledger.stored import Recorded as StoredRow

_encode = msgspec.json.Encoder().encode


class EventLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event of the export; its fields in the order of the line. Instants are UTC.

    ``metadata`` is the envelope as it was written. ``payload`` holds private values in clear
    (``["c", value, person, own key]``), or as they are stored in a sealed export.
    """

    position: int
    tenant: str
    stream: str
    version: int
    type: str
    schema_version: int
    event_id: UUID
    effective_on: date | None
    known_at: datetime
    appended_at: datetime
    metadata: msgspec.Raw
    payload: msgspec.Raw


_decoder = msgspec.json.Decoder(EventLine)


def sealed_line(row: StoredRow) -> bytes:
    """An event as it is stored: its own schema version, private values sealed."""
    return _line(row, row.schema_version, row.state)


def clear_line(row: StoredRow, event: Recorded) -> bytes:
    """An event unsealed, in its newest schema version; what was disposed of says so."""
    return _line(row, event.event.schema_version, _encode(event.event))


def read_line(data: bytes) -> EventLine:
    """Raises ``msgspec.MsgspecError`` for what is no such line."""
    return _decoder.decode(data)


def _line(row: StoredRow, schema_version: int, payload: bytes) -> bytes:
    line = EventLine(
        position=row.position,
        tenant=row.tenant,
        stream=str(row.originator_id),
        version=row.originator_version,
        type=row.topic,
        schema_version=schema_version,
        event_id=row.event_id,
        effective_on=row.effective_on,
        known_at=row.known_at,
        appended_at=row.appended_at,
        metadata=msgspec.Raw(row.metadata),
        payload=msgspec.Raw(payload),
    )
    return _encode(line) + b"\n"
