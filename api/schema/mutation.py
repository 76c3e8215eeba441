"""A mutation for each command, all on one path: parse, send to the ledger, answer.

Two more are no commands: what an operator does about an effect that failed changes no record.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry

from api import settling
from api.context import Info
from api.schema.commands import COMMANDS, input_type, mutation_name
from api.schema.effects import DropEffectInput, EffectResult, RetryEffectInput
from api.schema.refusals import CommandResult
from api.send import send
from domain.decision import Command


def _resolver(command: type[Command]) -> Callable[..., Awaitable[Any]]:
    async def resolve(info: Info, input: Any) -> Any:
        return await send(info.context, command, input)

    resolve.__annotations__ = {
        "info": Info,
        "input": input_type(command),
        "return": CommandResult,
    }
    return resolve


@strawberry.type
class OfEffects:
    @strawberry.mutation(
        description="Have tried again what was refused or given up; for who operates the ledger."
    )
    async def retry_effect(self, info: Info, input: RetryEffectInput) -> EffectResult:
        return await settling.retry(info.context, input)

    @strawberry.mutation(
        description="Give up for good, with a reason; for who operates the ledger."
    )
    async def drop_effect(self, info: Info, input: DropEffectInput) -> EffectResult:
        return await settling.drop(info.context, input)


def _mutation() -> type:
    body: dict[str, Any] = {"__annotations__": {}}
    for command in COMMANDS:
        first_line = " ".join((command.__doc__ or "").strip().split("\n\n")[0].split())
        described = first_line if not first_line.startswith(f"{command.__name__}(") else None
        body[mutation_name(command)] = strawberry.mutation(
            resolver=_resolver(command), name=mutation_name(command), description=described
        )
    return strawberry.type(type("Mutation", (OfEffects,), body))


Mutation = _mutation()
