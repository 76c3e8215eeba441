"""Consents and disclosures of a batch's persons, with their words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec.structs import replace
from strawberry import ID

from api.errors import Fault
from api.ids import global_id
from api.read import disclosure_receipts, receipts
from api.read.sealed import NOTHING, Sealed, Texts
from api.schema.category import CONSENT
from api.schema.common import Code
from api.schema.consent import (
    Consent,
    ConsentEnding,
    ConsentReceipt,
    ConsentState,
    Disclosure,
    DisclosureReceipt,
    Notice,
)
from api.schema.scalars import Day, Position
from domain.consent_life import State, possible
from domain.disclosure import notice_due
from domain.policy import Notice as NoticeText
from projections.consent_audit import queries
from projections.consent_audit.rows import ConsentRow, DisclosureRow, EndingRow
from projections.texts import SealedText

if TYPE_CHECKING:
    from api.read.batch import Batch
    from api.schema.person import Person

_TICK = timedelta(microseconds=1)
_TITLES = {
    "integrated-consent": ("Integrated consent", "Consentement intégré"),
    "collection": ("Notice of collection", "Avis de collecte"),
    "verification": ("Checks that the law asks for", "Vérifications demandées par la loi"),
    "verification-consequence": ("If you say no", "Si vous dites non"),
    "how-to-withdraw": ("To change your mind", "Pour changer d’avis"),
}


def notice(found: NoticeText, french: bool) -> Notice:
    """A notice's pair of texts; its hash is that of the text in the reader's language."""
    titles = _TITLES.get(found.notice_id, (found.notice_id, found.notice_id))
    return Notice(
        id=global_id("Notice", found.notice_id),
        version=found.version,
        title=titles[french],
        body_fr=found.fr,
        body_en=found.en,
        hash=found.hash_fr if french else found.hash_en,
    )


def _open(batch: "Batch") -> list[UUID]:
    return [person for person, found in batch.opened.persons.items() if CONSENT in found]


async def consents_of_persons(batch: "Batch") -> "dict[UUID, list[Consent]]":
    learned = await batch.ask(queries.consents_of, batch.context.tenant, _open(batch))
    rows = [row for known in learned if (row := _then(batch, known)) is not None]
    found: dict[UUID, list[Consent]] = defaultdict(list)
    for consent in await consents(batch, rows):
        found[consent.person.key].append(consent)
    return found


def _then(batch: "Batch", row: ConsentRow) -> ConsentRow | None:
    """The consent as it was known at the last day that is shown of the person, if it was.

    Asked what held on a day: as it stood at the end of it, if it was in force.
    """
    end, day = batch.until(row.person_id), batch.then.effective_on
    if end is not None:
        if row.known_at >= end:
            return None
        row = _before(row, end)
    if day is None:
        return row
    over = datetime.combine(day + timedelta(days=1), time(), batch.context.zone)
    if row.valid_from is None or row.valid_from >= over:
        return None
    row = _before(row, over)
    return row if row.state(day) == "GIVEN" else None


def _before(row: ConsentRow, end: datetime) -> ConsentRow:
    """The consent without what ended of it from an instant on."""
    known = tuple(one for one in row.endings if one.at < end)
    stood = row.ended_at is None or row.ended_at < end
    return replace(row, endings=known, **({} if stood else {"ended_as": None, "ended_at": None}))


async def disclosures_of_persons(batch: "Batch") -> "dict[UUID, list[Disclosure]]":
    made = await batch.ask(queries.disclosures_of, batch.context.tenant, _open(batch))
    rows = [
        row for row in made if row.made_at < (batch.until(row.person_id) or row.made_at + _TICK)
    ]
    found: dict[UUID, list[Disclosure]] = defaultdict(list)
    for disclosure in await disclosures(batch, rows):
        found[disclosure.person.key].append(disclosure)
    return found


async def consents(batch: "Batch", rows: Sequence[ConsentRow]) -> list[Consent]:
    """The rows of persons whose consents are open, with their words."""
    known = await batch.persons()
    texts = batch.texts(
        f"consents {len(rows)} {rows[0].position if rows else 0}",
        [
            text
            for row in rows
            for text in (row.witness, row.evidence, *(one.words for one in row.endings))
        ],
    )
    return [
        _consent(batch, row, known[row.person_id], texts)
        for row in rows
        if row.person_id in known and CONSENT in batch.of_person(row.person_id)
    ]


def _consent(batch: "Batch", row: ConsentRow, person: "Person", texts: Texts) -> Consent:
    labels, today = batch.labels, batch.today
    state: State = row.state(today)  # type: ignore[assignment]
    withdrawn = (one.at for one in row.endings if one.kind == "WITHDRAWN" and one.whole)
    categories = batch.of_person(row.person_id)
    found = batch.policy.notice(row.notice or "", row.notice_version or "")
    if found is None:
        found = NoticeText(row.notice or "", row.notice_version or "", "", "", "", "")
    shown = notice(found, labels.french)
    # What was signed is the text of that day in that language: its hash, as the event has it.
    shown.hash = row.notice_hash or shown.hash
    return Consent(
        batch=batch,
        id=global_id("Consent", row.consent_id),
        person=person,
        state=ConsentState(state),
        state_label=labels.word("consent_states", state),
        categories=labels.codes("categories", row.categories),
        recipients=labels.codes("recipients", row.recipients),
        purposes=labels.codes("purposes", row.purposes),
        signed_on=Day((row.signed_on or batch.context.local_day(row.known_at)).isoformat()),
        valid_from=row.valid_from,
        expires_on=_day(row.expires_on),
        withdrawn_at=next(withdrawn, None),
        why=receipts.why(row, labels, today, batch.context.local_day),
        requested_on=_day(row.requested_on),
        lapses_on=_day(row.lapses_on),
        authority_ends_on=_day(row.authority_ends_on),
        custody=row.custody,
        grantor=_id("Person", row.grantor_id),
        one_off=row.one_off,
        supersedes=_id("Consent", row.supersedes),
        part_of=_id("Consent", row.part_of),
        endings=[_ending(batch, one, texts, categories) for one in row.endings],
        can=list(possible(state)),
        row=row,
        language=labels.code("official_languages", row.language),
        method=labels.code("consent_methods", row.method),
        capacity=labels.code("capacities", row.capacity),
        notice=shown,
        position=Position(row.position),
        sealed_reason=_words(
            batch, row.endings[0].words if row.endings else None, texts, categories
        ),
        sealed_evidence=_words(batch, row.evidence, texts, categories),
        sealed_witness=_words(batch, row.witness, texts, categories),
    )


def _ending(
    batch: "Batch", row: EndingRow, texts: Texts, categories: frozenset[str]
) -> ConsentEnding:
    labels = batch.labels

    def listed(name: str, codes: tuple[str, ...] | None) -> list[Code] | None:
        return None if codes is None else labels.codes(name, codes)

    causes = "revocation_causes" if row.kind == "REVOKED" else "invalidation_causes"
    return ConsentEnding(
        id=global_id("ConsentEnding", row.event_id),
        kind=labels.code("consent_states", row.kind),
        at=row.at,
        known_at=row.known_at,
        whole=row.whole,
        categories=listed("categories", row.categories),
        recipients=listed("recipients", row.recipients),
        purposes=listed("purposes", row.purposes),
        method=labels.maybe("consent_methods", row.method),
        cause=labels.maybe(causes, row.cause),
        by_consent=_id("Consent", row.by_consent),
        sealed_words=_words(batch, row.words, texts, categories),
    )


def _words(
    batch: "Batch", text: SealedText | None, texts: Texts, categories: frozenset[str]
) -> Sealed:
    return batch.sealed(texts, text, categories) if text else NOTHING


def _day(day: date | None) -> Day | None:
    return Day(day.isoformat()) if day else None


def _id(kind: str, key: UUID | None) -> ID | None:
    return global_id(kind, key) if key else None


async def receipt(batch: "Batch", consent: Consent, language: str | None) -> ConsentReceipt:
    """What the person takes home of it. Raises ``Fault`` for another language than the two."""
    wanted = language or batch.context.language
    if wanted not in ("fr", "en"):
        raise Fault("BAD_VALUE", field="language")
    row, known = consent.row, await batch.persons()
    grantor = known.get(row.grantor_id) if row.grantor_id else None
    return receipts.receipt(
        row,
        consent.person.display_name,
        grantor.display_name if grantor else None,
        batch.policy,
        wanted,
        batch.today,
        batch.context.local_day,
    )


async def disclosures(
    batch: "Batch", rows: Iterable[DisclosureRow], today: date | None = None
) -> list[Disclosure]:
    """The rows of persons whose disclosures are open, with their words; overdue as on that day."""
    known = await batch.persons()
    shown = [
        row for row in rows if row.person_id in known and CONSENT in batch.of_person(row.person_id)
    ]
    numbers = await case_numbers(batch, {row.case_id for row in shown if row.case_id})
    texts = batch.texts(
        f"disclosures {len(shown)} {shown[0].position if shown else 0}",
        [text for row in shown for text in (row.recipient_name, row.given)],
    )
    day = today or batch.today
    return [_disclosure(batch, row, known[row.person_id], numbers, texts, day) for row in shown]


def _disclosure(
    batch: "Batch",
    row: DisclosureRow,
    person: "Person",
    numbers: dict[UUID, str],
    texts: Texts,
    today: date,
) -> Disclosure:
    labels = batch.labels
    due = None
    if row.notice in ("OWED", "WITHHELD") and row.notice_given_on is None:
        made_on = batch.context.local_day(row.made_at)
        due = notice_due(batch.policy, made_on, row.notice_withheld_until)
    return Disclosure(
        id=global_id("Disclosure", row.disclosure_id),
        person=person,
        case=_id("Case", row.case_id),
        case_number=numbers.get(row.case_id, "") if row.case_id else None,
        referral=_id("Referral", row.referral_id),
        recipient_kind=labels.code("recipients", row.recipient_kind),
        recipient=labels.code("recipients", row.recipient),
        categories=labels.codes("categories", row.categories),
        purpose=labels.code("disclosure_purposes", row.purpose),
        authority_kind=labels.code("authority_kinds", row.authority_kind),
        authority_reference=row.authority_reference,
        consents=[global_id("Consent", consent) for consent in row.consent_ids],
        made_at=row.made_at,
        notice=labels.maybe("disclosure_notices", notice_state(row)),
        notice_due_on=_day(due),
        notice_overdue=due is not None and due < today,
        notice_withheld_until=_day(row.notice_withheld_until),
        notice_withheld_for=labels.maybe("notice_withholdings", row.notice_withheld_for),
        notice_given_on=_day(row.notice_given_on),
        notice_method=labels.maybe("notice_methods", row.notice_method),
        actor=batch.actor(row.actor_id, row.actor_role),
        position=Position(row.position),
        batch=batch,
        row=row,
        sealed_recipient=Sealed(texts, row.recipient_name),
        sealed_given=Sealed(texts, row.given),
    )


def notice_state(row: DisclosureRow) -> str | None:
    """NONE, OWED, WITHHELD or GIVEN; nothing where it was not said."""
    return "GIVEN" if row.notice_given_on else row.notice


async def disclosure_receipt(
    batch: "Batch", disclosure: Disclosure, language: str | None
) -> DisclosureReceipt | None:
    """What the person is told, to print; nothing while the notice is held back. Raises ``Fault``."""
    wanted = language or batch.context.language
    if wanted not in ("fr", "en"):
        raise Fault("BAD_VALUE", field="language")
    row, today = disclosure.row, batch.context.today
    if row.notice_withheld_until and not row.notice_given_on and today < row.notice_withheld_until:
        return None
    who, given = await disclosure.sealed_recipient.open(), await disclosure.sealed_given.open()
    on = batch.context.local_day(row.made_at)
    return disclosure_receipts.receipt(
        row, disclosure.person.display_name, who, given, batch.policy, wanted, on
    )


async def case_numbers(batch: "Batch", cases: set[UUID]) -> dict[UUID, str]:
    """Numbers of cases, which say nothing but that there is a case."""
    if not cases:
        return {}
    rows = await batch.context.reader.rows(
        "select * from read.case_numbers(%s, %s)", [batch.context.tenant, list(cases)]
    )
    return {row["case_id"]: row["case_number"] for row in rows}
