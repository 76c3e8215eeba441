"""Consents whose time comes or has come, and the very text that was shown for one."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace
from strawberry import ID

from api.context import Info
from api.errors import Fault
from api.parse import id_argument
from api.read import consent_rows
from api.read.consents import LONGEST_AHEAD
from api.read.questions.asking import MOST, allowed, answer, evidence, look_at, moment
from api.read.questions.then import Past
from api.schema.category import CONSENT
from api.schema.consent import Consent
from api.schema.questions import AnswerConnection, Evidence, NoticeShown
from domain.access import Moment
from domain.consent import ConsentGranted, ConsentRefused
from domain.consent_decisions import COLLECTION
from domain.consent_life import state_of_grant
from domain.streams import consent_stream
from projections.consent_audit import queries
from projections.consent_audit.rows import ConsentRow


async def expiring(
    info: Info,
    within: int,
    on: str | None,
    known_on: str | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[Consent]:
    """Consents in force on a day whose last day comes within so many days, the nearest first."""
    if not 0 <= within <= LONGEST_AHEAD:
        raise Fault("BAD_NUMBER", field="within")
    when = moment(info.context, on, known_on)
    return await _listed(
        info, when, within, first, after, lambda row: _state(row, when) == "GIVEN", lapsed=False
    )


async def lapsed(
    info: Info, on: str | None, known_on: str | None, first: int | None, after: str | None
) -> AnswerConnection[Consent]:
    """Consents that a substitute gave and whose authority has ended, not confirmed since."""
    when = moment(info.context, on, known_on)
    return await _listed(
        info,
        when,
        0,
        first,
        after,
        lambda row: _state(row, when) == "NEEDS_REAFFIRMATION",
        lapsed=True,
    )


def _state(row: ConsentRow, when: Moment) -> str | None:
    """How it stood at that moment, as known then; nothing where it was not known."""
    if not when.knows(row.known_at) or row.valid_from is None or row.valid_from > when.now:
        return None
    grant = queries.grant_of(row)
    known = tuple(ending for ending in grant.endings if when.knows(ending.known_at))
    return state_of_grant(replace(grant, endings=known), when.now, when.today)


def _as_it_stood(row: ConsentRow, when: Moment) -> ConsentRow:
    """One that had not ended at that moment, without what ended of it later or was learned later."""
    known = tuple(e for e in row.endings if e.at <= when.now and when.knows(e.known_at))
    return replace(row, endings=known, ended_as=None, ended_at=None)


async def _listed(
    info: Info,
    when: Moment,
    ahead: int,
    first: int | None,
    after: str | None,
    counts: Callable[[ConsentRow], bool],
    *,
    lapsed: bool,
) -> AnswerConnection[Consent]:
    await allowed(info)
    context = info.context
    keys = await context.reader.ask(
        None,
        queries.consents_ending,
        context.tenant,
        when.today,
        when.today + timedelta(days=ahead),
        lapsed=lapsed,
        limit=MOST + 1,
    )
    batch = await look_at(info, {key.person_id for key in keys[:MOST]}, when=when)
    assert batch is not None
    ids = [key.consent_id for key in keys[:MOST]]
    rows = {
        row.consent_id: row
        for row in await batch.ask(queries.consents, context.tenant, ids)
        if CONSENT in batch.of_person(row.person_id)
    }
    found = [rows[key] for key in ids if key in rows and counts(rows[key])]

    async def show(page: Sequence[ConsentRow]) -> list[Consent]:
        return await consent_rows.consents(batch, [_as_it_stood(row, when) for row in page])

    def rests_on(page: Sequence[ConsentRow]) -> Evidence:
        return evidence(
            position
            for row in page
            for position in (row.position, *(one.position for one in row.endings))
        )

    return await answer(info, found, first, after, show, rests_on, capped=len(keys) > MOST)


async def notice_shown(info: Info, consent: str, known_on: str | None) -> NoticeShown | None:
    """The text that was shown when a consent was given or refused; nothing where it is not open.

    By what was known at the end of a day: an answer may have been corrected since.
    """
    await allowed(info)
    context = info.context
    key = id_argument(consent, "Consent", "consent")
    when = moment(context, None, known_on)
    owner: UUID | None = None
    if key is not None:
        rows = await context.reader.rows(
            "select read.consent_owner(%s, %s) as owner", [context.tenant, key]
        )
        owner = rows[0]["owner"] if rows else None
    batch = await look_at(info, (), about=owner)
    if batch is None or owner is None:
        return None
    answers = [
        (told.event, told.position)
        for told in await Past(context).known(consent_stream(owner), when)
        if isinstance(told.event, ConsentGranted | ConsentRefused) and told.event.consent_id == key
    ]
    if not answers:
        return None
    said, position = answers[-1]
    policy = batch.policy
    shown = policy.notice(said.notice, said.notice_version)
    text = shown.text(said.language) if shown else None
    version = said.collection_version if isinstance(said, ConsentGranted) else None
    collection = policy.notice(COLLECTION, version or "")
    return NoticeShown(
        consent=ID(consent),
        notice=said.notice,
        version=said.notice_version,
        language=batch.labels.code("official_languages", said.language),
        text=text,
        hash=said.notice_hash,
        is_that_text=text is not None
        and hashlib.sha256(text.encode()).hexdigest() == said.notice_hash,
        collection_text=collection.text(said.language) if collection else None,
        collection_version=version,
        evidence=evidence([position]),
    )
