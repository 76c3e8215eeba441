"""Wakes everybody who waits now, and nobody who comes later."""

import asyncio
import contextlib


class Bell:
    """Take ``strike`` before looking at what may change, so that no ring in between is missed."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    @property
    def strike(self) -> asyncio.Event:
        """Set by the next ring."""
        return self._next


async def rung(strike: asyncio.Event, seconds: float) -> None:
    """Until the ring, or for so many seconds."""
    # not wait_for: on Python 3.11 it swallows a cancellation that comes with the ring
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await strike.wait()
