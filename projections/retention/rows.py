"""Rows of disposals and holds: codes, ids, days and instants, never a value."""

from datetime import date, datetime
from uuid import UUID

import msgspec


class DisposalRow(msgspec.Struct, frozen=True, kw_only=True):
    """A disposal of a person (``scope`` PERSON) or of the texts of one event (ITEM).

    ``status``: REQUESTED, APPROVED, DECLINED or DISPOSED. Instants are UTC; ``disposed_on`` is the
    tenant's local day. ``persons`` are all numbers of the person. ``disposed_position``: of the
    event that tells it.
    """

    tenant: str
    disposal_id: UUID
    person_id: UUID
    scope: str
    record_class: str
    schedule: str
    reason: str
    authority: str
    reference: str | None = None
    persons: tuple[UUID, ...]
    case_ids: tuple[UUID, ...]
    of_event: UUID | None = None
    items: tuple[UUID, ...] = ()
    kept_until: date | None = None
    status: str
    requested_by: UUID
    requested_at: datetime
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    decline_reason: str | None = None
    disposed_on: date | None = None
    disposed_position: int | None = None
    position: int


class HoldRow(msgspec.Struct, frozen=True, kw_only=True):
    """A legal hold, in force as long as it has no ``lifted_at`` (UTC)."""

    tenant: str
    hold_id: UUID
    scope: str
    person_id: UUID | None = None
    case_id: UUID | None = None
    record_class: str | None = None
    reason: str
    authority: str
    reference: str
    placed_by: UUID
    placed_at: datetime
    lifted_by: UUID | None = None
    lifted_at: datetime | None = None
    lift_reason: str | None = None
    position: int
