"""Whom and what an event is about: what decides in which order events have to be folded.

A subject is the stream of a case, a person or another matter; a person's consents count as theirs.
Events that name no subject in common can be folded in any order, so one case can wait alone, and
can be folded again alone.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, get_args
from uuid import UUID

from domain.case.events.unit import MemberLeft
from domain.consent import AnEnding
from domain.disposal.events import CARRIED_OUT
from domain.event import Event, Recorded
from domain.sealed_files import SEAL_EVENTS
from domain.streams import KINDS, case_stream, person_stream

SHARED = frozenset({"policy", "holds"})
"""Kinds of streams that are nobody's in particular. Rows rest on all policy, so it belongs to every
subject and never waits; of the legal holds, which stand in one stream, each is a subject."""

NAMES = {
    "case_id": case_stream,
    "case_ids": case_stream,
    "person_id": person_stream,
    "payee_id": person_stream,
    "other_id": person_stream,
    "survivor_id": person_stream,
    "merged_id": person_stream,
    "persons": person_stream,
    "members": person_stream,
    "hold_id": "hold-{}".format,
}
"""The fields of events that name a subject; whoever only signed or acted is not named."""

PROTECTS = (*CARRIED_OUT, *SEAL_EVENTS, *get_args(AnEnding), MemberLeft)
"""What never waits: erasures, seals, ends of consents and of living together. Shown too early, out
of the order of its stream, it hides too much for a while; shown too late, it would give away."""


def subject_of(stream: str) -> str | None:
    """The subject that a stream is of, if it is of one alone."""
    kind, _, uuid = stream.partition("-")
    if kind in SHARED:
        return None
    return f"person-{uuid}" if kind == "consent" else stream


def streams_with(ids: Iterable[UUID]) -> list[str]:
    """The streams with these ids, of whatever kind."""
    return [f"{kind}-{each}" for each in ids for kind in KINDS]


@lru_cache
def names_kind(kind: type[Event], subjects: str) -> bool:
    """Whether events of this type have a field that names a subject of that kind (``person``)."""
    return any(NAMES[field](UUID(int=0)).startswith(f"{subjects}-") for field in _naming(kind))


def own_subject(recorded: Recorded) -> str | None:
    """The subject whose order an event keeps: of its stream, or the one hold among the holds."""
    hold = getattr(recorded.event, "hold_id", None)
    return f"hold-{hold}" if hold else subject_of(recorded.stream)


def named(recorded: Recorded) -> frozenset[str]:
    """The subject of the event's stream, and all that it names; none for a policy."""
    own = subject_of(recorded.stream)
    found = set() if own is None else {own}
    for field in _naming(type(recorded.event)):
        stream = NAMES[field]
        found.update(stream(each) for each in _ids(getattr(recorded.event, field)))
    return frozenset(found)


@lru_cache(maxsize=1024)
def _naming(kind: type[Event]) -> tuple[str, ...]:
    return tuple(field for field in kind.__struct_fields__ if field in NAMES)


def _ids(value: Any) -> Iterable[UUID]:
    if value is None:
        return ()
    if isinstance(value, UUID):
        return (value,)
    return (each if isinstance(each, UUID) else each.person_id for each in value)
