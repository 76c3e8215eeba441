"""Rows of the timeline: an event each, with its envelope."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec


class TimelineRow(msgspec.Struct, frozen=True, kw_only=True):
    """One event. ``kind`` is its stream's: case, person or consent.

    A case's event has ``case_id``, and ``about_person_id`` where it is about one member; a
    person's or consent's has ``person_id``, and ``cited_case_id`` where it names a case.
    ``payload`` and ``metadata`` are its fields as JSON; ``projections.timeline.queries.events``
    gives them as a ``Recorded``.
    """

    tenant: str
    stream: str
    version: int
    position: int
    event_id: UUID
    kind: str
    case_id: UUID | None = None
    person_id: UUID | None = None
    about_person_id: UUID | None = None
    cited_case_id: UUID | None = None
    type: str
    schema_version: int
    effective_on: date
    known_at: datetime
    appended_at: datetime
    actor_id: UUID
    actor_kind: str
    role: str
    organisation: str
    office: str | None = None
    authority_kind: str | None = None
    authority_reference: str | None = None
    channel: str | None = None
    programme: str | None = None
    source_system: str | None = None
    source_reference: str | None = None
    corrects: UUID | None = None
    irregularities: tuple[str, ...] = ()
    payload: dict[str, Any]
    metadata: dict[str, Any]
