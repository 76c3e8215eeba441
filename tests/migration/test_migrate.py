"""The runner: once, in order, checked, alone, forward only; and it says why when it will not."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from caseledger import migrate as runner
from caseledger.migrate import DIRECTORY, MigrationError, migrate, status
from tests.support.databases import Database, PgServer, new_database
from tests.support.independent_server import IndependentServer

ALL = [file.stem for file in sorted(DIRECTORY.glob("[0-9]*.sql"))]


@pytest.fixture
def empty(pg_server: PgServer) -> Iterator[Database]:
    with new_database(pg_server) as made:
        yield made


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Migrations of this test's own."""
    shutil.copy(DIRECTORY / "roles.sql", tmp_path)
    (tmp_path / "0001_pre_one.sql").write_text("create schema one;\n")
    (tmp_path / "0002_pre_two.sql").write_text("create table one.two (n int);\n")
    return tmp_path


def tables(database: Database) -> set[str]:
    with database.connect("migrator") as admin:
        rows = admin.execute(
            "select relnamespace::regnamespace || '.' || relname from pg_class"
            " where relkind = 'r' and relnamespace::regnamespace::text in ('one')"
        )
        return {name for (name,) in rows}


def test_an_empty_database_is_brought_all_the_way_once(empty: Database) -> None:
    url = empty.url("migrator")
    assert status(url).pending == ALL
    assert migrate(url) == ALL
    assert migrate(url) == []
    assert status(url).applied == ALL
    assert status(empty.url("reader")).pending == []


def test_every_object_belongs_to_the_owner(database: Database) -> None:
    with database.connect("migrator") as admin:
        owners = admin.execute(
            "select distinct relowner::regrole::text from pg_class"
            " where relnamespace::regnamespace::text in ('ledger', 'keys', 'access', 'migration')"
            " and relkind in ('r', 'v', 'S')"
        ).fetchall()
    assert owners == [("caseledger_owner",)]


def test_what_is_new_is_added(empty: Database, files: Path) -> None:
    url = empty.url("migrator")
    migrate(url, files)
    (files / "0003_pre_three.sql").write_text("create table one.three (n int);")
    assert migrate(url, files) == ["0003_pre_three"]
    assert tables(empty) == {"one.two", "one.three"}


def test_a_post_migration_waits_for_the_old_code_to_go(empty: Database, files: Path) -> None:
    url = empty.url("migrator")
    (files / "0003_post_drop.sql").write_text("drop table one.two;")
    assert migrate(url, files, post=False) == ["0001_pre_one", "0002_pre_two"]
    assert tables(empty) == {"one.two"}
    assert migrate(url, files) == ["0003_post_drop"]
    assert tables(empty) == set()


def test_an_edited_file_is_refused_by_name(empty: Database, files: Path) -> None:
    url = empty.url("migrator")
    migrate(url, files)
    (files / "0001_pre_one.sql").write_text("create schema another;\n")
    for refuse in (migrate, status):
        with pytest.raises(MigrationError) as error:
            refuse(url, files)
        assert "0001_pre_one" in error.value.fr
        assert "0001_pre_one" in error.value.en


def test_line_ends_are_no_edit(empty: Database, files: Path) -> None:
    url = empty.url("migrator")
    migrate(url, files)
    (files / "0001_pre_one.sql").write_bytes(b"create schema one;\r\n")
    assert migrate(url, files) == []


def test_a_newer_database_is_refused(empty: Database, files: Path) -> None:
    url = empty.url("migrator")
    migrate(url, files)
    (files / "0002_pre_two.sql").unlink()
    with pytest.raises(MigrationError, match=r"newer.*0002_pre_two"):
        migrate(url, files)


def test_a_file_put_in_between_is_refused(empty: Database, files: Path) -> None:
    url = empty.url("migrator")
    (files / "0002_pre_two.sql").rename(files / "0003_pre_two.sql")
    migrate(url, files)
    (files / "0002_pre_late.sql").write_text("create table one.late (n int);")
    with pytest.raises(MigrationError, match="0002_pre_late"):
        migrate(url, files)
    assert tables(empty) == {"one.two"}


