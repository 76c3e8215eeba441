"""Two read models, built from nothing by each contender from the events it holds.

- **Cases**: for each stream its state, how many events and notes it has, and its last day.
- **Months**: for each month and type of event, how many there are.

Both are as simple as read models get: what is measured is the way from stored events to rows.
"""

import resource
import time
from datetime import date
from typing import Any

SUBMITTED, DECIDED = "application.submitted", "application.decided"
"""The first leaves a case ``APPLIED``, the second at its ``outcome``; others leave it as it was."""
NOTE = "note.added"
BATCH = 2_000


class Clock:
    """From its making on; ``answer`` is what a contender answers to the job."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._cpu = time.process_time()

    def answer(self, events: int) -> dict[str, Any]:
        """Events a second, the process's own CPU (microseconds an event), its largest size (MiB)."""
        seconds = time.perf_counter() - self._began
        return {
            "seconds": seconds,
            "rate": events / seconds,
            "cpu": (time.process_time() - self._cpu) * 1e6 / events,
            "rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)
