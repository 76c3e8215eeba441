"""The privacy office: matters with their clocks, each with its steps; statements of disagreement."""

from datetime import datetime
from enum import Enum

import strawberry

from api.read.counts import Counting
from api.schema.category import CONSENT, FILE, IDENTITY, REFERENCE, held
from api.schema.common import Code, Detail, PageInfo
from api.schema.person import Person
from api.schema.scalars import Day


@strawberry.enum
class MatterKind(Enum):
    ACCESS = "ACCESS"
    CORRECTION = "CORRECTION"
    INCIDENT = "INCIDENT"


@strawberry.type(
    description="Somebody who is to be told of a matter's outcome, and whether they were."
)
class MatterRecipient:
    recipient: Code = held(REFERENCE)
    told: bool = held(REFERENCE)
    acknowledged: bool = held(REFERENCE)


@strawberry.type(
    description="A request for access or for correction, or an incident: ids, codes and days alone."
)
class Matter:
    id: strawberry.ID = held(REFERENCE)
    kind: Code = held(REFERENCE, description="ACCESS, CORRECTION or INCIDENT.")
    status: Code = held(REFERENCE)
    received_on: Day = held(REFERENCE, description="The day from which its clock counts.")
    since: Day = held(REFERENCE, description="The day on which it became what it is.")
    clock: Code | None = held(REFERENCE, description="What has to be done next, if anything has.")
    due_on: Day | None = held(REFERENCE, description="The last day for it.")
    overdue: bool = held(REFERENCE)
    entry: strawberry.ID | None = held(REFERENCE, description="The entry that is said to be wrong.")
    recipients: list[MatterRecipient] = held(REFERENCE)


@strawberry.type(description="One step of a matter, in words.")
class MatterStep:
    title: str = held(REFERENCE)
    on: Day = held(REFERENCE)
    at: datetime = held(REFERENCE)
    by: str = held(REFERENCE)
    details: list[Detail] = held(CONSENT)
    text: str | None = held(CONSENT)


@strawberry.type(description="Whose files an account opened in a stretch of days.")
class IncidentExposure:
    looks: int = held(REFERENCE)
    persons: list[Person] = held(IDENTITY, description="At most 50 of them.")
    person_count: int = held(REFERENCE)


@strawberry.type(description="A matter with whom it is about, and its steps; a look at them.")
class MatterFile:
    matter: Matter = held(REFERENCE)
    person: Person | None = held(IDENTITY)
    affected: list[Person] = held(IDENTITY)
    steps: list[MatterStep] = held(REFERENCE)
    exposure: IncidentExposure | None = held(
        REFERENCE, description="Of an incident that is about somebody's looks."
    )


@strawberry.type(
    description="An entry of somebody's own file, in words, without what is about others."
)
class PackageEntry:
    on: Day = held(FILE)
    title: str = held(FILE)
    category: Code = held(FILE)
    case_number: str | None = held(FILE)
    by: str = held(FILE)
    details: list[Detail] = held(FILE)
    text: str | None = held(FILE)


@strawberry.type(
    description="What is left out of a package, by the section that withholds it; no content."
)
class WithheldPart:
    section: Code = held(REFERENCE)
    category: Code = held(REFERENCE)
    count: int = held(REFERENCE)


@strawberry.type(
    description="What somebody who asked for their own information may have of their file. Entries "
    "come once whoever asks was verified."
)
class AccessPackage:
    matter: Matter = held(REFERENCE)
    person: Person = held(IDENTITY)
    verified: bool = held(REFERENCE)
    entries: list[PackageEntry] = held(FILE)
    withheld: list[WithheldPart] = held(REFERENCE)
    is_whole: bool = held(REFERENCE, description="Whether every entry was gone through.")


@strawberry.type
class MatterEdge:
    cursor: str
    node: Matter


@strawberry.type
class MatterConnection:
    edges: list[MatterEdge]
    page_info: PageInfo
    counting: strawberry.Private[Counting]

    @strawberry.field
    async def total_count(self) -> int:
        return (await self.counting()).value
