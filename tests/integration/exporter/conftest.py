"""Empty ledgers to export from and to import into, and one that holds a generated extract."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.integration.exporter.moves import Moving
from tests.support.databases import Database, PgServer, new_database


@pytest.fixture
def moving(pg_server: PgServer, migrated_template: str, tmp_path) -> Iterator[Moving]:  # type: ignore[no-untyped-def]
    """Databases at will, and the way between them."""
    with ExitStack() as stack:

        def make() -> Database:
            return stack.enter_context(new_database(pg_server, migrated_template))

        yield Moving(make, tmp_path)
