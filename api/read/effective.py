"""Cases and their units as a batch tells them: as they are known, or as they were on a day."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from projections.case_file import queries
from projections.case_file.effective import Known, on_day
from projections.case_file.rows import CaseRow, MemberRow

if TYPE_CHECKING:
    from api.read.batch import Batch

T = TypeVar("T", bound=CaseRow | MemberRow)


async def cases(batch: "Batch", ids: Sequence[UUID]) -> list[CaseRow]:
    """The rows of these cases, as far as the look opens them, in no order."""
    if batch.then.effective_on is None:
        return await batch.ask(queries.cases, batch.context.tenant, ids)
    return [row for row, _ in await _on_day(batch, ids)]


async def members(batch: "Batch") -> list[MemberRow]:
    """Who is of the units of the batch's cases, in the order of each unit."""
    ids = list(batch.cases)
    if batch.then.effective_on is None:
        return await batch.ask(queries.members, batch.context.tenant, ids)
    return [member for _, unit in await _on_day(batch, ids) for member in unit]


async def _on_day(batch: "Batch", ids: Sequence[UUID]) -> list[tuple[CaseRow, list[MemberRow]]]:
    tenant, day = batch.context.tenant, batch.then.effective_on
    assert day is not None
    rows = await batch.ask(queries.cases, tenant, ids)
    applications = _by_case(await batch.ask(queries.applications, tenant, ids))
    exits = _by_case(await batch.ask(queries.exits, tenant, ids))
    memberships = _by_case(await batch.ask(queries.memberships, tenant, ids))
    responsible = _by_case(await batch.ask(queries.responsible, tenant, ids))
    return [
        on_day(row, Known(*(found[row.case_id] for found in known)), day)
        for row in rows
        for known in [(applications, exits, memberships, responsible)]
    ]


def _by_case(rows: Sequence[T]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found
