"""Wake-ups are sent though a connection hangs."""

import asyncio
from typing import Any

import psycopg
import pytest

from ledger import notifier
from ledger.notifier import Notifier


async def test_what_hangs_is_given_up_and_told_over_another_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Any] = []
    heard = asyncio.Event()

    class Wire:
        async def execute(self, statement: str, given: Any = None) -> None:
            if given and len(made) == 1:
                await asyncio.Event().wait()
            elif given:
                assert given == ["caseledger", ["7"]]
                heard.set()

        async def close(self) -> None:
            pass

    async def connect(*_: Any, **__: Any) -> Wire:
        made.append(Wire())
        return made[-1]

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", connect)
    monkeypatch.setattr(notifier, "_PATIENCE", 0.02)
    monkeypatch.setattr(notifier, "_PAUSE", 0.02)
    sending = Notifier("")
    sending.start()
    sending.tell(7)
    async with asyncio.timeout(5):
        await heard.wait()
    await sending.stop()
