"""Who was in a unit from when until when, what they told of their income, and what is owed back."""

from typing import TYPE_CHECKING
from uuid import UUID

from api.ids import global_id
from api.read import people
from api.read.work import by_case, day, the_day
from api.schema.case import Membership
from api.schema.category import HOUSEHOLD, INCOME
from api.schema.scalars import Cents, Month
from api.schema.work import Income, Overpayment
from projections.case_file import queries
from projections.case_file.rows import IncomeRow, MembershipRow, OverpaymentRow

if TYPE_CHECKING:
    from api.read.batch import Batch


async def memberships(batch: "Batch") -> dict[UUID, list[Membership]]:
    """All who were ever in the units; of who has left it is only told that they did."""
    rows = await batch.ask(queries.memberships, batch.context.tenant, list(batch.cases))
    known = await batch.persons()
    labels = batch.labels

    def make(row: MembershipRow) -> Membership | None:
        if HOUSEHOLD not in batch.of_case(row.case_id):
            return None
        return Membership(
            person=known.get(row.person_id) or people.withheld(batch, row.person_id),
            role=labels.code("member_roles", row.role),
            participant_class=labels.code("participant_classes", row.participant_class),
            joined_on=the_day(row.joined_on),
            left_on=day(row.left_on),
        )

    return by_case(rows, make)


async def incomes(batch: "Batch") -> dict[UUID, list[Income]]:
    rows = await batch.ask(queries.incomes, batch.context.tenant, list(batch.cases))
    known = await batch.persons()

    def make(row: IncomeRow) -> Income | None:
        person = known.get(row.person_id)
        if INCOME not in batch.of_person(row.person_id) or person is None:
            return None
        return Income(
            person=person,
            month=Month(row.month),
            earnings=Cents(row.earnings_cents),
            other=Cents(row.other_cents),
            reported_on=the_day(row.reported_on),
        )

    return by_case(rows, make)


async def overpayments(batch: "Batch") -> dict[UUID, list[Overpayment]]:
    rows = await batch.ask(queries.overpayments, batch.context.tenant, list(batch.cases))
    known = await batch.persons()
    labels = batch.labels

    def make(row: OverpaymentRow) -> Overpayment | None:
        if INCOME not in batch.of_case(row.case_id):
            return None
        return Overpayment(
            id=global_id("Overpayment", row.overpayment_id),
            person=known.get(row.person_id) or people.withheld(batch, row.person_id),
            month=Month(row.month),
            amount=Cents(row.amount_cents),
            cause=labels.code("overpayment_causes", row.cause),
            established_on=the_day(row.established_on),
        )

    return by_case(rows, make)
