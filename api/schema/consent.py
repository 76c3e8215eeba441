"""Consents, the notices they rest on, and the disclosures that rest on them."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.read.counts import Counting
from api.read.sealed import Sealed
from api.schema.category import CONSENT, FILE, REFERENCE, held
from api.schema.common import Code, Freshness, Node, PageInfo
from api.schema.scalars import Day, Position
from projections.consent_audit.rows import ConsentRow, DisclosureRow

if TYPE_CHECKING:
    from api.read.batch import Batch
    from api.schema.person import Person
    from api.schema.questions import HolderToTell, PausedReferral

PersonRef = Annotated["Person", strawberry.lazy("api.schema.person")]
DisclosureReceiptRef = Annotated["DisclosureReceipt", strawberry.lazy("api.schema.consent")]
HolderRef = Annotated["HolderToTell", strawberry.lazy("api.schema.questions")]
PausedRef = Annotated["PausedReferral", strawberry.lazy("api.schema.questions")]


@strawberry.enum
class ConsentState(Enum):
    NOT_ASKED = "NOT_ASKED"
    REQUESTED = "REQUESTED"
    GIVEN = "GIVEN"
    NEEDS_REAFFIRMATION = "NEEDS_REAFFIRMATION"
    EXPIRED = "EXPIRED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"
    INVALIDATED = "INVALIDATED"


@strawberry.type(description="A notice of collection, published only as a French and English pair.")
class Notice:
    id: strawberry.ID
    version: str
    title: str
    body_fr: str
    body_en: str
    hash: str = strawberry.field(description="SHA-256 of the pair, in hexadecimal.")


@strawberry.type(description="Information that left the institution, with the authority for it.")
class Disclosure(Node):
    id: strawberry.ID = held(REFERENCE)
    person: PersonRef = held(REFERENCE)
    case: strawberry.ID | None = held(
        REFERENCE, description="Null: apart from any case, by a statute."
    )
    case_number: str | None = held(REFERENCE)
    referral: strawberry.ID | None = held(REFERENCE)
    recipient_kind: Code = held(CONSENT)
    recipient: Code = held(CONSENT)
    categories: list[Code] = held(CONSENT)
    purpose: Code = held(CONSENT)
    authority_kind: Code = held(CONSENT)
    authority_reference: str = held(CONSENT)
    consents: list[strawberry.ID] = held(CONSENT)
    made_at: datetime = held(CONSENT)
    notice: Code | None = held(
        CONSENT,
        description="NONE, OWED, WITHHELD or GIVEN: whether the person is told; null: not said.",
    )
    notice_due_on: Day | None = held(
        CONSENT, description="The last day on which they are told in time."
    )
    notice_overdue: bool = held(CONSENT)
    notice_withheld_until: Day | None = held(CONSENT, description="From that day they may be told.")
    notice_withheld_for: Code | None = held(CONSENT)
    notice_given_on: Day | None = held(CONSENT)
    notice_method: Code | None = held(CONSENT)
    actor: str = held(REFERENCE)
    position: Position = held(REFERENCE)
    batch: strawberry.Private["Batch"]
    row: strawberry.Private[DisclosureRow]
    sealed_recipient: strawberry.Private[Sealed]
    sealed_given: strawberry.Private[Sealed]

    @held(CONSENT, description="Who got it, where it was disclosed by a statute.")
    async def recipient_name(self) -> str | None:
        return await self.sealed_recipient.open()

    @held(CONSENT, description="What was given, in words, where it was disclosed by a statute.")
    async def given(self) -> str | None:
        return await self.sealed_given.open()

    @held(
        CONSENT,
        description="What the person is told of it, to print; null while the notice is held back.",
    )
    async def receipt(self, language: str | None = None) -> DisclosureReceiptRef | None:
        return await self.batch.disclosure_receipt(self, language)


@strawberry.type
class DisclosureEdge:
    cursor: str
    node: Disclosure


@strawberry.type
class DisclosureConnection:
    edges: list[DisclosureEdge]
    page_info: PageInfo
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value


@strawberry.type(
    description="What ended of a consent, in part or whole. A list that is null: all of its own."
)
class ConsentEnding:
    id: strawberry.ID = held(REFERENCE)
    kind: Code = held(CONSENT)
    at: datetime = held(CONSENT)
    known_at: datetime = held(CONSENT)
    whole: bool = held(CONSENT)
    categories: list[Code] | None = held(CONSENT)
    recipients: list[Code] | None = held(CONSENT)
    purposes: list[Code] | None = held(CONSENT)
    method: Code | None = held(CONSENT)
    cause: Code | None = held(CONSENT)
    by_consent: strawberry.ID | None = held(CONSENT)
    sealed_words: strawberry.Private[Sealed]

    @held(FILE)
    async def reason(self) -> str | None:
        return await self.sealed_words.open()


@strawberry.type
class ReceiptLine:
    label: str = held(CONSENT)
    text: str = held(CONSENT)


@strawberry.type(
    description="What somebody is told of a disclosure: what went to whom, and by what right."
)
class DisclosureReceipt:
    language: str = held(CONSENT)
    title: str = held(CONSENT)
    lines: list[ReceiptLine] = held(CONSENT)
    rights: str = held(CONSENT)


@strawberry.type(
    description="What somebody takes home: what they answered, to whom, why, until when, and how to "
    "change their mind; with the notice as it was shown to them."
)
class ConsentReceipt:
    language: str = held(CONSENT)
    title: str = held(CONSENT)
    lines: list[ReceiptLine] = held(CONSENT)
    notice: str = held(CONSENT)
    notice_language: str = held(CONSENT)
    collection: str | None = held(CONSENT)
    how_to_withdraw: str = held(CONSENT)


@strawberry.type(description="What a programme would see of a person if a consent were given.")
class PreviewedCategory:
    category: Code = held(CONSENT)
    fields: list[str] = held(
        CONSENT, description="What stands under it on the pages; empty: told in a referral only."
    )
    open_now: bool = held(CONSENT)
    would_open: bool = held(CONSENT)
    why: str = held(CONSENT)


@strawberry.type(description="One recipient and purpose of a consent that is thought of.")
class ConsentPreview:
    recipient: Code = held(CONSENT)
    purpose: Code = held(CONSENT)
    categories: list[PreviewedCategory] = held(CONSENT)
    unchanged: list[PreviewedCategory] = held(
        CONSENT, description="Categories that are not part of it, and what is open of them anyway."
    )


@strawberry.type(description="What a person lets be shared, with whom, for what, until when.")
class Consent(Node):
    id: strawberry.ID = held(REFERENCE)
    person: PersonRef = held(REFERENCE)
    state: ConsentState = held(CONSENT)
    state_label: str = held(CONSENT)
    categories: list[Code] = held(CONSENT)
    recipients: list[Code] = held(CONSENT)
    purposes: list[Code] = held(CONSENT)
    signed_on: Day = held(CONSENT)
    valid_from: datetime | None = held(CONSENT)
    expires_on: Day | None = held(CONSENT)
    withdrawn_at: datetime | None = held(CONSENT)
    why: str = held(CONSENT, description="Why it stands as it does, in a sentence.")
    requested_on: Day | None = held(CONSENT)
    lapses_on: Day | None = held(
        CONSENT, description="First day on which the authority of who gave it has ended."
    )
    authority_ends_on: Day | None = held(CONSENT)
    custody: bool | None = held(CONSENT)
    grantor: strawberry.ID | None = held(CONSENT)
    one_off: bool = held(CONSENT)
    supersedes: strawberry.ID | None = held(CONSENT)
    part_of: strawberry.ID | None = held(CONSENT)
    endings: list[ConsentEnding] = held(CONSENT)
    can: list[str] = held(
        REFERENCE, description="The acts that its state allows, of those that end or renew it."
    )
    language: Code = held(CONSENT)
    method: Code = held(CONSENT)
    capacity: Code = held(CONSENT)
    notice: Notice = held(CONSENT)
    position: Position = held(REFERENCE)
    batch: strawberry.Private["Batch"]

    @held(CONSENT)
    async def disclosures(self) -> list[Disclosure]:
        return await self.batch.disclosures_on(self)

    @held(CONSENT, description="Who holds what was sent on it and is to be told that it ended.")
    async def holders(self) -> list[HolderRef]:
        return await self.batch.holders_of(self)

    @held(CONSENT, description="Referrals that were paused when it ended.")
    async def paused(self) -> list[PausedRef]:
        return await self.batch.paused_by(self)

    sealed_reason: strawberry.Private[Sealed]
    sealed_witness: strawberry.Private[Sealed]
    sealed_evidence: strawberry.Private[Sealed]
    row: strawberry.Private[ConsentRow]

    @held(FILE)
    async def reason(self) -> str | None:
        return await self.sealed_reason.open()

    @held(CONSENT, description="In French (fr) or English (en), whichever the person wants.")
    async def receipt(self, language: str | None = None) -> ConsentReceipt:
        return await self.batch.receipt_of(self, language)

    @held(FILE, description="The document by which somebody consented in the person's place.")
    async def evidence(self) -> str | None:
        return await self.sealed_evidence.open()

    @held(FILE)
    async def witness(self) -> str | None:
        return await self.sealed_witness.open()


@strawberry.type
class ConsentEdge:
    cursor: str
    node: Consent


@strawberry.type
class ConsentConnection:
    edges: list[ConsentEdge]
    page_info: PageInfo
    freshness: Freshness
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value

    @strawberry.field
    async def total_is_capped(self) -> bool:
        return (await self.counting()).capped
