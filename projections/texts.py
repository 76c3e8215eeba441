"""Free text in a read table: sealed as the event holds it, with all that is needed to open it."""

from uuid import UUID

import msgspec

from domain.event import Recorded
from domain.private import Private, Text

NO_LANGUAGE = "und"


class SealedText(msgspec.Struct, frozen=True):
    """A private text and where it was sealed: its event, that event's type, and the field's path.

    ``ledger.unseal`` opens it as part of that event (see ``projections.timeline.queries.events``).
    """

    event_id: UUID
    type: str
    path: str
    language: str
    body: Private


def sealed_text(recorded: Recorded, path: str, text: Text | None) -> SealedText | None:
    """The text at that path of an event (``items.0.description``), as a row keeps it."""
    if text is None:
        return None
    kind = recorded.event.wire_name
    return SealedText(recorded.event_id, kind, f"{path}.body", text.language, text.body)


def sealed_value(recorded: Recorded, path: str, value: Private | None) -> SealedText | None:
    """The same for a private value that is no text and has no language (``und``)."""
    if value is None:
        return None
    return SealedText(recorded.event_id, recorded.event.wire_name, path, NO_LANGUAGE, value)
