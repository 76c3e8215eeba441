"""The rows that a fold works on: those it needed, and what it made of them."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

Key = tuple[Any, ...]
R = TypeVar("R", bound=msgspec.Struct)


class Work:
    """Rows by type and key: as they were read, with the fold's own changes over them."""

    def __init__(
        self,
        keys: Mapping[type[msgspec.Struct], tuple[tuple[str, ...], int]],
        known: Iterable[msgspec.Struct],
    ) -> None:
        self._key = {kind: attrgetter(*names) for kind, (names, _) in keys.items()}
        self._prefix = {kind: length for kind, (_, length) in keys.items()}
        self._rows: dict[type, dict[Key, dict[Key, Any]]] = {kind: {} for kind in keys}
        self._before: dict[type, dict[Key, Any]] = {kind: {} for kind in keys}
        self._after: dict[type, dict[Key, Any]] = {kind: {} for kind in keys}
        for row in known:
            key = self._set(row)
            self._before[type(row)][key] = row

    def get(self, kind: type[R], *key: Any) -> R | None:
        """The row of that key, if there is one among what was needed."""
        return self._rows[kind].get(key[: self._prefix[kind]], {}).get(key)

    def under(self, kind: type[R], *key: Any) -> list[R]:
        """All rows whose key begins like that (the columns that its table is loaded by)."""
        return list(self._rows[kind].get(key, {}).values())

    def put(self, row: msgspec.Struct) -> None:
        """Add a row, or set it in place of the one with its key."""
        self._after[type(row)][self._set(row)] = row

    def remove(self, kind: type[msgspec.Struct], *key: Any) -> None:
        """Take a row away, whether it was read or not."""
        self._rows[kind].get(key[: self._prefix[kind]], {}).pop(key, None)
        self._after[kind][key] = None

    def written(self) -> dict[type[msgspec.Struct], list[Any]]:
        """Rows that are new or different, by type."""
        before = self._before
        return {
            kind: rows
            for kind, after in self._after.items()
            if (rows := [r for k, r in after.items() if r is not None and r != before[kind].get(k)])
        }

    def removed(self) -> dict[type[msgspec.Struct], list[Key]]:
        """Keys of rows that are to go, by type."""
        return {
            kind: keys
            for kind, after in self._after.items()
            if (keys := [key for key, row in after.items() if row is None])
        }

    def _set(self, row: msgspec.Struct) -> Key:
        kind = type(row)
        key = self._key[kind](row)
        self._rows[kind].setdefault(key[: self._prefix[kind]], {})[key] = row
        return key
