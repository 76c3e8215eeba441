"""The look, against an attacker who has the reader's role and knows every id."""

import hashlib
import secrets
from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from tests.support.databases import Database

TENANT = "brantwood"
PERSON, OTHER = uuid4(), uuid4()
CASE = uuid4()

RECORD = (
    "select access.record_look(secret => %s, purpose => 'service', task => 'caseload',"
    " persons => %s, cases => %s, categories => '{identity}', decision => %s,"
    " codes => '{ASSIGNED}', request_id => null)"
)


@pytest.fixture(scope="module", autouse=True)
def guarded_table(database: Database) -> None:
    with database.connect("projector") as projector:
        projector.execute("set role caseledger_projector")
        projector.execute("create table read.people (tenant text, person_id uuid, name text)")
        projector.execute("alter table read.people enable row level security")
        projector.execute(
            "create policy looked on read.people for select to caseledger_reader using ("
            " person_id = any ((select access.looked_persons())::uuid[])"
            " and tenant = (select access.looked_tenant()))"
        )
        for person in (PERSON, OTHER):
            projector.execute("insert into read.people values (%s, %s, 'N')", [TENANT, person])
        projector.execute("insert into read.people values ('elsewhere', %s, 'N')", [PERSON])


def sign_in(database: Database, *, roles: tuple[str, ...] = ("caseworker",)) -> tuple[str, UUID]:
    """A session's secret and its account, as the sign-in role makes them."""
    secret, account = secrets.token_urlsafe(), uuid4()
    with database.connect("auth") as auth:
        auth.execute(
            "insert into access.account (tenant, account_id, display_name, roles, organisation)"
            " values (%s, %s, 'Invented Name', %s, 'brantwood')",
            [TENANT, account, list(roles)],
        )
        auth.execute(
            "insert into access.session (session_id, secret_hash, tenant, account_id, role, office,"
            " organisation, expires_at) values (%s, %s, %s, %s, 'caseworker', 'north', 'brantwood',"
            " now() + interval '1 hour')",
            [uuid4(), hashlib.sha256(secret.encode()).digest(), TENANT, account],
        )
    return secret, account


@pytest.fixture
def secret(database: Database) -> str:
    return sign_in(database)[0]


@pytest.fixture
def reader(database: Database) -> Iterator[psycopg.Connection]:
    with database.connect("reader") as connection:
        yield connection


def record(
    reader: psycopg.Connection, secret: str, persons: list[UUID], decision: str = "allowed"
) -> UUID:
    row = reader.execute(RECORD, [secret, persons, [CASE], decision]).fetchone()
    assert row is not None
    return row[0]


def seen(reader: psycopg.Connection, look: UUID | str | None) -> list[UUID]:
    """The persons whose rows a transaction under this look can read."""
    with reader.transaction():
        if look is not None:
            reader.execute("select set_config('caseledger.look', %s, true)", [str(look)])
        return [person for (person,) in reader.execute("select person_id from read.people")]


def test_a_committed_look_opens_what_it_names(reader: psycopg.Connection, secret: str) -> None:
    look = record(reader, secret, [PERSON])
    assert seen(reader, look) == [PERSON]
    with reader.transaction():
        reader.execute("select set_config('caseledger.look', %s, true)", [str(look)])
        row = reader.execute("select access.looked_cases(), access.looked_tenant()").fetchone()
    assert row == ([CASE], TENANT)


def test_without_a_look_nothing_is_seen(reader: psycopg.Connection, secret: str) -> None:
    assert seen(reader, None) == []
    assert seen(reader, "") == []
    assert seen(reader, uuid4()) == []
    look = record(reader, secret, [PERSON])
    assert seen(reader, look) == [PERSON]
    assert seen(reader, None) == []  # the setting went with its transaction


def test_a_denied_look_is_recorded_and_opens_nothing(
    reader: psycopg.Connection, secret: str, database: Database
) -> None:
    look = record(reader, secret, [PERSON], "denied")
    assert seen(reader, look) == []
    with database.connect("auditor") as auditor:
        row = auditor.execute(
            "select decision, persons, codes from access.look where look_id = %s", [look]
        ).fetchone()
    assert row == ("denied", [PERSON], ["ASSIGNED"])


def test_a_look_in_the_same_transaction_opens_nothing(
    reader: psycopg.Connection, secret: str, database: Database
) -> None:
    with reader.transaction(force_rollback=True):
        with reader.transaction():  # nor under a savepoint
            look = record(reader, secret, [PERSON])
            reader.execute("select set_config('caseledger.look', %s, true)", [str(look)])
        assert reader.execute("select * from read.people").fetchall() == []
    assert seen(reader, look) == []
    with database.connect("auditor") as auditor:
        found = auditor.execute("select from access.look where look_id = %s", [look]).fetchone()
    assert found is None


