"""What can be asked of the logs of proofs."""

from typing import Annotated

import strawberry

from api.context import Info
from api.read import proofs
from api.schema.proofs import Checkpoint, ConsistencyProof, InclusionProof, ProofLog
from api.schema.scalars import Position


@strawberry.type
class Proven:
    @strawberry.field(description="The last signed checkpoint of a log; null before the first.")
    async def checkpoint(self, info: Info, log: ProofLog = ProofLog.EVENTS) -> Checkpoint | None:
        return await proofs.checkpoint(info.context, log)

    @strawberry.field(
        description="That an event is in the log, by its position; null where no checkpoint covers it."
    )
    async def inclusion_proof(self, info: Info, position: Position) -> InclusionProof | None:
        return await proofs.inclusion_proof(info.context, position)

    @strawberry.field(
        description="That a log only grew between two sizes, the newer by default that of the last "
        "checkpoint; null where that does not reach so far."
    )
    async def consistency_proof(
        self,
        info: Info,
        from_: Annotated[Position, strawberry.argument(name="from")],
        to: Position | None = None,
        log: ProofLog = ProofLog.EVENTS,
    ) -> ConsistencyProof | None:
        return await proofs.consistency_proof(info.context, log, from_, to)
