"""One origin's tree, made once more from its leaves: every tile, and the root at every mark."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import LiteralString

from ledger.log.audit.findings import Checked, Finding
from ledger.log.audit.signed import Life, Mark
from ledger.log.audit.stored import Block, Reading
from ledger.log.growth import StoredTiles
from ledger.log.rows import Connection
from ledger.log.tiles import WIDTH, Edge, Tile, tiles_of
from ledger.log.tree import HASH_BYTES

BLOCK = 20 * WIDTH
"""Leaves at a time."""

_LEAVES: LiteralString = """
    select t.index, t.hashes from log.tile as t
    where t.log = %s and t.sequence = %s and t.level = 0 and t.index >= %s and t.index <= %s
    order by t.index
"""


class Audited:
    """One pass over an origin of ``size`` leaves; ``reading``: its rows, None for an ended one.

    What is wrong goes to ``findings``; after the first that breaks the tree nothing more is said of
    it. A row is only held to be wrong where the tree is the one that was signed.
    """

    def __init__(
        self,
        connection: Connection,
        life: Life,
        size: int,
        reading: Reading | None,
        checked: Checked,
        told: Callable[[int], None],
    ) -> None:
        self._connection = connection
        self._life = life
        self._size = size
        self._reading = reading
        self._checked = checked
        self._told = told
        self._tiles = StoredTiles(connection, life.log, life.sequence)
        self._edge = Edge()
        self._good = 0
        self._row: Finding | None = None
        self._by_rows: Edge | None = None
        self.findings: list[Finding] = []

    def run(self, marks: Iterator[Mark]) -> None:
        """``marks`` ascend; those of no leaf and up to ``size``."""
        mark = next(marks, None)
        if mark is not None and mark.size == 0:
            self._holds(mark)
            mark = next(marks, None)
        sound = True
        while sound and self._edge.size < self._size:
            first = self._edge.size
            count = min(BLOCK, self._size - first)
            expected = self._leaves(first, count)
            block = self._compare(first, count, expected) if expected else None
            sound = expected is not None
            while sound and (done := self._edge.size - first) < count:
                upto = min(count, mark.size - first) if mark else count
                sound = self._grow(expected or b"", block, done, upto)
                while sound and mark is not None and mark.size == self._edge.size:
                    sound = self._holds(mark)
                    mark = next(marks, None)
            self._told(self._edge.size)
        self._checked.leaves = self._edge.size
        if self._row is not None:
            self.findings.append(self._row)
        if sound:
            self._check_edge()
        if self._reading is not None:
            if not self.findings:
                self._after(self._reading)
            if not any(each.code.startswith("ROW_") for each in self.findings):
                self.findings += self._reading.findings

    def _leaves(self, first: int, count: int) -> bytes | None:
        last = (first + count - 1) // WIDTH
        values = (self._life.log, self._life.sequence, first // WIDTH, last)
        found = dict(self._connection.execute(_LEAVES, values, binary=True).fetchall())
        for index in range(first // WIDTH, last + 1):
            tile = Tile(0, index, min(WIDTH, self._size - index * WIDTH))
            if len(found.get(index, b"")) < tile.width * HASH_BYTES:
                self._say("TILE_MISSING", leaf=index * WIDTH, detail=tile.path)
                return None
        return b"".join(found[index] for index in sorted(found))[: count * HASH_BYTES]

    def _compare(self, first: int, count: int, expected: bytes) -> Block | None:
        if self._reading is None or (self._row is not None and self._by_rows is None):
            return None
        block = self._reading.block(first, count)
        if self._row is not None:
            return block
        self._checked.rows += len(block.hashes)
        if b"".join(block.hashes) != expected:
            hashes = [expected[at : at + HASH_BYTES] for at in range(0, len(expected), HASH_BYTES)]
            self._row = _first_wrong(block, hashes)
            self._by_rows = deepcopy(self._edge)
        return block

    def _grow(self, expected: bytes, block: Block | None, done: int, upto: int) -> bool:
        changed = self._edge.append(expected[done * HASH_BYTES : upto * HASH_BYTES])
        if self._by_rows is not None and block is not None:
            own = block.hashes[done:upto]
            if len(own) == upto - done:
                self._by_rows.append(b"".join(own))
            else:
                self._by_rows = None
        whole = [each for each in changed if each[0].level and each[0].width == WIDTH]
        return all(self._is_stored(tile, hashes) for tile, hashes in whole)

    def _holds(self, mark: Mark) -> bool:
        root = self._edge.root()
        if root == mark.root:
            self._good = mark.size
            if self._row is not None and self._reading is not None:
                self._by_rows = None  # the tree is right: so the row is not
            return True
        if self._row is not None and self._by_rows and self._by_rows.root() == mark.root:
            leaf = self._row.leaf or 0
            self._row = None
            self._say("TILE_ALTERED", leaf=leaf, detail=Tile(0, leaf // WIDTH).path)
            return False
        self._say(
            mark.code,
            since=self._good,
            until=mark.size,
            expected=mark.root.hex(),
            found=root.hex(),
            detail=mark.detail,
        )
        return False

    def _check_edge(self) -> None:
        """The tiles above the leaves that are not full; a signed tree has no other."""
        for tile in tiles_of(self._size):
            partial = tile.level and tile.width < WIDTH
            if partial and not self._is_stored(tile, self._edge.partial(tile.level)):
                return

    def _is_stored(self, tile: Tile, hashes: bytes) -> bool:
        leaf = (tile.index * WIDTH) << (8 * tile.level)
        try:
            if self._tiles.tile(*tile) == hashes:
                return True
            self._say("TILE_ALTERED", leaf=leaf, detail=tile.path)
        except LookupError:
            self._say("TILE_MISSING", leaf=leaf, detail=tile.path)
        return False

    def _after(self, reading: Reading) -> None:
        """The rows that no leaf stands for yet."""
        first = self._size
        while rows := len(reading.block(first, BLOCK).rows):
            first += rows
            self._checked.rows += rows
            self._checked.unsigned += rows

    def _say(self, code: str, **more: object) -> None:
        named = {"log": self._life.log, "origin": self._life.name}
        self.findings.append(Finding(code=code, **named, **more))  # type: ignore[arg-type]


def _first_wrong(block: Block, expected: list[bytes]) -> Finding:
    for at, wanted in enumerate(expected):
        leaf = block.first + at
        if at >= len(block.hashes):
            return block.finding("ROW_MISSING", leaf, expected=wanted.hex())
        if block.hashes[at] != wanted:
            return block.differs(leaf, expected, block.first)
    raise AssertionError("they are not the same")
