"""Sameness: what is known of two numbers that may be one person's. Codes and ids, never a value.

Each fact stands in both persons' streams, written in one append, and neither stream is ever moved
or rewritten: a merge is knowledge, so that undoing it loses nothing.
"""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from domain.decision import States
from domain.event import Event, Recorded, wire
from domain.streams import person_stream

# --- Events ---------------------------------------------------------------------------------


class Sign(msgspec.Struct, frozen=True, array_like=True):
    """One point of likeness or of difference (policy list ``likeness_signs``), and what it weighed."""

    code: str
    weight: int


@wire("person.duplicate_suspected", 1)
class DuplicateSuspected(Event, kw_only=True):
    """Two numbers look like one person; ``score`` is the sum of the signs' weights within 0 to 100."""

    person_id: UUID
    other_id: UUID
    likeness: tuple[Sign, ...]
    score: int


@wire("person.kept_apart", 1)
class PersonsKeptApart(Event, kw_only=True):
    """Somebody decided that two numbers are two people."""

    person_id: UUID
    other_id: UUID
    reason: str


@wire("person.merged", 1)
class PersonsMerged(Event, kw_only=True):
    """Somebody decided that two numbers are one person, to be shown as ``survivor_id``.

    ``members`` are all whom this brings to the survivor: ``merged_id``, and who was merged into
    them before.
    """

    survivor_id: UUID
    merged_id: UUID
    members: tuple[UUID, ...]
    reason: str


@wire("person.unmerged", 1)
class PersonsUnmerged(Event, kw_only=True):
    """A merge was undone: ``members`` leave the survivor again, and ``merged_id`` stands for them."""

    survivor_id: UUID
    merged_id: UUID
    members: tuple[UUID, ...]
    reason: str


SAMENESS_EVENTS = (DuplicateSuspected, PersonsKeptApart, PersonsMerged, PersonsUnmerged)

# --- State + evolve -------------------------------------------------------------------------


class Sameness(msgspec.Struct):
    """What stands about one number: ``survivor`` is whom it was merged into, ``absorbed`` who came here."""

    suspected: set[UUID] = set()
    apart: set[UUID] = set()
    survivor: UUID | None = None
    absorbed: set[UUID] = set()


def one_person(states: States, numbers: Iterable[UUID]) -> bool:
    """Whether these numbers are one person's: all the others were merged into one of them.

    The persons' streams must have been read.
    """
    every = set(numbers)
    standing = {number: states[person_stream(number)].sameness for number in every}
    return any(
        each.survivor is None and every - {number} <= each.absorbed
        for number, each in standing.items()
    )


def evolve(state: Sameness, recorded: Recorded) -> None:
    """Move the state of the stream's person on by one event, in place."""
    me = UUID(recorded.stream.partition("-")[2])
    match recorded.event:
        case DuplicateSuspected() as e:
            state.suspected.add(e.other_id if e.person_id == me else e.person_id)
        case PersonsKeptApart() as e:
            state.apart.add(e.other_id if e.person_id == me else e.person_id)
        case PersonsMerged() as e if e.survivor_id == me:
            state.absorbed.update(e.members)
        case PersonsMerged() as e:
            state.survivor = e.survivor_id
        case PersonsUnmerged() as e if e.survivor_id == me:
            state.absorbed.difference_update(e.members)
        case PersonsUnmerged():
            state.survivor = None
