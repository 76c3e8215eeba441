"""The JSON Schema of an export's lines, made from the event types themselves.

python -m caseledger.exporter.schema > docs/export.schema.json
"""

import sys
from typing import Any

import msgspec

import domain.events  # noqa: F401  (registers every event type)
from caseledger.exporter.line import EventLine
from domain.event import Metadata, event_types

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """One line: its fields, and by type the payload of the newest schema version.

    A sealed export may hold payloads of older schema versions: of these, that they are objects.
    """
    types = dict(sorted(event_types().items()))
    kinds = [EventLine, Metadata, *types.values()]
    (line, metadata, *payloads), parts = msgspec.json.schema_components(kinds)
    parts["EventLine"]["properties"] |= {
        "metadata": metadata,
        "payload": {"type": "object"},
        "type": {"type": "string"},
        "position": {"type": "integer", "minimum": 1},
        "version": {"type": "integer", "minimum": 1},
        "schema_version": {"type": "integer", "minimum": 1},
        "stream": {"type": "string", "pattern": "^[a-z]+-[0-9a-f-]{36}$"},
    }
    rules = [
        {
            "if": {
                "properties": {
                    "type": {"const": name},
                    "schema_version": {"const": kind.schema_version},
                }
            },
            "then": {"properties": {"payload": payload}},
        }
        for (name, kind), payload in zip(types.items(), payloads, strict=True)
    ]
    return (
        {"$schema": _DIALECT, "title": "A line of events.ndjson"}
        | line
        | {
            "allOf": rules,
            "$defs": dict(sorted(parts.items())),
        }
    )


def text() -> str:
    """As it is committed."""
    return msgspec.json.format(msgspec.json.encode(schema())).decode() + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
