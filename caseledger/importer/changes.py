"""What is to be appended, given what stands: new parts as they are, changed ones as corrections."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from uuid import UUID, uuid5

import msgspec

from caseledger.importer.mapping.source import KeyedRow, Source
from caseledger.importer.past import Standing
from domain.case.events import EntryRetracted
from domain.decision import NewEvent
from domain.event import Correction, Event, Recorded
from domain.streams import stream_kind

SOURCE_CHANGED = Correction("SOURCE_CHANGED", "SOURCE_SYSTEM")


class Outcome(Enum):
    """What became of a row that could be read."""

    TAKEN = "taken"
    THERE = "there"
    CORRECTED = "corrected"
    DISPOSED = "disposed"


class Changes(msgspec.Struct):
    """The events to append, in no order yet, and what became of each row (by its reference)."""

    events: list[NewEvent] = []
    outcomes: dict[str, Outcome] = {}
    unsaid: list[str] = []
    """References of rows that once told something that they no longer tell, and nothing can unsay."""


def changes(
    source: Source,
    rows: Sequence[KeyedRow],
    told: Iterable[NewEvent],
    standing: Mapping[str, Mapping[UUID, Standing]],
    now: datetime,
    moved: Collection[str] = (),
) -> Changes:
    """Compare what the rows tell with what stands (unsealed). ``now`` is when a change is learned.

    ``moved`` are references of rows that belonged to another stream when they were taken before.
    """
    found = Changes()
    by_row: dict[str, list[NewEvent]] = {row.reference: [] for row in rows}
    for new in told:
        assert new.source is not None
        by_row[new.source.reference].append(new)
    for row in rows:
        before = standing.get(row.reference)
        if not before:
            came = row.reference in moved
            new = by_row[row.reference]
            found.events.extend([elsewhere(each) for each in new] if came else new)
            found.outcomes[row.reference] = Outcome.CORRECTED if came else Outcome.TAKEN
            continue
        events = list(_changed(source, row, by_row[row.reference], before, now, found))
        found.events.extend(events)
        found.outcomes[row.reference] = Outcome.CORRECTED if events else Outcome.THERE
    return found


def _changed(
    source: Source,
    row: KeyedRow,
    told: Sequence[NewEvent],
    before: Mapping[UUID, Standing],
    now: datetime,
    found: Changes,
) -> Iterable[NewEvent]:
    still = set()
    for each in told:
        moved = elsewhere(each)
        new = moved if moved.event_id in before else each
        assert new.event_id is not None
        still.add(new.event_id)
        stands = before.get(new.event_id)
        if stands is None:
            yield new
        elif not _same(new, stands.latest):
            yield correcting(source, new, stands.latest, now)
    for first, stands in before.items():
        if first in still or stands.retracted:
            continue
        retracted = retracting(source, stands, row.hash, now)
        if retracted is None:
            found.unsaid.append(row.reference)
        else:
            yield retracted


def elsewhere(new: NewEvent) -> NewEvent:
    """The same event of a row that was taken into another stream before: under an id of its own."""
    assert new.event_id is not None
    return msgspec.structs.replace(new, event_id=uuid5(new.event_id, new.stream))


def retracting(
    source: Source, stands: Standing, source_hash: str | None, now: datetime
) -> NewEvent | None:
    """That it did not happen here after all; nothing where only a case could say so, and it is none."""
    latest = stands.latest
    event = _retraction(latest)
    if event is None:
        return None
    retracted = NewEvent(
        stream=latest.stream,
        event=event,
        effective_on=latest.effective_on,
        source=latest.metadata.source,
        source_hash=source_hash,
    )
    return correcting(source, retracted, latest, now)


def correcting(source: Source, new: NewEvent, latest: Recorded, now: datetime) -> NewEvent:
    """The event as a correction of the one that stands: known since now, under an id of its own."""
    assert new.source is not None
    event_id = source.event_id(new.source.reference, f"{new.source_hash}|{latest.event_id}")
    return msgspec.structs.replace(
        new, event_id=event_id, known_at=now, corrects=latest.event_id, correction=SOURCE_CHANGED
    )


def _same(new: NewEvent, stands: Recorded) -> bool:
    """Whether it says the same: a date of knowing alone is nothing that a correction could tell."""
    return new.effective_on == stands.effective_on and new.event == stands.event


_SUBJECTS = (
    "application_id", "membership_id", "assessment_id", "plan_id", "deferral_id", "referral_id",
    "benefit_id", "overpayment_id",
)  # fmt: skip
_BY_EVENT = (
    "case.exited",
    "case.assigned",
    "action_plan.reviewed",
    "deferral.reviewed",
    "income.reported",
)


def _retraction(latest: Recorded) -> Event | None:
    """That it did not happen after all; only what stands in a case can be taken back so."""
    if stream_kind(latest.stream) != "case":
        return None
    event = latest.event
    subject = latest.event_id
    if event.wire_name not in _BY_EVENT:
        subject = next(getattr(event, name) for name in _SUBJECTS if hasattr(event, name))
    return EntryRetracted(
        case_id=event.case_id,  # type: ignore[attr-defined]
        subject_id=subject,
        entry=event.wire_name,
        person_id=getattr(event, "person_id", None) or getattr(event, "payee_id", None),
    )
