"""Rows of the privacy office: a matter, its steps, and statements of disagreement."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from projections.texts import SealedText


class MatterRow(msgspec.Struct, frozen=True, kw_only=True):
    """A matter as lists show it, nobody's name and no word in it.

    ``kind``: ACCESS, CORRECTION or INCIDENT. ``received_on`` starts its clock, ``since`` is the day on
    which it became what it is; both local days. ``owed``, ``told``, ``acknowledged``: codes of
    recipients.
    """

    tenant: str
    matter_id: UUID
    kind: str
    status: str
    received_on: date
    since: date
    extended_by: int = 0
    person_id: UUID | None = None
    of_event: UUID | None = None
    account_id: UUID | None = None
    affected: tuple[UUID, ...] = ()
    owed: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    acknowledged: tuple[str, ...] = ()
    position: int


class StepRow(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a matter; ``person_id`` is whose matter it is. ``payload``: its fields as JSON."""

    tenant: str
    matter_id: UUID
    position: int
    stream: str
    version: int
    event_id: UUID
    person_id: UUID | None = None
    type: str
    schema_version: int
    effective_on: date
    known_at: datetime
    appended_at: datetime
    actor_id: UUID
    role: str
    payload: dict[str, Any]
    metadata: dict[str, Any]


class StatementRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person's disagreement with an entry (``of_event``), in their own words."""

    tenant: str
    of_event: UUID
    matter_id: UUID
    person_id: UUID
    case_id: UUID | None = None
    stated_on: date
    statement: SealedText | None
    position: int
