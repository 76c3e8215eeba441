"""Who holds what was sent on a consent that ended, and which referrals it paused."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from msgspec.structs import replace

from api.ids import global_id
from api.read import consent_rows
from api.schema.category import CONSENT
from api.schema.questions import HolderToTell, PausedReferral, TellingState
from api.schema.scalars import Day
from domain.access import Moment
from domain.calendar import due_on
from domain.consent_reach import ENDS, reached
from projections.consent_audit import queries
from projections.consent_audit.rows import ConsentRow, DisclosureRow, EndingRow, TellingRow

if TYPE_CHECKING:
    from api.read.batch import Batch
    from api.schema.consent import Consent


class Holder(msgspec.Struct, frozen=True):
    """One recipient of what was sent on a consent, for one ending of it."""

    consent: ConsentRow
    ending: EndingRow
    sent: tuple[DisclosureRow, ...]
    told: TellingRow | None
    due_on: date | None

    @property
    def state(self) -> TellingState:
        if self.told is None:
            return TellingState.TO_TELL
        return TellingState.ANSWERED if self.told.answer else TellingState.TOLD


async def of_consent(batch: "Batch", consent: "Consent") -> list[HolderToTell]:
    """The same of one consent that a batch shows."""
    context = batch.context
    now = Moment(context.now, batch.today)
    found = await holders_of(batch, [consent.row], now)
    found.sort(key=lambda h: (h.due_on or date.max, h.ending.position))
    return await shown(batch, found, batch.today)


async def paused_by(batch: "Batch", consent: "Consent") -> list[PausedReferral]:
    """The referrals that were paused when this consent ended."""
    persons = [consent.row.person_id, consent.person.key]
    rows = await batch.ask(queries.pauses_of, batch.context.tenant, _same(batch, persons))
    return [
        PausedReferral(
            referral=global_id("Referral", row.referral_id),
            case=global_id("Case", row.case_id),
            cause=batch.labels.code("consent_states", row.cause),
            paused_at=row.paused_at,
            resumed_at=row.resumed_at,
            resumed_by=global_id("Consent", row.resumed_by) if row.resumed_by else None,
        )
        for row in rows
        if row.consent_id == consent.row.consent_id and row.paused_at is not None
    ]


def _same(batch: "Batch", persons: Iterable[UUID]) -> list[UUID]:
    """All numbers, of those that the look opened, of these persons."""
    shown = {batch.shown_as(person) for person in persons}
    return [
        number
        for number in batch.opened.persons
        if batch.shown_as(number) in shown and CONSENT in batch.of_person(number)
    ]


async def holders_of(batch: "Batch", rows: Iterable[ConsentRow], when: Moment) -> list[Holder]:
    """As it stood at that moment, by what was known then."""
    ended = [row for row in rows if row.endings and CONSENT in batch.of_person(row.person_id)]
    persons = _same(batch, {row.person_id for row in ended})
    tenant, policy = batch.context.tenant, batch.policy
    every = await batch.ask(queries.disclosures_of, tenant, persons)
    sent = [row for row in every if when.knows(row.known_at)]
    tellings = await batch.ask(queries.tellings_of, tenant, persons)
    told = {(row.ending_id, row.recipient): row for row in _by_then(tellings, when)}
    found = []
    for row in ended:
        for one, ending in zip(row.endings, queries.grant_of(row).endings, strict=True):
            if one.kind not in ENDS or one.at > when.now or not when.knows(one.known_at):
                continue
            by_recipient: dict[str, list[DisclosureRow]] = defaultdict(list)
            for each in reached(sent, row.consent_id, ending, policy, when.today):
                by_recipient[each.recipient].append(each)
            for recipient, theirs in sorted(by_recipient.items()):
                telling = told.get((one.event_id, recipient))
                due = due_on(policy, "telling", batch.context.local_day(one.at))
                if telling is not None:
                    due = None if telling.answer else telling.answer_due_on
                found.append(Holder(row, one, tuple(theirs), telling, due))
    return found


def _by_then(rows: Iterable[TellingRow], when: Moment) -> Iterable[TellingRow]:
    for row in rows:
        if row.told_on is None or row.told_on > when.today or not when.knows(row.told_known_at):
            continue
        answered = row.acknowledged_on is not None and row.acknowledged_on <= when.today
        if not answered or not when.knows(row.answer_known_at):
            row = replace(row, answer=None, acknowledged_on=None)
        yield row


async def shown(batch: "Batch", holders: Sequence[Holder], today: date) -> list[HolderToTell]:
    """``today``: the day on which they are overdue or not."""
    labels, known = batch.labels, await batch.persons()
    made = []
    for holder in holders:
        first, told = holder.sent[0], holder.told
        made.append(
            HolderToTell(
                person=known[holder.consent.person_id],
                consent=global_id("Consent", holder.consent.consent_id),
                ending=global_id("ConsentEnding", holder.ending.event_id),
                kind=labels.code("consent_states", holder.ending.kind),
                ended_at=holder.ending.at,
                recipient_kind=labels.code("recipient_kinds", first.recipient_kind),
                recipient=labels.code("organisations", first.recipient),
                disclosures=await consent_rows.disclosures(batch, holder.sent),
                state=holder.state,
                due_on=_day(holder.due_on),
                overdue=holder.due_on is not None and holder.due_on < today,
                telling=global_id("Telling", told.telling_id) if told else None,
                told_on=_day(told.told_on) if told else None,
                method=labels.maybe("telling_methods", told.method) if told else None,
                answer=labels.maybe("telling_answers", told.answer) if told else None,
                acknowledged_on=_day(told.acknowledged_on) if told else None,
            )
        )
    return made


def _day(day: date | None) -> Day | None:
    return Day(day.isoformat()) if day else None
