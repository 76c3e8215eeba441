"""Commands of disposals and legal holds; ``projections.effects.disposals`` fills in what is ``filled``."""

from datetime import date
from uuid import UUID

from domain.decision import Command
from domain.disposal.events import HoldScope

NOBODY = UUID(int=0)
"""Whose an event is that does not exist."""


class RequestDisposal(Command, kw_only=True):
    """Ask that all private data of a person be disposed of; somebody else has to agree.

    ``persons`` are all numbers of the person, ``case_ids`` the cases that they are or were in,
    ``last_use_on`` the last day on which anything was recorded about them.
    """

    filled = frozenset({"persons", "case_ids", "last_use_on"})

    person_id: UUID
    reason: str
    authority: str
    reference: str | None = None
    persons: tuple[UUID, ...] = ()
    case_ids: tuple[UUID, ...] = ()
    last_use_on: date | None = None


class RequestItemDisposal(Command, kw_only=True):
    """Ask that the free text of one event be disposed of, alone; somebody else has to agree.

    ``person_id`` is whose it is, ``items`` its keys, ``case_ids`` the case that it belongs to.
    """

    filled = frozenset({"person_id", "case_ids", "items"})

    person_id: UUID = NOBODY
    of_event: UUID
    reason: str
    authority: str
    reference: str | None = None
    case_ids: tuple[UUID, ...] = ()
    items: tuple[UUID, ...] = ()


class ApproveDisposal(Command, kw_only=True):
    """Agree to a disposal that somebody else asked for. It cannot be undone."""

    filled = frozenset({"persons", "case_ids", "last_use_on"})

    disposal_id: UUID
    person_id: UUID
    persons: tuple[UUID, ...] = ()
    case_ids: tuple[UUID, ...] = ()
    last_use_on: date | None = None


class DeclineDisposal(Command, kw_only=True):
    """Turn a disposal down, or take back one's own request."""

    disposal_id: UUID
    person_id: UUID
    reason: str


class RecordDisposal(Command, kw_only=True):
    """Record that the keys of an approved disposal were destroyed; the program's own."""

    disposal_id: UUID
    person_id: UUID
    persons: tuple[UUID, ...] = ()


class PlaceHold(Command, kw_only=True):
    """Hold back every disposal of a person, of a case's people, or of a class of record."""

    scope: HoldScope
    reason: str
    authority: str
    reference: str
    person_id: UUID | None = None
    case_id: UUID | None = None
    record_class: str | None = None


class LiftHold(Command, kw_only=True):
    """End a legal hold."""

    hold_id: UUID
    reason: str
