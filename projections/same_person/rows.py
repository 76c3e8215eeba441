"""Rows of what is known of two numbers: codes, ids and instants, never a value."""

from datetime import datetime
from uuid import UUID

import msgspec


class AliasRow(msgspec.Struct, frozen=True, kw_only=True):
    """A number that is another one's too, as known from an instant until another (UTC, not included).

    ``canonical_id`` is the last survivor: who is shown. At most one row a person has no ``known_to``.
    """

    tenant: str
    person_id: UUID
    canonical_id: UUID
    known_from: datetime
    known_to: datetime | None = None
    position: int


class PairRow(msgspec.Struct, frozen=True, kw_only=True):
    """Two numbers, the lower first, and what was found and decided about them, each where it was.

    ``likeness``: pairs of a sign's code and its weight. ``position``: where the pair was first named.
    """

    tenant: str
    person_id: UUID
    other_id: UUID
    status: str
    score: int = 0
    likeness: tuple[tuple[str, int], ...] = ()
    suspected_at: datetime | None = None
    apart_at: datetime | None = None
    apart_by: UUID | None = None
    apart_role: str | None = None
    apart_reason: str | None = None
    merged_at: datetime | None = None
    merged_by: UUID | None = None
    merged_role: str | None = None
    merged_reason: str | None = None
    survivor_id: UUID | None = None
    position: int
