"""What an account exposed in a window: person by person, and the looks by which it was."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from api.context import Info
from api.errors import Fault
from api.parse import id_argument
from api.read import looks as recorded
from api.read import people
from api.read.looks import LookRow
from api.read.questions.asking import MOST, allowed, answer, days, evidence, look_at
from api.schema.questions import AnswerConnection, Evidence, Exposure


async def exposed(
    info: Info,
    account: str,
    from_on: str | None,
    to_on: str | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[Exposure]:
    """Everybody of whom the account was shown something, who was looked at first first."""
    await allowed(info)
    context = info.context
    key = id_argument(account, "Staff", "account")
    if key is None:
        raise Fault("BAD_VALUE", field="account")
    rows = await recorded.rows_asked(
        context, account=key, days=days(context, from_on, to_on), most=MOST + 1
    )
    seen: dict[UUID, list[LookRow]] = defaultdict(list)
    for row in rows[:MOST]:
        for person in row.persons:
            seen[person].append(row)
    batch = await look_at(info, seen)
    assert batch is not None
    found = list(seen.items())

    async def show(page: Sequence[tuple[UUID, list[LookRow]]]) -> list[Exposure]:
        known = await batch.persons()
        return [
            Exposure(
                person=known.get(person) or people.withheld(batch, person),
                categories=batch.labels.codes(
                    "categories", sorted({c for row in theirs for c in row.categories})
                ),
                looks=await recorded.nodes(batch, theirs),
                first_at=theirs[0].at,
                last_at=theirs[-1].at,
            )
            for person, theirs in page
        ]

    def rests_on(page: Sequence[tuple[UUID, list[LookRow]]]) -> Evidence:
        return evidence(looks=(row.look_id for _, theirs in page for row in theirs))

    return await answer(info, found, first, after, show, rests_on, capped=len(rows) > MOST)
