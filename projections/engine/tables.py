"""Makes a read model's tables: its own statements, and around them what all have in common."""

import hashlib
import logging
from typing import Any

from psycopg import AsyncConnection, sql

from projections.engine import past
from projections.engine.model import ReadModel, Table

log = logging.getLogger(__name__)

Connection = AsyncConnection[Any]

_PATIENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A server that went without a word is noticed within half a minute (seconds; milliseconds)."""

_LOOKED = {
    "case": "case_id = any ((select access.looked_cases())::uuid[])",
    "person": "person_id = any ((select access.looked_persons())::uuid[])",
    "case_or_person": "(case_id = any ((select access.looked_cases())::uuid[])"
    " or case_id is null and person_id = any ((select access.looked_persons())::uuid[]))",
    "nobody": "",
}


async def connect(url: str) -> Connection:
    """A connection of the projector, which owns the read tables."""
    connection = await AsyncConnection.connect(url, autocommit=True, **_PATIENCE)
    try:
        await connection.execute("set role caseledger_projector")
        await connection.execute("set timezone = 'UTC'")
    except BaseException:
        await connection.close()
        raise
    return connection


def definition(model: ReadModel) -> str:
    """Every statement that makes the model's tables, views and policies."""
    around = (_around(model, table) for table in model.tables)
    return "\n".join((model.sql, past.twins(model), *around, past.shown(model)))


def _around(model: ReadModel, table: Table) -> str:
    """Behind a view, and shut to the reader but for what a recorded look has opened."""
    shut = "\n".join(_shut(table, f"read.{physical}") for physical in model.stored(table))
    return f"""
        {shut}
        create view read.{table.name} with (security_invoker = true)
            as select * from read.{model.physical(table)};
        grant select on read.{table.name} to caseledger_reader;
    """


def _shut(table: Table, stored: str) -> str:
    looked = _LOOKED[table.opened_by]
    policy = (
        f"create policy looked on {stored} for select to caseledger_reader"
        f" using (tenant = (select access.looked_tenant()) and {looked});"
        if looked
        else ""
    )
    return f"""
        alter table {stored} enable row level security;
        {policy}
        grant select on {stored} to caseledger_reader;
    """


async def install(connection: Connection, model: ReadModel) -> bool:
    """Make the model's tables, empty and at position 0, unless they stand as defined.

    Answers whether it made them. Tables of another version, or that were made by other
    statements, are dropped: a read model is always to be had again from the ledger.
    """
    wanted = hashlib.sha256(definition(model).encode()).hexdigest()
    async with connection.transaction():
        await connection.execute(
            "select pg_advisory_xact_lock(hashtextextended('caseledger.read', 0))"
        )
        if await _standing(connection, model) == wanted:
            return False
        log.info("read model %s, version %s: tables are made anew", model.name, model.version)
        await _drop(connection, model)
        # Functions name tables of read models that may not be made yet.
        await connection.execute("set local check_function_bodies = off")
        await connection.execute(definition(model))  # type: ignore[arg-type]
        await _shut_functions(connection)
        for table in model.tables:
            view = sql.Identifier("read", table.name)
            await connection.execute(
                sql.SQL("comment on view {} is {}").format(view, sql.Literal(wanted))
            )
        await connection.execute("delete from read.projection where name = %s", (model.name,))
        return True


async def _standing(connection: Connection, model: ReadModel) -> str | None:
    cursor = await connection.execute(
        """
        select min(obj_description(to_regclass('read.' || t.view), 'pg_class')),
            bool_and(to_regclass('read.' || t.physical) is not null
                and to_regclass('read.' || t.view) is not null)
        from unnest(%s::text[], %s::text[]) as t(view, physical)
        """,
        ([t.name for t in model.tables], [model.physical(t) for t in model.tables]),
    )
    row = await cursor.fetchone()
    return row[0] if row and row[1] else None


async def _drop(connection: Connection, model: ReadModel) -> None:
    await connection.execute(past.hidden(model))  # type: ignore[arg-type]
    for table in model.tables:
        view = sql.Identifier("read", table.name)
        await connection.execute(sql.SQL("drop view if exists {}").format(view))
        cursor = await connection.execute(
            """
            select c.relname from pg_class as c
            where c.relnamespace = 'read'::regnamespace and c.relkind = 'r'
              and c.relname ~ ('^' || %s || '_v[0-9]+(_past)?$')
            """,
            (table.name,),
        )
        for (physical,) in await cursor.fetchall():
            name = sql.Identifier("read", physical)
            await connection.execute(sql.SQL("drop table {}").format(name))


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
    cursor = await connection.execute(
        """
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
        from pg_attribute as a
        join pg_class as c on c.oid = a.attrelid
        where c.relnamespace = 'read'::regnamespace and c.relname = any (%s)
          and a.attnum > 0 and not a.attisdropped
        """,
        ([model.physical(t) for t in model.tables],),
    )
    found: dict[str, dict[str, str]] = {}
    for relation, column, type_name in await cursor.fetchall():
        found.setdefault(relation, {})[column] = type_name
    return {table.name: found[model.physical(table)] for table in model.tables}