def test_a_look_of_another_connection_opens_nothing(
    reader: psycopg.Connection, secret: str, database: Database
) -> None:
    look = record(reader, secret, [PERSON])
    with database.connect("reader") as other:
        assert seen(other, look) == []
    assert seen(reader, look) == [PERSON]


def test_a_process_id_that_comes_round_again_opens_nothing(
    reader: psycopg.Connection, secret: str, database: Database
) -> None:
    look = record(reader, secret, [PERSON])
    age(database, look, "backend_start = backend_start - interval '1 second'")
    assert seen(reader, look) == []


def test_an_old_look_opens_nothing(
    reader: psycopg.Connection, secret: str, database: Database
) -> None:
    look = record(reader, secret, [PERSON])
    age(database, look, "at = at - interval '29 seconds'")
    assert seen(reader, look) == [PERSON]
    age(database, look, "at = at - interval '2 seconds'")
    assert seen(reader, look) == []


def age(database: Database, look: UUID, change: str) -> None:
    with database.connect("migrator") as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute(f"update access.look set {change} where look_id = %s", [look])


def test_the_actor_is_the_sessions_not_the_callers(
    reader: psycopg.Connection, database: Database
) -> None:
    secret, account = sign_in(database)
    look = record(reader, secret, [PERSON])
    with database.connect("auditor") as auditor:
        row = auditor.execute(
            "select account_id, role, office, organisation, tenant from access.look"
            " where look_id = %s",
            [look],
        ).fetchone()
    assert row == (account, "caseworker", "north", "brantwood", TENANT)


@pytest.mark.parametrize(
    "ended",
    [
        "update access.session set ended_at = now() where account_id = %s",
        "update access.session set expires_at = now() where account_id = %s",
        "update access.account set active = false where account_id = %s",
        "update access.account set roles = '{auditor}' where account_id = %s",
    ],
)
def test_an_ended_session_records_and_reads_nothing(
    reader: psycopg.Connection, database: Database, ended: str
) -> None:
    secret, account = sign_in(database)
    row = reader.execute("select account_id from access.current_session(%s)", [secret]).fetchone()
    assert row == (account,)
    with database.connect("auth") as auth:
        auth.execute(ended, [account])
    assert reader.execute("select * from access.current_session(%s)", [secret]).fetchall() == []
    with pytest.raises(psycopg.Error) as error:
        record(reader, secret, [PERSON])
    assert error.value.sqlstate == "CL401"


@pytest.mark.parametrize("guess", ["", "guess", "' or true --", None])
def test_a_guessed_secret_is_refused(reader: psycopg.Connection, guess: str | None) -> None:
    with pytest.raises(psycopg.Error) as error:
        reader.execute(RECORD, [guess, [PERSON], [], "allowed"])
    assert error.value.sqlstate == "CL401"


@pytest.mark.parametrize(
    "attack",
    [
        "insert into access.look (at, tenant, session_id, account_id, role, organisation, purpose,"
        " persons, cases, categories, decision, codes, backend, xid) values (now(), 't',"
        " gen_random_uuid(), gen_random_uuid(), 'r', 'o', 'p', '{}', '{}', '{}', 'allowed', '{}',"
        " pg_backend_pid(), '1')",
        "update access.look set persons = '{}'",
        "delete from access.look",
        "select * from access.look",
        "insert into access.session select * from access.session",
        "update access.session set role = 'privacy_officer'",
        "alter table read.people disable row level security",
        "drop policy looked on read.people",
        "set role caseledger_projector",
        "set role caseledger_owner",
        "set session_replication_role = replica",
        "create or replace function access.looked_persons() returns uuid[] language sql"
        " return array[]::uuid[]",
    ],
)
def test_the_reader_cannot(reader: psycopg.Connection, attack: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        reader.execute(attack)


def test_functions_of_the_readers_own_do_not_stand_in_for_ours(
    reader: psycopg.Connection, secret: str
) -> None:
    """A temporary object on the search path must not be found by what runs with our rights."""
    reader.execute("create temp table session (like read.people)")
    reader.execute("create function pg_temp.pg_backend_pid() returns int language sql return 0")
    reader.execute("set search_path = pg_temp, pg_catalog")
    look = record(reader, secret, [PERSON])
    assert seen(reader, look) == [PERSON]


def test_the_look_is_read_once_a_statement(
    reader: psycopg.Connection, secret: str, database: Database
) -> None:
    with database.connect("projector") as projector:
        projector.execute("set role caseledger_projector")
        projector.execute(
            "insert into read.people select 'brantwood', gen_random_uuid(), 'N'"
            " from generate_series(1, 5000)"
        )
    look = record(reader, secret, [PERSON])
    with reader.transaction():
        reader.execute("select set_config('caseledger.look', %s, true)", [str(look)])
        plan = reader.execute("explain (analyze, format text) select * from read.people").fetchall()
    lines = [line.strip() for (line,) in plan]
    assert lines.count("InitPlan 1") == lines.count("InitPlan 2") == 1
    assert not any("SubPlan" in line or "looked_" in line for line in lines)
