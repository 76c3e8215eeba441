"""Statements of disagreement, beside the entries that they dispute."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from api.read.disposed import words
from api.schema.scalars import Day
from api.schema.timeline import Disagreement
from domain.office.events import DisagreementStated
from domain.private import Clear
from projections.privacy_office.queries import disagreements

if TYPE_CHECKING:
    from api.read.batch import Batch


async def stated(batch: "Batch", entries: Sequence[UUID]) -> Mapping[UUID, list[Disagreement]]:
    """By entry, oldest first. Of whoever left the household, nothing that was said afterwards."""
    rows = await batch.ask_now(disagreements, batch.context.tenant, entries)
    told = [
        row
        for row in rows
        if batch.then.knows(row.position)
        and batch.then.knew(row.stated_on)
        and ((until := batch.opened.until.get(row.person_id)) is None or row.stated_on <= until)
    ]
    found: dict[UUID, list[Disagreement]] = defaultdict(list)
    if not told:
        return found
    steps = await batch.context.services.office.stated(row.matter_id for row in told)
    for step in await batch.context.unseal(steps):
        assert isinstance(step.event, DisagreementStated)
        body = step.event.statement.body
        text = (
            body.value
            if isinstance(body, Clear)
            else await words(batch, step.event_id, body.subject)
        )
        found[step.event.of_event].append(
            Disagreement(stated_on=Day(step.effective_on.isoformat()), text=text)
        )
    return found
