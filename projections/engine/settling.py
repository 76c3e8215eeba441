"""Now and then brings up to date what a model keeps only to answer sooner (``ReadModel.settle``)."""

import logging
import time
from typing import Any

import psycopg
from psycopg import AsyncConnection

from projections.engine.errors import code_of, is_outage
from projections.engine.feed import Feed
from projections.engine.model import ReadModel

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two times."""
BEHIND = 4_000
"""Further behind the ledger than this, a model folds and does nothing else."""


class Settling:
    """Settles a model for the runner that owns it."""

    def __init__(self, model: ReadModel, feed: Feed) -> None:
        self._model = model
        self._feed = feed
        self._position = -1
        self._at = -EVERY

    async def settle(self, connection: AsyncConnection[Any], position: int) -> None:
        """Where it is time, and rows moved. What fails here leaves answers slow, and none wrong."""
        if (
            self._model.settle is None
            or position == self._position
            or time.monotonic() - self._at < EVERY
            or self._feed.head - position > BEHIND
        ):
            return
        given = {"tenant": self._feed.tenant, "zone": self._feed.zone.key}
        try:
            async with connection.transaction():
                # Rows may be written meanwhile: all of it sees them as they are now.
                await connection.execute("set transaction isolation level repeatable read")
                await connection.execute(self._model.settle, given)  # type: ignore[arg-type]
        except psycopg.errors.SerializationFailure:
            self._at = time.monotonic()
            return
        except psycopg.Error as error:
            if connection.broken or is_outage(error):
                raise
            log.warning("read model %s does not settle: %s", self._model.name, code_of(error))
        self._position, self._at = position, time.monotonic()
