"""An open store on this module's database."""

from collections.abc import AsyncIterator

import pytest

from ledger.store import Store
from tests.support.databases import Database


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    opened = Store(database.url("writer"))
    await opened.open()
    yield opened
    await opened.close()
