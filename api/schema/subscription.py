"""What can be followed: that something changed, and where; never what. Asked for at its own route."""

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry

from api.context import Info
from api.read import changes
from api.schema.category import REFERENCE, held
from api.schema.common import NotAvailable
from api.schema.query import Purpose
from api.schema.scalars import Position

After = Annotated[
    Position | None,
    strawberry.argument(
        description="The position that the reader's own answer includes: what came after it and "
        "before now is told at once. From now on where none is given."
    ),
]


@strawberry.type(
    description="Something has changed that the case's page shows. Ask for it with `atLeast` this "
    "position."
)
class CaseChange:
    id: strawberry.ID = held(REFERENCE)
    position: Position = held(REFERENCE)


@strawberry.type(description="Something has changed in a case of the viewer's caseload.")
class CaseloadChange:
    position: Position


@strawberry.type(description="How far a projection is.")
class ProjectionMove:
    name: str
    position: Position


CaseChangeResult = Annotated[CaseChange | NotAvailable, strawberry.union("CaseChangeResult")]


@strawberry.type
class Subscription:
    @strawberry.subscription(
        description="Each change of a case as far as it is open to the viewer, decided anew each time. "
        "NotAvailable, and the end, once it is not. Recorded as a look."
    )
    async def case_changed(
        self, info: Info, id: strawberry.ID, after: After = None, purpose: Purpose = None
    ) -> AsyncGenerator[CaseChangeResult, None]:
        async for change in changes.of_case(info, id, after, purpose):
            yield change

    @strawberry.subscription(
        description="That a case of the viewer's caseload has changed, once a second at most."
    )
    async def caseload_changed(
        self, info: Info, after: After = None
    ) -> AsyncGenerator[CaseloadChange, None]:
        async for change in changes.of_caseload(info, after):
            yield change

    @strawberry.subscription(
        description="Projections as they move: first all of them, then those that have moved."
    )
    async def projections(self, info: Info) -> AsyncGenerator[list[ProjectionMove], None]:
        async for moves in changes.of_projections(info):
            yield moves
