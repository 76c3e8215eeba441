"""Stored rows as the domain knows them."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from domain.event import Event, Metadata, Recorded
from ledger import stored
from ledger.codec import decode_event, decode_metadata
from ledger.upcasters import WrittenByNewerCode


def recorded(row: stored.Recorded) -> Recorded:
    """A row of the ledger, decoded; private values stay sealed."""
    return Recorded(
        position=row.position,
        tenant=row.tenant,
        stream=str(row.originator_id),
        version=row.originator_version,
        event_id=row.event_id,
        event=decode_event(row.topic, row.schema_version, row.state),
        effective_on=row.effective_on,
        known_at=row.known_at,
        appended_at=row.appended_at,
        metadata=decode_metadata(row.metadata),
    )


class Unreadable(Exception):
    """A row of the ledger that holds no event of its type: its bytes were altered, or never good."""

    def __init__(self, row: stored.Recorded, cause: Exception) -> None:
        super().__init__(f"{row.topic} at position {row.position} cannot be read")
        self.position = row.position
        self.stream = str(row.originator_id)
        self.wire_name = row.topic
        self.code = type(cause).__name__


def read(row: stored.Recorded) -> Recorded | Unreadable:
    """A row of the ledger, decoded if it can be. Raises ``WrittenByNewerCode``."""
    try:
        return recorded(row)
    except WrittenByNewerCode:
        raise
    except Exception as error:
        return Unreadable(row, error)


class _Folded:
    """What ``recorded`` gives, for a fold: it reads a field or two, so only the event is decoded."""

    __slots__ = ("_row", "event")

    def __init__(self, row: tuple[Any, ...]) -> None:
        self._row = row
        self.event: Event = decode_event(row[2], row[5], row[3])

    @property
    def stream(self) -> str:
        return self._row[0]

    @property
    def version(self) -> int:
        return self._row[1]

    @property
    def event_id(self) -> UUID:
        return self._row[4]

    @property
    def effective_on(self) -> date:
        return self._row[6]

    @property
    def known_at(self) -> datetime:
        return self._row[7]

    @property
    def metadata(self) -> Metadata:
        return decode_metadata(self._row[8])

    @property
    def position(self) -> int:
        return self._row[9]

    @property
    def appended_at(self) -> datetime:
        return self._row[10]

    @property
    def tenant(self) -> str:
        return self._row[11]


def to_fold(row: tuple[Any, ...]) -> Recorded:
    """A row in the order of ``stored.Recorded``'s fields, as a fold reads it and nobody keeps it."""
    return cast(Recorded, _Folded(row))
