"""Whoever asks how all stands is answered in time, also where the database hangs."""

import asyncio
import json
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest

from api import health


async def test_a_database_that_hangs_is_told_as_away_and_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = asyncio.Event()

    @asynccontextmanager
    async def hangs():
        try:
            yield await asyncio.Event().wait()
        finally:
            await ended.wait()  # as psycopg, which asks the server to cancel, and waits for that

    monkeypatch.setattr(health, "PATIENCE", 0.02)
    handlers = health.health_handlers(SimpleNamespace(readers=SimpleNamespace(connection=hangs)))
    [asked] = [each.fn for each in handlers if "/health" in each.paths]
    async with asyncio.timeout(5):
        answer = await asked()
    ended.set()
    told = json.loads(answer.content)
    assert answer.status_code == 503 and told["live"] and not told["ready"]
    assert told["wrong"] == [{"kind": "database", "name": "database", "code": "AWAY"}]
