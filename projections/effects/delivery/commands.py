"""An effect that is a command: through the ledger as any, under the effect's key."""

from uuid import NAMESPACE_URL, uuid5

import msgspec

from domain.decision import Refusal
from domain.event import Actor, Cause
from ledger.ledger import Ledger
from projections.effects.delivery.outbox import Outcome, Taken
from projections.effects.engine.model import command_of
from projections.effects.filling import READS, filled, lacks
from projections.run import Projections

CHANNEL = "EFFECT"
PATIENCE = 5.0  # seconds that it waits for the read models to hold what led to it
LATER = frozenset({"TOO_MANY_CHANGES", "PROGRAM_TOO_OLD"})
"""Refusals that another attempt may not meet."""


class CommandSender:
    """Sends commands as the system itself. A refusal is an outcome; it is shown, and not repeated."""

    def __init__(self, ledger: Ledger, projections: Projections) -> None:
        self._ledger = ledger
        self._projections = projections
        self._actor = Actor(
            uuid5(NAMESPACE_URL, "caseledger:effects"), "SYSTEM", "SYSTEM", ledger.tenant
        )

    async def __call__(self, taken: Taken) -> Outcome:
        try:
            command = command_of(taken.effect)
        except (KeyError, msgspec.ValidationError):
            return Outcome("RETRY", "COMMAND_UNKNOWN")  # noted by newer code
        if looked_up := lacks(command):
            if not await self._projections.wait_for(READS, taken.position, PATIENCE):
                return Outcome("RETRY", "READ_MODELS_BEHIND")
            async with self._projections.connection() as connection:
                command = await filled(connection, self._ledger.tenant, command)
        answer = await self._ledger.execute(
            command,
            command_id=taken.key,
            actor=self._actor,
            channel=CHANNEL,
            cause=Cause(correlation=taken.correlation, causation=taken.event_id),
        )
        if not isinstance(answer, Refusal):
            return Outcome("DONE", answer=answer.position)
        if looked_up and answer.code == "COMMAND_ID_REUSED":
            # Accepted at an attempt that could not say so, before the person changed cases.
            return Outcome("DONE")
        if answer.code in LATER:
            return Outcome("RETRY", answer.code)
        return Outcome("REFUSED", answer.code)
