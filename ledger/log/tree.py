"""Hashes of the Merkle tree of RFC 6962, section 2.1 (the same in RFC 9162)."""

from collections.abc import Sequence
from hashlib import sha256

HASH_BYTES = 32

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of 0x00 and the leaf's bytes."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of 0x01 and the hashes of both children."""
    return sha256(b"\1" + left + right).digest()


def perfect_root(hashes: bytes) -> bytes:
    """The root over a power of two of hashes of one height, 32 bytes each, side by side."""
    while len(hashes) > HASH_BYTES:
        hashes = b"".join(
            [
                sha256(b"\1" + hashes[at : at + 2 * HASH_BYTES]).digest()
                for at in range(0, len(hashes), 2 * HASH_BYTES)
            ]
        )
    return hashes


def join(subtrees: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees that stand side by side, each smaller than the one before."""
    if not subtrees:
        return EMPTY_ROOT
    *rest, root = subtrees
    for left in reversed(rest):
        root = node_hash(left, root)
    return root
