"""Restricted circles of a batch's cases and persons, for who is in them."""

from collections import defaultdict
from typing import TYPE_CHECKING
from uuid import UUID

from api.ids import global_id
from api.schema.category import FILE
from api.schema.person import Seal
from api.schema.scalars import Day
from projections.case_file import safety
from projections.case_file.rows import CaseSealRow
from projections.person_directory.rows import PersonSealRow

if TYPE_CHECKING:
    from api.read.batch import Batch


async def of_persons(batch: "Batch") -> dict[UUID, Seal]:
    """By person, of those whose file is open."""
    rows = await batch.ask_now(
        safety.person_seals, batch.context.tenant, list(batch.opened.persons)
    )
    return {
        row.person_id: _seal(batch, row, of_person=True)
        for row in rows
        if FILE in batch.of_person(row.person_id)
    }


async def of_cases(batch: "Batch") -> dict[UUID, list[Seal]]:
    """By case: its own, and those on whoever is of its unit."""
    rows = await batch.ask_now(safety.case_seals, batch.context.tenant, list(batch.cases))
    found: dict[UUID, list[Seal]] = defaultdict(list)
    for row in rows:
        if FILE in batch.of_case(row.case_id):
            found[row.case_id].append(_seal(batch, row, of_person=False))
    persons = await batch.once("person seals", lambda: of_persons(batch))
    for case in batch.cases:
        members = batch.opened.members.get(case, ())
        found[case] += [persons[person] for person in members if person in persons]
    return found


def _seal(batch: "Batch", row: CaseSealRow | PersonSealRow, *, of_person: bool) -> Seal:
    def staff(accounts: tuple[UUID, ...]) -> list:
        named = (batch.staff_member(account) for account in accounts)
        return [member for member in named if member is not None]

    return Seal(
        id=global_id("Seal", row.seal_id),
        kind=batch.labels.code("seal_kinds", row.kind),
        since=Day(row.since.isoformat()),
        circle=staff(row.circle),
        reviewers=staff(row.reviewers),
        of_person=of_person,
    )
