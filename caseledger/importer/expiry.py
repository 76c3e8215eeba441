"""The keys of rejected rows go on their day, in a program that runs for months as well."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import psycopg

from caseledger.importer.rejects import sweep

log = logging.getLogger(__name__)

EVERY = 3600.0  # seconds


@asynccontextmanager
async def expiring(url: str, every: float = EVERY) -> AsyncIterator[None]:
    """While it is open, keys that have expired are deleted. ``url`` is the writer's."""
    task = asyncio.create_task(_sweep(url, every))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _sweep(url: str, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        try:
            await asyncio.to_thread(_once, url)
        except psycopg.Error as error:
            log.warning("expired keys wait: %s", type(error).__name__)


def _once(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        sweep(connection, datetime.now(UTC))
