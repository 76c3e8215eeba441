"""How one log grows: rows to leaves, leaves to tiles, and then a signature over what is durable.

Two steps, each a transaction. First the leaves: their tiles, and the size by compare-and-set, so
that of two sequencers one alone gets in. Only when that has come back as committed (and where there
are synchronous standbys, as held by them) is a checkpoint signed: a signature can not be taken back.
A crash between the two leaves tiles that the next sequencer signs.
"""

import time
from collections.abc import Callable
from typing import Any, LiteralString

from ledger.durable import confirmed
from ledger.log.checkpoint import Checkpoint, Citation
from ledger.log.note import BadNote, Note, Signing, open_note
from ledger.log.proof import root_of
from ledger.log.rows import READERS, Connection
from ledger.log.tiles import WIDTH, Edge, Tile
from ledger.log.tree import HASH_BYTES

BATCH = 5_000
SIGN_EVERY = 0.25
"""Seconds between two checkpoints of one log, at least."""

KEPT = "1 day"

SigningKey = Callable[[str], Signing]
"""The log's key by the name it signs with: an origin's."""

_CLAIM: LiteralString = """
    update log.state as s set owner = %s, heartbeat = clock_timestamp()
    from log.origin as o
    where s.log = %s and o.log = s.log and o.sequence = s.sequence
    returning s.sequence, s.size, s.signed, o.name, o.verifier, o.cites
"""
_GROW: LiteralString = """
    update log.state set size = %s, heartbeat = clock_timestamp()
    where log = %s and sequence = %s and size = %s and owner = %s
"""
_TILES: LiteralString = """
    insert into log.tile (log, sequence, level, index, hashes)
    select %s, %s, t.level, t.index, t.hashes
    from unnest(%s::smallint[], %s::bigint[], %s::bytea[]) as t(level, index, hashes)
    on conflict (log, sequence, level, index) do update set hashes = excluded.hashes
"""
_SIGN: LiteralString = """
    with signed as (
        update log.state set signed = %(size)s, heartbeat = clock_timestamp()
        where log = %(log)s and sequence = %(sequence)s and size = %(size)s and owner = %(owner)s
        returning log, sequence
    )
    insert into log.checkpoint (log, sequence, size, note)
    select s.log, s.sequence, %(size)s, %(note)s from signed as s
"""
_THIN: LiteralString = """
    delete from log.checkpoint as c
    where c.log = %s and c.signed_at < clock_timestamp() - %s::interval
        and c.size <> (select s.signed from log.state as s where s.log = c.log)
        and not exists (
            select from log.cosignature as w
            where (w.log, w.sequence, w.size) = (c.log, c.sequence, c.size)
        )
"""


class Fenced(Exception):
    """Another sequencer has taken this log over."""


class Faulty(Exception):
    """Rows, tree and checkpoints do not go together: nothing is signed over that.

    ``code`` says what; ``leaf`` which leaf is the first that is seen to be wrong, where one is.
    """

    def __init__(self, code: str, leaf: int | None = None) -> None:
        super().__init__(code if leaf is None else f"{code} leaf {leaf}")
        self.code = code
        self.leaf = leaf


class StoredTiles:
    """The tiles of one origin in the database."""

    def __init__(self, connection: Connection, log: str, sequence: int) -> None:
        self._connection = connection
        self._of = (log, sequence)

    def tile(self, level: int, index: int, width: int) -> bytes:
        """The first ``width`` hashes of a tile; raises ``LookupError``."""
        row = self._connection.execute(
            "select substr(hashes, 1, %s) from log.tile"
            " where log = %s and sequence = %s and level = %s and index = %s",
            (width * HASH_BYTES, *self._of, level, index),
            binary=True,
        ).fetchone()
        if row is None or len(row[0]) != width * HASH_BYTES:
            raise LookupError(Tile(level, index, width).path)
        return row[0]


