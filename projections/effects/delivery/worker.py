"""The worker: takes what is due, has it carried out, and writes down what became of it.

Between carrying out and writing down a process may be killed: then another does it again, under the
same key, once the lease has run out. Whoever is told must know a key again.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Mapping

from projections.effects.delivery import outbox
from projections.effects.delivery.outbox import Outcome, Taken
from projections.effects.settings import EffectSettings
from projections.engine.errors import code_of
from projections.engine.stopping import heed
from projections.run import Projections

log = logging.getLogger(__name__)

Carry = Callable[[Taken], Awaitable[Outcome]]
Hook = Callable[[str, Taken], None]

POLL = 1.0  # seconds between looks at what others noted
AT_ONCE = 8  # effects in hand


class Worker:
    """Carries out the effects of one tenant. ``at`` hears of each moment, for tests that kill."""

    def __init__(
        self,
        projections: Projections,
        tenant: str,
        carry: Mapping[str, Carry],
        settings: EffectSettings,
        *,
        at: Hook = lambda moment, taken: None,
    ) -> None:
        self._projections = projections
        self._tenant = tenant
        self._carry = carry
        self._settings = settings
        self._at = at
        self._nudge = asyncio.Event()

    def nudge(self) -> None:
        """Something was noted in this process."""
        self._nudge.set()

    async def run(self) -> None:
        """Until cancelled; what fails is tried again."""
        while True:
            heed()
            self._nudge.clear()
            try:
                if await self.once():
                    continue
            except Exception as error:
                log.warning("effects wait: %s", code_of(error))
            # not wait_for: on Python 3.11 it swallows a cancellation that comes with the nudge
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await self._nudge.wait()

    async def once(self) -> int:
        """Carry out what is due now, up to ``AT_ONCE``; how many were taken."""
        async with self._projections.connection() as connection:
            found = await outbox.take(connection, self._tenant, self._settings.lease, AT_ONCE)
        await asyncio.gather(*(self._one(taken) for taken in found))
        return len(found)

    async def _one(self, taken: Taken) -> None:
        self._at("taken", taken)
        outcome = await self._carried(taken)
        self._at("carried", taken)
        async with self._projections.connection() as connection:
            if outcome.state != "RETRY":
                await outbox.end(connection, self._tenant, taken, outcome)
            elif taken.attempts >= self._settings.attempts:
                given_up = Outcome("DEAD", outcome.error)
                await outbox.end(connection, self._tenant, taken, given_up)
            else:
                seconds = outbox.wait_of(
                    taken.attempts,
                    self._settings.first_pause,
                    self._settings.longest_pause,
                    random.uniform(0.5, 1.5),
                )
                await outbox.later(connection, self._tenant, taken, outcome.error, seconds)

    async def _carried(self, taken: Taken) -> Outcome:
        carry = self._carry.get(taken.kind)
        if carry is None:
            return Outcome("RETRY", "KIND_UNKNOWN")  # noted by newer code
        try:
            return await carry(taken)
        except Exception as error:
            # Never its message: that could hold what an event holds.
            return Outcome("RETRY", code_of(error))