@pytest.mark.parametrize("name", ["0003_three.sql", "0003_pre_Three.sql", "0003_pre.sql"])
def test_a_wrong_name_is_refused(files: Path, name: str) -> None:
    (files / name).write_text("select 1;")
    with pytest.raises(MigrationError, match=name):
        runner.migrations(files)


def test_one_number_is_one_migration(files: Path) -> None:
    (files / "0002_pre_again.sql").write_text("select 1;")
    with pytest.raises(MigrationError, match="0002"):
        runner.migrations(files)


def test_a_failed_file_leaves_nothing_and_can_be_mended(empty: Database, files: Path) -> None:
    url = empty.url("migrator")
    broken = files / "0003_pre_three.sql"
    broken.write_text("create table one.three (n int);\nselect 1 / 0;")
    with pytest.raises(MigrationError, match="0003_pre_three") as error:
        migrate(url, files)
    assert "n'a rien changé" in error.value.fr
    assert tables(empty) == {"one.two"}
    broken.write_text("create table one.three (n int);")
    assert migrate(url, files) == ["0003_pre_three"]


def test_started_at_once_by_many_it_runs_once(empty: Database) -> None:
    url = empty.url("migrator")
    done: list[list[str]] = []
    threads = [threading.Thread(target=lambda: done.append(migrate(url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done, key=len) == [[], [], [], ALL]


def test_another_migration_is_not_waited_for_for_ever(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_LOCK_WAIT", 0.2)
    with empty.connect("migrator") as other:
        other.execute("select pg_advisory_lock(%s)", [runner._LOCK_KEY])
        with pytest.raises(MigrationError, match="Another migration is running"):
            migrate(empty.url("migrator"))
    assert migrate(empty.url("migrator")) == ALL


def test_a_table_in_use_is_not_waited_for_for_ever(
    empty: Database, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_LOCK_TIMEOUT", "200ms")
    url = empty.url("migrator")
    migrate(url, files)
    (files / "0003_pre_three.sql").write_text("alter table one.two add m int;")
    with empty.connect("migrator", autocommit=False) as busy:
        busy.execute("lock table one.two in share mode")
        with pytest.raises(MigrationError, match="0003_pre_three"):
            migrate(url, files)
    assert migrate(url, files) == ["0003_pre_three"]


def test_no_server_is_said(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="Could not reach"):
        migrate(f"host={tmp_path} dbname=x user=x")


@pytest.fixture
def plain_login(pg_server: PgServer, empty: Database) -> Iterator[str]:
    """The address of a login with CREATEROLE that owns the database, and is no superuser."""
    with psycopg.connect(pg_server.urls["migrator"], autocommit=True) as admin:
        admin.execute("create role cl_test_plain login createrole password 'plain'")
        name = sql.Identifier(empty.name)
        admin.execute(sql.SQL("alter database {} owner to cl_test_plain").format(name))
        yield make_conninfo(empty.url("migrator"), user="cl_test_plain", password="plain")
        admin.execute(sql.SQL("drop database {} with (force)").format(name))
        admin.execute(sql.SQL("create database {}").format(name))
        admin.execute("drop owned by cl_test_plain")
        admin.execute("drop role cl_test_plain")


def test_a_role_without_the_right_is_told_in_both_languages(plain_login: str) -> None:
    # the groups exist already, made by someone else, and this login is in none of them
    with pytest.raises(MigrationError) as error:
        migrate(plain_login)
    assert "superutilisateur" in error.value.fr
    assert "superuser" in error.value.en


def test_a_member_of_the_owner_migrates_without_being_superuser(
    plain_login: str, pg_server: PgServer, empty: Database
) -> None:
    with psycopg.connect(pg_server.urls["migrator"], autocommit=True) as admin:
        admin.execute("grant caseledger_owner to cl_test_plain")
    assert migrate(plain_login) == ALL
    with empty.connect("reader") as reader:
        assert reader.execute("select position from ledger.head").fetchone() == (0,)


def test_on_a_new_server_a_login_with_createrole_makes_the_groups() -> None:
    server = IndependentServer.create()
    try:
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("create role dba login createrole password 'dba'")
            admin.execute("create database fresh owner dba")
        url = make_conninfo(server.url, user="dba", password="dba", dbname="fresh")
        assert migrate(url) == ALL
        assert migrate(url) == []
    finally:
        server.discard()
