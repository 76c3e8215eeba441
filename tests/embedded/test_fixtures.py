"""The shared fixtures give what they promise."""

import psycopg
import pytest

from caseledger.embedded import ROLES
from tests.support.databases import Database, ServerByAddress, new_database
from tests.support.independent_server import IndependentServer


@pytest.mark.parametrize("role", ROLES)
def test_database_has_a_login_of_its_own_for_each_role(database: Database, role: str) -> None:
    with database.connect(role) as connection:
        row = connection.execute(
            "SELECT current_user, current_database(), rolsuper "
            "FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == (f"cl_{role}", database.name, role == "migrator")


def test_a_server_by_address_gets_the_same_roles(
    independent_server: IndependentServer, tmp_path
) -> None:
    server = ServerByAddress.prepare(independent_server.url, tmp_path / "key")
    with new_database(server) as made, made.connect("reader") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("cl_reader",)
    with pytest.raises(psycopg.OperationalError), made.connect("reader"):
        pass
