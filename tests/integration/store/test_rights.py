"""What each role may not do to the ledger and its keys; what nobody may."""

from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, NotNullViolation

from ledger.store import Store
from ledger.stored import Append
from tests.support.databases import Database
from tests.support.events import command, event, new_stream

LEDGER = ("ledger.events", "ledger.commands", "ledger.claims", "ledger.order_lock")
ROLES = ("writer", "projector", "reader", "auth", "auditor", "sequencer")


def refused(database: Database, role: str, statement: str) -> bool:
    with database.connect(role, autocommit=False) as connection:
        try:
            connection.execute(statement)
        except InsufficientPrivilege:
            return True
        except NotNullViolation:
            return False
        finally:
            connection.rollback()
    return False


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", LEDGER)
@pytest.mark.parametrize(
    "statement",
    [
        "insert into {} default values",
        "delete from {}",
        "truncate {} cascade",
        "lock table {} in exclusive mode",
        "select from {} for update",
    ],
)
def test_nobody_writes_or_locks_a_ledger_table(
    database: Database, role: str, table: str, statement: str
) -> None:
    assert refused(database, role, statement.format(table))


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("select from ledger.events", {"writer", "projector", "auditor", "sequencer"}),
        ("select from ledger.commands", {"writer", "auditor"}),
        ("select from ledger.claims", {"writer"}),
        ("select from ledger.head", {"writer", "projector", "reader", "auditor", "sequencer"}),
        ("select from keys.person_key", {"writer", "projector"}),
        ("select from keys.item_key", {"writer", "projector"}),
        ("select from keys.secret", {"writer", "projector"}),
        # A rotation wraps anew; whether a key lives is changed by functions alone.
        ("update keys.person_key set wrapped = null", {"writer"}),
        ("update keys.person_key set state = 'active'", set()),
        ("delete from keys.item_key", set()),
        ("select from access.account", {"auth"}),
        ("select from access.session", {"auth", "auditor"}),
        ("select secret_hash from access.session", {"auth"}),
        ("select from access.service_token", {"auth"}),
        ("select from access.code_flow", {"auth"}),
        ("select from access.sign_in", {"auditor"}),
        ("update access.sign_in set reason = null", set()),
        ("delete from access.service_token", set()),
        ("select * from access.session_of('x')", {"reader", "auth"}),
        ("select from access.sign_in_link", {"auth"}),
        ("update access.session set last_seen_at = now()", {"auth"}),
        ("delete from access.session", set()),
        ("select from access.look", {"auditor", "sequencer"}),
        ("insert into access.look default values", set()),
        ("select from access.export", {"auditor"}),
        ("insert into access.export default values", set()),
        ("select from log.tile, log.checkpoint, log.state", {"reader", "auditor", "sequencer"}),
        ("select from log.look", {"auditor", "sequencer"}),
        ("insert into log.tile default values", {"sequencer"}),
        ("update log.tile set index = 1", set()),
        ("delete from log.tile", set()),
        ("update log.origin set name = 'x'", set()),
        ("update log.checkpoint set note = ''", set()),
        ("update log.state set size = 0", {"sequencer"}),
        ("insert into log.look_waiting default values", set()),
        ("select from read.projection", {"projector", "reader"}),
        ("update read.projection set position = 0", {"projector"}),
        ("create table read.mine (n int)", {"projector"}),
        ("create table ledger.mine (n int)", set()),
        ("create function access.mine() returns int language sql return 1", set()),
        ("select * from access.live_session('x')", set()),
        ("select * from access.open_look()", set()),
        ("select * from access.current_session('x')", {"reader", "auth"}),
        ("select access.looked_persons()", {"reader"}),
        (
            "select ledger.append(" + ", ".join(["'{}'"] * 29) + ")",
            {"writer"},
        ),
    ],
)
def test_rights(database: Database, statement: str, allowed: set[str]) -> None:
    assert {role for role in ROLES if not refused(database, role, statement)} == allowed


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger.events set state = ''",
        "delete from ledger.events",
        "truncate ledger.events",
        "update ledger.commands set result = ''",
        "delete from ledger.commands",
        "truncate ledger.commands",
        "update access.look set purpose = ''",
        "delete from access.look",
        "truncate access.look",
        "delete from log.tile",
        "truncate log.tile",
        "delete from log.origin",
        "update log.look set leaf = leaf + 1",
        "delete from log.cosignature",
        "update access.export set started_by = ''",
        "delete from access.export",
        "truncate access.export",
    ],
)
async def test_the_owner_does_not_change_history_by_accident(
    database: Database, store: Store, statement: str
) -> None:
    await store.append(Append("t", [event(new_stream(), 1)], command=command()))
    with database.connect("migrator") as owner:
        owner.execute("set role caseledger_owner")
        with pytest.raises(psycopg.Error) as error:
            owner.execute(statement)
    assert error.value.sqlstate == "CL405"


def test_what_the_projector_makes_the_reader_reads(database: Database) -> None:
    with database.connect("projector") as projector:
        projector.execute("set role caseledger_projector")
        projector.execute("create table read.sample (n int)")
        projector.execute("insert into read.sample values (1)")
    with database.connect("reader") as reader:
        assert reader.execute("select n from read.sample").fetchall() == [(1,)]
    assert refused(database, "reader", "insert into read.sample values (2)")
    with database.connect("projector") as projector:
        projector.execute("set role caseledger_projector")
        projector.execute("drop table read.sample")


def test_a_key_is_written_once_and_never_changed(database: Database) -> None:
    insert = (
        "insert into keys.person_key (tenant, person_id, version, wrapped, kek_id)"
        " values ('t', %s, 1, '\\x00', 'kek-1')"
    )
    person = uuid4()
    with database.connect("writer") as writer:
        writer.execute(insert, [person])
        with pytest.raises(psycopg.errors.UniqueViolation):
            writer.execute(insert, [person])
        state = writer.execute("select state from keys.person_key where person_id = %s", [person])
        assert state.fetchone() == ("active",)


@pytest.mark.parametrize(
    "arguments",
    [
        {"event_append": "array[2]"},
        {"guard_append": "array[0]"},
        {"claim_append": "array[null]::int[]"},
        {"person_append": "array[2]"},
        {"item_append": "array[2]"},
        {"claim_op": "array['seize']"},
    ],
)
def test_malformed_arguments_are_refused_whole(
    database: Database, arguments: dict[str, str]
) -> None:
    names = [
        "tenants",
        "command_ids",
        "body_hashes",
        "results",
        "event_append",
        "event_stream",
        "event_version",
        "event_type",
        "event_schema_version",
        "event_id",
        "event_effective_on",
        "event_known_at",
        "event_metadata",
        "event_state",
        "guard_append",
        "guard_stream",
        "guard_version",
        "claim_append",
        "claim_op",
        "claim_kind",
        "claim_key",
        "claim_stream",
        "person_append",
        "person_id",
        "person_version",
        "item_append",
        "item_id",
        "item_person",
        "item_wrapped",
    ]
    values = dict.fromkeys(names, "'{}'") | {
        "tenants": "array['t']",
        "command_ids": "array[null]::uuid[]",
        **arguments,
    }
    call = ", ".join(f"{name} => {value}" for name, value in values.items())
    with database.connect("writer") as writer, pytest.raises(psycopg.Error) as error:
        writer.execute(f"select ledger.append({call})")
    assert error.value.sqlstate == "CL400"
