"""One world for each test module: see ``tests.support.api_world``."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.support.api_world import World, opened_world, prepare
from tests.support.databases import Database, PgServer, new_database


@pytest.fixture(scope="session")
def prepared(pg_server: PgServer, migrated_template: str) -> Iterator[str]:
    """The name of a database to copy, with its policy published and its read models made."""
    with new_database(pg_server, migrated_template) as made:
        asyncio.run(prepare(made))
        yield made.name


@pytest.fixture(scope="module")
def database(pg_server: PgServer, prepared: str) -> Iterator[Database]:
    """A fresh database for this test module, in which only policy is known."""
    with new_database(pg_server, prepared) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(database: Database) -> AsyncIterator[World]:
    async with opened_world(database) as made:
        yield made
