"""A person, as far as the categories that are open to the viewer go."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api.read.counts import Counting
from api.schema.category import CONSENT, CONTACT, FILE, IDENTITY, REFERENCE, held
from api.schema.common import LACKS, Code, Node, NotAvailable, PageInfo
from api.schema.consent import Consent, Disclosure
from api.schema.disposal import DisposalNotice
from api.schema.scalars import Day, Position
from api.schema.timeline import learned_field
from api.schema.viewer import Staff

if TYPE_CHECKING:
    from api.read.batch import Batch
    from api.schema.case import Case


@strawberry.type(
    description="A restricted circle: who alone may open a file. Told to who is in it."
)
class Seal:
    id: strawberry.ID = held(REFERENCE)
    kind: Code = held(FILE)
    since: Day = held(FILE)
    circle: list[Staff] = held(FILE)
    reviewers: list[Staff] = held(FILE)
    of_person: bool = held(
        FILE, description="Whether it is on a person, and so on all their cases."
    )


@strawberry.type(description="Another number under which a person was registered as well.")
class OtherRecord:
    id: strawberry.ID = held(REFERENCE)
    display_name: str = held(IDENTITY)


@strawberry.type(
    description="Somebody the custodian knows. What is not open to the viewer is null."
)
class Person(Node):
    batch: strawberry.Private["Batch"]
    key: strawberry.Private[UUID]
    id: strawberry.ID = held(REFERENCE)
    given_name: str | None = held(IDENTITY)
    family_name: str | None = held(IDENTITY)
    display_name: str = held(IDENTITY)
    birth_date: Day | None = held(IDENTITY)
    age: int | None = held(IDENTITY)
    official_language: Code = held(CONTACT)
    spoken_language: str | None = held(CONTACT)
    interpreter_language: str | None = held(CONTACT)
    telephone: str | None = held(CONTACT)
    email: str | None = held(CONTACT)
    address: str | None = held(CONTACT)
    postal_code: str | None = held(CONTACT)
    safe_contact: str | None = held(CONTACT, description="How to reach them safely, in words.")
    safe_means: list[Code] = held(CONTACT, description="What is safe; empty where nobody said.")
    safe_hours: str | None = held(CONTACT)
    code_word: str | None = held(
        CONTACT, description="What they say, so that both know who is speaking."
    )
    unsafe_means: list[Code] = held(
        CONTACT, description="What must not be used to reach them, though it may be known."
    )
    mailing_address: str | None = held(
        CONTACT, description="Where a letter may go; empty where mail is not safe."
    )
    sin_last3: str | None = held(FILE)
    safety_flag: bool = held(
        FILE, description="Whether somebody warned that reaching this person may endanger them."
    )
    disposed: bool = held(REFERENCE)
    version: int = held(REFERENCE, description="Version of the person's stream.")

    @held(FILE, description="The restricted circle of this person's file, where it is in one.")
    async def seal(self) -> Seal | None:
        return await self.batch.seal_of(self)

    @held(IDENTITY, description="Numbers that were merged into this one.")
    async def other_records(self) -> list[OtherRecord]:
        return await self.batch.other_records_of(self)

    @held(REFERENCE, description="How their data was disposed of, if it was.")
    async def disposal(self) -> DisposalNotice | None:
        return await self.batch.disposal_of(self)

    @held(REFERENCE, description=LACKS)
    async def lacks_events_since(self) -> Position | None:
        return await self.batch.lacks_of_person(self)

    @held(REFERENCE)
    async def cases(self) -> list[Annotated["Case", strawberry.lazy("api.schema.case")]]:
        return await self.batch.cases_of(self)

    @held(CONSENT)
    async def consents(self) -> list[Consent]:
        return await self.batch.consents_of(self)

    @held(CONSENT)
    async def disclosures(self) -> list[Disclosure]:
        return await self.batch.disclosures_of(self)

    learned = learned_field(
        CONSENT,
        "What was recorded of the person themselves and of their consents from one day to "
        "another (today, if not said), both included, newest first: also of days long before, and "
        "what it corrects. What was recorded in a case is on the case.",
    )


PersonResult = Annotated[Person | NotAvailable, strawberry.union("PersonResult")]


@strawberry.type
class PersonEdge:
    cursor: str
    node: Person


@strawberry.type
class PersonConnection:
    edges: list[PersonEdge]
    page_info: PageInfo
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value

    @strawberry.field
    async def total_is_capped(self) -> bool:
        return (await self.counting()).capped
