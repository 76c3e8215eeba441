"""The privacy officer's questions, and the answers with what each rests on."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Generic, TypeVar

import strawberry

from api.schema.category import CONSENT, REFERENCE, held
from api.schema.common import Code, PageInfo
from api.schema.consent import Consent, Disclosure
from api.schema.looks import Look
from api.schema.proofs import Checkpoint
from api.schema.scalars import Day, Position

if TYPE_CHECKING:
    from api.schema.person import Person

PersonRef = Annotated["Person", strawberry.lazy("api.schema.person")]
T = TypeVar("T")


@strawberry.type(description="What an answer rests on: give it to `prove`.")
class Evidence:
    events: list[Position] = held(REFERENCE, description="Positions in the log of events.")
    looks: list[strawberry.ID] = held(REFERENCE)


@strawberry.type
class AnswerEdge(Generic[T]):
    cursor: str
    node: T


@strawberry.type
class AnswerConnection(Generic[T]):
    edges: list[AnswerEdge[T]]
    page_info: PageInfo
    total_count: int
    total_is_capped: bool = strawberry.field(
        description="There was more than is gone through at once: ask for fewer days."
    )
    evidence: Evidence = strawberry.field(description="Of this page.")


@strawberry.type(description="A disclosure with the consents that it rested on, as they were.")
class SharedInformation:
    disclosure: Disclosure = held(REFERENCE)
    under: list[Consent] = held(CONSENT, description="With notice version and language of each.")
    statute: Code | None = held(CONSENT, description="The section, where it rested on a statute.")
    notice_owed: str | None = held(
        CONSENT, description="NONE, AT_DISCLOSURE or AFTER: whether the person must be told."
    )


@strawberry.type(description="A disclosure made after the person withdrew consent to it.")
class DisclosureAfterWithdrawal:
    disclosure: Disclosure = held(REFERENCE)
    withdrawn: Consent = held(CONSENT, description="The consent that had been withdrawn.")
    withdrawn_at: datetime = held(CONSENT)
    other_authority: Code | None = held(
        CONSENT, description="What allowed it all the same, as known when it was made; or nothing."
    )
    other_reference: str | None = held(CONSENT)


@strawberry.type(description="May they see it? As decided by the rules of that day.")
class AccessAnswer:
    allowed: bool = held(CONSENT)
    code: str = held(CONSENT)
    why: str = held(CONSENT)
    authority_kind: Code | None = held(CONSENT)
    reference: str | None = held(
        CONSENT, description="The case, the consent, the section, the agreement, the emergency."
    )
    content_until: Day | None = held(
        CONSENT, description="The last day of which anything may be shown; null: all."
    )
    at: datetime = held(REFERENCE)
    known_at: datetime = held(REFERENCE)
    evidence: Evidence = held(REFERENCE)


@strawberry.type(description="The text that somebody was shown when they answered.")
class NoticeShown:
    consent: strawberry.ID = held(REFERENCE)
    notice: str = held(CONSENT)
    version: str = held(CONSENT)
    language: Code = held(CONSENT)
    text: str | None = held(CONSENT, description="Null where the text is not held here.")
    hash: str = held(CONSENT, description="SHA-256 recorded with the answer, in hexadecimal.")
    is_that_text: bool = held(CONSENT, description="Whether the text has this hash.")
    collection_text: str | None = held(CONSENT)
    collection_version: str | None = held(CONSENT)
    evidence: Evidence = held(REFERENCE)


@strawberry.type(description="A look that had no authority when it was made, as known then.")
class LookWithoutAuthority:
    look: Look = held(REFERENCE)
    person: PersonRef = held(REFERENCE)
    categories: list[Code] = held(REFERENCE)
    why: str = held(REFERENCE, description="Why there was none, as known then.")
    papered_later: bool = held(
        REFERENCE, description="By what was learned since, there would have been one."
    )
    papered_by: str | None = held(REFERENCE, description="The authority learned since.")


@strawberry.enum
class TellingState(Enum):
    TO_TELL = "TO_TELL"
    TOLD = "TOLD"
    ANSWERED = "ANSWERED"


@strawberry.type(
    description="Somebody who holds what was sent on a consent that ended, and whether they were told."
)
class HolderToTell:
    person: PersonRef = held(REFERENCE)
    consent: strawberry.ID = held(REFERENCE)
    ending: strawberry.ID = held(REFERENCE)
    kind: Code = held(CONSENT)
    ended_at: datetime = held(CONSENT)
    recipient_kind: Code = held(CONSENT)
    recipient: Code = held(CONSENT)
    disclosures: list[Disclosure] = held(CONSENT)
    state: TellingState = held(CONSENT)
    due_on: Day | None = held(
        CONSENT, description="By when they are to be told, or to have answered; null: answered."
    )
    overdue: bool = held(CONSENT)
    telling: strawberry.ID | None = held(CONSENT)
    told_on: Day | None = held(CONSENT)
    method: Code | None = held(CONSENT)
    answer: Code | None = held(CONSENT)
    acknowledged_on: Day | None = held(CONSENT)


@strawberry.type(description="A referral that was paused when a consent ended.")
class PausedReferral:
    referral: strawberry.ID = held(REFERENCE)
    case: strawberry.ID = held(REFERENCE)
    cause: Code = held(CONSENT)
    paused_at: datetime = held(CONSENT)
    resumed_at: datetime | None = held(CONSENT)
    resumed_by: strawberry.ID | None = held(CONSENT, description="The consent that covers it.")


@strawberry.type(description="What an account was shown of one person in these days.")
class Exposure:
    person: PersonRef = held(REFERENCE)
    categories: list[Code] = held(REFERENCE)
    looks: list[Look] = held(REFERENCE)
    first_at: datetime = held(REFERENCE)
    last_at: datetime = held(REFERENCE)


@strawberry.type(description="That one event or look is in its log.")
class ProvenLeaf:
    position: Position | None = held(REFERENCE, description="Of an event.")
    look: strawberry.ID | None = held(REFERENCE)
    text: str | None = held(
        REFERENCE, description="C2SP tlog-proof; null where no checkpoint covers it yet."
    )


@strawberry.type(description="Proofs of all that an answer rests on.")
class AnswerProof:
    events: Checkpoint | None = held(REFERENCE)
    looks: Checkpoint | None = held(REFERENCE)
    leaves: list[ProvenLeaf] = held(REFERENCE)
    complete: bool = held(REFERENCE, description="Whether every one is under a checkpoint.")
