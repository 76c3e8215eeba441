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

if TYPE_CHECKING:
    from api.read.batch import Batch
    from api.schema.person import Person

PersonRef = Annotated["Person", strawberry.lazy("api.schema.person")]


@strawberry.enum
class ConsentState(Enum):
    GIVEN = "GIVEN"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


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
    case: strawberry.ID = held(REFERENCE)
    case_number: str = held(REFERENCE)
    referral: strawberry.ID = held(REFERENCE)
    recipient_kind: Code = held(CONSENT)
    recipient: Code = held(CONSENT)
    categories: list[Code] = held(CONSENT)
    purpose: Code = held(CONSENT)
    authority_kind: Code = held(CONSENT)
    authority_reference: str = held(CONSENT)
    consents: list[strawberry.ID] = held(CONSENT)
    made_at: datetime = held(CONSENT)
    actor: str = held(REFERENCE)
    position: Position = held(REFERENCE)


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
    language: Code = held(CONSENT)
    method: Code = held(CONSENT)
    capacity: Code = held(CONSENT)
    notice: Notice = held(CONSENT)
    position: Position = held(REFERENCE)
    batch: strawberry.Private["Batch"]

    @held(CONSENT)
    async def disclosures(self) -> list[Disclosure]:
        return await self.batch.disclosures_on(self)

    sealed_reason: strawberry.Private[Sealed]
    sealed_witness: strawberry.Private[Sealed]

    @held(FILE)
    async def reason(self) -> str | None:
        return await self.sealed_reason.open()

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
