"""All that can be asked. Each field that names a person goes through the gate in ``api.read``."""

from typing import Annotated

import strawberry

from api.context import Info
from api.read import (
    builds,
    cases,
    consents,
    disposals,
    emergencies,
    findings,
    looks,
    office,
    package,
    persons,
    preview,
    reference,
    same_person,
)
from api.read import imports as imported
from api.read import node as nodes
from api.schema.builds import BuildDifferences
from api.schema.case import CaseConnection, CaseloadFilter, CaseResult
from api.schema.common import CodeEntry, Node
from api.schema.consent import (
    ConsentConnection,
    ConsentPreview,
    ConsentState,
    DisclosureConnection,
    Notice,
)
from api.schema.counted import Counted
from api.schema.disposal import DisposalConnection, DueDisposal, LegalHold
from api.schema.following import Following
from api.schema.imports import Import
from api.schema.looks import LookConnection, LookDecision
from api.schema.office import AccessPackage, MatterConnection, MatterFile, MatterKind
from api.schema.oversight import EmergencyConnection, FindingConnection, FindingState
from api.schema.past import At, KnownAt
from api.schema.person import PersonConnection, PersonResult
from api.schema.privacy import PrivacyQuestions
from api.schema.proven import Proven
from api.schema.same_person import PairStatus, PersonPairConnection, PersonPairResult
from api.schema.scalars import Day, Position
from api.schema.viewer import LedgerStatus, Staff, Viewer

Purpose = Annotated[
    str | None,
    strawberry.argument(
        description="What the file is opened for, a code of the list look_purposes: asked for by the "
        "error PURPOSE_NEEDED where no work of the viewer leads there, and kept for a while."
    ),
]
From = Annotated[Day | None, strawberry.argument(name="from")]


