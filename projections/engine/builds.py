"""Builds: the sets of tables of a read model, of which one is live, which is what readers see."""

import hashlib
import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import Any, Literal

import msgspec
from psycopg import AsyncConnection, errors

from projections.engine import past, tables
from projections.engine.model import ReadModel

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]
State = Literal["building", "live", "kept"]


class Stands(Exception):
    """The live build is not for this program to fill; another process may have changed that."""


class Outdated(Stands):
    """The live build is of older code: the one that takes its place is filled beside it."""


class Superseded(Stands):
    """The live build is of newer code."""


class Ended(Exception):
    """The build is no longer one that is filled beside: it is live, or gone."""


class InUse(Exception):
    """Somebody is at the tables that would have to go, as a dump is: to be tried again later."""


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
    switches: bool
    made_at: datetime
    caught_up_at: datetime | None
    switched_at: datetime | None


_COLUMNS = ", ".join(Build.__struct_fields__)


@cache
def definition(model: ReadModel) -> str:
    """A digest of what its tables are made by and filled from; the same for each of its builds."""
    text = f"{tables.made_by(model.of(1))}\n-- {model.evolution}"
    return hashlib.sha256(text.encode()).hexdigest()


@cache
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


async def tenants(connection: Connection, name: str) -> list[str]:
    """Who has a place in the live build: a build beside it is for all of them."""
    cursor = await connection.execute(
        "select p.tenant from read.projection as p"
        " join read.build as b on b.name = p.name and b.build = p.build and b.state = 'live'"
        " where p.name = %s order by p.tenant",
        (name,),
    )
    return [row[0] for row in await cursor.fetchall()]


async def silent(connection: Connection, build: Build, seconds: float) -> bool:
    """Whether nobody has filled it for so long."""
    cursor = await connection.execute(
        """
        select greatest(b.made_at, max(p.heartbeat))
            < clock_timestamp() - make_interval(secs => %s)
        from read.build as b
        left join read.projection as p on p.name = b.name and p.build = b.build
        where b.name = %s and b.build = %s
        group by b.name, b.build
        """,
        (seconds, build.name, build.build),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


def is_newer(build: Build, model: ReadModel) -> bool:
    """Whether it was made by newer code than this model's."""
    return (build.version, build.evolution) > (model.version, model.evolution)


async def install(connection: Connection, model: ReadModel) -> ReadModel:
    """The model bound to its live build; the first one is made, empty. Raises ``Stands``."""
    async with connection.transaction():
        await lock(connection)
        standing = await live(connection, model.name)
        if standing is None:
            bound = await make(connection, model)
            await show(connection, bound, None)
            return bound
        if is_newer(standing, model):
            raise Superseded(model.name)
        if standing.definition != definition(model):
            raise Outdated(model.name)
        bound = model.of(standing.build)
        if standing.functions_definition != functions_definition(model):
            await tables.show(connection, bound, standing.tables)
            await _make_functions(connection, bound, standing)
        return bound


async def begin(
    connection: Connection, model: ReadModel, *, switches: bool, over_newer: bool = False
) -> ReadModel | None:
    """The model bound to the build of its definition that is made beside the live one.

    None where there is nothing to build beside, or where newer code has built, unless that is meant
    (``over_newer``); one that other code began is dropped. ``switches``: it goes live by itself.
    Raises ``InUse``.
    """
    async with connection.transaction():
        await lock(connection)
        there = await found(connection, model.name)
        newer = any(is_newer(build, model) for build in there if build.state != "kept")
        if not there or (newer and not over_newer):
            return None
        wanted = definition(model)
        for build in there:
            if build.state == "building" and build.definition == wanted:
                if switches:
                    await let_switch(connection, model.of(build.build))
                return model.of(build.build)
            if build.state == "building":
                await drop(connection, model, build)
        bound = await make(connection, model)
        if switches:
            await let_switch(connection, bound)
        return bound


async def take_up(connection: Connection, bound: ReadModel) -> None:
    """Have a kept build follow the ledger again, beside the live one; any that is building goes.

    Raises ``InUse``.
    """
    async with connection.transaction():
        await lock(connection)
        for build in await found(connection, bound.name):
            if build.state == "building":
                await drop(connection, bound, build)
        await connection.execute(
            "update read.build set state = 'building', caught_up_at = null"
            " where name = %s and build = %s and state = 'kept'",
            (bound.name, bound.build),
        )
        await connection.execute(
            "update read.projection set state = 'building' where name = %s and build = %s",
            (bound.name, bound.build),
        )


async def note_caught_up(connection: Connection, build: Build) -> None:
    """Remember when it first stood where the live one does."""
    if build.caught_up_at is None:
        await connection.execute(
            "update read.build set caught_up_at = clock_timestamp()"
            " where name = %s and build = %s and caught_up_at is null",
            (build.name, build.build),
        )


async def let_switch(connection: Connection, bound: ReadModel) -> None:
    """Have this build go live by itself once it has caught up."""
    await connection.execute(
        "update read.build set switches = true where name = %s and build = %s",
        (bound.name, bound.build),
    )


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
        "update read.build set state = 'live', switches = false, switched_at = clock_timestamp()"
        " where name = %s and build = %s",
        (bound.name, bound.build),
    )
    await tables.show(connection, bound, before.tables if before else [])
    if before is None or before.functions_definition != functions_definition(bound):
        await _make_functions(connection, bound, before)
    else:
        # They stay as they are: were that not said, the next owner would show all of it again.
        await _note_functions(connection, bound, before.functions)


async def drop_all(
    connection: Connection, model: ReadModel | None, builds: Iterable[Build]
) -> list[Build]:
    """Take these away, each as far as it is not live meanwhile and nobody is at it; answers which.

    ``model``: None for those of a release that had another read model besides.
    """
    gone: list[Build] = []
    for build in builds:
        with suppress(InUse):
            async with connection.transaction():
                await lock(connection)
                now = [b for b in await found(connection, build.name) if b.build == build.build]
                if now and now[0].state == build.state:
                    await drop(connection, model, build)
                    gone.append(build)
    return gone


async def drop(connection: Connection, model: ReadModel | None, build: Build) -> None:
    """Take away a build that is not live, with its places in the ledger. Raises ``InUse``."""
    names = build.tables
    if not names and model:
        # What was made before builds were kept does not say of which tables it is.
        made_by = msgspec.structs.replace(model, version=build.version, build=build.build)
        names = [made_by.physical(table) for table in model.tables]
    try:
        await tables.drop(connection, names)
    except errors.LockNotAvailable:
        raise InUse(build.name) from None
    for table in ("filled", "build"):
        await connection.execute(
            f"delete from read.{table} where name = %s and build = %s", (build.name, build.build)
        )


async def _make_functions(connection: Connection, bound: ReadModel, before: Build | None) -> None:
    made = await tables.make_functions(connection, bound, before.functions if before else [])
    await _note_functions(connection, bound, made)


async def _note_functions(connection: Connection, bound: ReadModel, made: list[str]) -> None:
    await connection.execute(
        "update read.build set functions = %s, functions_definition = %s"
        " where name = %s and build = %s",
        (made, functions_definition(bound), bound.name, bound.build),
    )
