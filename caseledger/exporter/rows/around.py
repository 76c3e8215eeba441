"""What every row needs beside its own events: days, numbers, and words that may be empty."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from caseledger.exporter.numbers import Numbers, key_parts
from caseledger.exporter.standing import Standing
from caseledger.importer.mapping.source import NOT_STATED
from caseledger.importer.values import Unreadable, number
from domain.calendar import local_day
from domain.event import Event
from domain.private import Clear, Private

E = TypeVar("E", bound=Event)


class Around(msgspec.Struct, frozen=True):
    """The numbers of all whom the streams at hand name, and the custodian's zone."""

    numbers: Numbers
    zone: ZoneInfo
    persons: Mapping[UUID, str]
    cases: Mapping[UUID, str]
    consents: Mapping[UUID, str]

    def day(self, at: datetime) -> date:
        """The local day of an instant."""
        return local_day(at, self.zone)

    def own_number(self, kind: str, file: str, parts: Iterable[Standing]) -> str:
        """The number of what has a row of its own: as it was imported, else by where it was made."""
        first = None
        for part in parts:
            first = first or part.first
            source = part.first.metadata.source
            if source and part.first.metadata.source_hash and in_file(source.reference, file):
                key = key_parts(source.reference.partition("/")[2])[0]
                return self.numbers.of_entity(kind, key, source.system, 0)
        assert first is not None
        return self.numbers.of_entity(kind, None, None, first.position)


def in_file(reference: str, file: str) -> bool:
    return reference.startswith(file + "/")


def last(parts: Sequence[Standing], kind: type[E]) -> E | None:
    """The event of that type that was told last."""
    found = [part.latest.event for part in parts if isinstance(part.latest.event, kind)]
    return found[-1] if found else None  # type: ignore[return-value]


def clear(value: Private | None) -> str | None:
    """A private value's words; nothing where there are none any more."""
    return value.value or None if isinstance(value, Clear) else None


def stated(code: str | None) -> str | None:
    """A code, but for the one that says that nobody wrote it down."""
    return None if code in (None, "", NOT_STATED) else code


def readable_number(reference: str) -> str | None:
    """A reference, where the form can hold it as a number."""
    try:
        return number(reference)
    except Unreadable:
        return None
