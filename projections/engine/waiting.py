"""Read your writes: wait until projections hold a position, wherever they run."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping

import psycopg

from projections.engine.position import ProjectionRow

HERE_POLL = 0.25
ELSEWHERE_POLL = 0.01


class Progress:
    """Knows the positions of the runners of this process at once, and asks for the others'.

    ``stands`` says which nobody fills, so that it is in vain to wait for them: those that older code
    filled, until what takes their place has caught up.
    """

    def __init__(
        self,
        here: Callable[[], Mapping[str, int]],
        everywhere: Callable[[], Awaitable[list[ProjectionRow]]],
        stands: Callable[[], set[str]] = set,
    ) -> None:
        self._here = here
        self._everywhere = everywhere
        self._stands = stands
        self._moved = asyncio.Event()

    def moved(self) -> None:
        """A runner of this process has moved."""
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait_for(self, names: Iterable[str], position: int, timeout: float) -> bool:
        """Whether all of them hold the position within so many seconds; never raises for a wait.

        Where it says False, what is read is stale: the write itself is not undone by it.
        """
        wanted = set(names)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while True:
                    moved = self._moved
                    behind = await self._behind(wanted, position)
                    if not behind:
                        return True
                    if behind & self._stands():
                        return False
                    pause = HERE_POLL if behind <= set(self._here()) else ELSEWHERE_POLL
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(pause):
                            await moved.wait()
        return False

    async def _behind(self, wanted: set[str], position: int) -> set[str]:
        here = self._here()
        behind = {name for name in wanted if here.get(name, -1) < position}
        if behind <= set(here):
            return behind
        try:
            elsewhere = {row.name: row.position for row in await self._everywhere()}
        except psycopg.Error:
            return behind
        return {name for name in behind if elsewhere.get(name, -1) < position}
