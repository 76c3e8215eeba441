"""What stands where something was: that it was disposed of, under which schedule, on which day."""

from typing import TYPE_CHECKING
from uuid import UUID

from api.ids import global_id
from api.schema.disposal import DisposalNotice
from api.schema.scalars import Day
from projections.retention.queries import of_persons
from projections.retention.rows import DisposalRow

if TYPE_CHECKING:
    from api.read.batch import Batch

_GONE = ("Disposed of.", "Détruit.")
_UNDER = (
    "Disposed of on {day} under the retention schedule, version {schedule}: {record_class}.",
    "Détruit le {day} selon le calendrier de conservation, version {schedule} : {record_class}.",
)


async def of_person(batch: "Batch", person: UUID) -> DisposalNotice | None:
    """How a person's data went, if it did."""
    for row in await _rows(batch):
        if row.scope == "PERSON" and person in row.persons:
            return _notice(batch, row)
    return None


async def words(batch: "Batch", event: UUID, subject: UUID) -> str:
    """The sentence that stands in place of a text of that event, which was this person's."""
    for row in await _rows(batch):
        if row.of_event == event or (row.scope == "PERSON" and subject in row.persons):
            return _notice(batch, row).words
    return _GONE[batch.labels.french]


async def _rows(batch: "Batch") -> list[DisposalRow]:
    """Every disposal of the persons whom the look opened, loaded once."""
    return await batch.once(
        "disposals",
        lambda: batch.ask_now(of_persons, batch.context.tenant, list(batch.opened.persons)),
    )


def _notice(batch: "Batch", row: DisposalRow) -> DisposalNotice:
    labels = batch.labels
    assert row.disposed_on is not None
    told = _UNDER[labels.french].format(
        day=labels.day(row.disposed_on),
        schedule=row.schedule,
        record_class=labels.word("retention", row.record_class),
    )
    return DisposalNotice(
        id=global_id("Disposal", row.disposal_id),
        disposed_on=Day(row.disposed_on.isoformat()),
        record_class=labels.code("retention", row.record_class),
        schedule=row.schedule,
        reason=labels.code("disposal_reasons", row.reason),
        authority=labels.code("disposal_authorities", row.authority),
        reference=row.reference,
        words=told.replace(" :", "\u00a0:"),
    )
