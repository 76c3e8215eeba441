"""Rows as the last transactions left them: what goes on with one case is not read each time."""

from collections.abc import Mapping, Set
from itertools import chain
from typing import Any

from projections.engine.work import Key, Work

Needed = Mapping[type, Set[Key]]
"""Which rows are asked for: of a type, the leading columns of their keys."""

MOST = 2_000
"""Rows of one read model that are kept; those that were used last."""
WIDEST = 100
"""Rows under one key: of more, it is cheaper to read them than to have them push out all others."""


class Remembered:
    """What one owner has read and written of its read model, for as long as nobody else writes it.

    That is what moving its place finds out: who could not move must ``forget`` everything.
    """

    def __init__(self) -> None:
        self._rows: dict[tuple[type, Key], list[Any]] = {}
        self._count = 0

    def __len__(self) -> int:
        """How much of ``MOST`` is used; that there is no row counts as one."""
        return self._count

    def lacking(self, needed: Needed) -> dict[type, set[Key]]:
        """Of what a fold has to see, what is to be read."""
        found = {
            kind: {key for key in keys if (kind, key) not in self._rows}
            for kind, keys in needed.items()
        }
        return {kind: keys for kind, keys in found.items() if keys}

    def rows(self, needed: Needed) -> list[Any]:
        """Of what a fold has to see, what is known."""
        known = (self._rows.get((kind, key), ()) for kind, keys in needed.items() for key in keys)
        return list(chain.from_iterable(known))

    def note(self, needed: Needed, work: Work) -> None:
        """These were read or known, and stand as the work left them: it has been committed."""
        for place in work.changed():
            self._drop(place)
        for kind, keys in needed.items():
            for key in keys:
                self._drop((kind, key))
                rows = work.under(kind, *key)
                if len(rows) <= WIDEST:
                    self._rows[kind, key] = rows
                    self._count += max(len(rows), 1)
        while self._count > MOST:
            self._drop(next(iter(self._rows)))

    def forget(self) -> None:
        """Nothing is known any more."""
        self._rows, self._count = {}, 0

    def _drop(self, place: tuple[type, Key]) -> None:
        if (rows := self._rows.pop(place, None)) is not None:
            self._count -= max(len(rows), 1)
