"""An answer within its time, also where what is asked hangs."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds for whoever asks how all stands: they ask again, and give up themselves before long."""


async def within(seconds: float, doing: Coroutine[Any, Any, T]) -> T:
    """What it comes to. Raises ``TimeoutError``, and does not wait until it has been ended.

    A call on a connection that hangs takes long to end, too: it asks the server to cancel it.
    """
    task = asyncio.create_task(doing)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        task.cancel()
    if not done:
        raise TimeoutError
    return task.result()
