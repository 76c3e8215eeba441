"""Opened keys in memory: for a while, at most so many, shared by threads."""

import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class KeyCache(Generic[K, V]):
    """Forgets what is older than ``max_age`` seconds, and beyond ``max_count`` the least used."""

    def __init__(self, max_age: float, max_count: int) -> None:
        self._max_age = max_age
        self._max_count = max_count
        self._known: OrderedDict[K, tuple[float, V]] = OrderedDict()
        self._lock = Lock()
        self.dropped = 0
        """How often something was dropped or all was cleared so far."""

    def get(self, names: Iterable[K]) -> dict[K, V]:
        """What is known of these names; who is missing must be fetched."""
        oldest = time.monotonic() - self._max_age
        found: dict[K, V] = {}
        with self._lock:
            for name in names:
                entry = self._known.get(name)
                if entry is not None and entry[0] >= oldest:
                    found[name] = entry[1]
                    self._known.move_to_end(name)
        return found

    def put(self, values: Mapping[K, V], dropped: int) -> None:
        """Remember what was just read, if nothing was dropped since the reading began.

        ``dropped`` is what the attribute said then: what was read may be what was dropped.
        """
        now = time.monotonic()
        with self._lock:
            if dropped != self.dropped:
                return
            for name, value in values.items():
                self._known[name] = (now, value)
                self._known.move_to_end(name)
            while len(self._known) > self._max_count:
                self._known.popitem(last=False)

    def drop(self, names: Iterable[K]) -> None:
        with self._lock:
            self.dropped += 1
            for name in names:
                self._known.pop(name, None)

    def clear(self) -> None:
        with self._lock:
            self.dropped += 1
            self._known.clear()
