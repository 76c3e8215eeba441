"""What an operator sees before tables that were made beside are put in place."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from caseledger.embedded import acquire
from projections.meetings.project import MEETINGS
from projections.registry import READ_MODELS
from tests.support.program import Program
from ui.formats import LANGUAGES


@pytest.fixture(scope="module")
def stray(address: str, open_folder: Path) -> Iterator[UUID]:
    """The key of a row that no event tells of, in the tables in use; others are ready beside."""
    home, visit = open_folder / "pages", uuid4()
    env = {"CASELEDGER_HOME": str(home)}
    with acquire(home) as server, psycopg.connect(server.url("migrator"), autocommit=True) as admin:
        admin.execute(
            "insert into read.counter_visit (tenant, visit_id, office, reasons, arrived_at, position)"
            " select tenant, %s, 'centre', '{}', now(), 1 from read.projection limit 1",
            (visit,),
        )
        beside = Program("rebuild", MEETINGS.name, env=env)
        assert beside.ended() == 0, beside.said
        assert f"visit_id={visit}" in beside.said
        yield visit
        admin.execute("delete from read.counter_visit where visit_id = %s", (visit,))
    assert Program("rebuild", MEETINGS.name, "--drop", env=env).ended() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_that_only_the_tables_in_use_have_is_named(desk, stray, language):
    operator = desk(language).sign_in("OPERATOR")
    operator.go("/status")
    operator.sees(operator.words("status.build_ready"), operator.words("status.then_asks"))
    operator.follow("differences.open").sound()
    row = operator.main.get_by_role("row", name="counter_visit")
    assert row.get_by_role("cell").all_inner_texts() == ["1", "0", "0"]
    assert operator.main.get_by_role("row").count() == 2, "of tables that differ alone"
    operator.main.locator("summary", has_text="counter_visit").click()
    operator.sees(f"visit_id={stray}").sound()
    operator.follow("differences.again").sees("counter_visit")
    operator.follow("differences.back").sees(operator.words("status.builds"))
    for name in (READ_MODELS[0].name, "no_such_one"):
        operator.go(f"/status/differences/{name}")
        operator.sees(operator.words("differences.none", name=name)).sound()


def test_what_differs_is_told_without_scripts(desk, stray):
    operator = desk("fr", scripts=False).sign_in("OPERATOR")
    operator.go("/status")
    operator.follow("differences.open").sees("counter_visit")
    operator.main.locator("summary").click()
    operator.sees(f"visit_id={stray}")
