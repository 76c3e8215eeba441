"""Who is to be told that a consent ended: the list of the office, what is overdue first."""

from collections.abc import Sequence
from datetime import date

from api.context import Info
from api.parse import day_argument, id_argument
from api.read import office
from api.read.holding import Holder, holders_of, shown
from api.read.questions.asking import (
    MOST,
    allowed,
    answer,
    days,
    evidence,
    look_at,
    moment,
    numbers_of,
)
from api.schema.office import MatterConnection, MatterKind
from api.schema.questions import AnswerConnection, Evidence, HolderToTell, TellingState
from domain.consent_reach import ENDS
from projections.consent_audit import queries


async def to_tell(
    info: Info,
    person: str | None,
    consent: str | None,
    state: TellingState | None,
    from_on: str | None,
    to_on: str | None,
    on: str | None,
    known_on: str | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[HolderToTell]:
    """Of one consent, of one person or of all: what is due first, first; what is answered, last.

    Of what ended from ``from_on`` to ``to_on``, as it stood at the end of the day ``on``.
    """
    await allowed(info)
    context = info.context
    about = id_argument(person, "Person", "person")
    one = id_argument(consent, "Consent", "consent")
    ended, when = days(context, from_on, to_on), moment(context, on, known_on)
    keys = await context.reader.ask(
        None,
        queries.consents_to_tell,
        context.tenant,
        await numbers_of(context, about),
        ENDS,
        limit=MOST + 1,
    )
    keys = [key for key in keys if one in (None, key.consent_id)]
    batch = await look_at(info, {key.person_id for key in keys[:MOST]}, about=about, when=when)
    found: list[Holder] = []
    if batch is not None:
        ids = [key.consent_id for key in keys[:MOST]]
        rows = await batch.ask(queries.consents, context.tenant, ids)
        found = [
            holder
            for holder in await holders_of(batch, rows, when)
            if state in (None, holder.state) and ended.hold(holder.ending.at)
        ]
        found.sort(key=lambda h: (h.due_on or date.max, h.ending.position))

    async def show(page: Sequence[Holder]) -> list[HolderToTell]:
        return await shown(batch, page, when.today) if batch else []

    return await answer(info, found, first, after, show, _rests_on, capped=len(keys) > MOST)


async def corrections_to_tell(
    info: Info,
    from_on: str | None,
    to_on: str | None,
    on: str | None,
    known_on: str | None,
    first: int | None,
    after: str | None,
) -> MatterConnection:
    """Corrections received in these days, as they stood at the end of the day ``on``."""
    context = info.context
    await look_at(info, ())
    when = moment(context, on, known_on)
    days(context, from_on, to_on)
    earliest, last = day_argument(from_on, "from"), day_argument(to_on, "to")
    rows = [
        row
        for row in await context.services.office.matters_then(
            MatterKind.CORRECTION.value, when.today, when.known_at
        )
        if (earliest or row.received_on) <= row.received_on <= (last or row.received_on)
    ]
    return await office.matters(info, MatterKind.CORRECTION, first, after, rows, when)


def _rests_on(holders: Sequence[Holder]) -> Evidence:
    return evidence(
        position
        for holder in holders
        for position in (
            holder.ending.position,
            *(sent.position for sent in holder.sent),
            *([holder.told.position] if holder.told else []),
        )
    )
