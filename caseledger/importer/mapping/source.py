"""What all mappings share: ids out of the source's own references, its days as instants, its name."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from caseledger.importer.rows import SourceRow
from domain.calendar import local_day
from domain.decision import NewEvent
from domain.event import Event, SourceReference
from domain.source_ids import source_id
from domain.streams import case_stream, consent_stream, person_stream

NOT_STATED = "NOT_STATED"
"""Where the source has no code and the event wants one: nobody wrote it down."""


class KeyedRow(msgspec.Struct, frozen=True):
    """A row under its final key: numbered (``#2``) where others share it.

    ``known`` is the first day that tells of it, for a row that has no day of its own.
    """

    file: str
    key: str
    hash: str
    value: SourceRow
    known: date | None = None

    @property
    def reference(self) -> str:
        """What the source reference of its events says."""
        return f"{self.file}/{self.key}"


class Source:
    """An extract's source: the custodian's own id space, zone (where days begin) and as-of date."""

    def __init__(self, tenant: str, system: str, as_of: date, zone: ZoneInfo) -> None:
        self.tenant = tenant
        self.system = system
        self.as_of = as_of
        self.zone = zone
        self.id = lru_cache(maxsize=1 << 14)(self._id)
        self.local_day = lru_cache(maxsize=1 << 14)(partial(local_day, zone=zone))
        self.noon = lru_cache(maxsize=1 << 14)(self._noon)

    def _id(self, kind: str, key: str) -> UUID:
        return source_id(self.tenant, self.system, kind, key)

    def event_id(self, reference: str, part: str) -> UUID:
        """The id of a part of a row, as long as the row says what it said at first."""
        return source_id(self.tenant, self.system, "event", f"{reference}|{part}")

    def person(self, resident_no: str) -> UUID:
        return self.id("person", resident_no)

    def case(self, case_no: str) -> UUID:
        return self.id("case", case_no)

    def person_stream(self, resident_no: str) -> str:
        return person_stream(self.person(resident_no))

    def consent_stream(self, resident_no: str) -> str:
        return consent_stream(self.person(resident_no))

    def case_stream(self, case_no: str) -> str:
        return case_stream(self.case(case_no))

    def _noon(self, day: date) -> datetime:
        """Noon of a local day, in UTC: every zone of the province agrees on that day."""
        return datetime.combine(day, time(12), self.zone).astimezone(UTC)

    def known_at(self, day: date) -> datetime:
        """When something of that day was known; never after the extract was made."""
        return self.noon(min(day, self.as_of))

    def day_begins(self, day: date) -> datetime:
        """The first instant of a local day, in UTC."""
        return datetime.combine(day, time(0), self.zone).astimezone(UTC)

    def day_ends(self, day: date) -> datetime:
        """The first instant after a local day, in UTC."""
        return self.day_begins(day + timedelta(days=1))

    def new(
        self,
        row: KeyedRow,
        part: str,
        stream: str,
        event: Event,
        effective_on: date,
        known_on: date | None = None,
        programme: str | None = None,
        channel: str | None = None,
    ) -> NewEvent:
        """An event that a row tells, known since ``known_on`` (else since the day of its effect)."""
        return NewEvent(
            stream=stream,
            event=event,
            effective_on=effective_on,
            known_at=self.known_at(known_on or effective_on),
            event_id=self.event_id(row.reference, part),
            source=SourceReference(self.system, row.reference),
            source_hash=row.hash,
            programme=programme,
            channel=channel,
        )
