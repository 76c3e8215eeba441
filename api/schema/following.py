"""What can be asked of what follows from events: letters, and how effects stand."""

from typing import Annotated

import strawberry

from api.context import Info
from api.read import effects, letters
from api.schema.effects import Effect, EffectReport, EffectState
from api.schema.letters import LetterConnection, LetterResult
from api.schema.scalars import Position


@strawberry.type
class Following:
    @strawberry.field(description="What follows from events, for who operates the ledger.")
    async def effects(
        self,
        info: Info,
        states: list[EffectState] | None = None,
        first: int | None = None,
        after: Annotated[
            strawberry.ID | None, strawberry.argument(description="The key of the last one shown.")
        ] = None,
    ) -> EffectReport:
        return await effects.report(info.context, states, first, after)

    @strawberry.field(description="One of them by its key, for who operates the ledger.")
    async def effect(self, info: Info, key: strawberry.ID) -> Effect | None:
        return await effects.one(info.context, key)

    @strawberry.field(description="Letters that wait in the viewer's cases, the oldest first.")
    async def letters_to_send(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        at_least: Position | None = None,
    ) -> LetterConnection:
        return await letters.waiting(info, first, after, at_least)

    @strawberry.field(description="A letter by its id; recorded as a look at its case.")
    async def letter(
        self, info: Info, id: strawberry.ID, at_least: Position | None = None
    ) -> LetterResult:
        return await letters.letter(info, id, at_least)
