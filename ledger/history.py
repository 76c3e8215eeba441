"""Rows of the ledger as the domain knows them."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from domain.event import Event, Metadata, Recorded
from ledger.codec import decode_event, decode_metadata
from ledger.upcasters import WrittenByNewerCode

Row = tuple[Any, ...]
"""A row of the ledger as the database gives it, in the order of `stored.Recorded`'s fields."""


def recorded(row: Row) -> Recorded:
    """A row of the ledger, decoded; private values stay sealed."""
    (
        stream,
        version,
        wire_name,
        state,
        event_id,
        schema_version,
        effective_on,
        known_at,
        metadata,
        position,
        appended_at,
        tenant,
    ) = row
    return Recorded(
        position=position,
        tenant=tenant,
        stream=stream,
        version=version,
        event_id=event_id,
        event=decode_event(wire_name, schema_version, state),
        effective_on=effective_on,
        known_at=known_at,
        appended_at=appended_at,
        metadata=decode_metadata(metadata),
    )


class Unreadable(Exception):
    """A row of the ledger that holds no event of its type: its bytes were altered, or never good."""

    def __init__(self, row: Row, cause: Exception) -> None:
        self.stream: str = row[0]
        self.wire_name: str = row[2]
        self.position: int = row[9]
        super().__init__(f"{self.wire_name} at position {self.position} cannot be read")
        self.code = type(cause).__name__


def read(row: Row) -> Recorded | Unreadable:
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

    def __init__(self, row: Row) -> None:
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


def to_fold(row: Row) -> Recorded:
    """A row in the order of ``stored.Recorded``'s fields, as a fold reads it and nobody keeps it."""
    return cast(Recorded, _Folded(row))
