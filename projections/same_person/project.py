"""The fold of sameness. Each fact stands in two streams and is folded from one of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.event import Recorded
from domain.sameness import (
    SAMENESS_EVENTS,
    DuplicateSuspected,
    PersonsKeptApart,
    PersonsMerged,
    PersonsUnmerged,
)
from domain.streams import person_stream
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.same_person.rows import AliasRow, PairRow


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """The pair's row; for a merge and its undoing the rows of everybody who moves."""
    event: Any = recorded.event
    yield PairRow, (recorded.tenant, *_pair(event))
    if isinstance(event, PersonsMerged | PersonsUnmerged):
        for person in event.members:
            yield AliasRow, (recorded.tenant, person)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the rows."""
    event: Any = recorded.event
    low, high = _pair(event)
    if recorded.stream != person_stream(low):
        return
    match event:
        case DuplicateSuspected():
            told: dict[str, Any] = {
                "score": event.score,
                "likeness": tuple((sign.code, sign.weight) for sign in event.likeness),
                "suspected_at": recorded.known_at,
            }
        case PersonsKeptApart():
            told = _decided("apart", recorded)
        case PersonsMerged():
            told = _decided("merged", recorded) | {"survivor_id": event.survivor_id}
            _move(work, recorded, event.members, event.survivor_id)
        case PersonsUnmerged():
            told = dict.fromkeys(
                ("merged_at", "merged_by", "merged_role", "merged_reason", "survivor_id")
            )
            _move(work, recorded, event.members, event.merged_id)
    known = work.get(PairRow, recorded.tenant, low, high) or PairRow(
        tenant=recorded.tenant,
        person_id=low,
        other_id=high,
        status="SUSPECTED",
        position=recorded.position,
    )
    row = replace(known, **told)
    if row.merged_at or row.apart_at or row.suspected_at:
        work.put(replace(row, status=_status(row)))
    else:
        work.remove(PairRow, recorded.tenant, low, high)


def _status(row: PairRow) -> str:
    if row.merged_at:
        return "MERGED"
    return "APART" if row.apart_at else "SUSPECTED"


def _decided(what: str, recorded: Recorded) -> dict[str, Any]:
    actor, event = recorded.metadata.actor, recorded.event
    return {
        f"{what}_at": recorded.known_at,
        f"{what}_by": actor.id,
        f"{what}_role": actor.role,
        f"{what}_reason": event.reason,  # type: ignore[attr-defined]
    }


def _move(work: Work, recorded: Recorded, members: Iterable[UUID], to: UUID) -> None:
    """From now on these are shown as ``to``; what was known before stays readable."""
    at: datetime = recorded.known_at
    for person in members:
        for row in work.under(AliasRow, recorded.tenant, person):
            if row.known_to is None:
                work.put(replace(row, known_to=at))
        if person != to:
            work.put(
                AliasRow(
                    tenant=recorded.tenant,
                    person_id=person,
                    canonical_id=to,
                    known_from=at,
                    position=recorded.position,
                )
            )


def _pair(event: Any) -> tuple[UUID, UUID]:
    if isinstance(event, PersonsMerged | PersonsUnmerged):
        low, high = sorted((event.survivor_id, event.merged_id))
    else:
        low, high = sorted((event.person_id, event.other_id))
    return low, high


SAME_PERSON = ReadModel(
    name="same_person",
    version=2,
    tables=(
        Table(
            name="person_alias",
            row=AliasRow,
            key=("tenant", "person_id", "position"),
            partition=2,
            opened_by="person",
        ),
        Table(
            name="person_pair",
            row=PairRow,
            key=("tenant", "person_id", "other_id"),
            opened_by="person",
            forgets="status = 'SUSPECTED' and (person_id = any (%(persons)s::uuid[])"
            " or other_id = any (%(persons)s::uuid[]))",
        ),
    ),
    events=frozenset(SAMENESS_EVENTS),
    needs=needs,
    fold=fold,
)
