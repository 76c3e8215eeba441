"""Marks on what is imported: where history breaks today's rules, it is kept as it was, and says so."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from caseledger.importer.mapping.source import Source
from caseledger.importer.units import Unit
from domain.case.events import (
    ApplicationCompleted,
    ApplicationDecided,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CaseExited,
    CaseReopened,
    EntryRetracted,
    MemberJoined,
)
from domain.case.state import CaseState
from domain.decision import NewEvent
from domain.event import Actor, Metadata, Recorded
from domain.evolve import evolve
from domain.history import CaseHistory, ConsentHistory, HistoryRules, person_irregularities
from domain.person import PersonRegistered

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


_ABOUT_ASSISTANCE = (
    ApplicationSubmitted,
    ApplicationCompleted,
    ApplicationDecided,
    ApplicationWithdrawn,
    CaseExited,
    CaseReopened,
    EntryRetracted,
)


def standing_state(unit: Unit, actor: Actor, tenant: str) -> CaseState:
    """The case with all that stands and all that is to come, as far as it tells who is assisted."""
    state = CaseState()
    for each in unit.past:
        state = evolve(state, each)
    for new in unit.events:
        if isinstance(new.event, _ABOUT_ASSISTANCE):
            state = evolve(state, _recorded(new, actor, tenant))
    return state


def mark(source: Source, rules: HistoryRules, unit: Unit) -> Counter[str]:
    """Put each event's irregularities on it; how often each code was given."""
    found = dict(_found(source, rules, unit))
    if unit.marks:
        found |= {n.event_id: found.get(n.event_id, ()) + _shared(unit, n) for n in unit.events}
    if found:
        unit.parts = [[_marked(new, found) for new in part] for part in unit.parts]
    return Counter(code for codes in found.values() for code in codes)


def _marked(new: NewEvent, found: Mapping[UUID | None, tuple[str, ...]]) -> NewEvent:
    codes = found.get(new.event_id)
    return msgspec.structs.replace(new, irregularities=codes) if codes else new


def _found(
    source: Source, rules: HistoryRules, unit: Unit
) -> Iterator[tuple[UUID | None, tuple[str, ...]]]:
    if unit.work.kind == "persons":
        shared = bool(unit.work.flags) or "SIN_SHARED" in unit.marks
        for new in unit.events:
            if isinstance(new.event, PersonRegistered):
                yield new.event_id, person_irregularities(rules, new.event, sin_shared=shared)
        return
    history = CaseHistory(rules) if unit.work.kind == "cases" else ConsentHistory(rules)
    for each in unit.past:
        history.check(
            each.event,
            effective_on=each.effective_on,
            known_on=source.local_day(each.known_at),
            event_id=each.event_id,
            corrects=each.metadata.corrects,
        )
    for new in unit.events:
        assert new.event_id is not None and new.known_at is not None
        codes = history.check(
            new.event,
            effective_on=new.effective_on,
            known_on=source.local_day(new.known_at),
            event_id=new.event_id,
            corrects=new.corrects,
        )
        if codes:
            yield new.event_id, codes


def _shared(unit: Unit, new: NewEvent) -> tuple[str, ...]:
    """What only a look across streams can tell: another one holds what this one claims."""
    match new.event:
        case MemberJoined() as event if str(event.person_id) in unit.marks.get(
            "MEMBER_OF_TWO_UNITS", ()
        ):
            return ("MEMBER_OF_TWO_UNITS",)
        case ApplicationSubmitted() as event if event.case_number in unit.marks.get(
            "CASE_NUMBER_SHARED", ()
        ):
            return ("CASE_NUMBER_SHARED",)
    return ()


def _recorded(new: NewEvent, actor: Actor, tenant: str) -> Recorded:
    assert new.event_id is not None and new.known_at is not None
    return Recorded(
        position=0,
        tenant=tenant,
        stream=new.stream,
        version=0,
        event_id=new.event_id,
        event=new.event,
        effective_on=new.effective_on,
        known_at=new.known_at,
        appended_at=_BEGINNING,
        metadata=Metadata(actor=actor, corrects=new.corrects, source=new.source),
    )
