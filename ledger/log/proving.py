"""Proofs for whoever asks, in the texts that C2SP has for them: hashes, and one signed checkpoint.

That a leaf is in the log: a tlog-proof. That the log only grew since it had so many leaves: what
tlog-witness sends to a witness. Roles that may: those of ``store``.
"""

import base64
from collections.abc import Sequence
from typing import Any

import msgspec
from psycopg import AsyncConnection

from ledger.log import store
from ledger.log.proof import Node, consistency_spans, hashes_of, inclusion_spans, tiles_needed
from ledger.log.store import Published
from ledger.log.tiles import Tile

HEADER = "c2sp.org/tlog-proof@v1"

Connection = AsyncConnection[Any]


class Inclusion(msgspec.Struct, frozen=True):
    """Leaf ``index``, whose hash is ``leaf``, is in the tree of ``published``: by these hashes."""

    published: Published
    index: int
    leaf: bytes
    hashes: list[bytes]

    def write(self) -> str:
        """C2SP tlog-proof."""
        return _written([HEADER, f"index {self.index}"], self.hashes, self.published)


class Consistency(msgspec.Struct, frozen=True):
    """The tree of ``old`` leaves is the beginning of that of ``published``: by these hashes."""

    published: Published
    old: int
    hashes: list[bytes]

    def write(self) -> str:
        """The request ``add-checkpoint`` of C2SP tlog-witness."""
        return _written([f"old {self.old}"], self.hashes, self.published)


async def inclusion(
    connection: Connection, log: str, index: int, sequence: int | None = None
) -> Inclusion | None:
    """That leaf ``index`` is under the last checkpoint; None where it is under none (yet).

    ``sequence``: of which origin, the present one unless told. Raises ``LookupError`` where tiles
    that were signed are gone.
    """
    published = await store.latest(connection, log, sequence)
    if published is None or not 0 <= index < published.size:
        return None
    [made] = await inclusion_under(connection, published, [index])
    return made


async def inclusion_under(
    connection: Connection, published: Published, indices: Sequence[int]
) -> list[Inclusion]:
    """The same of many under a checkpoint in hand; raises ``IndexError`` where it has no such leaf."""
    size = published.size
    spans = {index: [*inclusion_spans(index, size), [Node(0, index)]] for index in indices}
    needed = set[Tile]().union(*(tiles_needed(each, size) for each in spans.values()))
    held = await store.tiles(connection, published.place, list(needed))
    made = []
    for index, each in spans.items():
        *hashes, leaf = hashes_of(held, each, size)
        made.append(Inclusion(published, index, leaf, hashes))
    return made


async def consistency(
    connection: Connection, log: str, old: int, sequence: int | None = None
) -> Consistency | None:
    """That the tree of ``old`` leaves begins that of the last checkpoint.

    None where there is no checkpoint, or a smaller one. Raises ``LookupError`` as ``inclusion``.
    """
    published = await store.latest(connection, log, sequence)
    if published is None or not 0 <= old <= published.size:
        return None
    spans = consistency_spans(old, published.size)
    return Consistency(
        published, old, await store.prove(connection, published.place, spans, published.size)
    )


def _written(head: Sequence[str], hashes: Sequence[bytes], published: Published) -> str:
    lines = [*head, *(base64.b64encode(each).decode() for each in hashes)]
    return "".join(f"{line}\n" for line in lines) + "\n" + published.note