class Growth:
    """One log in the hands of its sequencer. Raises ``Faulty`` for what must not be signed.

    Whatever else is raised, the object is done with: what is stored is loaded again.
    """

    def __init__(self, connection: Connection, log: str, key: SigningKey, owner: str) -> None:
        self.log = log
        self._connection = connection
        self._owner = owner
        self._read = READERS[log]
        self._signed_at = 0.0
        self._last: bytes | None = None
        # A commit as well: what is stored is from here on held by the standbys, whoever stored it.
        with confirmed(connection):
            row = connection.execute(_CLAIM, (owner, log)).fetchone()
        if row is None:
            raise Faulty("NO_ORIGIN")
        self.sequence, size, self.signed, self.origin, verifier, cites = row
        self._signer = key(self.origin)
        self._previous = _cited(cites)
        if verifier is None:
            self._introduce()
        elif verifier != str(self._signer.verifier):
            raise Faulty("OTHER_KEY")
        self._edge = self._stored_edge(size)
        self._check_checkpoint()
        self._check_last_tile()
        connection.execute(
            "update log.state set fault = null where log = %s and fault is not null", (log,)
        )

    @property
    def size(self) -> int:
        return self._edge.size

    def step(self) -> bool:
        """Take in the next rows, and sign where it is time; whether there is more to do at once."""
        first = max(self.size - 1, 0)
        found = self._read(self._connection, first, BATCH + 1)
        self._check_order(found, first)
        fresh = found[self.size - first :]
        if fresh:
            self._grow([leaf for _, leaf in fresh])
        more = len(found) > BATCH
        if self.size != self.signed and not (
            more and time.monotonic() < self._signed_at + SIGN_EVERY
        ):
            self._sign()
        return more

    def thin_out(self) -> None:
        """Let go of old checkpoints that nobody countersigned."""
        self._connection.execute(_THIN, (self.log, KEPT))

    def _check_order(self, found: list[tuple[int, bytes]], first: int) -> None:
        for expected, (leaf, _) in enumerate(found, first):
            if leaf != expected:
                raise Faulty("ROW_MISSING", expected)
        if self._last is not None:
            if not found:
                raise Faulty("ROW_MISSING", first)
            if found[0][1] != self._last:
                raise Faulty("ROW_ALTERED", first)

    def _grow(self, leaves: list[bytes]) -> None:
        before = self.size
        changed = self._edge.append(b"".join(leaves))
        of = (self.log, self.sequence)
        with confirmed(self._connection), self._connection.transaction():
            done = self._connection.execute(_GROW, (self.size, *of, before, self._owner))
            if done.rowcount != 1:
                raise Fenced(self.log)
            self._connection.execute(
                _TILES,
                (
                    *of,
                    [tile.level for tile, _ in changed],
                    [tile.index for tile, _ in changed],
                    [hashes for _, hashes in changed],
                ),
            )
        self._last = leaves[-1]

    def _sign(self) -> None:
        made = Checkpoint(self.origin, self.size, self._edge.root(), self._previous)
        text = made.text()
        values: dict[str, Any] = {
            "log": self.log,
            "sequence": self.sequence,
            "size": self.size,
            "owner": self._owner,
            "note": Note(text, (self._signer.sign(text),)).write(),
        }
        with confirmed(self._connection):
            if self._connection.execute(_SIGN, values).rowcount != 1:
                raise Fenced(self.log)
        self.signed = self.size
        self._signed_at = time.monotonic()

    def _introduce(self) -> None:
        self._connection.execute(
            "update log.origin set verifier = %s"
            " where log = %s and sequence = %s and verifier is null",
            (str(self._signer.verifier), self.log, self.sequence),
        )

    def _stored_edge(self, size: int) -> Edge:
        try:
            return Edge.load(self._tiles(), size)
        except LookupError:
            raise Faulty("TREE_ALTERED") from None

    def _check_checkpoint(self) -> None:
        """The last checkpoint is ours, and stands on the tree as it is stored."""
        row = self._connection.execute(
            "select note from log.checkpoint"
            " where log = %s and sequence = %s order by size desc limit 1",
            (self.log, self.sequence),
        ).fetchone()
        if row is None:
            if self.signed is not None:
                raise Faulty("CHECKPOINT_ALTERED")
            return
        try:
            last = Checkpoint.parse(open_note(row[0], [self._signer.verifier]).text)
        except BadNote:
            raise Faulty("CHECKPOINT_ALTERED") from None
        if last.origin != self.origin or last.size != self.signed or last.size > self.size:
            raise Faulty("CHECKPOINT_ALTERED")
        try:
            root = root_of(self._tiles(), last.size)
        except LookupError:
            raise Faulty("TREE_ALTERED") from None
        if root != last.root:
            raise Faulty("TREE_ALTERED")

    def _check_last_tile(self) -> None:
        """The rows at the end of the tree are still those that its last tile was made of."""
        if not self.size:
            return
        index = (self.size - 1) // WIDTH
        first = index * WIDTH
        tile = self._tiles().tile(0, index, self.size - first)
        found = self._read(self._connection, first, self.size - first)
        self._check_order(found, first)
        if len(found) < self.size - first:
            raise Faulty("ROW_MISSING", first + len(found))
        for leaf, hashed in found:
            at = (leaf - first) * HASH_BYTES
            if tile[at : at + HASH_BYTES] != hashed:
                raise Faulty("ROW_ALTERED", leaf)
        self._last = found[-1][1]

    def _tiles(self) -> StoredTiles:
        return StoredTiles(self._connection, self.log, self.sequence)


def _cited(cites: str | None) -> Citation | None:
    if cites is None:
        return None
    text = cites.rpartition("\n\n")[0] + "\n"
    return Checkpoint.parse(text).cited()
