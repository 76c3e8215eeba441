"""Who is to be told that a consent ended: the list of the office, what is overdue first."""

from collections.abc import Sequence
from datetime import date

from api.context import Info
from api.parse import id_argument
from api.read.holding import Holder, holders_of, shown
from api.read.questions.asking import MOST, allowed, answer, evidence, look_at, numbers_of
from api.schema.questions import AnswerConnection, Evidence, HolderToTell, TellingState
from domain.consent_reach import ENDS
from projections.consent_audit import queries


async def to_tell(
    info: Info,
    person: str | None,
    consent: str | None,
    state: TellingState | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[HolderToTell]:
    """Of one consent, of one person or of all: what is due first, first; what is answered, last."""
    await allowed(info)
    context = info.context
    about = id_argument(person, "Person", "person")
    one = id_argument(consent, "Consent", "consent")
    keys = await context.reader.ask(
        None,
        queries.consents_to_tell,
        context.tenant,
        await numbers_of(context, about),
        ENDS,
        limit=MOST + 1,
    )
    keys = [key for key in keys if one in (None, key.consent_id)]
    batch = await look_at(info, {key.person_id for key in keys[:MOST]}, about=about)
    found: list[Holder] = []
    if batch is not None:
        ids = [key.consent_id for key in keys[:MOST]]
        rows = await batch.ask(queries.consents, context.tenant, ids)
        found = [h for h in await holders_of(batch, rows) if state in (None, h.state)]
        found.sort(key=lambda h: (h.due_on or date.max, h.ending.position))

    async def show(page: Sequence[Holder]) -> list[HolderToTell]:
        return await shown(batch, page) if batch else []

    return await answer(info, found, first, after, show, _rests_on, capped=len(keys) > MOST)


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
