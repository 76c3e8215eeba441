"""Which past is asked about: what holds on a day, and as known when."""

from typing import Annotated

import strawberry

from api.schema.scalars import Day, Position

_KNOWN_ON = "As it was known at the end of this day."
_POSITION = "As the ledger stood at this position; in place of `knownOn`."
_LOOKED = "Asks about the past; the look that is recorded says so."


@strawberry.input(
    description="Since when and up to when it was known. Rights are always those of now: only what is "
    "told is of then, restricted circles and what is said of staff apart. Without any field, the "
    "present."
)
class AsOf:
    effective_on: Day | None = strawberry.field(
        default=None,
        description="What held on this day: status, unit, applicant, office, caseworker and programme of "
        "a case, its benefits of that month, how people were reached, and the consents in force on "
        "it. Lists of what was done stay whole.",
    )
    known_on: Day | None = strawberry.field(default=None, description=_KNOWN_ON)
    position: Position | None = strawberry.field(default=None, description=_POSITION)


@strawberry.input(
    description="Up to when it was known. Whose lists may name somebody is decided by what is now."
)
class AsKnown:
    known_on: Day | None = strawberry.field(default=None, description=_KNOWN_ON)
    position: Position | None = strawberry.field(default=None, description=_POSITION)


At = Annotated[AsOf | None, strawberry.argument(description=_LOOKED)]
KnownAt = Annotated[AsKnown | None, strawberry.argument(description=_LOOKED)]
