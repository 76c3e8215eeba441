"""What an operator does about what is parked, and about rows gone wrong: parts are folded again.

async with mending(ledger, url_of_the_projector) as mend:
    for row in await mend.parked(): ...
    done = await mend.unpark(["case_file"])
    done = await mend.rebuild("case_file", {case_stream(case_id)})
"""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.engine import builds
from projections.engine.errors import Fenced
from projections.engine.feed import Source
from projections.engine.model import ReadModel
from projections.engine.refold import Refolded, refold
from projections.engine.tables import connect
from projections.registry import READ_MODELS


class ParkedRow(msgspec.Struct, frozen=True):
    """Whose events wait in a build of a projection; ``position`` is that of the first of ``events``.

    ``error`` is the code of why it could not be folded; None where it waits for another stream.
    """

    name: str
    build: int
    stream: str
    position: int
    error: str | None
    parked_at: datetime
    events: int


class Mended(msgspec.Struct, frozen=True):
    """A part that was folded again in a build of a projection, and what of it is parked still."""

    name: str
    build: int
    refolded: Refolded
    still: list[ParkedRow]


class OtherCode(Exception):
    """The projection's tables were made by other code than this, which must not write to them."""


class Mending:
    """Folds parts of one tenant's projections again, beside whoever runs them."""

    def __init__(
        self, connection: AsyncConnection[Any], source: Source, models: Sequence[ReadModel]
    ) -> None:
        self._connection = connection
        self._source = source
        self._models = {model.name: model for model in models}

    async def parked(self, names: Collection[str] | None = None) -> list[ParkedRow]:
        """What is parked, of these projections or of all, in what is live or building."""
        return await parked(self._connection, self._source.tenant, names)

    async def unpark(
        self, names: Collection[str] | None = None, subjects: Collection[str] | None = None
    ) -> list[Mended]:
        """Fold again what is parked: all of it, or of these projections and subjects alone.

        What fails again is parked again, with its new error. Raises what ``rebuild`` does.
        """
        done: list[Mended] = []
        for row in await self.parked(names):
            if subjects is not None and row.stream not in subjects:
                continue
            seen = [m for m in done if (m.name, m.build) == (row.name, row.build)]
            if not any(row.stream in m.refolded.subjects for m in seen):
                with suppress(Fenced):  # it is filled no more: nothing waits in it
                    done += await self._refold(row.name, {row.stream}, build=row.build)
        return done

    async def rebuild(self, name: str, subjects: Collection[str]) -> list[Mended]:
        """Fold these subjects, and all that hangs on them, again in the projection's live build.

        Nothing where it never ran. Raises ``KeyError`` for no such projection, ``OtherCode``,
        ``Poison``, ``WrittenByNewerCode``, and ``StoreUnavailable`` or ``psycopg.Error``.
        """
        while live := await builds.live(self._connection, name):
            with suppress(Fenced):  # another went live meanwhile: that one, then
                return await self._refold(name, subjects, build=live.build)
        return []

    async def case_of(self, number: str) -> UUID | None:
        """The case of that number, as far as it is known to the case files."""
        cursor = await self._connection.execute(
            "select case_id from read.case_file where tenant = %s and case_number = %s",
            (self._source.tenant, number),
        )
        row = await cursor.fetchone()
        return row[0] if row else None

    async def _refold(self, name: str, subjects: Collection[str], *, build: int) -> list[Mended]:
        model = self._models[name]
        found = next(
            (b for b in await builds.found(self._connection, name) if b.build == build), None
        )
        if found is None:
            raise Fenced(name)
        if found.definition != builds.definition(model):
            raise OtherCode(name)
        done = await refold(self._connection, self._source, model.of(build), subjects)
        if done is None:
            return []
        rows = await self.parked([name])
        still = [r for r in rows if r.build == build and r.stream in done.subjects]
        return [Mended(name, build, done, still)]


async def parked(
    connection: AsyncConnection[Any], tenant: str, names: Collection[str] | None = None
) -> list[ParkedRow]:
    """What is parked of a tenant, of these projections or of all; first what has an error of its own."""
    cursor = await connection.execute(
        """
        select p.name, p.build, p.stream, p.position, p.error, p.parked_at,
            (select count(*) from read.parked_event as e
                where (e.tenant, e.name, e.build, e.stream)
                    = (p.tenant, p.name, p.build, p.stream))
        from read.parked as p
        join read.build as b on b.name = p.name and b.build = p.build and b.state <> 'kept'
        where p.tenant = %s and coalesce(p.name = any (%s::text[]), true)
        order by p.error is null, p.position, p.name, p.build
        """,
        (tenant, None if names is None else list(names)),
    )
    return [ParkedRow(*row) for row in await cursor.fetchall()]


@asynccontextmanager
async def mending(
    source: Source, url: str, *, models: Sequence[ReadModel] = READ_MODELS
) -> AsyncIterator[Mending]:
    """Open for as long as it takes; ``url`` is the projector's."""
    connection = await connect(url)
    try:
        yield Mending(connection, source, models)
    finally:
        await connection.close()
