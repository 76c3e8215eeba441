"""More of what somebody with the reader's role can try, once they hold a session of their own."""

from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.integration.store.test_looks import (
    OTHER,
    PERSON,
    guarded_table,
    reader,
    record,
    secret,
    seen,
    sign_in,
)
from tests.support.databases import Database

__all__ = ["guarded_table", "reader", "secret"]
PEOPLE = "select person_id from read.people"


def name_look(reader: psycopg.Connection, look: UUID | None) -> None:
    """For the whole session, as a pooled connection does."""
    reader.execute("select set_config('caseledger.look', %s, false)", [str(look or "")])


def test_a_cursor_held_open_gives_what_its_look_named_and_no_more(
    reader: psycopg.Connection, secret: str
) -> None:
    name_look(reader, record(reader, secret, [PERSON]))
    reader.execute(f"declare held cursor with hold for {PEOPLE}")
    reader.execute("declare later cursor with hold for select access.looked_persons()")
    name_look(reader, record(reader, secret, [OTHER]))
    assert reader.execute("fetch all from held").fetchall() == [(PERSON,)]
    assert reader.execute("fetch all from later").fetchall() == [([PERSON],)]
    name_look(reader, None)
    assert reader.execute(PEOPLE).fetchall() == []


@pytest.mark.parametrize("plan", ["force_generic_plan", "force_custom_plan"])
def test_a_prepared_statement_asks_for_the_look_each_time(
    reader: psycopg.Connection, secret: str, plan: str
) -> None:
    reader.execute(f"set plan_cache_mode = {plan}")
    reader.execute(f"prepare p{plan[6:8]} as {PEOPLE}")
    for persons in ([PERSON], [OTHER], []):
        name_look(reader, record(reader, secret, persons))
        found = reader.execute(f"execute p{plan[6:8]}").fetchall()
        assert found == [(person,) for person in persons]
    name_look(reader, None)
    assert reader.execute(f"execute p{plan[6:8]}").fetchall() == []


def test_a_look_of_many_is_recorded_whole_and_opens_just_those(
    reader: psycopg.Connection, secret: str, database: Database
) -> None:
    many = [*(uuid4() for _ in range(20_000)), PERSON]
    look = record(reader, secret, many)
    assert seen(reader, look) == [PERSON]
    with database.connect("auditor") as auditor:
        [count] = auditor.execute(
            "select cardinality(persons) from access.look where look_id = %s", [look]
        ).fetchone() or [None]
    assert count == len(many)


def test_the_work_in_hand_is_the_sessions_own(
    reader: psycopg.Connection, secret: str, database: Database
) -> None:
    file = uuid4()
    stated = (
        "select access.record_look(%s, 'p', 'CASE', '{}', array[%s], '{}', 'allowed', '{}', null,"
        " task_ref => %s, purpose_from => 'STATED', stated => 'REVIEW')"
    )
    in_hand = "select stated from access.work_in_hand(%s, array[%s::uuid], 60)"
    reader.execute(stated, [secret, file, file])
    assert reader.execute(in_hand, [secret, file]).fetchall() == [("REVIEW",)]
    other, _ = sign_in(database)
    for key, asked in ((other, file), ("guess", file), (None, file), (secret, uuid4())):
        assert reader.execute(in_hand, [key, asked]).fetchall() == []


def test_nobody_elses_secret_stands_among_the_running_statements(
    reader: psycopg.Connection, database: Database
) -> None:
    theirs, _ = sign_in(database)
    with database.connect("reader") as victim:
        record(victim, theirs, [PERSON])
        victim.execute("select set_config('caseledger.session', %s, false)", [theirs])
        told = reader.execute("select query from pg_stat_activity").fetchall()
    assert told and not any(theirs in (query or "") for (query,) in told)


def test_the_readers_role_is_a_member_of_nothing_and_owns_nothing(
    reader: psycopg.Connection, database: Database
) -> None:
    groups = reader.execute(
        "select r.rolname from pg_roles as r where pg_has_role(current_user, r.oid, 'member')"
        " and r.rolname <> current_user"
    ).fetchall()
    assert [name for (name,) in groups] == ["caseledger_reader"]
    with database.connect("migrator") as admin:
        powers = admin.execute(
            "select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
            " from pg_roles where rolname in (%s, 'caseledger_reader')",
            [reader.info.user],
        ).fetchall()
        owned = admin.execute(
            "select c.relname from pg_class as c join pg_roles as r on r.oid = c.relowner"
            " where r.rolname in (%s, 'caseledger_reader') and c.relpersistence <> 't'",
            [reader.info.user],
        ).fetchall()
    assert {power for row in powers for power in row} == {False}
    assert owned == []


@pytest.mark.parametrize(
    "attack",
    [
        "select access.record_export('brantwood', gen_random_uuid(), 'EXPORT', 1, 'x')",
        "select * from access.open_look()",
        "select backend_start from access.backend_start()",
        "do $$ begin perform * from access.look; end $$",
        "grant caseledger_auditor to current_user",
        "set session authorization default; set role caseledger_auditor",
        "alter role current_user bypassrls",
        "alter role current_user set caseledger.look = 'x'",
        "alter policy looked on read.people using (true)",
        "create policy mine on read.people for select using (true)",
        "alter table read.people owner to current_user",
        "create statistics s on tenant, name from read.people",
        "select pg_catalog.pg_read_binary_file('pg_hba.conf')",
        "create function access.mine() returns int language sql as 'select 1'",
        "alter function access.looked_persons() volatile",
        "truncate log.look_waiting",
        "select * from log.look_waiting",
    ],
)
def test_the_reader_cannot(reader: psycopg.Connection, attack: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        reader.execute(attack)


def test_errors_operators_and_views_of_the_readers_own_see_no_row(
    reader: psycopg.Connection, secret: str
) -> None:
    name_look(reader, record(reader, secret, [uuid4()]))
    reader.execute(
        "create function pg_temp.cries(text, text) returns boolean language plpgsql cost 0.0001"
        " as $$ begin raise exception 'seen %', $1; end $$"
    )
    reader.execute(
        "create operator pg_temp.### (leftarg = text, rightarg = text, function = pg_temp.cries)"
    )
    reader.execute(
        "create temp view mine with (security_barrier = false) as select * from read.people"
    )
    for source in ("read.people", "pg_temp.mine"):
        for condition in (
            "name operator(pg_temp.###) 'x'",
            "1 / (length(name) - length(name)) = 1",
            "cast(name as int) = 1",
        ):
            found = reader.execute(f"select * from {source} where {condition}").fetchall()
            assert found == [], condition
    found = reader.execute("select * from read.people where ctid = '(0,1)'").fetchall()
    assert found == []
