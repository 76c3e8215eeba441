"""What happens to data that is to go: asked for, agreed or declined, carried out; and legal holds.

Codes, ids and days alone: an event of a disposal outlives what was disposed of.
"""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from domain.event import Event, wire

HoldScope = Literal["PERSON", "CASE", "CLASS"]


class Ground(msgspec.Struct, frozen=True):
    """Why something may go: the class of record and the version of the schedule that it falls under,
    the reason, and by what right (codes of policy), with a reference where there is one."""

    record_class: str
    schedule: str
    reason: str
    authority: str
    reference: str | None = None


@wire("disposal.requested", 1)
class DisposalRequested(Event, kw_only=True):
    """Somebody asked that a person's data, or one text (``items`` of event ``of_event``), be disposed of.

    ``persons`` are all numbers of the person, ``case_ids`` the cases that they are or were in.
    ``kept_until`` is the last day that the schedule asks for, where it asks for one.
    """

    disposal_id: UUID
    person_id: UUID
    scope: Literal["PERSON", "ITEM"]
    ground: Ground
    persons: tuple[UUID, ...]
    case_ids: tuple[UUID, ...]
    kept_until: date | None = None
    of_event: UUID | None = None
    items: tuple[UUID, ...] = ()


@wire("disposal.approved", 1)
class DisposalApproved(Event, kw_only=True):
    """Somebody else agreed. From here on there is no way back: keys go as soon as a process gets to it."""

    disposal_id: UUID
    person_id: UUID


@wire("disposal.declined", 1)
class DisposalDeclined(Event, kw_only=True):
    """A request was turned down, or taken back."""

    disposal_id: UUID
    person_id: UUID
    reason: str


@wire("person.disposed", 1)
class PersonDisposed(Event, kw_only=True):
    """A person's key was destroyed: nothing private of theirs can be read any more, anywhere.

    Stands in the stream of each of their numbers (``persons``).
    """

    disposal_id: UUID
    person_id: UUID
    ground: Ground
    persons: tuple[UUID, ...]
    case_ids: tuple[UUID, ...]


@wire("item.disposed", 1)
class ItemDisposed(Event, kw_only=True):
    """The keys of the texts (``items``) of one event were destroyed; all else of it stands."""

    disposal_id: UUID
    person_id: UUID
    ground: Ground
    case_ids: tuple[UUID, ...]
    of_event: UUID
    items: tuple[UUID, ...]


@wire("hold.placed", 1)
class HoldPlaced(Event, kw_only=True):
    """From now on nothing of a person, a case or a class of record is disposed of."""

    hold_id: UUID
    scope: HoldScope
    reason: str
    authority: str
    reference: str
    person_id: UUID | None = None
    case_id: UUID | None = None
    record_class: str | None = None


@wire("hold.lifted", 1)
class HoldLifted(Event, kw_only=True):
    """A legal hold ended."""

    hold_id: UUID
    reason: str


CARRIED_OUT = (PersonDisposed, ItemDisposed)
DISPOSAL_EVENTS = (DisposalRequested, DisposalApproved, DisposalDeclined, *CARRIED_OUT)
HOLD_EVENTS = (HoldPlaced, HoldLifted)
