"""The fold of disposals and holds."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.disposal.events import (
    DISPOSAL_EVENTS,
    HOLD_EVENTS,
    DisposalApproved,
    DisposalDeclined,
    DisposalRequested,
    HoldLifted,
    HoldPlaced,
    ItemDisposed,
    PersonDisposed,
)
from domain.event import Recorded
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.retention.rows import DisposalRow, HoldRow


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """The row of the disposal or of the hold."""
    event: Any = recorded.event
    if isinstance(event, HoldPlaced | HoldLifted):
        yield HoldRow, (recorded.tenant, event.hold_id)
    else:
        yield DisposalRow, (recorded.tenant, event.disposal_id)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the rows."""
    actor = recorded.metadata.actor.id
    match recorded.event:
        case DisposalRequested() as event:
            work.put(_requested(recorded, event))
        case DisposalApproved() | DisposalDeclined() as event:
            declined = isinstance(event, DisposalDeclined)
            _change(
                work,
                recorded,
                event.disposal_id,
                status="DECLINED" if declined else "APPROVED",
                decided_by=actor,
                decided_at=recorded.known_at,
                decline_reason=event.reason if isinstance(event, DisposalDeclined) else None,
            )
        case PersonDisposed() | ItemDisposed() as event:
            # A person's stands in the stream of each number: the last one is the whole of it.
            _change(
                work,
                recorded,
                event.disposal_id,
                status="DISPOSED",
                disposed_on=recorded.effective_on,
                disposed_position=recorded.position,
            )
        case HoldPlaced() as event:
            work.put(
                HoldRow(
                    tenant=recorded.tenant,
                    **msgspec.structs.asdict(event),
                    placed_by=actor,
                    placed_at=recorded.known_at,
                    position=recorded.position,
                )
            )
        case HoldLifted() as event:
            known = work.get(HoldRow, recorded.tenant, event.hold_id)
            if known is not None:
                at, why = recorded.known_at, event.reason
                work.put(replace(known, lifted_by=actor, lifted_at=at, lift_reason=why))


def _requested(recorded: Recorded, event: DisposalRequested) -> DisposalRow:
    return DisposalRow(
        tenant=recorded.tenant,
        disposal_id=event.disposal_id,
        person_id=event.person_id,
        scope=event.scope,
        **msgspec.structs.asdict(event.ground),
        persons=event.persons,
        case_ids=event.case_ids,
        of_event=event.of_event,
        items=event.items,
        kept_until=event.kept_until,
        status="REQUESTED",
        requested_by=recorded.metadata.actor.id,
        requested_at=recorded.known_at,
        position=recorded.position,
    )


def _change(work: Work, recorded: Recorded, disposal_id: Any, **told: Any) -> None:
    known = work.get(DisposalRow, recorded.tenant, disposal_id)
    if known is not None:
        work.put(replace(known, **told))


RETENTION = ReadModel(
    name="retention",
    version=1,
    tables=(
        Table(name="disposal", row=DisposalRow, key=("tenant", "disposal_id"), opened_by="person"),
        Table(name="legal_hold", row=HoldRow, key=("tenant", "hold_id"), of=("hold_id",)),
    ),
    events=frozenset((*DISPOSAL_EVENTS, *HOLD_EVENTS)),
    needs=needs,
    fold=fold,
)