@strawberry.type
class Query(Counted, Following, Proven):
    @strawberry.field(description="Anything that has an id, by it.")
    async def node(self, info: Info, id: strawberry.ID, purpose: Purpose = None) -> Node | None:
        return await nodes.node(info, id, purpose)

    @strawberry.field(description="Whoever is signed in, or null.")
    async def viewer(self, info: Info) -> Viewer | None:
        return await reference.viewer(info.context)

    @strawberry.field
    async def caseload(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: CaseloadFilter | None = None,
        at_least: Position | None = None,
        at: KnownAt = None,
    ) -> CaseConnection:
        return await cases.caseload(info, first, after, last, before, filter, at_least, at)

    @strawberry.field
    async def case(
        self,
        info: Info,
        id: strawberry.ID | None = None,
        number: str | None = None,
        at_least: Position | None = None,
        purpose: Purpose = None,
        at: At = None,
    ) -> CaseResult:
        return await cases.case(info, id, number, at_least, purpose, at)

    @strawberry.field
    async def person(
        self,
        info: Info,
        id: strawberry.ID,
        at_least: Position | None = None,
        purpose: Purpose = None,
        at: At = None,
    ) -> PersonResult:
        return await persons.person(info, id, at_least, purpose, at)

    @strawberry.field(description="People by name, blind to case and accents; recorded as a look.")
    async def people(self, info: Info, search: str, first: int | None = None) -> PersonConnection:
        return await persons.people(info, search, first)

    @strawberry.field(description="Numbers that may be one person's, the most alike first.")
    async def person_pairs(
        self,
        info: Info,
        status: PairStatus = PairStatus.SUSPECTED,
        first: int | None = None,
        after: str | None = None,
        at_least: Position | None = None,
    ) -> PersonPairConnection:
        return await same_person.person_pairs(info, status, first, after, at_least)

    @strawberry.field(description="Two numbers beside each other; recorded as a look at both.")
    async def person_pair(
        self,
        info: Info,
        one: strawberry.ID,
        other: strawberry.ID,
        at_least: Position | None = None,
    ) -> PersonPairResult:
        return await same_person.person_pair(info, one, other, at_least)

    @strawberry.field
    async def consent_audit(
        self,
        info: Info,
        person: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
        state: ConsentState | None = None,
        ends_within: Annotated[
            int | None,
            strawberry.argument(
                description="Days from today: those in force whose last day comes by then, by their "
                "own term or because the authority of who gave them ends."
            ),
        ] = None,
        at_least: Position | None = None,
        at: KnownAt = None,
    ) -> ConsentConnection:
        return await consents.audit(info, person, first, after, state, ends_within, at_least, at)

    @strawberry.field(
        description="What each recipient would see of a person, were this consent given now."
    )
    async def consent_preview(
        self,
        info: Info,
        person: strawberry.ID,
        categories: list[str],
        recipients: list[str],
        purposes: list[str],
    ) -> list[ConsentPreview]:
        return await preview.preview(info, person, categories, recipients, purposes)

    @strawberry.field
    async def disclosures(
        self,
        info: Info,
        person: strawberry.ID | None = None,
        recipient_kind: str | None = None,
        from_: From = None,
        to: Day | None = None,
        first: int | None = None,
        after: str | None = None,
        at: KnownAt = None,
    ) -> DisclosureConnection:
        return await consents.disclosures(info, person, recipient_kind, from_, to, first, after, at)

    @strawberry.field
    async def looks(
        self,
        info: Info,
        person: strawberry.ID | None = None,
        case: strawberry.ID | None = None,
        from_: From = None,
        to: Day | None = None,
        decision: LookDecision | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> LookConnection:
        return await looks.looks(info, person, case, from_, to, decision, first, after)

    @strawberry.field(
        description="Files opened in an emergency: one's own, one's office's as supervisor, those of "
        "one's circles, and all of them to the privacy office. Waiting: for review, oldest first."
    )
    async def emergencies(
        self,
        info: Info,
        id: strawberry.ID | None = None,
        waiting: bool = False,
        first: int | None = None,
        after: str | None = None,
        at_least: Position | None = None,
    ) -> EmergencyConnection:
        return await emergencies.listed(info, id, waiting, first, after, at_least)

    @strawberry.field(
        description="Looks that should be explained, oldest first: of the queues that this viewer "
        "reviews, and never of their own looks or their own office's."
    )
    async def findings(
        self,
        info: Info,
        id: strawberry.ID | None = None,
        queue: str | None = None,
        state: FindingState | None = None,
        kind: str | None = None,
        first: int | None = None,
        after: str | None = None,
        at_least: Position | None = None,
    ) -> FindingConnection:
        return await findings.listed(info, id, queue, state, kind, first, after, at_least)

    @strawberry.field(
        description="Disposals, the one asked for last first; `from` and `to` are days on which the "
        "data went. For those who may ask for disposals or agree to them."
    )
    async def disposals(
        self,
        info: Info,
        status: str | None = None,
        record_class: str | None = None,
        from_: From = None,
        to: Day | None = None,
        first: int | None = None,
        after: str | None = None,
        at_least: Position | None = None,
    ) -> DisposalConnection:
        return await disposals.disposals(
            info, status, record_class, from_, to, first, after, at_least
        )

    @strawberry.field(
        description="Whose data may go today by the retention schedule, unused the longest first."
    )
    async def due_disposals(self, info: Info, first: int | None = None) -> list[DueDisposal]:
        return await disposals.due(info, first)

    @strawberry.field(description="Every legal hold, those in force first.")
    async def legal_holds(self, info: Info, at_least: Position | None = None) -> list[LegalHold]:
        return await disposals.holds(info, at_least)

    @strawberry.field(
        description="Matters of the privacy office: the overdue first, then by their last day."
    )
    async def matters(
        self,
        info: Info,
        kind: MatterKind | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> MatterConnection:
        return await office.matters(info, kind, first, after)

    @strawberry.field(description="One matter with its steps; recorded as a look at whose it is.")
    async def matter(
        self, info: Info, id: strawberry.ID, at_least: Position | None = None
    ) -> MatterFile | None:
        return await office.matter(info, id, at_least)

    @strawberry.field(
        description="The package of a request for access: the person's own file for who answers it. A "
        "look at all of it."
    )
    async def access_package(self, info: Info, matter: strawberry.ID) -> AccessPackage | None:
        return await package.package(info, matter)

    @strawberry.field(
        description="What the privacy officer is to answer for, question by question."
    )
    async def privacy_questions(self) -> PrivacyQuestions:
        return PrivacyQuestions()

    @strawberry.field
    async def codes(self, info: Info, list: str, on: Day | None = None) -> "list[CodeEntry]":
        return await reference.codes(info.context, list, on)

    @strawberry.field
    async def staff(
        self, info: Info, office: str | None = None, roles: list[str] | None = None
    ) -> list[Staff]:
        return await reference.staff(info.context, office, roles)

    @strawberry.field(description="The version named, or the newest one in force.")
    async def notice(self, info: Info, id: str, version: str | None = None) -> Notice:
        return await reference.notice(info.context, id, version)

    @strawberry.field(
        description="Extracts of other systems that came in, newest first; at most 50."
    )
    async def imports(self, info: Info) -> list[Import]:
        return await imported.imports(info.context)

    @strawberry.field
    async def status(self, info: Info) -> LedgerStatus:
        return await reference.status(info.context)

    @strawberry.field(
        description="What the tables of a read model that are made beside have otherwise than those "
        "in use, row by row, of your organisation; for the operator. Null where this program makes "
        "none beside. It may take seconds: ask when somebody wants to know, not in a row."
    )
    async def build_differences(self, info: Info, name: str) -> BuildDifferences | None:
        return await builds.differences(info.context, name)
