"""A stream of notifications that waits at the end of the ledger, and outlives a lost connection.

The position last yielded is the truth: it pulls what comes after. A wake-up only makes the next
pull come sooner, so one that is lost costs at most the polling interval, and none can fall
between a pull and the LISTEN.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventsourcing.persistence import (
    InterfaceError,
    Notification,
    OperationalError,
    Subscription,
)

from ledger.notifier import CHANNEL

if TYPE_CHECKING:
    from ledger.recorder import LedgerRecorder

_PAGE = 500  # notifications a pull
_POLL = 1.0  # seconds between pulls when nobody calls
_RETRY = 0.2  # seconds before a lost connection is tried again
_GLANCE = 0.1  # seconds between looks at whether it was stopped


class LedgerSubscription(Subscription["LedgerRecorder"]):
    """Pulls in the thread that iterates, so a slow handler holds up nothing but itself."""

    def __init__(
        self, recorder: LedgerRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._pulled: deque[Notification] = deque()
        self._news = threading.Event()
        self._listener = threading.Thread(target=self._listen, name="ledger listener", daemon=True)
        self._listener.start()

    def stop(self) -> None:
        """End the iteration, also one that is waiting in another thread."""
        super().stop()
        self._news.set()

    def __exit__(self, *args: object, **kwargs: object) -> None:
        super().__exit__(*args, **kwargs)
        self._listener.join()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            if self._pulled:
                return self._pulled.popleft()
            self._news.clear()
            if not self._pull() and not self._has_been_stopped:
                self._news.wait(_POLL)
        raise StopIteration

    def _pull(self) -> bool:
        """Fetch the next page; False when there was none, or the database is away."""
        after = self._last_notification_id or 0
        try:
            # read before the page: nothing up to here can turn up later
            seen = self._recorder.max_notification_id() if self._topics else None
            page = self._recorder.select_notifications(
                after, _PAGE, topics=self._topics, inclusive_of_start=False
            )
        except (OperationalError, InterfaceError):
            if self._recorder.datastore.pool.closed:
                raise
            return False
        self._pulled.extend(page)
        if page:
            self._last_notification_id = page[-1].id
        if seen and len(page) < _PAGE:
            # step over what the topics leave out, so as not to look through it again
            self._last_notification_id = max(seen, self._last_notification_id or 0)
        return bool(page)

    def _listen(self) -> None:
        while not self._has_been_stopped:
            try:
                with self._recorder.datastore.get_connection() as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._news.set()  # for what was committed before the LISTEN
                    while not self._has_been_stopped:
                        for _ in connection.notifies(timeout=_GLANCE, stop_after=1):
                            self._news.set()
                    connection.execute("UNLISTEN *")
            except (OperationalError, InterfaceError):
                if self._recorder.datastore.pool.closed:
                    return
                time.sleep(_RETRY)
