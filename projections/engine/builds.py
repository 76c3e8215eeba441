"""Builds: the sets of tables of a read model, of which one is live, which is what readers see."""

import hashlib
import logging
from datetime import datetime
from typing import Any, Literal

import msgspec
from psycopg import AsyncConnection

from projections.engine import past, tables
from projections.engine.model import ReadModel

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]
State = Literal["building", "live", "kept"]


class Build(msgspec.Struct, frozen=True):
    """A row of ``read.build``. Newer code has the greater (``version``, ``evolution``)."""

    name: str
    build: int
    version: int
    evolution: int
    definition: str
    tables: list[str]
    functions: list[str]
    functions_definition: str
    state: State
    made_at: datetime
    caught_up_at: datetime | None
    switched_at: datetime | None


_COLUMNS = ", ".join(Build.__struct_fields__)


def definition(model: ReadModel) -> str:
    """A digest of what its tables are made by and filled from; the same for each of its builds."""
    text = f"{tables.made_by(model.of(1))}\n-- {model.evolution}"
    return hashlib.sha256(text.encode()).hexdigest()


def functions_definition(model: ReadModel) -> str:
    """A digest of the functions, and of what shows the past, that are made when a build goes live."""
    first = model.of(1)
    text = "\n".join((model.functions, past.views(first), past.functions(first)))
    return hashlib.sha256(text.encode()).hexdigest()


async def found(connection: Connection, name: str | None = None) -> list[Build]:
    """All builds of a read model, or of all, in the order in which they were made."""
    cursor = await connection.execute(
        f"select {_COLUMNS} from read.build where coalesce(name = %s, true) order by name, build",
        (name,),
    )
    return [Build(*row) for row in await cursor.fetchall()]


async def live(connection: Connection, name: str) -> Build | None:
    """The build that readers see; None before there is one."""
    return next((b for b in await found(connection, name) if b.state == "live"), None)


async def install(connection: Connection, model: ReadModel) -> ReadModel:
    """The model bound to its live build, which is made, empty, unless it stands as defined."""
    async with connection.transaction():
        await lock(connection)
        standing = await live(connection, model.name)
        if standing is not None and standing.definition == definition(model):
            bound = model.of(standing.build)
            if standing.functions_definition != functions_definition(model):
                await tables.show(connection, bound, standing.tables)
                await _make_functions(connection, bound, standing)
            return bound
        log.info("read model %s, version %s: tables are made anew", model.name, model.version)
        bound = await make(connection, model)
        await show(connection, bound, standing)
        if standing is not None:
            await drop(connection, model, standing)
        return bound


async def lock(connection: Connection) -> None:
    """Builds are made, switched and dropped by one transaction at a time."""
    await connection.execute("select pg_advisory_xact_lock(hashtextextended('caseledger.read', 0))")


async def make(connection: Connection, model: ReadModel) -> ReadModel:
    """Another build, empty and seen by nobody; answers the model bound to it."""
    taken = [build.build for build in await found(connection, model.name)]
    bound = model.of(max(taken, default=0) + 1)
    made = await tables.make(connection, bound)
    await connection.execute(
        "insert into read.build (name, build, version, evolution, definition, tables, state)"
        " values (%s, %s, %s, %s, %s, %s, 'building')",
        (model.name, bound.build, model.version, model.evolution, definition(model), made),
    )
    return bound


async def show(connection: Connection, bound: ReadModel, before: Build | None) -> None:
    """Have readers see this build instead of the one that was live, which is kept."""
    await connection.execute(
        "update read.build set state = 'kept' where name = %s and state = 'live'", (bound.name,)
    )
    await connection.execute(
        "update read.build set state = 'live', switched_at = clock_timestamp()"
        " where name = %s and build = %s",
        (bound.name, bound.build),
    )
    await tables.show(connection, bound, before.tables if before else [])
    if before is None or before.functions_definition != functions_definition(bound):
        await _make_functions(connection, bound, before)


async def drop(connection: Connection, model: ReadModel, build: Build) -> None:
    """Take away a build that is not live, with its places in the ledger."""
    # What was made before builds were kept does not say of which tables it is.
    made_by = msgspec.structs.replace(model, version=build.version, build=build.build)
    await tables.drop(connection, build.tables or [made_by.physical(t) for t in model.tables])
    for table in ("projection", "filled", "build"):
        await connection.execute(
            f"delete from read.{table} where name = %s and build = %s", (build.name, build.build)
        )


async def _make_functions(connection: Connection, bound: ReadModel, before: Build | None) -> None:
    made = await tables.make_functions(connection, bound, before.functions if before else [])
    await connection.execute(
        "update read.build set functions = %s, functions_definition = %s"
        " where name = %s and build = %s",
        (made, functions_definition(bound), bound.name, bound.build),
    )
