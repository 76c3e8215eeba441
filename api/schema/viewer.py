"""Who is looking, who works here, and how the ledger does."""

from datetime import datetime
from enum import Enum

import strawberry

from api.context import Info
from api.schema.common import Code
from api.schema.scalars import Position
from projections.status import TROUBLES


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


ProjectionTrouble = strawberry.enum(
    Enum("ProjectionTrouble", {name: name for name in TROUBLES}),
    description="Why a projection is not well.",
)


@strawberry.type(description="How a read model stands against the ledger.")
class ProjectionStatus:
    name: str
    version: int
    position: Position
    lag_events: int = strawberry.field(description="How far the ledger is ahead.")
    lag_seconds: float = strawberry.field(
        description="For how long the first event that is not in it has been in the ledger."
    )
    events_per_second: float | None = strawberry.field(
        description="Its pace of late; null where nobody looked before."
    )
    heartbeat_age_seconds: float = strawberry.field(description="-1 where it never ran.")
    owner: str | None = strawberry.field(description="The process that runs it; for the staff.")
    parked_streams: int = strawberry.field(description="Files that wait to be mended.")
    parked_events: int = strawberry.field(description="Their events that are not in it.")
    healthy: bool
    trouble: ProjectionTrouble | None  # type: ignore[valid-type]
    error: str | None = strawberry.field(
        description="The code of what it stands still before; for the staff."
    )


@strawberry.type(description="Tables of a read model beside those that are read.")
class ProjectionBuild:
    name: str
    build: int
    version: int
    state: str = strawberry.field(description="building, ready (it has caught up), or kept.")
    position: Position
    progress: float = strawberry.field(description="How much of the ledger it holds, from 0 to 1.")
    events_per_second: float | None
    seconds_left: float | None = strawberry.field(
        description="Until it has caught up, at its pace."
    )
    switches: bool = strawberry.field(
        description="Whether it takes the place of the live one by itself, once it has caught up."
    )
    parked_streams: int = strawberry.field(description="Files that wait to be mended in it.")
    error: str | None = strawberry.field(
        description="The code of what it stands still for; for the staff."
    )
    made_at: datetime
    switched_at: datetime | None = strawberry.field(description="When it was last the live one.")


@strawberry.type
class LedgerStatus:
    position: Position
    tenant: str
    projections: list[ProjectionStatus]
    builds: list[ProjectionBuild]
