"""Who is looking, who works here, and how the ledger does."""

from datetime import datetime

import strawberry

from api.context import Info
from api.schema.common import Code
from api.schema.scalars import Position


@strawberry.type(description="A session of the viewer's account that has not ended.")
class SignIn:
    started_at: datetime
    last_seen_at: datetime
    role: Code
    via: Code = strawberry.field(description="How it was opened.")
    current: bool = strawberry.field(description="Whether it is the one that asks.")


@strawberry.type(description="Whoever is signed in.")
class Viewer:
    id: strawberry.ID
    name: str
    role: Code
    hats: list[Code] = strawberry.field(
        description="The roles that this account may wear; one at a time, each a session of its own."
    )
    organisation: str
    office: Code | None
    can_command: list[str] = strawberry.field(
        description="The mutations that this viewer's role may use; each is still decided anew."
    )
    language: str

    @strawberry.field(
        description="How many emergencies and findings wait for review where this viewer is told of "
        "them; up to a thousand."
    )
    async def waiting(self, info: Info) -> int:
        from api.read.waiting import waiting

        return await waiting(info.context)

    @strawberry.field(description="Where this account is signed in, newest first; at most 50.")
    async def sign_ins(self, info: Info) -> list[SignIn]:
        from api.read.sign_ins import sign_ins

        return await sign_ins(info.context)


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
