"""Who is looking, who works here, and how the ledger does."""

import strawberry

from api.schema.common import Code
from api.schema.scalars import Position


@strawberry.type(description="Whoever is signed in.")
class Viewer:
    id: strawberry.ID
    name: str
    role: Code
    organisation: str
    office: Code | None
    can_command: list[str] = strawberry.field(
        description="The mutations that this viewer's role may use; each is still decided anew."
    )
    language: str


@strawberry.type(description="Somebody of the staff to whom a case can be assigned.")
class Staff:
    id: strawberry.ID
    name: str
    role: Code
    office: Code | None


@strawberry.type
class ProjectionStatus:
    name: str
    version: int
    position: Position
    lag_events: int
    heartbeat_age_seconds: float
    healthy: bool


@strawberry.type
class LedgerStatus:
    position: Position
    tenant: str
    projections: list[ProjectionStatus]
