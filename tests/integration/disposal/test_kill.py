"""A process that carries out a disposal is killed at each of its steps; the next one goes on."""

import asyncio
import multiprocessing
import os
from uuid import UUID

from domain.disposal.commands import ApproveDisposal, RequestDisposal
from domain.disposal.events import PersonDisposed
from domain.streams import person_stream
from projections.effects.carrying_out import ALL_STEPS, MODELS, CarryingOut
from tests.integration.disposal.conftest import RECORDS, Town, opened
from tests.support.databases import Database
from tests.support.policies import published

OWN_STEPS = [step for step in ALL_STEPS if step not in MODELS]
KILLED, DONE = 9, 0


def carry_out(database: Database, until: str | None) -> int:
    """In a process of its own, which dies with its act of that step done and not written down."""
    process = multiprocessing.get_context("fork").Process(target=_child, args=(database, until))
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def _child(database: Database, until: str | None) -> None:
    def at(step: str) -> None:
        if step == until:
            os._exit(KILLED)

    async def work() -> None:
        async with opened(database) as town:
            carrying = CarryingOut(town.ledger, town.projections, at=at)
            while await town.disposals.outstanding():
                await carrying.once()
                await town.settle()

    asyncio.run(work())
    os._exit(DONE)


async def _approved(town: Town) -> tuple[UUID, UUID]:
    person = (await town.lives()).person
    asked = RequestDisposal(person_id=person, reason="SCHEDULE", authority="BYLAW")
    disposal = await town.made(asked)
    await town.made(ApproveDisposal(disposal_id=disposal, person_id=person), RECORDS)
    return person, disposal


def test_a_disposal_survives_a_kill_at_every_step(database: Database) -> None:
    async def begin() -> tuple[UUID, UUID]:
        async with opened(database) as town:
            await published(town.ledger)
            return await _approved(town)

    person, disposal = asyncio.run(begin())
    for step in OWN_STEPS:
        assert carry_out(database, until=step) == KILLED, step
        with database.connect("migrator") as admin:
            known = {
                row[0] for row in admin.execute("select step from ledger.disposal_step").fetchall()
            }
            assert step not in known and known >= set(OWN_STEPS[: OWN_STEPS.index(step)])
            [(state,)] = admin.execute(
                "select state from keys.person_key where person_id = %s", (person,)
            ).fetchall()
            assert state == ("shred_requested" if step == OWN_STEPS[0] else "destroyed"), step
    assert carry_out(database, until=None) == DONE

    async def end() -> None:
        async with opened(database) as town:
            told = await town.ledger.load(person_stream(person))
            assert sum(isinstance(r.event, PersonDisposed) for r in told) == 1
            [row] = await town.disposals.disposals(ids=[disposal])
            [progress] = await town.disposals.progress([row])
            assert row.status == "DISPOSED"
            assert progress.outstanding == () and set(progress.done) == set(ALL_STEPS)

    asyncio.run(end())
