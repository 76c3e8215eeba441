"""Runs the processes of a tenant, one owner among all that run: hears, notes, and fires timers.

What an event leads to is noted in the transaction that moves the process on, so that it is noted
once; carrying it out is another's work (``projections.effects.delivery``). Nothing that is built anew
comes by here: the position is the process's own, and no rebuild or switch of a read model moves it.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from psycopg import AsyncConnection

from domain.event import Recorded
from domain.policy import Policy
from ledger.ledger import Ledger
from projections.effects.engine import store
from projections.effects.engine.model import (
    CallOff,
    CancelTimer,
    Keep,
    Kept,
    Known,
    Process,
    Row,
    SetTimer,
    row_of,
    written,
)
from projections.engine.errors import Fenced, code_of, is_outage
from projections.engine.feed import Feed
from projections.engine.stopping import heed
from projections.engine.tables import connect

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]
Noted = tuple[Recorded, Row | SetTimer | CancelTimer | CallOff | Keep]

BATCH = 500
HEARTBEAT = 1.0
STANDBY = 1.0
LONGEST_PAUSE = 15.0
TIMERS = 100  # that fire in one transaction


class Runner:
    """The processes of one tenant in this process. ``noted`` is called once something waits."""

    def __init__(
        self,
        ledger: Ledger,
        feed: Feed,
        url: str,
        owner: str,
        processes: Sequence[Process],
        *,
        noted: Callable[[], None] = lambda: None,
    ) -> None:
        self._ledger = ledger
        self._feed = feed
        self._url = url
        self._owner = owner
        self._processes = tuple(processes)
        self._noted = noted
        self._positions: dict[str, int] = {}
        self._pauses: dict[str, tuple[float, float]] = {}
        self._due: dict[str, int] = {}
        self._beaten = 0.0
        self._failures = 0

    async def run(self) -> None:
        """Until cancelled; what fails is tried again after a pause that grows to 15 s."""
        while True:
            heed()
            try:
                await self._with_connection()
            except Exception as error:
                self._failures += 1
                log.warning("effects stand still: %s", code_of(error))
            pause = min(LONGEST_PAUSE, 0.1 * 2 ** min(self._failures, 10))
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))

    async def _with_connection(self) -> None:
        connection = await connect(self._url)
        try:
            while not await store.take_lease(connection, self._ledger.tenant):
                await asyncio.sleep(STANDBY)
            await self._own(connection)
        finally:
            await connection.close()

    async def _own(self, connection: Connection) -> None:
        await self._feed.renew()
        while True:
            self._due = {}
            for process in self._processes:
                self._positions[process.name] = await store.claim(
                    connection, self._ledger.tenant, process, self._owner, self._feed.head
                )
            with contextlib.suppress(Fenced):
                while True:
                    await self._round(connection)

    async def _round(self, connection: Connection) -> None:
        """Each process a batch on, then what is due; a wait where there was nothing."""
        head = self._feed.head
        policy = await self._ledger.policy()
        moved = False
        for process in self._processes:
            if self._positions[process.name] < head and self._may_go_on(process):
                moved |= await self._step(connection, process, policy, head)
        fired = await self._fire(connection)
        self._failures = 0
        if moved or fired:
            return
        if time.monotonic() - self._beaten >= HEARTBEAT:
            for name, at in self._positions.items():
                if at < head:
                    continue
                await store.move(connection, self._ledger.tenant, name, self._owner, at, at)
            self._beaten = time.monotonic()
        await self._feed.wait(head, HEARTBEAT)

    def _may_go_on(self, process: Process) -> bool:
        not_before, _ = self._pauses.get(process.name, (0.0, 0.0))
        return time.monotonic() >= not_before

    async def _step(
        self, connection: Connection, process: Process, policy: Policy, head: int
    ) -> bool:
        """A batch on. What it cannot react to stops this process there, and no other."""
        try:
            batch = await self._feed.read(self._positions[process.name], BATCH)
            if not batch:  # what lies between belongs to nobody here
                await self._note(connection, process, [], head)
                return True
            noted: list[Noted] = []
            kept = await self._kept(connection, process, batch)
            for recorded in batch:
                try:
                    made = reactions(process, kept.known(policy), recorded)
                except Exception:
                    if recorded.position - 1 > self._positions[process.name]:
                        await self._note(connection, process, noted, recorded.position - 1)
                    raise
                for _, effect in made:
                    if isinstance(effect, Keep):
                        kept.keep(effect)
                noted += made
            await self._note(connection, process, noted, batch[-1].position)
        except Exception as error:
            if connection.broken or is_outage(error) or isinstance(error, Fenced):
                raise
            await self._stands(connection, process, error)
            return False
        self._pauses.pop(process.name, None)
        return True

    async def _kept(
        self, connection: Connection, process: Process, batch: Sequence[Recorded]
    ) -> Kept:
        wanted = {name for each in batch if process.hears(each) for name in process.recalls(each)}
        return await store.facts(connection, self._ledger.tenant, process.name, wanted)

    async def _stands(self, connection: Connection, process: Process, error: Exception) -> None:
        _, pause = self._pauses.get(process.name, (0.0, 0.1))
        self._pauses[process.name] = (time.monotonic() + pause, min(pause * 2, LONGEST_PAUSE))
        code = f"{code_of(error)} after position {self._positions[process.name]}"
        log.warning("effects of %s stand still: %s", process.name, code)
        await store.tell_failure(connection, self._ledger.tenant, process.name, self._owner, code)

    async def _note(
        self, connection: Connection, process: Process, noted: Sequence[Noted], to: int
    ) -> None:
        tenant, before = self._ledger.tenant, self._positions[process.name]
        made = 0
        async with connection.transaction():
            # First of all: a second owner waits for this row, and is then fenced.
            await store.move(connection, tenant, process.name, self._owner, before, to)
            for recorded, effect in noted:
                if isinstance(effect, Row):
                    made += await store.keep(connection, tenant, [effect])
                elif isinstance(effect, Keep):
                    await store.keep_fact(connection, tenant, process.name, effect)
                elif isinstance(effect, CallOff):
                    await store.call_off(connection, tenant, process.name, effect)
                elif isinstance(effect, CancelTimer):
                    await store.cancel_timer(connection, tenant, process.name, effect)
                else:
                    await store.set_timer(
                        connection,
                        tenant,
                        self._ledger.zone,
                        process.name,
                        effect,
                        recorded.event_id,
                        recorded.position,
                        recorded.cause.correlation,
                    )
        self._positions[process.name] = to
        if made:
            self._noted()

    async def _fire(self, connection: Connection) -> bool:
        """Turn timers that are due into effects; whether any was.

        Only of who has heard all that the ledger held once they were found to be due: one of them
        may have been called off. A machine that slept believes it is at the head, and is not.
        """
        tenant = self._ledger.tenant
        due_of = await store.processes_due(connection, tenant)
        known = {name: at for name, at in self._due.items() if name in due_of}
        head = await self._ledger.head() if due_of - known.keys() else 0
        self._due = {name: known.get(name, head) for name in due_of}
        names = [n for n in due_of if self._positions.get(n, -1) >= self._due[n]]
        if not names:
            return False
        by_name = {process.name: process for process in self._processes}
        async with connection.transaction():
            due = await store.take_due(connection, tenant, names, TIMERS)
            rows = [
                Row(
                    key=by_name[t.process].key(t.event_id, f"timer:{t.name}:{t.due_on}"),
                    process=t.process,
                    kind=t.kind,
                    effect=t.effect | {"on": t.due_on.isoformat(), "at": written(t.due_at)},
                    person_id=t.person_id,
                    case_id=t.case_id,
                    event_id=t.event_id,
                    position=t.position,
                    correlation=t.correlation,
                )
                for t in due
            ]
            made = await store.keep(connection, tenant, rows)
        for name in names:
            del self._due[name]
        if made:
            self._noted()
        return bool(due)


def reactions(process: Process, known: Known, recorded: Recorded) -> list[Noted]:
    """What a process makes of an event, with the keys of what is to be carried out; pure."""
    if not process.hears(recorded):
        return []
    return [
        (
            recorded,
            effect
            if isinstance(effect, SetTimer | CancelTimer | CallOff | Keep)
            else row_of(process.key(recorded.event_id, n), process.name, effect, recorded),
        )
        for n, effect in enumerate(process.react(known, recorded))
    ]
