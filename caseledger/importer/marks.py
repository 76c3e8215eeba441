"""Marks on what is imported: where history breaks today's rules, it is kept as it was, and says so."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from caseledger.importer.mapping.source import Source
from caseledger.importer.units import Unit
from domain.case.events import ApplicationSubmitted, MemberJoined
from domain.decision import NewEvent
from domain.event import Actor, Metadata, Recorded
from domain.evolve import evolve, initial
from domain.person import PersonRegistered
from domain.streams import stream_kind

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def whole_state(unit: Unit, actor: Actor, tenant: str) -> Any:
    """The stream's state with all that stands and all that is to come: what a rule looks at."""
    state = initial(stream_kind(unit.work.stream))
    for each in unit.past:
        state = evolve(state, each)
    version = unit.version
    for part in unit.parts():
        for new in part:
            version += 1
            state = evolve(state, _recorded(new, version, actor, tenant))
    return state


def mark(source: Source, unit: Unit, state: Any) -> Counter[str]:
    """Put each event's irregularities on it; how often each code was given."""
    counted: Counter[str] = Counter()
    marked = []
    for new in unit.events:
        codes = tuple(dict.fromkeys(_codes(source, unit, state, new)))
        counted.update(codes)
        marked.append(msgspec.structs.replace(new, irregularities=codes) if codes else new)
    unit.events = marked
    return counted


def _codes(source: Source, unit: Unit, state: Any, new: NewEvent) -> Sequence[str]:
    codes = []
    if new.effective_on > source.as_of:
        codes.append("DATED_AFTER_AS_OF")
    match new.event:
        case PersonRegistered() if unit.work.flags or "SIN_SHARED" in unit.marks:
            codes.append("SIN_SHARED")
        case MemberJoined() as event:
            if str(event.person_id) in unit.marks.get("MEMBER_OF_TWO_UNITS", ()):
                codes.append("MEMBER_OF_TWO_UNITS")
        case ApplicationSubmitted() as event:
            if event.case_number in unit.marks.get("CASE_NUMBER_SHARED", ()):
                codes.append("CASE_NUMBER_SHARED")
    return codes


def _recorded(new: NewEvent, version: int, actor: Actor, tenant: str) -> Recorded:
    assert new.event_id is not None and new.known_at is not None
    return Recorded(
        position=0,
        tenant=tenant,
        stream=new.stream,
        version=version,
        event_id=new.event_id,
        event=new.event,
        effective_on=new.effective_on,
        known_at=new.known_at,
        appended_at=_BEGINNING,
        metadata=Metadata(actor=actor, corrects=new.corrects, source=new.source),
    )
