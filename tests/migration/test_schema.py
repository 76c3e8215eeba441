"""`migrations/schema.sql` says what the migrations add up to, and every file passes the linter."""

import subprocess
from pathlib import Path

import pytest

from caseledger.migrate import DIRECTORY
from tests.support.databases import Database
from tests.support.schema_dump import SCHEMA, dump
from tests.support.squawk import squawk


def test_schema_is_the_sum_of_the_migrations(database: Database) -> None:
    assert dump(database.url("migrator")) == SCHEMA.read_text("utf-8")


@pytest.mark.parametrize("file", sorted(DIRECTORY.glob("[r0-9]*.sql")), ids=lambda f: f.name)
def test_the_linter_finds_nothing(file: Path) -> None:
    result = subprocess.run(squawk(file), capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_the_linter_would_find_something(tmp_path: Path) -> None:
    bad = tmp_path / "9999_pre_bad.sql"
    bad.write_text("alter table ledger.events add column note text not null;")
    assert subprocess.run(squawk(bad), capture_output=True).returncode != 0
