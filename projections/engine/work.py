"""The rows that a fold works on: those it needed, and what it made of them."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from projections.engine.versions import Told, Versions, versions_of

Key = tuple[Any, ...]
R = TypeVar("R", bound=msgspec.Struct)


class Work:
    """Rows by type and key: as they were read, with the fold's own changes over them.

    ``at`` is the position of the event that is folded. Of types in ``kept`` each event's version
    of a row is remembered, not only the last.
    """

    def __init__(
        self,
        keys: Mapping[type[msgspec.Struct], tuple[tuple[str, ...], int]],
        known: Iterable[msgspec.Struct],
        kept: Iterable[type[msgspec.Struct]] = (),
    ) -> None:
        self.at = 0
        self._told: dict[type, dict[Key, Told]] = {kind: {} for kind in kept}
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
        key = self._set(row)
        self._after[type(row)][key] = row
        self._tell(type(row), key, row)

    def remove(self, kind: type[msgspec.Struct], *key: Any) -> None:
        """Take a row away, whether it was read or not."""
        self._rows[kind].get(key[: self._prefix[kind]], {}).pop(key, None)
        self._after[kind][key] = None
        self._tell(kind, key, None)

    def written(self) -> dict[type[msgspec.Struct], list[Any]]:
        """Rows that are new or different, by type; of kept versions also what came back as it was."""
        found = {kind: self._written(kind) for kind in self._after}
        return {kind: rows for kind, rows in found.items() if rows}

    def removed(self) -> dict[type[msgspec.Struct], list[Key]]:
        """Keys of rows that are to go, by type."""
        return {
            kind: keys
            for kind, after in self._after.items()
            if (keys := [key for key, row in after.items() if row is None])
        }

    def unread(self, kind: type[msgspec.Struct]) -> list[Key]:
        """Keys of what changed and was not read, or was not there: of types whose versions are kept."""
        return [key for key in self._told[kind] if key not in self._before[kind]]

    def meet(self, rows: Iterable[msgspec.Struct]) -> None:
        """Rows that stood before, and that the fold did not ask for."""
        for row in rows:
            self._before[type(row)][self._key[type(row)](row)] = row

    def versions(self, kind: type[msgspec.Struct]) -> Versions:
        """What the events made of the rows of a type whose versions are kept."""
        return versions_of(self._before[kind], self._told[kind])

    def key_of(self, row: msgspec.Struct) -> Key:
        return self._key[type(row)](row)

    def _written(self, kind: type) -> list[Any]:
        after, before = self._after[kind], self._before[kind]
        if kind in self._told:
            return [after[key] for key in self.versions(kind).since]
        return [r for k, r in after.items() if r is not None and r != before.get(k)]

    def _tell(self, kind: type[msgspec.Struct], key: Key, row: msgspec.Struct | None) -> None:
        told = self._told.get(kind)
        if told is None:
            return
        versions = told.setdefault(key, [])
        if versions and versions[-1][0] == self.at:
            versions.pop()  # one version an event
        versions.append((self.at, row))

    def _set(self, row: msgspec.Struct) -> Key:
        kind = type(row)
        key = self._key[kind](row)
        self._rows[kind].setdefault(key[: self._prefix[kind]], {})[key] = row
        return key
