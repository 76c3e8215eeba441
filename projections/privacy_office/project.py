"""The fold of the privacy office: the domain's own state of a matter, in rows."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.event import Recorded
from domain.office import events as e
from domain.office.events import OFFICE_EVENTS, Owed
from domain.office.state import AFTER
from domain.streams import stream_kind
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.privacy_office.rows import MatterRow, StatementRow, StepRow
from projections.texts import sealed_text

KINDS = {"access_request": "ACCESS", "correction": "CORRECTION", "incident": "INCIDENT"}


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """The row of the matter; a step stands by itself."""
    event: Any = recorded.event
    yield MatterRow, (recorded.tenant, event.matter_id)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the rows."""
    event: Any = recorded.event
    row = moved(work.get(MatterRow, recorded.tenant, event.matter_id), recorded)
    work.put(row)
    work.put(_step(recorded, row))
    if isinstance(event, e.DisagreementStated):
        work.put(
            StatementRow(
                tenant=recorded.tenant,
                of_event=event.of_event,
                matter_id=event.matter_id,
                person_id=event.person_id,
                case_id=event.case_id,
                stated_on=recorded.effective_on,
                statement=sealed_text(recorded, "statement", event.statement),
                position=recorded.position,
            )
        )


def _begun(recorded: Recorded) -> MatterRow:
    event: Any = recorded.event
    return MatterRow(
        tenant=recorded.tenant,
        matter_id=event.matter_id,
        kind=KINDS[stream_kind(recorded.stream)],
        status="",
        received_on=recorded.effective_on,
        since=recorded.effective_on,
        position=recorded.position,
    )


def moved(row: MatterRow | None, recorded: Recorded) -> MatterRow:
    """The row after one more of its events; without one, as that event begins it."""
    row, event = row or _begun(recorded), recorded.event
    if (status := AFTER.get(type(event))) is not None:
        row = replace(row, status=status, since=recorded.effective_on)
    match event:
        case e.AccessRequested():
            return replace(row, person_id=event.person_id, received_on=event.received_on)
        case e.AccessExtended():
            return replace(row, extended_by=event.days)
        case e.CorrectionRequested():
            return replace(
                row,
                person_id=event.person_id,
                of_event=event.of_event,
                received_on=event.received_on,
            )
        case e.CorrectionGranted() | e.DisagreementStated():
            return replace(row, owed=_recipients(event.owed))
        case e.IncidentReported():
            return replace(row, received_on=event.found_on, account_id=event.account_id)
        case e.PersonAffected():
            return replace(row, affected=tuple(dict.fromkeys((*row.affected, event.person_id))))
        case e.IncidentAssessed():
            return replace(row, owed=event.owed)
        case e.CorrectionTold() | e.IncidentNotified():
            return replace(row, told=(*row.told, event.recipient))
        case e.CorrectionAcknowledged():
            return replace(row, acknowledged=(*row.acknowledged, event.recipient))
    return row


def _recipients(owed: tuple[Owed, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.recipient for each in owed))


def _step(recorded: Recorded, row: MatterRow) -> StepRow:
    return StepRow(
        tenant=recorded.tenant,
        matter_id=row.matter_id,
        position=recorded.position,
        stream=recorded.stream,
        version=recorded.version,
        event_id=recorded.event_id,
        person_id=row.person_id,
        type=recorded.event.wire_name,
        schema_version=recorded.event.schema_version,
        effective_on=recorded.effective_on,
        known_at=recorded.known_at,
        appended_at=recorded.appended_at,
        actor_id=recorded.metadata.actor.id,
        role=recorded.metadata.actor.role,
        payload=msgspec.to_builtins(recorded.event),
        metadata=msgspec.to_builtins(recorded.metadata),
    )


PRIVACY_OFFICE = ReadModel(
    name="privacy_office",
    version=1,
    tables=(
        Table(name="matter", row=MatterRow, key=("tenant", "matter_id"), of=("matter_id",)),
        Table(
            name="matter_step",
            row=StepRow,
            key=("tenant", "matter_id", "position"),
            of=("matter_id",),
            payload="payload",
        ),
        Table(
            name="disagreement",
            row=StatementRow,
            key=("tenant", "of_event", "matter_id"),
            of=("matter_id",),
            opened_by="case_or_person",
        ),
    ),
    events=frozenset(OFFICE_EVENTS),
    needs=needs,
    fold=fold,
)
