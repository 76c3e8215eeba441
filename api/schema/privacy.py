"""What the privacy officer asks, for any days and as known on any day. Each question is itself a look."""

from typing import Annotated

import strawberry

from api.context import Info
from api.read import disposals, looks
from api.read.questions import (
    consenting,
    exposing,
    holders,
    overseeing,
    permitting,
    proving,
    sharing,
)
from api.read.questions.asking import look_at
from api.schema.consent import Consent
from api.schema.disposal import DisposalConnection
from api.schema.looks import LookConnection
from api.schema.office import MatterConnection
from api.schema.oversight import Emergency, Finding, FindingState
from api.schema.questions import (
    AccessAnswer,
    AnswerConnection,
    AnswerProof,
    DisclosureAfterWithdrawal,
    Exposure,
    HolderToTell,
    LookWithoutAuthority,
    NoticeShown,
    SharedInformation,
    TellingState,
)
from api.schema.scalars import Day, Position

From = Annotated[Day | None, strawberry.argument(name="from")]


@strawberry.type(
    description="For the privacy officer. Days are the tenant's, both ends included; `knownOn` leaves "
    "aside what was learned after that day. Who shows nothing is not open to who asks."
)
class PrivacyQuestions:
    @strawberry.field(
        description="What was shared with an organisation or a kind of them (`recipient`), and under "
        "which consent version or authority."
    )
    async def shared(
        self,
        info: Info,
        recipient: str | None = None,
        person: strawberry.ID | None = None,
        from_: From = None,
        to: Day | None = None,
        known_on: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> AnswerConnection[SharedInformation]:
        return await sharing.shared(info, person, recipient, from_, to, known_on, first, after)

    @strawberry.field(
        description="Who viewed a person, why, and which categories. A look is known when it is made."
    )
    async def viewed(
        self,
        info: Info,
        person: strawberry.ID,
        from_: From = None,
        to: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> LookConnection:
        return await looks.looks(info, person, None, from_, to, None, first, after)

    @strawberry.field(
        description="May an account (or a role of an organisation) see a category of a person for a "
        "purpose, on a day, as known on a day; and if not, why. Without days: now. The rules, and the "
        "account's roles and office, are those of that day as known on the other, as far as they are held."
    )
    async def may_see(
        self,
        info: Info,
        person: strawberry.ID,
        category: str,
        account: strawberry.ID | None = None,
        role: str | None = None,
        organisation: str | None = None,
        office: str | None = None,
        purpose: str | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
    ) -> AccessAnswer | None:
        return await permitting.may_see(
            info, person, category, account, role, organisation, office, purpose, on, known_on
        )

    @strawberry.field(
        description="The exact text and language that was shown for an answer; `knownOn`: before the "
        "answer was corrected. It was shown once: it has no other days."
    )
    async def notice_shown(
        self, info: Info, consent: strawberry.ID, known_on: Day | None = None
    ) -> NoticeShown | None:
        return await consenting.notice_shown(info, consent, known_on)

    @strawberry.field(description="Disclosures of what had been withdrawn before.")
    async def disclosed_after_withdrawal(
        self,
        info: Info,
        person: strawberry.ID | None = None,
        from_: From = None,
        to: Day | None = None,
        known_on: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> AnswerConnection[DisclosureAfterWithdrawal]:
        return await sharing.after_withdrawal(info, person, from_, to, known_on, first, after)

    @strawberry.field(
        description="Looks without authority at the time; `paperedLater`: only those for which there "
        "is one by what was learned since (by `knownOn`, or by now), or only those for which there is none."
    )
    async def looks_without_authority(
        self,
        info: Info,
        person: strawberry.ID | None = None,
        account: strawberry.ID | None = None,
        from_: From = None,
        to: Day | None = None,
        known_on: Day | None = None,
        papered_later: bool | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> AnswerConnection[LookWithoutAuthority]:
        return await permitting.without_authority(
            info, person, account, from_, to, known_on, papered_later, first, after
        )

    @strawberry.field(
        description="Emergencies opened in these days that waited for review on a day, oldest first."
    )
    async def emergencies_to_review(
        self,
        info: Info,
        from_: From = None,
        to: Day | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> AnswerConnection[Emergency]:
        return await overseeing.emergencies_to_review(info, from_, to, on, known_on, first, after)

    @strawberry.field(
        description="Looks at one's own file, a colleague's, the family's, one at the same address or "
        "one that no task leads to (`kind`), of these days, oldest first: those that this office "
        "reviews, as they stood on a day."
    )
    async def unexplained(
        self,
        info: Info,
        kind: str | None = None,
        state: FindingState | None = None,
        from_: From = None,
        to: Day | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> AnswerConnection[Finding]:
        return await overseeing.unexplained(
            info, kind, state, from_, to, on, known_on, first, after
        )

    @strawberry.field(
        description="Consents in force on a day whose last day comes within so many days."
    )
    async def expiring(
        self,
        info: Info,
        within: int = 60,
        on: Day | None = None,
        known_on: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> AnswerConnection[Consent]:
        return await consenting.expiring(info, within, on, known_on, first, after)

    @strawberry.field(
        description="Consents of substitutes whose authority has ended, not confirmed since."
    )
    async def lapsed(
        self,
        info: Info,
        on: Day | None = None,
        known_on: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> AnswerConnection[Consent]:
        return await consenting.lapsed(info, on, known_on, first, after)

    @strawberry.field(
        description="Who must be told that a consent ended in these days, in part or whole, as it "
        "stood on a day: what is overdue first."
    )
    async def to_tell(
        self,
        info: Info,
        person: strawberry.ID | None = None,
        consent: strawberry.ID | None = None,
        state: TellingState | None = None,
        from_: From = None,
        to: Day | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> AnswerConnection[HolderToTell]:
        return await holders.to_tell(
            info, person, consent, state, from_, to, on, known_on, first, after
        )

    @strawberry.field(
        description="Who must be told of a correction, or of a statement of disagreement: the matters, "
        "what is overdue first, each with its recipients; received in these days, as they stood on a "
        "day."
    )
    async def corrections_to_tell(
        self,
        info: Info,
        from_: From = None,
        to: Day | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> MatterConnection:
        return await holders.corrections_to_tell(info, from_, to, on, known_on, first, after)

    @strawberry.field(
        description="Disclosures made by a section of a statute, and the notices that it asks for; "
        "`owed`: only those of which the person was still to be told, or only the others, on a day."
    )
    async def statutory(
        self,
        info: Info,
        person: strawberry.ID | None = None,
        from_: From = None,
        to: Day | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        owed: bool | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> AnswerConnection[SharedInformation]:
        return await sharing.statutory(info, person, from_, to, on, known_on, owed, first, after)

    @strawberry.field(description="What an account was shown in these days, person by person.")
    async def exposed(
        self,
        info: Info,
        account: strawberry.ID,
        from_: From = None,
        to: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> AnswerConnection[Exposure]:
        return await exposing.exposed(info, account, from_, to, first, after)

    @strawberry.field(
        description="That the events and looks an answer rests on (its `evidence`) are unaltered."
    )
    async def prove(
        self,
        info: Info,
        events: list[Position] | None = None,
        looks: list[strawberry.ID] | None = None,
    ) -> AnswerProof:
        return await proving.prove(info, events or (), looks or ())

    @strawberry.field(description="What was disposed of in these days, under which schedule.")
    async def disposed(
        self,
        info: Info,
        from_: From = None,
        to: Day | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> DisposalConnection:
        await look_at(info, ())
        return await disposals.disposals(info, "DISPOSED", None, from_, to, first, after)
