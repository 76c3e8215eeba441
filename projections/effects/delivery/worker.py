"""The worker: takes what is due, has it carried out, and writes down what became of it.

Between carrying out and writing down a process may be killed: then another does it again, under the
same key, once the lease has run out. Whoever is told must know a key again.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import date

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
COMMANDS = 8  # in hand
EACH = 2  # in hand for one partner
SWEEP = 3600.0  # seconds between looks for what may go
SWEPT = 1000  # at once
_LONG_AGO = date.min.isoformat()


class Worker:
    """Carries out the effects of one tenant. ``at`` hears of each moment, for tests that kill."""

    def __init__(
        self,
        projections: Projections,
        tenant: str,
        carry: Mapping[str, Carry],
        settings: EffectSettings,
        today: Callable[[], date],
        *,
        at: Hook = lambda moment, taken: None,
    ) -> None:
        self._projections = projections
        self._tenant = tenant
        self._carry = carry
        self._settings = settings
        self._today = today
        self._at = at
        self._nudge = asyncio.Event()
        self._sweep_at = 0.0
        self._in_hand: dict[asyncio.Task[None], Taken] = {}

    def nudge(self) -> None:
        """Something was noted in this process, or a hand is free again."""
        self._nudge.set()

    async def run(self) -> None:
        """Until cancelled; whatever fails is asked again."""
        try:
            await self._run()
        finally:
            for task in self._in_hand:
                task.cancel()
            await asyncio.gather(*self._in_hand, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            heed()
            self._nudge.clear()
            try:
                if await self._take() + await self._sweep():
                    continue
            except Exception as error:
                log.warning("effects wait: %s", code_of(error))
            # not wait_for: on Python 3.11 it swallows a cancellation that comes with the nudge
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await self._nudge.wait()

    async def _take(self) -> int:
        """Begin with what is due now, as far as there are hands; how many were taken."""
        lease = self._settings.lease
        async with self._projections.connection() as connection:
            found = await outbox.take(connection, self._tenant, lease, self._hands())
        for taken in found:
            task = asyncio.create_task(self._one(taken))
            self._in_hand[task] = taken
            task.add_done_callback(self._let_go)
        return len(found)

    async def _sweep(self) -> int:
        """Now and then, delete what was carried out long ago; how many went."""
        if time.monotonic() < self._sweep_at:
            return 0
        async with self._projections.connection() as connection:
            gone = await outbox.sweep(connection, self._tenant, self._settings.kept_days, SWEPT)
        if gone < SWEPT:
            self._sweep_at = time.monotonic() + SWEEP
        return gone

    def _hands(self) -> outbox.Hands:
        busy = Counter(taken.effect.get("recipient") for taken in self._in_hand.values())
        return outbox.Hands(
            commands=COMMANDS - busy.pop(None, 0),
            each=EACH if self._settings.partners else 0,
            busy={str(recipient): count for recipient, count in busy.items()},
        )

    def _let_go(self, task: asyncio.Task[None]) -> None:
        del self._in_hand[task]
        self.nudge()

    async def _one(self, taken: Taken) -> None:
        self._at("taken", taken)
        outcome = await self._carried(taken)
        self._at("carried", taken)
        try:
            await self._write_down(taken, outcome)
        except Exception as error:
            # It is done again when its lease has run out.
            log.warning("what became of an effect is not written down: %s", code_of(error))

    async def _write_down(self, taken: Taken, outcome: Outcome) -> None:
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
                seconds = max(seconds, min(outcome.wait, self._settings.longest_pause))
                await outbox.later(connection, self._tenant, taken, outcome.error, seconds)

    async def _carried(self, taken: Taken) -> Outcome:
        carry = self._carry.get(taken.kind)
        if carry is None:
            return Outcome("RETRY", "KIND_UNKNOWN")  # noted by newer code
        if date.fromisoformat(taken.effect.get("on", _LONG_AGO)) > self._today():
            # The database's clock is ahead of this machine's, by which a command is decided.
            return Outcome("RETRY", "DAY_NOT_COME")
        if taken.attempts > self._settings.attempts:
            return Outcome("DEAD", "BROKEN_OFF")  # whoever tried it last did not live to say so
        try:
            return await carry(taken)
        except Exception as error:
            # Never its message: that could hold what an event holds.
            return Outcome("RETRY", code_of(error))
