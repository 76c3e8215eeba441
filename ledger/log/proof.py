"""Inclusion and consistency proofs (RFC 6962, sections 2.1.1 and 2.1.2), from tiles.

A proof is a list of hashes, in the RFC's order. Whoever makes one reads tiles; whoever checks one
needs two checkpoints, or a checkpoint and a leaf, and nothing else.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.log.tiles import HEIGHT, WIDTH, Tile, TileReader, width_at
from ledger.log.tree import EMPTY_ROOT, HASH_BYTES, join, node_hash, perfect_root


class BadProof(ValueError):
    """A proof that does not prove it."""


class Node(NamedTuple):
    """The root of the perfect subtree over leaves ``index << height`` and the ``1 << height`` on."""

    height: int
    index: int


Span = list[Node]
"""Perfect subtrees side by side: their ``join`` is one hash of a proof."""


def inclusion_spans(index: int, size: int) -> list[Span]:
    """What makes up the proof that leaf ``index`` is in the tree of ``size`` leaves.

    Raises ``IndexError`` where there is no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError(f"no leaf {index} in a tree of {size}")
    return _path(index, 0, size)


def consistency_spans(old: int, new: int) -> list[Span]:
    """What makes up the proof that the tree of ``old`` leaves is the beginning of that of ``new``.

    Raises ``IndexError`` where ``new`` is the smaller one.
    """
    if not 0 <= old <= new:
        raise IndexError(f"a tree of {old} leaves is not the beginning of one of {new}")
    return _subproof(old, 0, new, True) if old else []


def tiles_needed(spans: Sequence[Span], size: int) -> set[Tile]:
    """The tiles, in a tree of ``size``, from which ``hashes_of`` will read: to fetch them at once."""
    return {_tile_of(node, size) for span in spans for node in span}


def hashes_of(reader: TileReader, spans: Sequence[Span], size: int) -> list[bytes]:
    """The proof itself, read from the tiles of a tree of ``size``."""
    held: dict[Tile, bytes] = {}
    return [join([_hash(reader, held, node, size) for node in span]) for span in spans]


def prove_inclusion(reader: TileReader, index: int, size: int) -> list[bytes]:
    """PATH(index, D[size]); raises ``IndexError``, or what the reader raises."""
    return hashes_of(reader, inclusion_spans(index, size), size)


def prove_consistency(reader: TileReader, old: int, new: int) -> list[bytes]:
    """PROOF(old, D[new]), none where ``old`` is 0 or ``new``; raises as ``prove_inclusion`` does."""
    return hashes_of(reader, consistency_spans(old, new), new)


def root_of(reader: TileReader, size: int) -> bytes:
    """The root of the tree of ``size`` leaves, read from its tiles."""
    return hashes_of(reader, [root_span(size)], size)[0]


def root_span(size: int) -> Span:
    """What makes up the root of the tree of ``size`` leaves."""
    return list(_perfect(0, size))


def root_from_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that the proof leads to from the leaf; ``BadProof`` where its shape is wrong."""
    if not 0 <= index < size:
        raise BadProof(f"no leaf {index} in a tree of {size}")
    _check_lengths([leaf_hash, *proof])
    at, last, root = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            raise BadProof("the proof is too long")
        if at & 1 or at == last:
            root = node_hash(sibling, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the proof is too short")
    return root


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """RFC 9162, section 2.1.3.2. Raises ``BadProof`` unless the leaf is at ``index`` under ``root``."""
    if root_from_inclusion(leaf_hash, index, size, proof) != root:
        raise BadProof("the proof leads to another root")


def verify_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """RFC 9162, section 2.1.4.2. Raises ``BadProof`` unless the old tree begins the new one.

    Anything is consistent with an empty tree, whose root is ``EMPTY_ROOT`` and whose proof is empty.
    """
    if not 0 <= old <= new:
        raise BadProof(f"a tree of {old} leaves is not the beginning of one of {new}")
    _check_lengths([old_root, new_root, *proof])
    if old in (0, new):
        if proof:
            raise BadProof("the proof is too long")
        if old_root != (new_root if old else EMPTY_ROOT):
            raise BadProof("the roots differ")
        return
    rest = list(proof)
    if not old & (old - 1):
        rest.insert(0, old_root)
    if not rest:
        raise BadProof("the proof is too short")
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = rest[0]
    for sibling in rest[1:]:
        if last == 0:
            raise BadProof("the proof is too long")
        if at & 1 or at == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the proof is too short")
    if first != old_root:
        raise BadProof("the proof leads to another old root")
    if second != new_root:
        raise BadProof("the proof leads to another new root")


def _check_lengths(hashes: Sequence[bytes]) -> None:
    if any(len(value) != HASH_BYTES for value in hashes):
        raise BadProof(f"a hash has {HASH_BYTES} bytes")


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def _perfect(start: int, end: int) -> Iterator[Node]:
    """Leaves ``start`` to ``end`` as perfect subtrees; ``start`` is a multiple of the first."""
    while start < end:
        height = (end - start).bit_length() - 1
        yield Node(height, start >> height)
        start += 1 << height


def _path(index: int, start: int, end: int) -> list[Span]:
    spans = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append(list(_perfect(middle, end)))
            end = middle
        else:
            spans.append(list(_perfect(start, middle)))
            start = middle
    return spans[::-1]


def _subproof(old: int, start: int, end: int, known: bool) -> list[Span]:
    """SUBPROOF(old, D[start:end], known), ``old`` counted from the first leaf of all."""
    spans = []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append(list(_perfect(middle, end)))
            end = middle
        else:
            spans.append(list(_perfect(start, middle)))
            start, known = middle, False
    if not known:
        spans.append(list(_perfect(start, end)))
    return spans[::-1]


def _tile_of(node: Node, size: int) -> Tile:
    level, above = divmod(node.height, HEIGHT)
    index = (node.index << above) // WIDTH
    return Tile(level, index, width_at(size, level, index))


def _hash(reader: TileReader, held: dict[Tile, bytes], node: Node, size: int) -> bytes:
    tile = _tile_of(node, size)
    if (hashes := held.get(tile)) is None:
        hashes = held[tile] = reader.tile(*tile)
        if len(hashes) != tile.width * HASH_BYTES:
            raise LookupError(f"{tile.path} has {len(hashes)} bytes")
    above = node.height % HEIGHT
    start = ((node.index << above) % WIDTH) * HASH_BYTES
    return perfect_root(hashes[start : start + (HASH_BYTES << above)])
