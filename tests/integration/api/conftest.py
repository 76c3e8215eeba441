"""One world for each test module: see ``tests.support.api_world``."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.api_world import World, opened_world
from tests.support.databases import Database


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(database: Database) -> AsyncIterator[World]:
    async with opened_world(database) as made:
        yield made
