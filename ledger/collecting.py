"""How seldom Python looks for cycles of dead objects, in processes that read many events."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (100_000, 50, 50)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """While it is open, look for cycles rarely: pages of events come and go, and are part of none.

    Without it a projection that catches up spends a third of its time looking.
    """
    before = gc.get_threshold()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
