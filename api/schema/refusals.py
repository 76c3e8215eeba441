"""What a mutation can answer: accepted, or one of the typed refusals in the reader's language."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api.context import Info
from api.read.after import case_after, person_after
from api.schema.scalars import Position

if TYPE_CHECKING:
    from api.schema.case import Case
    from api.schema.person import Person


@strawberry.type(description="The id of something that the command made: caseId, planId ...")
class CreatedId:
    name: str
    id: strawberry.ID


@strawberry.type(description="Accepted and durable; a replay of the same command answers the same.")
class CommandAccepted:
    command_id: strawberry.ID
    position: Position | None
    replayed: bool
    ids: list[CreatedId]
    case_id: strawberry.Private[UUID | None]
    person_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The case, once the read side holds the command's events.")
    async def case(
        self, info: Info
    ) -> Annotated["Case", strawberry.lazy("api.schema.case")] | None:
        return await case_after(info, self.case_id, self.position) if self.case_id else None

    @strawberry.field(description="The person, once the read side holds the command's events.")
    async def person(
        self, info: Info
    ) -> Annotated["Person", strawberry.lazy("api.schema.person")] | None:
        return await person_after(info, self.person_id, self.position) if self.person_id else None


@strawberry.interface
class Refusal:
    code: str
    message: str
    field: str | None = strawberry.field(description="The input field to mend, where there is one.")


@strawberry.type(description="A rule of the case says no.")
class RuleRefused(Refusal):
    pass


@strawberry.type
class Problem:
    field: str
    message: str


@strawberry.type(description="Something in the input cannot be read: all that was found wrong.")
class InvalidInput(Refusal):
    problems: list[Problem]


@strawberry.type(description="Somebody else changed the same thing meanwhile; nothing was done.")
class ConcurrentChange(Refusal):
    expected_version: int | None
    actual_version: int | None


@strawberry.type(description="This command id was used before for something else.")
class CommandIdReused(Refusal):
    pass


@strawberry.type(description="Not open to this viewer; it does not say whether there is anything.")
class NotPermitted(Refusal):
    pass


@strawberry.type(description="The ledger cannot be reached; the same command can be sent again.")
class TemporarilyUnavailable(Refusal):
    retry_after_seconds: int


CommandResult = Annotated[
    CommandAccepted
    | RuleRefused
    | InvalidInput
    | ConcurrentChange
    | CommandIdReused
    | NotPermitted
    | TemporarilyUnavailable,
    strawberry.union("CommandResult"),
]
