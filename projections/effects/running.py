"""Effects as a process runs them: hearing the ledger, and carrying out what follows."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from ledger.ledger import Ledger
from projections.effects.delivery.commands import CommandSender
from projections.effects.delivery.webhooks import WebhookSender
from projections.effects.delivery.worker import Hook, Worker
from projections.effects.engine.model import Process
from projections.effects.engine.runner import Runner
from projections.effects.processes import PROCESSES
from projections.effects.settings import EffectSettings
from projections.run import Projections


@asynccontextmanager
async def effects(
    ledger: Ledger,
    projections: Projections,
    url: str,
    settings: EffectSettings,
    *,
    processes: Sequence[Process] = PROCESSES,
    context: ssl.SSLContext | None = None,
    at: Hook = lambda moment, taken: None,
) -> AsyncIterator[Worker]:
    """While it is open, processes hear the ledger (one owner) and effects are carried out (by all).

    ``url`` is the projector's; ``context`` and ``at`` are for tests.
    """
    carry = {
        "COMMAND": CommandSender(ledger, projections),
        "WEBHOOK": WebhookSender(projections, ledger.keys, ledger.tenant, settings, context),
    }
    worker = Worker(projections, ledger.tenant, carry, settings, ledger.today, at=at)
    runner = Runner(ledger, projections.feed, url, projections.owner, processes, noted=worker.nudge)
    tasks = [asyncio.create_task(runner.run()), asyncio.create_task(worker.run())]
    try:
        yield worker
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def hearing(ledger: Ledger, projections: Projections, url: str) -> AsyncIterator[None]:
    """While it is open, what follows is noted, and carried out by whoever runs the program next."""
    runner = Runner(ledger, projections.feed, url, projections.owner, PROCESSES)
    task = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
