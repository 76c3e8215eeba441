"""The wire form: an event's fields as JSON under its wire name and schema version.

JSON, because a ledger outlives its readers: bytes written today open with any tool in thirty years.
Field order is that of the type, so the same event gives the same bytes.
"""

from collections.abc import Callable
from functools import cache

import msgspec

import domain.events  # noqa: F401  (registers every event type)
from domain.event import Event, Metadata, event_types
from ledger.sealing import require_sealed
from ledger.upcasters import UnknownEvent, upcast

_encode = msgspec.json.Encoder().encode
_metadata_decoder = msgspec.json.Decoder(Metadata).decode


def encode_event(event: Event) -> bytes:
    """The canonical bytes of an event; raises ``NotSealed`` where something private is in clear."""
    require_sealed(event)
    return _encode(event)


def decode_event(wire_name: str, schema_version: int, state: bytes) -> Event:
    """An event from its bytes, brought up to the schema version that this code knows.

    Raises ``UnknownEvent`` and ``UnknownVersion`` for what newer code wrote, and
    ``msgspec.ValidationError`` for bytes that are no such event.
    """
    event_type = event_types().get(wire_name)
    if event_type is None:
        raise UnknownEvent(wire_name, schema_version)
    if schema_version == event_type.schema_version:
        return _decoder(event_type)(state)
    fields = upcast(
        wire_name, schema_version, event_type.schema_version, msgspec.json.decode(state)
    )
    return msgspec.convert(fields, event_type, str_keys=True)


def encode_metadata(metadata: Metadata) -> bytes:
    """The envelope's bytes."""
    return _encode(metadata)


def decode_metadata(data: bytes) -> Metadata:
    """The envelope from its bytes."""
    return _metadata_decoder(data)


@cache
def _decoder(event_type: type[Event]) -> Callable[[bytes], Event]:
    return msgspec.json.Decoder(event_type).decode
