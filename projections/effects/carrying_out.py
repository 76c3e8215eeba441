"""Carrying out a disposal that was approved, step by step, by whichever process is there.

Each step may be done twice, and is written down once done; a process that stops anywhere leaves what
the next one goes on with. The order is what makes it safe: from the first step on nothing new is
sealed or opened; the ledger tells it once the keys are gone, and each read model purges what it holds
where that event stands; only then is the file that held names in clear written anew.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import psycopg
from psycopg import AsyncConnection, sql

from domain.decision import Refusal
from domain.disposal.commands import RecordDisposal
from domain.event import Actor
from domain.streams import case_stream, person_stream
from ledger.leases import LAPSES
from ledger.ledger import Ledger
from ledger.store_errors import StoreUnavailable
from projections.effects.engine import store
from projections.effects.processes import PROCESSES
from projections.engine import builds
from projections.engine.stopping import heed
from projections.engine.tables import SETTINGS
from projections.person_directory.project import PERSON_DIRECTORY
from projections.registry import READ_MODELS
from projections.retention import queries
from projections.retention.rows import DisposalRow
from projections.run import Projections

log = logging.getLogger(__name__)

MARKED, DESTROYED, TOLD = "keys_marked", "keys_destroyed", "told"
PURGED, EFFECTS = "ledger_purged", "effects_dropped"
REWRITTEN, LAST = "directory_rewritten", "done"
MODELS = tuple(model.name for model in READ_MODELS)
ALL_STEPS = (MARKED, DESTROYED, TOLD, PURGED, EFFECTS, *MODELS, REWRITTEN, LAST)
"""Every step of a disposal; each read model acknowledges its own (``projections.engine.purge``)."""

_PROCESSES = tuple(process.name for process in PROCESSES)
POLL = 1.0  # seconds between looks for what was approved
SILENT_SECONDS = 60.0  # after which a build beside counts as one that nobody fills
LOCK_SECONDS = 5  # that readers of names may be kept waiting for the table to be written anew

Hook = Callable[[str], None]


class CarryingOut:
    """Carries out the disposals of one tenant. ``at`` hears of each step before it is written down."""

    def __init__(
        self, ledger: Ledger, projections: Projections, *, at: Hook = lambda step: None
    ) -> None:
        self._ledger = ledger
        self._projections = projections
        self._at = at
        self._actor = Actor(
            uuid5(NAMESPACE_URL, "caseledger:disposals"), "SYSTEM", "SYSTEM", ledger.tenant
        )

    async def run(self) -> None:
        """Until cancelled. What fails is tried again, whatever it fails of."""
        while True:
            heed()
            try:
                await self.once()
            except psycopg.errors.UndefinedTable:
                log.debug("the read models are not made yet")
            except Exception as error:
                log.warning("disposals wait: %s", type(error).__name__)
            await asyncio.sleep(POLL)

    async def once(self) -> int:
        """Go on with everything that was approved; how many are done with it.

        One that fails keeps no other waiting; while the store is away all wait.
        """
        async with self._projections.connection() as connection:
            if not await queries.unfinished(connection, self._ledger.tenant, LAST):
                return 0
            key = f"caseledger.disposals:{self._ledger.tenant}"
            if not await _locked(connection, key):
                return 0
            try:
                rows = await queries.unfinished(connection, self._ledger.tenant, LAST)
                return sum([await self._try(connection, row) for row in rows])
            finally:
                with suppress(psycopg.Error):
                    await connection.execute(
                        "select pg_advisory_unlock(hashtextextended(%s, 0))", (key,)
                    )
                    await connection.execute(SETTINGS)

    async def _try(self, connection: AsyncConnection[Any], row: DisposalRow) -> bool:
        """As far as it goes now; whether it is done. What fails is logged, without what it says."""
        try:
            return await self._carry_out(connection, row)
        except Exception as error:
            heed()
            if connection.broken or isinstance(error, StoreUnavailable):
                raise
            log.warning("disposal %s waits: %s", row.disposal_id, type(error).__name__)
            return False

    async def _carry_out(self, connection: AsyncConnection[Any], row: DisposalRow) -> bool:
        """As far as it goes now; whether it is done."""
        found = await queries.steps(connection, row.tenant, [row.disposal_id])
        done = {step.step for step in found}
        whole = row.scope == "PERSON"
        persons, items = (row.persons, ()) if whole else ((), row.items)
        if MARKED not in done:
            await asyncio.to_thread(self._ledger.keys.request_shred, persons, items)
            await self._done(connection, row, MARKED)
        if DESTROYED not in done:
            await asyncio.to_thread(self._ledger.keys.destroy, persons, items)
            await self._done(connection, row, DESTROYED)
        told = next((step.position for step in found if step.step == TOLD), None)
        if TOLD not in done:
            told = await self._tell(row)
            await self._done(connection, row, TOLD, told)
        if PURGED not in done:
            await self._purge_ledger(row)
            await self._done(connection, row, PURGED)
        if EFFECTS not in done:
            if not await self._drop_effects(connection, row, told):
                return False
            await self._done(connection, row, EFFECTS)
        if not done.issuperset(MODELS):
            return False
        if REWRITTEN not in done:
            if not await _purged_beside(connection, row, told):
                return False
            if not await _rewritten(connection):
                return False
            await self._done(connection, row, REWRITTEN)
        await self._done(connection, row, LAST)
        return True

    async def _tell(self, row: DisposalRow) -> int | None:
        """The event, once: the command's id is the disposal's."""
        command = RecordDisposal(
            disposal_id=row.disposal_id, person_id=row.person_id, persons=row.persons
        )
        answer = await self._ledger.execute(
            command,
            command_id=uuid5(row.disposal_id, "caseledger:disposal:told"),
            actor=self._actor,
        )
        if isinstance(answer, Refusal):
            raise RuntimeError(f"a disposal could not be told: {answer.code}")
        return answer.position

    async def _purge_ledger(self, row: DisposalRow) -> None:
        """What the ledger keeps beside its events: claims, and snapshots of folded streams."""
        streams = [*map(person_stream, row.persons), *map(case_stream, row.case_ids)]
        await self._ledger.store.purge(
            row.tenant, row.persons if row.scope == "PERSON" else (), streams
        )

    async def _drop_effects(
        self, connection: AsyncConnection[Any], row: DisposalRow, told: int | None
    ) -> bool:
        """What was to come of them: timers, facts, what waits. False: a process has yet to hear it."""
        if row.scope != "PERSON":
            return True
        if told is None or not await store.passed(connection, row.tenant, _PROCESSES, told):
            return False
        await store.forget(connection, row.tenant, row.persons)
        return True

    async def _done(
        self,
        connection: AsyncConnection[Any],
        row: DisposalRow,
        step: str,
        position: int | None = None,
    ) -> None:
        self._at(step)
        await connection.execute(
            "insert into ledger.disposal_step (tenant, disposal_id, step, position)"
            " values (%s, %s, %s, %s) on conflict do nothing",
            (row.tenant, row.disposal_id, step, position),
        )


@asynccontextmanager
async def carried_out(ledger: Ledger, projections: Projections) -> AsyncIterator[None]:
    """While it is open, what is approved is carried out as long as this process lives."""
    task = asyncio.create_task(CarryingOut(ledger, projections).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _locked(connection: AsyncConnection[Any], key: str) -> bool:
    cursor = await connection.execute(
        "select pg_try_advisory_lock(hashtextextended(%s, 0))", (key,)
    )
    row = await cursor.fetchone()
    if not (row and row[0]):
        return False
    await connection.execute(f"select {LAPSES}")
    return True


async def _purged_beside(
    connection: AsyncConnection[Any], row: DisposalRow, told: int | None
) -> bool:
    """Whether no build holds what was disposed of: kept ones go, others come past it themselves.

    ``told``: the position of the event. One that was live when it came there has noted nothing.

    One that nobody fills goes too. Where somebody is at its tables, as a dump is: later.
    """
    models = {model.name: model for model in READ_MODELS}
    for build in await builds.found(connection):
        unheard = await builds.silent(connection, build, SILENT_SECONDS)
        if build.state == "kept" or (build.state == "building" and unheard):
            await builds.drop_all(connection, models.get(build.name), [build])
    cursor = await connection.execute(
        """
        select exists (
            select from read.build as b
            where b.state = 'kept' or b.state = 'building' and not exists (
                select from read.purged as p
                where p.tenant = %s and p.disposal_id = %s
                  and p.name = b.name and p.build = b.build
            ) and not exists (
                select from read.projection as p
                where p.tenant = %s and p.position >= %s
                  and p.name = b.name and p.build = b.build))
        """,
        (row.tenant, row.disposal_id, row.tenant, told),
    )
    return await cursor.fetchone() == (False,)


async def _rewritten(connection: AsyncConnection[Any]) -> bool:
    """Write the tables with names anew: a row that was emptied leaves its bytes in the old file.

    False where readers would be kept waiting too long, or where somebody reads by a snapshot from
    before, for whom the row that was emptied stands in the new file too: then later.
    """
    left: list[bool] = []

    def heard(said: psycopg.errors.Diagnostic) -> None:
        # "3 dead row versions cannot be removed yet.", in whichever language the server speaks.
        if found := re.match(r"\d+", said.message_detail or ""):
            left.append(found[0] != "0")

    connection.add_notice_handler(heard)
    await connection.execute(f"set lock_timeout = '{LOCK_SECONDS}s'")
    try:
        for build in await builds.found(connection, PERSON_DIRECTORY.name):
            for table in build.tables:
                name = sql.Identifier("read", table)
                await connection.execute(sql.SQL("vacuum (full, verbose) {}").format(name))
    except psycopg.errors.LockNotAvailable:
        return False
    finally:
        connection.remove_notice_handler(heard)
        await connection.execute("set lock_timeout = 0")
    return bool(left) and not any(left)
