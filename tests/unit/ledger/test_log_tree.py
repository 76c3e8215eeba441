"""The Merkle tree, its tiles and its proofs, beside the definitions of RFC 6962 taken literally."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from pymerkle import verify_inclusion as verified_by_pymerkle

from ledger.log.proof import (
    BadProof,
    consistency_spans,
    inclusion_spans,
    prove_consistency,
    prove_inclusion,
    root_of,
    tiles_needed,
    verify_consistency,
    verify_inclusion,
)
from ledger.log.tiles import Edge, Tile, tiles_of
from ledger.log.tree import EMPTY_ROOT, leaf_hash

# The eight leaves, roots, paths and proofs that Certificate Transparency's own tests use.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def split(count: int) -> int:
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of section 2.1, over hashes of leaves."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node(naive_root(leaves[:k]), naive_root(leaves[k:]))


def naive_path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_proof(m: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """PROOF, and SUBPROOF, of section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*naive_proof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_proof(m - k, leaves[k:], False), naive_root(leaves[:k])]


class Held:
    """Tiles in memory, the widest of each, as a store holds them."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], bytes] = {}

    def keep(self, changed: Sequence[tuple[Tile, bytes]]) -> None:
        for tile, hashes in changed:
            assert len(hashes) == tile.width * 32
            assert hashes.startswith(self.tiles.get(tile[:2], b"")), "a tile only grows"
            self.tiles[tile[:2]] = hashes

    def tile(self, level: int, index: int, width: int) -> bytes:
        hashes = self.tiles[level, index]
        if len(hashes) < width * 32:
            raise LookupError
        return hashes[: width * 32]


def numbered(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % n) for n in range(count)]


BIG = numbered(70_000)  # three levels of tiles: 273 full ones of leaves, one full one above


def grown(leaves: Sequence[bytes], *steps: int) -> tuple[Edge, Held]:
    edge, held, at = Edge(), Held(), 0
    for step in [*steps, len(leaves)]:
        held.keep(edge.append(b"".join(leaves[at:step])))
        at = max(at, step)
    return edge, held


@pytest.fixture(scope="module")
def big() -> Held:
    return grown(BIG, 1, 255, 257, 5_000, 65_536)[1]


def test_known_roots() -> None:
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    for count, root in enumerate(ROOTS, 1):
        assert grown(hashes[:count])[0].root().hex() == root
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("leaf", "size", "path"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ],
)
def test_known_inclusion_proofs(leaf: int, size: int, path: list[str]) -> None:
    hashes = [leaf_hash(data) for data in LEAVES]
    held = grown(hashes)[1]
    proof = prove_inclusion(held, leaf, size)
    assert [value.hex() for value in proof] == path
    verify_inclusion(hashes[leaf], leaf, size, proof, bytes.fromhex(ROOTS[size - 1]))


def test_known_consistency_proof() -> None:
    held = grown([leaf_hash(data) for data in LEAVES])[1]
    proof = prove_consistency(held, 6, 8)
    assert [value.hex() for value in proof] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    verify_consistency(6, bytes.fromhex(ROOTS[5]), 8, bytes.fromhex(ROOTS[7]), proof)


def test_every_small_proof_is_that_of_the_rfc() -> None:
    leaves = numbered(40)
    held = grown(leaves)[1]
    for size in range(1, 41):
        root = naive_root(leaves[:size])
        assert root_of(held, size) == root
        for leaf in range(size):
            proof = prove_inclusion(held, leaf, size)
            assert proof == naive_path(leaf, leaves[:size])
            verify_inclusion(leaves[leaf], leaf, size, proof, root)
        for old in range(1, size + 1):
            proof = prove_consistency(held, old, size)
            assert proof == naive_proof(old, leaves[:size])
            verify_consistency(old, naive_root(leaves[:old]), size, root, proof)


@given(st.data())
def test_proofs_from_tiles_of_every_level(big: Held, data: st.DataObject) -> None:
    around = st.sampled_from([255, 256, 257, 511, 65_535, 65_536, 65_537, 65_792, len(BIG)])
    size = data.draw(around | st.integers(1, len(BIG)))
    old = data.draw(st.integers(1, size))
    leaf = data.draw(st.integers(0, size - 1))
    root = root_of(big, size)
    proof = prove_inclusion(big, leaf, size)
    verify_inclusion(BIG[leaf], leaf, size, proof, root)
    verify_consistency(old, root_of(big, old), size, root, prove_consistency(big, old, size))
    spans = [*inclusion_spans(leaf, size), *consistency_spans(old, size)]
    assert tiles_needed(spans, size) <= set(tiles_of(size))


def test_the_big_tree_is_that_of_the_rfc(big: Held) -> None:
    for size in (65_537, len(BIG)):
        assert root_of(big, size) == naive_root(BIG[:size])
    assert prove_inclusion(big, 65_000, 70_000) == naive_path(65_000, BIG)
    assert prove_consistency(big, 300, 70_000) == naive_proof(300, BIG)


@given(st.lists(st.integers(0, 1_200), max_size=5), st.integers(0, 1_200))
def test_the_tree_is_the_same_however_it_grew(steps: list[int], count: int) -> None:
    leaves = BIG[:count]
    edge, held = grown(leaves, *sorted(step for step in steps if step <= count))
    assert edge.root() == naive_root(leaves)
    assert {tile[:2]: tile.width * 32 for tile in tiles_of(count)} == {
        at: len(hashes) for at, hashes in held.tiles.items()
    }
    again = Edge.load(held, count)
    assert again.root() == edge.root()
    more = b"".join(BIG[count : count + 300])
    assert again.append(more) == edge.append(more)


@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_new_tiles_are_those_that_grew(one: int, other: int) -> None:
    old, new = sorted((one, other))
    before = {tile[:2]: tile.width for tile in tiles_of(old)}
    assert set(tiles_of(new, old)) == {
        tile for tile in tiles_of(new) if before.get(tile[:2]) != tile.width
    }


@given(st.data())
def test_whatever_is_altered_is_refused(big: Held, data: st.DataObject) -> None:
    size = data.draw(st.integers(2, len(BIG)))
    leaf = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size - 1))
    root, old_root = root_of(big, size), root_of(big, old)
    other = data.draw(st.binary(min_size=32, max_size=32))
    included, consistent = prove_inclusion(big, leaf, size), prove_consistency(big, old, size)
    at = data.draw(st.integers(0, len(included) - 1))
    for proof in (
        [*included[:at], other, *included[at + 1 :]],
        [*included[:at], *included[at + 1 :]],
        [*included, other],
        [*included[:at], other[:31], *included[at + 1 :]],
    ):
        with pytest.raises(BadProof):
            verify_inclusion(BIG[leaf], leaf, size, proof, root)
    with pytest.raises(BadProof):
        verify_inclusion(other, leaf, size, included, root)
    elsewhere = data.draw(st.integers(0, size - 1).filter(lambda n: n != leaf))
    with pytest.raises(BadProof):
        verify_inclusion(BIG[leaf], elsewhere, size, included, root)
    at = data.draw(st.integers(0, len(consistent) - 1))
    for proof in (
        [*consistent[:at], other, *consistent[at + 1 :]],
        [*consistent[:at], *consistent[at + 1 :]],
        [*consistent, other],
    ):
        with pytest.raises(BadProof):
            verify_consistency(old, old_root, size, root, proof)
    for roots in ((other, root), (old_root, other)):
        with pytest.raises(BadProof):
            verify_consistency(old, roots[0], size, roots[1], consistent)


def test_an_inner_node_does_not_pass_for_a_leaf() -> None:
    leaves = numbered(8)
    proof = prove_inclusion(grown(leaves)[1], 0, 8)
    with pytest.raises(BadProof, match="too short"):
        verify_inclusion(node(leaves[0], leaves[1]), 0, 8, proof[1:], naive_root(leaves))


def test_a_tree_is_consistent_with_itself_and_with_none() -> None:
    root = naive_root(numbered(5))
    verify_consistency(5, root, 5, root, [])
    verify_consistency(0, EMPTY_ROOT, 5, root, [])
    for old, old_root, proof in (
        (5, naive_root(numbered(4)), []),
        (5, root, [root]),
        (0, root, []),
        (6, root, []),
        (3, root, []),
    ):
        with pytest.raises(BadProof):
            verify_consistency(old, old_root, 5, root, proof)


def test_nothing_is_proved_of_what_is_not_there(big: Held) -> None:
    for index, size in ((5, 5), (-1, 5), (0, 0)):
        with pytest.raises(IndexError):
            prove_inclusion(big, index, size)
        with pytest.raises(BadProof):
            verify_inclusion(BIG[0], index, size, [], BIG[0])
    with pytest.raises(IndexError):
        prove_consistency(big, 6, 5)
    with pytest.raises(LookupError):
        prove_inclusion(big, 69_999, len(BIG) + 1)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 999, 1), "tile/0/999.p/1"),
        (Tile(2, 1_234_067), "tile/2/x001/x234/067"),
        (Tile(63, 1_000, 255), "tile/63/x001/000.p/255"),
    ],
)
def test_paths(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/64/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000/",
        "tile/0/٠٠٠",
        "tile/entries/000",
        "/tile/0/000",
        "tile/0/" + "x001/" * 9 + "000",
    ],
)
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(ValueError, match="path of a tile"):
        Tile.parse(path)


def test_roots_and_inclusion_proofs_are_those_of_pymerkle() -> None:
    """A library by others; its consistency proofs are in another order than the RFC's."""
    theirs, leaves = InmemoryTree(algorithm="sha256"), numbered(300)
    for number in range(300):
        theirs.append_entry(b"%d" % number)
    edge, held = grown(leaves, 3)
    assert edge.root() == theirs.get_root()
    for size in (1, 2, 3, 127, 255, 256, 257, 300):
        root = theirs.get_root(size)
        assert root_of(held, size) == root
        for index in {0, size // 2, size - 1}:
            proof = theirs.prove_inclusion(index + 1, size)
            assert proof.path == [leaves[index], *prove_inclusion(held, index, size)]
            proof.path[1:] = prove_inclusion(held, index, size)
            verified_by_pymerkle(leaves[index], root, proof)
