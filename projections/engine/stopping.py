"""Being told to stop, and hearing it."""

import asyncio


def heed() -> None:
    """End here where this task was told to. For every loop that goes on after errors.

    A cancelled query can fail as it is cancelled, or the statement after it can: then that error
    is all that is seen, and who goes on after errors would never end.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
