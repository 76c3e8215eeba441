"""The rows that a fold works on: those it needed, and what it made of them."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from projections.engine.versions import Told, Versions, versions_of

Key = tuple[Any, ...]
R = TypeVar("R", bound=msgspec.Struct)


class _Rows:
    """Those of one type, by key: as they were read, and over them what changed (None: it is gone).

    ``parts``: as they are now, by the leading columns by which they are loaded, unless that is all.
    ``told``: what each event made of them, where that is kept.
    """

    __slots__ = ("after", "before", "key", "length", "parts", "told")

    def __init__(self, names: tuple[str, ...], length: int, kept: bool) -> None:
        self.key = attrgetter(*names)
        self.length = length
        self.before: dict[Key, Any] = {}
        self.after: dict[Key, Any] = {}
        self.parts: dict[Key, dict[Key, Any]] | None = {} if length < len(names) else None
        self.told: dict[Key, Told] | None = {} if kept else None


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
        kept = frozenset(kept)
        self._of = {
            kind: _Rows(names, length, kind in kept) for kind, (names, length) in keys.items()
        }
        for row in known:
            of = self._of[type(row)]
            key = of.key(row)
            of.before[key] = row
            if of.parts is not None:
                of.parts.setdefault(key[: of.length], {})[key] = row

    def get(self, kind: type[R], *key: Any) -> R | None:
        """The row of that key, if there is one among what was needed."""
        of = self._of[kind]
        return of.after[key] if key in of.after else of.before.get(key)

    def under(self, kind: type[R], *key: Any) -> list[R]:
        """All rows whose key begins like that (the columns that its table is loaded by)."""
        of = self._of[kind]
        if of.parts is not None:
            return list(of.parts.get(key, {}).values())
        row = self.get(kind, *key)
        return [] if row is None else [row]

    def put(self, row: msgspec.Struct) -> None:
        """Add a row, or set it in place of the one with its key."""
        of = self._of[type(row)]
        key = of.key(row)
        of.after[key] = row
        if of.parts is not None:
            of.parts.setdefault(key[: of.length], {})[key] = row
        if of.told is not None:
            self._tell(of.told, key, row)

    def remove(self, kind: type[msgspec.Struct], *key: Any) -> None:
        """Take a row away, whether it was read or not."""
        of = self._of[kind]
        of.after[key] = None
        if of.parts is not None:
            of.parts.get(key[: of.length], {}).pop(key, None)
        if of.told is not None:
            self._tell(of.told, key, None)

    def written(self) -> dict[type[msgspec.Struct], list[Any]]:
        """Rows that are new or different, by type; of kept versions also what came back as it was."""
        found = {kind: self._written(kind) for kind in self._of}
        return {kind: rows for kind, rows in found.items() if rows}

    def removed(self) -> dict[type[msgspec.Struct], list[Key]]:
        """Keys of rows that are to go, by type."""
        return {
            kind: keys
            for kind, of in self._of.items()
            if (keys := [key for key, row in of.after.items() if row is None])
        }

    def unread(self, kind: type[msgspec.Struct]) -> list[Key]:
        """Keys of what changed and was not read, or was not there: of types whose versions are kept."""
        of = self._of[kind]
        return [key for key in of.told or () if key not in of.before]

    def meet(self, rows: Iterable[msgspec.Struct]) -> None:
        """Rows that stood before, and that the fold did not ask for."""
        for row in rows:
            of = self._of[type(row)]
            of.before[of.key(row)] = row

    def versions(self, kind: type[msgspec.Struct]) -> Versions:
        """What the events made of the rows of a type whose versions are kept."""
        of = self._of[kind]
        return versions_of(of.before, of.told or {})

    def key_of(self, row: msgspec.Struct) -> Key:
        return self._of[type(row)].key(row)

    def _written(self, kind: type) -> list[Any]:
        of = self._of[kind]
        if of.told is not None:
            return [of.after[key] for key in self.versions(kind).since]
        return [r for k, r in of.after.items() if r is not None and r != of.before.get(k)]

    def _tell(self, told: dict[Key, Told], key: Key, row: msgspec.Struct | None) -> None:
        versions = told.setdefault(key, [])
        if versions and versions[-1][0] == self.at:
            versions.pop()  # one version an event
        versions.append((self.at, row))
