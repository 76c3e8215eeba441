"""Letters to persons and tasks of a case. A letter's words are made of the record as it is opened."""

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry

from api.read.counts import Counting
from api.schema.category import CONSENT, CONTACT, FILE, IDENTITY, REFERENCE, held
from api.schema.common import Code, Freshness, NotAvailable, PageInfo
from api.schema.person import Person
from api.schema.scalars import Day

if TYPE_CHECKING:
    from api.read.batch import Batch


@strawberry.type(description="Something the program asks of whoever works on the case.")
class Task:
    id: strawberry.ID = held(REFERENCE)
    kind: Code = held(CONSENT)
    person: Person = held(REFERENCE)
    due_on: Day = held(CONSENT)
    consent_id: strawberry.ID | None = held(
        CONSENT, description="Of CONSENT_REAFFIRMATION, the consent to be reaffirmed."
    )


@strawberry.type(description="A letter in the person's official language, ready to be printed.")
class LetterText:
    language: str = held(CONTACT)
    title: str = held(FILE)
    day: str = held(FILE)
    to: str = held(IDENTITY)
    address: str | None = held(CONTACT, description="Empty where mail is not safe, or unknown.")
    paragraphs: list[str] = held(FILE)
    review_title: str | None = held(FILE)
    review: list[str] = held(FILE, description="How to ask that a decision be looked at again.")
    signed: list[str] = held(FILE, description="Who works on the case, and their office.")


@strawberry.type(description="A letter to a person of a case.")
class Letter:
    batch: strawberry.Private["Batch"]
    key: strawberry.Private[UUID]
    row: strawberry.Private[Any]
    id: strawberry.ID = held(REFERENCE)
    case_id: strawberry.ID = held(REFERENCE)
    case_number: str = held(FILE)
    person: Person = held(REFERENCE)
    kind: Code = held(FILE)
    language: Code = held(CONTACT)
    prepared_on: Day = held(FILE)
    waiting: bool = held(FILE, description="Neither sent nor let go.")
    sent_on: Day | None = held(FILE)
    means: Code | None = held(FILE)
    let_go_for: Code | None = held(FILE)

    @held(CONTACT, description="Why it must not be mailed; empty where it may be.")
    async def held_because(self) -> Code | None:
        return await self.batch.letter_held(self)

    @held(FILE, description="Its words, where all that it tells of is open to the viewer.")
    async def text(self) -> LetterText | None:
        return await self.batch.letter_text(self)


LetterResult = Annotated[Letter | NotAvailable, strawberry.union("LetterResult")]


@strawberry.type
class LetterEdge:
    cursor: str
    node: Letter


@strawberry.type
class LetterConnection:
    edges: list[LetterEdge]
    page_info: PageInfo
    freshness: Freshness
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value

    @strawberry.field
    async def total_is_capped(self) -> bool:
        return (await self.counting()).capped
