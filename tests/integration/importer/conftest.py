"""Ledgers for generated extracts."""

from collections.abc import Iterator

import pytest

from tests.support.databases import Database, PgServer, new_database


@pytest.fixture
def empty(pg_server: PgServer, migrated_template: str) -> Iterator[Database]:
    """A fresh, migrated database for one test."""
    with new_database(pg_server, migrated_template) as made:
        yield made
