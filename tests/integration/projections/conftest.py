"""A ledger with a random history in it, and what is needed to look at read tables from outside."""

from collections.abc import AsyncIterator, Iterator

import pytest

from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from tests.integration.projections.town import KEK
from tests.support.databases import Database, PgServer, new_database
from tests.unit.projections.histories import TENANT


@pytest.fixture
def fresh(pg_server: PgServer, migrated_template: str) -> Iterator[Database]:
    """A database for one test alone."""
    with new_database(pg_server, migrated_template) as made:
        yield made


@pytest.fixture
async def ledger(fresh: Database) -> AsyncIterator[Ledger]:
    """An empty ledger of the town."""
    async with Ledger(fresh.url("writer"), TENANT, KeyEncryptionKey(KEK)) as opened:
        yield opened
