"""The rows that a fold works on: those it needed, and what it made of them."""

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from projections.engine.versions import Told, Versions, versions_of

Key = tuple[Any, ...]
R = TypeVar("R", bound=msgspec.Struct)
_AS_READ: Any = object()


class _Rows:
    """Those of one type, by key: as they were read, and over them what changed (None: it is gone).

    ``parts``: as they are now, by the leading columns by which they are loaded, unless that is all.
    ``told``: what each event made of them, where that is kept, and ``versions`` what that comes to.
    Every look by a key costs a hash of its UUIDs, which Python works out anew each time.
    """

    __slots__ = ("after", "before", "key", "length", "parts", "told", "versions")

    def __init__(self, names: tuple[str, ...], length: int, kept: bool) -> None:
        self.key = attrgetter(*names)
        self.length = length
        self.before: dict[Key, Any] = {}
        self.after: dict[Key, Any] = {}
        self.parts: dict[Key, dict[Key, Any]] | None = {} if length < len(names) else None
        self.told: dict[Key, Told] | None = {} if kept else None
        self.versions: Versions | None = None


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
        row = of.after.get(key, _AS_READ)
        return of.before.get(key) if row is _AS_READ else row

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
            self._tell(of, key, row)

    def remove(self, kind: type[msgspec.Struct], *key: Any) -> None:
        """Take a row away, whether it was read or not."""
        of = self._of[kind]
        of.after[key] = None
        if of.parts is not None:
            of.parts.get(key[: of.length], {}).pop(key, None)
        if of.told is not None:
            self._tell(of, key, None)

    def changed(self) -> set[tuple[type[msgspec.Struct], Key]]:
        """The types of what was put or removed, each with the columns by which it is loaded."""
        return {(kind, key[: of.length]) for kind, of in self._of.items() for key in of.after}

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
            of.versions = None

    def versions(self, kind: type[msgspec.Struct]) -> Versions:
        """What the events made of the rows of a type whose versions are kept."""
        of = self._of[kind]
        if of.versions is None:
            of.versions = versions_of(of.before, of.told or {})
        return of.versions

    def key_of(self, row: msgspec.Struct) -> Key:
        return self._of[type(row)].key(row)

    def _written(self, kind: type) -> list[Any]:
        of = self._of[kind]
        if of.told is not None:
            return [of.after[key] for key in self.versions(kind).since]
        return [r for k, r in of.after.items() if r is not None and r != of.before.get(k)]

    def _tell(self, of: _Rows, key: Key, row: msgspec.Struct | None) -> None:
        assert of.told is not None
        of.versions = None
        versions = of.told.get(key)
        if versions is None:
            of.told[key] = [(self.at, row)]
        elif versions[-1][0] == self.at:
            versions[-1] = (self.at, row)  # one version an event
        else:
            versions.append((self.at, row))
