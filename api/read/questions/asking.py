"""What every question has in common: who may ask, the look, the days asked for, the page."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec
from strawberry import ID

from api.access.gate import Opened, gate_of
from api.access.roles import AUDITS, require
from api.asked import asked
from api.context import Context, Info
from api.errors import Fault
from api.ids import global_id
from api.paging import Place, page_info, page_size, read_cursor, write_cursor
from api.parse import day_argument
from api.read.batch import Batch
from api.read.consents import end_of, start_of
from api.read.fresh import fresh
from api.read.opening import open_batch
from api.read.past import at_moment
from api.schema.category import CONSENT
from api.schema.questions import AnswerConnection, AnswerEdge, Evidence
from api.schema.scalars import Position
from domain.access import Moment
from projections.same_person.queries import same_persons

TASK = "QUESTION"
MOST = 1000
"""Rows that one question goes through; where there are more, its answer says so."""
_TICK = timedelta(microseconds=1)

A = TypeVar("A")
N = TypeVar("N")


class Days(msgspec.Struct, frozen=True):
    """From the beginning of a day (UTC instant) until (without) the end of another; None: open.

    ``known_at``: until (without) when what counts was known.
    """

    from_at: datetime | None
    until_at: datetime | None
    known_at: datetime | None

    def hold(self, at: datetime) -> bool:
        """Whether something of that instant (UTC) is of these days."""
        return (self.from_at is None or self.from_at <= at) and (
            self.until_at is None or at < self.until_at
        )


def days(
    context: Context, from_on: str | None, to_on: str | None, known_on: str | None = None
) -> Days:
    """The tenant's local days as instants, each day whole. Raises ``Fault``."""
    first, last = day_argument(from_on, "from"), day_argument(to_on, "to")
    if first and last and last < first:
        raise Fault("BAD_VALUE", field="to")
    known = end_of(context, day_argument(known_on, "knownOn"))
    return Days(start_of(context, first), end_of(context, last), known)


def moment(context: Context, on: str | None, known_on: str | None) -> Moment:
    """The end of a day, as known at the end of another; now, where none is named. Raises ``Fault``."""
    day, known = day_argument(on, "on"), day_argument(known_on, "knownOn")
    return Moment(_last_instant(context, day), day or context.today, _last_instant(context, known))


def _last_instant(context: Context, day: date | None) -> datetime:
    end = end_of(context, day)
    return context.now if end is None or end > context.now else end - _TICK


async def allowed(info: Info) -> None:
    """Raises ``Fault`` for whoever is not the privacy officer."""
    require(await info.context.signed_in(), AUDITS)


async def numbers_of(context: Context, person: UUID | None) -> list[UUID] | None:
    """All numbers of this person; nothing where nobody is named."""
    if person is None:
        return None
    rows = await context.reader.ask(None, same_persons, context.tenant, [person])
    return sorted({person, *(row.same_id for row in rows)})


async def look_at(
    info: Info, persons: Iterable[UUID], *, about: UUID | None = None, when: Moment | None = None
) -> Batch | None:
    """Record the question as a look at these persons; nothing where ``about`` is not open.

    ``when``: by whose day, and by which rules, what is shown of them is worked out.
    """
    context = info.context
    gate = await gate_of(context)
    require(gate.session, AUDITS)
    wanted = {*persons, *([about] if about else [])}
    opened = Opened(codes=("PRIVACY_OFFICER_DUTY",))
    if wanted:
        opened = await gate.persons(wanted)
    if about and CONSENT not in opened.persons.get(about, frozenset()):
        await gate.record(opened, asked(info), task=TASK, persons=[about], allowed=False)
        return None
    then, freshness = at_moment(context, when), await fresh(context)
    return await open_batch(context, gate, opened, asked(info), freshness, task=TASK, then=then)


def evidence(positions: Iterable[int] = (), looks: Iterable[UUID] = ()) -> Evidence:
    """What an answer rests on, each once."""
    return Evidence(
        events=[Position(each) for each in sorted(set(positions))],
        looks=[ID(str(global_id("Look", each))) for each in dict.fromkeys(looks)],
    )


async def answer(
    info: Info,
    found: Sequence[A],
    first: int | None,
    after: str | None,
    show: Callable[[Sequence[A]], Awaitable[Sequence[N]]],
    rests_on: Callable[[Sequence[A]], Evidence],
    *,
    capped: bool = False,
) -> AnswerConnection[N]:
    """The page that was asked for, of all that was found."""
    size = page_size(info.context.services.settings.limits, first)
    start = read_cursor(after, tuple[Place])[0] if after else 0
    page = found[start : start + size]
    nodes = await show(page)
    edges = [
        AnswerEdge(cursor=write_cursor([start + place]), node=node)
        for place, node in enumerate(nodes, 1)
    ]
    return AnswerConnection(
        edges=edges,
        page_info=page_info(
            [edge.cursor for edge in edges], before=start > 0, after=start + size < len(found)
        ),
        total_count=len(found),
        total_is_capped=capped,
        evidence=rests_on(page),
    )
