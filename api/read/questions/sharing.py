"""What left the institution: to whom, under what, after a withdrawal, by a section of the law."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec.structs import replace

from api.context import Info
from api.parse import id_argument
from api.read import consent_rows
from api.read.batch import Batch
from api.read.questions.asking import (
    MOST,
    Days,
    allowed,
    answer,
    days,
    evidence,
    look_at,
    moment,
    numbers_of,
)
from api.schema.category import CONSENT
from api.schema.common import Code
from api.schema.consent import Consent
from api.schema.questions import (
    AnswerConnection,
    DisclosureAfterWithdrawal,
    Evidence,
    SharedInformation,
)
from domain.access import Moment, authority_to_share
from domain.consent import Ending, Grant
from domain.consent_scope import ended_by
from domain.recipients import within
from projections.consent_audit import queries
from projections.consent_audit.rows import ConsentRow, DisclosureRow


async def shared(
    info: Info,
    person: str | None,
    recipient: str | None,
    from_on: str | None,
    to_on: str | None,
    known_on: str | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[SharedInformation]:
    """Disclosures of these days, oldest first, each with what it rested on."""
    asked_for = days(info.context, from_on, to_on, known_on)
    now = Moment(info.context.now, info.context.today)
    return await _disclosed(info, person, recipient, None, asked_for, now, None, first, after)


async def statutory(
    info: Info,
    person: str | None,
    from_on: str | None,
    to_on: str | None,
    on: str | None,
    known_on: str | None,
    owed: bool | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[SharedInformation]:
    """Those by a statute, with whether the person had been told at the end of the day ``on``.

    ``owed``: only those of which they were to be told still, or only the others.
    """
    when = moment(info.context, on, known_on)
    asked_for = days(info.context, from_on, to_on, known_on)
    if on is not None and (asked_for.until_at is None or asked_for.until_at > when.now):
        asked_for = replace(asked_for, until_at=when.now)
    return await _disclosed(info, person, None, "STATUTE", asked_for, when, owed, first, after)


async def _disclosed(
    info: Info,
    person: str | None,
    recipient: str | None,
    authority_kind: str | None,
    asked_for: Days,
    when: Moment,
    owed: bool | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[SharedInformation]:
    await allowed(info)
    context = info.context
    about = id_argument(person, "Person", "person")
    keys = await context.reader.ask(
        None,
        queries.disclosures_asked,
        context.tenant,
        persons=await numbers_of(context, about),
        recipient=recipient,
        authority_kind=authority_kind,
        from_at=asked_for.from_at,
        until_at=asked_for.until_at,
        known_at=asked_for.known_at,
        limit=MOST + 1,
    )
    batch = await look_at(info, {key.person_id for key in keys[:MOST]}, about=about, when=when)
    found = []
    if batch is not None:
        found = [_as_then(row, when) for row in await _rows(batch, keys[:MOST])]
        found = [row for row in found if owed in (None, _is_owed(row))]
    resting: dict[UUID, ConsentRow] = {}

    async def show(page: Sequence[DisclosureRow]) -> list[SharedInformation]:
        if batch is None or not page:
            return []
        resting.update(await _consents(batch, {c for row in page for c in row.consent_ids}))
        return await _shared(batch, page, resting, when)

    def rests_on(page: Sequence[DisclosureRow]) -> Evidence:
        under = (row.position for row in resting.values())
        return evidence([*(row.position for row in page), *under])

    return await answer(info, found, first, after, show, rests_on, capped=len(keys) > MOST)


def _as_then(row: DisclosureRow, when: Moment) -> DisclosureRow:
    """The disclosure without a notice of later."""
    given = row.notice_given_on
    if given is None or (given <= when.today and when.knows(row.notice_known_at)):
        return row
    return replace(row, notice_given_on=None, notice_method=None)


def _is_owed(row: DisclosureRow) -> bool:
    return row.notice in ("OWED", "WITHHELD") and row.notice_given_on is None


async def after_withdrawal(
    info: Info,
    person: str | None,
    from_on: str | None,
    to_on: str | None,
    known_on: str | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[DisclosureAfterWithdrawal]:
    """Disclosures of what a person had withdrawn consent to before they were made, oldest first."""
    await allowed(info)
    context = info.context
    about = id_argument(person, "Person", "person")
    asked_for = days(context, from_on, to_on, known_on)
    keys = await context.reader.ask(
        None,
        queries.disclosures_asked,
        context.tenant,
        persons=await numbers_of(context, about),
        from_at=asked_for.from_at,
        until_at=asked_for.until_at,
        known_at=asked_for.known_at,
        limit=MOST + 1,
    )
    batch = await look_at(info, {key.person_id for key in keys[:MOST]}, about=about)
    found: list[tuple[DisclosureRow, ConsentRow, Ending]] = []
    grants: dict[UUID, list[Grant]] = defaultdict(list)
    if batch is not None:
        known: dict[UUID, list[tuple[ConsentRow, Grant]]] = defaultdict(list)
        given = await batch.ask(queries.consents_of, context.tenant, list(batch.opened.persons))
        for row in given:
            if row.answer == "GIVEN":
                shown = batch.shown_as(row.person_id)
                grant = queries.grant_of(row)
                grants[shown].append(grant)
                known[shown].append((row, grant))
        for row in await _rows(batch, keys[:MOST]):
            for consent, grant in known[batch.shown_as(row.person_id)]:
                counts = (
                    ending
                    for ending in grant.endings
                    if asked_for.known_at is None
                    or (ending.known_at or ending.at) < asked_for.known_at
                )
                ended = _withdrawn_before(batch, row, grant, counts)
                if ended is not None:
                    found.append((row, consent, ended))

    async def show(
        page: Sequence[tuple[DisclosureRow, ConsentRow, Ending]],
    ) -> list[DisclosureAfterWithdrawal]:
        if batch is None:
            return []
        consents = {
            row.consent_id: node
            for row, node in await _nodes(batch, [consent for _, consent, _ in page])
        }
        made = []
        for row, consent, ended in page:
            [disclosure] = await consent_rows.disclosures(batch, [row])
            other = authority_to_share(
                grants[batch.shown_as(row.person_id)],
                row.recipient_kind,
                row.recipient,
                row.purpose,
                row.categories,
                Moment(row.made_at, context.local_day(row.made_at), row.made_at),
                await context.services.policy_known(row.made_at),
            )
            kind = batch.labels.maybe("authority_kinds", other.kind)
            made.append(
                DisclosureAfterWithdrawal(
                    disclosure=disclosure,
                    withdrawn=consents[consent.consent_id],
                    withdrawn_at=ended.at,
                    other_authority=kind,
                    other_reference=other.reference or None,
                )
            )
        return made

    def rests_on(page: Sequence[tuple[DisclosureRow, ConsentRow, Ending]]) -> Evidence:
        return evidence(
            position
            for row, consent, _ in page
            for position in (
                row.position,
                consent.position,
                *(each.position for each in consent.endings),
            )
        )

    return await answer(info, found, first, after, show, rests_on, capped=len(keys) > MOST)


def _withdrawn_before(
    batch: Batch, row: DisclosureRow, grant: Grant, endings: Iterable[Ending]
) -> Ending | None:
    """The withdrawal that took something of this disclosure away before it was made."""
    policy, on = batch.policy, batch.context.local_day(row.made_at)
    if row.purpose not in grant.purposes or not within(policy, row.recipient, grant.recipients, on):
        return None
    for ending in endings:
        if ending.kind != "WITHDRAWN" or ending.at >= row.made_at:
            continue
        for category in grant.categories.intersection(row.categories):
            if ended_by(ending, (category, row.recipient, row.purpose), policy, on):
                return ending
    return None


async def _rows(batch: Batch, keys: Sequence[queries.DisclosureKey]) -> list[DisclosureRow]:
    """The rows of these, in their order, of persons whose consents are open."""
    ids = [key.disclosure_id for key in keys]
    rows = await batch.ask(queries.disclosures, batch.context.tenant, ids)
    known = {row.disclosure_id: row for row in rows if CONSENT in batch.of_person(row.person_id)}
    return [known[key] for key in ids if key in known]


async def _consents(batch: Batch, ids: Iterable[UUID]) -> dict[UUID, ConsentRow]:
    rows = await batch.ask(queries.consents, batch.context.tenant, ids)
    return {row.consent_id: row for row in rows}


async def _nodes(batch: Batch, rows: Sequence[ConsentRow]) -> list[tuple[ConsentRow, Consent]]:
    known = {str(node.id): node for node in await consent_rows.consents(batch, rows)}
    return [(row, known[f"Consent:{row.consent_id}"]) for row in rows]


async def _shared(
    batch: Batch, rows: Sequence[DisclosureRow], resting: dict[UUID, ConsentRow], when: Moment
) -> list[SharedInformation]:
    under = [resting[c] for row in rows for c in row.consent_ids if c in resting]
    nodes = {row.consent_id: node for row, node in await _nodes(batch, under)}
    made = []
    for row, disclosure in zip(
        rows, await consent_rows.disclosures(batch, rows, when.today), strict=True
    ):
        code, owed = _statute(batch, row)
        made.append(
            SharedInformation(
                disclosure=disclosure,
                under=[nodes[c] for c in row.consent_ids if c in nodes],
                statute=code,
                notice_owed=owed,
            )
        )
    return made


def _statute(batch: Batch, row: DisclosureRow) -> tuple[Code | None, str | None]:
    """The section that a disclosure rested on, and whether it asks for a notice to the person."""
    if row.authority_kind != "STATUTE":
        return None, None
    on = batch.context.local_day(row.made_at)
    for entry in batch.policy.codes("statutes", on):
        if entry.get("section") == row.authority_reference:
            code = Code(
                code=row.authority_reference, label=batch.labels.word("statutes", entry.code)
            )
            return code, entry.get("notice_owed", "NONE")
    return Code(code=row.authority_reference, label=row.authority_reference), None
