"""The tree cut into tiles of height 8: C2SP tlog-tiles.

A tile of level L holds up to 256 hashes, 32 bytes each, side by side: for L = 0 those of leaves,
above it the roots of full tiles of the level below. A full tile never changes. A partial one is
the beginning of the same tile later, so that whoever holds the wider one holds them all.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from ledger.log.tree import HASH_BYTES, join, perfect_root

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL = WIDTH * HASH_BYTES
"""Bytes of a full tile."""

MAX_LEVEL = 63
_PATH = re.compile(
    r"tile/(0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


class Tile(NamedTuple):
    """Where a tile stands: its level, its index in that level, and of how many hashes it is."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """``tile/<L>/<N>[.p/<W>]``; index 1234067 is written ``x001/x234/067``."""
        digits = f"{self.index % 1000:03}"
        rest = self.index // 1000
        while rest:
            digits = f"x{rest % 1000:03}/{digits}"
            rest //= 1000
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{digits}{partial}"

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """The inverse of ``path``; raises ``ValueError`` for whatever ``path`` would not write."""
        found = _PATH.fullmatch(path)
        if found:
            index = int(found[2].replace("x", "").replace("/", ""))
            tile = cls(int(found[1]), index, int(found[3] or WIDTH))
            if tile.level <= MAX_LEVEL and tile.path == path:
                return tile
        raise ValueError("not the path of a tile")


class TileReader(Protocol):
    """Whoever has the tiles of a log: a database, a folder, an address."""

    def tile(self, level: int, index: int, width: int) -> bytes:
        """The first ``width`` hashes of a tile (1 to 256), 32 bytes each; raises ``LookupError``."""
        ...


def width_at(size: int, level: int, index: int) -> int:
    """How many hashes a tile has in a tree of so many leaves; 0 where there is none."""
    return max(0, min(WIDTH, (size >> (HEIGHT * level)) - index * WIDTH))


def tiles_of(size: int, since: int = 0) -> Iterator[Tile]:
    """The tiles of a tree of ``size`` leaves, level by level, that one of ``since`` did not have."""
    level = 0
    while count := size >> (HEIGHT * level):
        before = since >> (HEIGHT * level)
        if count > before:
            for index in range(before // WIDTH, (count + WIDTH - 1) // WIDTH):
                yield Tile(level, index, width_at(size, level, index))
        level += 1


class Edge:
    """The right edge of a growing tree: its partial tiles, which is all that appending needs."""

    def __init__(self) -> None:
        self.size = 0
        self._levels: list[bytearray] = []

    @classmethod
    def load(cls, reader: TileReader, size: int) -> "Edge":
        """The edge of a tree whose tiles are stored; raises what the reader raises."""
        edge = cls()
        edge.size = size
        level = 0
        while count := size >> (HEIGHT * level):
            width = count % WIDTH
            tile = reader.tile(level, count // WIDTH, width) if width else b""
            edge._levels.append(bytearray(tile))
            level += 1
        return edge

    def append(self, leaf_hashes: bytes) -> list[tuple[Tile, bytes]]:
        """Append leaves by their hashes, side by side; the tiles that are new or wider than before.

        A tile that filled up comes as full, and nothing of what it was on the way.
        """
        changed: list[tuple[Tile, bytes]] = []
        count = self.size
        self.size += len(leaf_hashes) // HASH_BYTES
        added: bytes | bytearray = leaf_hashes
        level = 0
        while added:
            if level == len(self._levels):
                self._levels.append(bytearray())
            row = self._levels[level]
            index = count // WIDTH
            row += added
            roots = bytearray()
            whole = len(row) - len(row) % FULL
            for at in range(0, whole, FULL):
                tile = bytes(row[at : at + FULL])
                changed.append((Tile(level, index), tile))
                roots += perfect_root(tile)
                index += 1
            del row[:whole]
            if row:
                changed.append((Tile(level, index, len(row) // HASH_BYTES), bytes(row)))
            added = roots
            count //= WIDTH
            level += 1
        return changed

    def partial(self, level: int) -> bytes:
        """The last tile of a level, as far as it has become; empty where the last one is full."""
        return bytes(self._levels[level])

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        subtrees: list[bytes] = []
        for row in reversed(self._levels):
            at = 0
            for height in reversed(range(HEIGHT)):
                length = HASH_BYTES << height
                if len(row) // HASH_BYTES & (1 << height):
                    subtrees.append(perfect_root(bytes(row[at : at + length])))
                    at += length
        return join(subtrees)
