"""Now and then does for a model what makes its answers quick, beside the fold and never within it.

It brings up to date what is kept only to answer sooner (``ReadModel.settle``), and tells
PostgreSQL's planner of tables that have grown.
"""

import logging
import time
from typing import Any

import psycopg
from psycopg import AsyncConnection, sql

from projections.engine.errors import code_of, is_outage
from projections.engine.feed import Feed
from projections.engine.model import ReadModel
from projections.engine.writer import ANALYSED_FROM

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between two times that sums are brought up to date."""
LOOKED = 10.0
"""Seconds between two looks for tables that have grown."""
GROWN = 0.2
"""The planner must know a table of which such a part is new: an import's end, or a rebuild's."""
BEHIND = 4_000
"""Further behind the ledger than this, a model folds and does nothing else."""

_UNKNOWN = """
select relname::text from pg_class
where relnamespace = 'read'::regnamespace and relname = any (%s)
  and pg_stat_get_mod_since_analyze(oid) >= greatest(%s, %s * reltuples)
"""


class Settling:
    """Settles a model for the runner that owns it, on the runner's own connection.

    What fails here leaves answers slow, and none wrong.
    """

    def __init__(self, model: ReadModel, feed: Feed) -> None:
        self._model = model
        self._feed = feed
        self._position = -1
        self._at = -EVERY
        self._looked = -LOOKED

    async def settle(self, connection: AsyncConnection[Any], position: int) -> None:
        """Where it is time: first the planner, so that what follows is planned well."""
        if self._feed.head - position > BEHIND:
            return
        try:
            if time.monotonic() - self._looked >= LOOKED:
                await self._analyse(connection)
            if position != self._position and time.monotonic() - self._at >= EVERY:
                await self._sum(connection, position)
        except psycopg.Error as error:
            if connection.broken or is_outage(error):
                raise
            log.warning("read model %s does not settle: %s", self._model.name, code_of(error))
            self._position, self._at = position, time.monotonic()

    async def _analyse(self, connection: AsyncConnection[Any]) -> None:
        """Autovacuum would do the same, but up to minutes later."""
        self._looked = time.monotonic()
        stored = [each for table in self._model.tables for each in self._model.stored(table)]
        cursor = await connection.execute(_UNKNOWN, (stored, ANALYSED_FROM, GROWN))
        for (name,) in await cursor.fetchall():
            # Where somebody is at the table, as one that fills it, it is known soon enough.
            statement = sql.SQL("analyze (skip_locked) {}").format(sql.Identifier("read", name))
            await connection.execute(statement)

    async def _sum(self, connection: AsyncConnection[Any], position: int) -> None:
        if self._model.settle is None:
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
        self._position, self._at = position, time.monotonic()
