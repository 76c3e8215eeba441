"""The logins of the embedded server: one a role, each with its group and a password of its own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from caseledger.embedded import ROLES, Server, acquire
from caseledger.embedded.roles import ensure_roles, load_passwords
from tests.support.databases import wait_until
from tests.support.people import processes_naming


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="cl-"))
    folder.chmod(0o711)
    with acquire(folder / "home") as acquired:
        yield acquired
    wait_until(lambda: not processes_naming(folder))
    shutil.rmtree(folder)


def rows(server: Server, query: str) -> set[tuple]:
    with psycopg.connect(server.url("migrator")) as connection:
        return set(connection.execute(query).fetchall())


def test_only_launcher_and_migrator_are_superusers(server: Server) -> None:
    found = rows(server, "SELECT rolname FROM pg_roles WHERE rolsuper AND rolcanlogin")
    assert found == {("cl_launcher",), ("cl_migrator",)}


def test_each_login_is_in_the_group_of_its_role(server: Server) -> None:
    groups = {(f"cl_{role}", f"caseledger_{role}") for role in ROLES if role != "migrator"}
    found = rows(
        server,
        "SELECT member::regrole::text, roleid::regrole::text FROM pg_auth_members "
        "WHERE roleid::regrole::text LIKE 'caseledger%'",
    )
    assert found == {*groups, ("cl_migrator", "caseledger_owner")}
    no_login = rows(server, "SELECT rolname FROM pg_roles WHERE NOT rolcanlogin")
    assert {(group,) for _, group in groups} <= no_login


@pytest.mark.parametrize("role", ROLES)
def test_a_wrong_password_is_refused(server: Server, role: str) -> None:
    password = urlsplit(server.url(role)).password
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url(role).replace(password, "x" * len(password)))


def test_passwords_are_all_different(server: Server) -> None:
    assert len({urlsplit(url).password for url in server.urls.values()}) == len(ROLES)


def test_a_second_acquire_gives_the_same_addresses_and_key(server: Server) -> None:
    key = server.key_file.read_bytes()
    with acquire(server.home.root) as second:
        assert second.urls == server.urls
        assert second.key_file.read_bytes() == key


def test_a_lost_password_file_is_made_anew(server: Server) -> None:
    saved = server.home.passwords_file.read_bytes()
    try:
        server.home.passwords_file.unlink()
        with acquire(server.home.root) as second:
            assert second.urls["reader"] != server.urls["reader"]
            psycopg.connect(second.url("reader")).close()
    finally:
        server.home.passwords_file.write_bytes(saved)
        acquire(server.home.root).release()
    psycopg.connect(server.url("reader")).close()


def test_nothing_is_changed_when_all_is_in_place(server: Server) -> None:
    state = (
        "SELECT oid, xmin::text FROM pg_authid "
        "UNION ALL SELECT oid, xmin::text FROM pg_auth_members"
    )
    before = rows(server, state)
    with psycopg.connect(server.url("migrator"), autocommit=True) as connection:
        ensure_roles(connection, load_passwords(server.home.passwords_file))
    assert rows(server, state) == before


def test_an_unreadable_password_file_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "roles.json"
    path.write_text("[not json")
    made = load_passwords(path)
    assert set(made) == set(ROLES)
    assert load_passwords(path) == made
