"""Makes a read model's tables, shows them behind views, and makes the functions over those."""

import re
import time
from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

from psycopg import AsyncConnection, errors, sql

from ledger.hanging import WatchfulConnection
from projections.engine import past
from projections.engine.model import ReadModel, Table

Connection = AsyncConnection[Any]

VIEWS = 0.6
"""Seconds within which the views must be had: less than after what a reader who waits for one of
them, and holds another, is told of a deadlock."""
GONE = 0.2
"""Seconds within which tables that are to go must be had: builds are locked meanwhile."""

PATIENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A server that went without a word is noticed within half a minute (seconds; milliseconds)."""

SETTINGS: LiteralString = (
    "select set_config('timezone', 'UTC', false),"
    " set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false),"
    " set_config('idle_in_transaction_session_timeout', '120s', false),"
    " set_config('idle_session_timeout', '0', false)"
)
"""Of every session that writes to read tables. What a role or a database is set to for others would
end a long batch each time it is tried again; and who freezes amid a transaction, be it a command that
was put aside at a terminal, must not hold what all others wait for."""

_LOOKED = {
    "case": "case_id = any ((select access.looked_cases())::uuid[])",
    "person": "person_id = any ((select access.looked_persons())::uuid[])",
    "case_or_person": "(case_id = any ((select access.looked_cases())::uuid[])"
    " or case_id is null and person_id = any ((select access.looked_persons())::uuid[]))",
    "nobody": "",
}


async def connect(url: str, *, called: str = "caseledger projector") -> Connection:
    """A connection of the projector, which owns the read tables; the server shows it so ``called``."""
    connection = await WatchfulConnection.connect(
        url, autocommit=True, application_name=called, **PATIENCE
    )
    try:
        await connection.execute("set role caseledger_projector")
        await connection.execute(SETTINGS)
    except BaseException:
        await connection.close()
        raise
    return connection


def made_by(model: ReadModel) -> str:
    """Every statement that makes the tables of its build, with their twins, and shuts them."""
    shut = (_shut(table, stored) for table in model.tables for stored in model.stored(table))
    return "\n".join((model.sql, past.twins(model), *shut))


def _shut(table: Table, stored: str) -> str:
    """Shut to the reader but for what a recorded look has opened."""
    physical = f"read.{stored}"
    looked = _LOOKED[table.opened_by]
    policy = (
        f"create policy looked on {physical} for select to caseledger_reader"
        f" using (tenant = (select access.looked_tenant()) and {looked});"
        if looked
        else ""
    )
    return f"""
        alter table {physical} enable row level security;
        {policy}
        grant select on {physical} to caseledger_reader;
    """


async def make(connection: Connection, model: ReadModel) -> list[str]:
    """Make the tables of its build, behind no view; answers their names."""
    before = await _tables(connection)
    await connection.execute(made_by(model))  # type: ignore[arg-type]
    return sorted(await _tables(connection) - before)


async def _tables(connection: Connection) -> set[str]:
    cursor = await connection.execute(
        "select relname::text from pg_class"
        " where relnamespace = 'read'::regnamespace and relkind = 'r'"
    )
    return {row[0] for row in await cursor.fetchall()}


def views(model: ReadModel, before: Iterable[str]) -> list[str]:
    """The views of a model, and those that stood before these tables."""
    shown = {shown_as(table) for table in before} - set(before)
    return sorted(shown | {table.name for table in model.tables})


def shown_as(physical: str) -> str:
    """The view of a table of a build."""
    return re.sub(r"_v[0-9]+(_[0-9]+)?$", "", physical)


async def drop_views(connection: Connection, model: ReadModel, before: Iterable[str]) -> None:
    """Show none of them any more, nor their past.

    Gives up (``psycopg.errors.LockNotAvailable``) before anybody who waits for one of them is in the
    way of another: who reads holds some, and wants more.
    """
    deadline = time.monotonic() + VIEWS
    for view in views(model, before):
        left = max(int((deadline - time.monotonic()) * 1000), 1)
        await connection.execute(f"set local lock_timeout = '{left}ms'")
        for name in (sql.Identifier("past", view), sql.Identifier("read", view)):
            await connection.execute(sql.SQL("drop view if exists {}").format(name))
    await connection.execute("set local lock_timeout = 0")


async def show(connection: Connection, model: ReadModel, before: Iterable[str]) -> None:
    """Put the tables of its build behind the views, in the place of those that were.

    Raises ``psycopg.errors.LockNotAvailable`` where readers hold them: to be tried again.
    """
    await drop_views(connection, model, before)
    for table in model.tables:
        await connection.execute(
            sql.SQL(
                "create view {view} with (security_invoker = true) as select * from {physical};"
                "grant select on {view} to caseledger_reader"
            ).format(
                view=sql.Identifier("read", table.name),
                physical=sql.Identifier("read", model.physical(table)),
            )
        )
    await connection.execute(past.views(model))  # type: ignore[arg-type]


async def drop(connection: Connection, names: Iterable[str]) -> None:
    """Drop these tables, which are behind no view.

    Gives up (``psycopg.errors.LockNotAvailable``) where somebody is at them: a dump may be for hours.
    """
    await connection.execute(f"set local lock_timeout = '{int(GONE * 1000)}ms'")
    for name in names:
        await connection.execute(
            sql.SQL("drop table if exists {}").format(sql.Identifier("read", name))
        )
    await connection.execute("set local lock_timeout = 0")


async def make_functions(
    connection: Connection, model: ReadModel, before: Iterable[str]
) -> list[str]:
    """Make its functions, instead of those that were (names); answers their names.

    A function that stays as it is called keeps its identity, so that no reader of the moment misses
    it; one with other arguments or another answer is dropped first.
    """
    made = sorted(set(re.findall(r"create or replace function read\.(\w+)", model.functions)))
    text: Any = f"{model.functions}\n{past.functions(model)}"
    old = await _functions(connection, {*made, *before})
    # Functions name tables of read models that may not be made yet.
    await connection.execute("set local check_function_bodies = off")
    try:
        async with connection.transaction():
            await connection.execute(text)
    except errors.InvalidFunctionDefinition:
        await _drop_functions(connection, old)
        await connection.execute(text)
    new = await _functions(connection, {*made, *before})
    await _drop_functions(connection, [f for f in new if old.get(f) == new[f]])
    await _shut_functions(connection)
    return made


async def _functions(connection: Connection, names: set[str]) -> dict[str, str]:
    """Functions of these names, those of the past too, and the transaction that made each so."""
    cursor = await connection.execute(
        "select oid::regprocedure::text, xmin::text from pg_proc"
        " where pronamespace in ('read'::regnamespace, 'past'::regnamespace) and proname = any (%s)",
        (list(names),),
    )
    return dict(await cursor.fetchall())


async def _drop_functions(connection: Connection, functions: Iterable[str]) -> None:
    for function in functions:
        await connection.execute(f"drop function {function}")  # type: ignore[arg-type]


async def _shut_functions(connection: Connection) -> None:
    """Open to the reader alone what PostgreSQL opens to everybody: each function of the schemas.

    Those whose name begins with ``shut_`` are for other functions only: what they list is hidden.
    """
    await connection.execute(
        """
        revoke execute on all functions in schema read, past from public;
        grant execute on all functions in schema read, past to caseledger_reader;
        do $$
        declare hidden regprocedure;
        begin
            for hidden in
                select p.oid from pg_proc as p
                where p.pronamespace = 'read'::regnamespace and starts_with(p.proname, 'shut_')
            loop
                execute format('revoke execute on function %s from caseledger_reader', hidden);
            end loop;
        end
        $$;
        """
    )


async def column_types(connection: Connection, model: ReadModel) -> dict[str, dict[str, str]]:
    """The type of every column, by table and column."""
    found = await types_of(connection, [model.physical(t) for t in model.tables])
    return {table.name: found[model.physical(table)] for table in model.tables}


async def types_of(connection: Connection, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """The type of every column of these tables of the schema, by table and column."""
    cursor = await connection.execute(
        """
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
        from pg_attribute as a
        join pg_class as c on c.oid = a.attrelid
        where c.relnamespace = 'read'::regnamespace and c.relname = any (%s)
          and a.attnum > 0 and not a.attisdropped
        order by c.relname, a.attnum
        """,
        (list(names),),
    )
    found: dict[str, dict[str, str]] = {}
    for relation, column, type_name in await cursor.fetchall():
        found.setdefault(relation, {})[column] = type_name
    return found
