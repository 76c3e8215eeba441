"""The logs as they are stored, for whoever serves or checks them: async, on a connection given.

    published = await latest(connection, "events")
    proof = await prove(connection, published.place, inclusion_spans(17, size), size)

Roles that may: reader, auditor, sequencer (what is of looks' order: auditor and sequencer).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from ledger.log.checkpoint import Checkpoint
from ledger.log.names import path
from ledger.log.note import parse
from ledger.log.proof import Span, hashes_of, tiles_needed
from ledger.log.tiles import Tile
from ledger.log.tree import HASH_BYTES

Connection = AsyncConnection[Any]

_ORIGINS: LiteralString = """
    select o.log, o.sequence, o.name, o.verifier, o.cites, o.opened_at, s.log is null as ended
    from log.origin as o left join log.state as s using (log, sequence)
    order by o.log, o.sequence
"""
# With its cosignatures, so that what is served is one note.
_NOTE: LiteralString = """
    select c.log, c.sequence, c.size, c.signed_at, c.note, array(
        select w.line from log.cosignature as w
        where (w.log, w.sequence, w.size) = (c.log, c.sequence, c.size) order by w.witness
    )
    from log.checkpoint as c
"""
_LATEST: LiteralString = (
    _NOTE + " where c.log = %(log)s and c.sequence = coalesce(%(sequence)s,"
    " (select s.sequence from log.state as s where s.log = %(log)s))"
    " and (%(size)s::bigint is null or c.size = %(size)s)"
    " order by c.size desc limit 1"
)
_WITNESSED: LiteralString = (
    _NOTE + " where c.log = %(log)s and c.sequence = coalesce(%(sequence)s,"
    " (select s.sequence from log.state as s where s.log = %(log)s))"
    " and exists (select from log.cosignature as w"
    " where (w.log, w.sequence, w.size) = (c.log, c.sequence, c.size))"
    " order by c.size desc limit 1"
)
_TILES: LiteralString = """
    select t.level, t.index, substr(t.hashes, 1, a.length)
    from unnest(%s::smallint[], %s::bigint[], %s::int[]) as a(level, index, length)
    join log.tile as t
        on t.log = %s and t.sequence = %s and t.level = a.level and t.index = a.index
    where length(t.hashes) >= a.length
"""
_LEAF_OF_LOOK: LiteralString = "select leaf from log.look where look_id = %s"


class Place(msgspec.Struct, frozen=True):
    """One origin of a log: ``events`` or ``looks``, and which of its lives, counted from 1."""

    log: str
    sequence: int

    @property
    def path(self) -> str:
        """Where it is served, below ``/log/``."""
        return path(self.log, self.sequence)


class Origin(msgspec.Struct, frozen=True):
    """An origin as it was opened; ``verifier`` is None until its first checkpoint."""

    place: Place
    name: str
    verifier: str | None
    cites: str | None
    opened_at: datetime
    ended: bool


class Published(msgspec.Struct, frozen=True):
    """A checkpoint as it is served: ``note`` holds the log's signature and every cosignature."""

    place: Place
    size: int
    signed_at: datetime
    note: str
    cosignatures: int

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.parse(parse(self.note).text)


class Tiles:
    """Tiles in hand, for the functions of ``proof``."""

    def __init__(self, held: Mapping[tuple[int, int], bytes]) -> None:
        self._held = held

    def tile(self, level: int, index: int, width: int) -> bytes:
        """The first ``width`` hashes; raises ``LookupError``."""
        hashes = self._held.get((level, index), b"")[: width * HASH_BYTES]
        if len(hashes) != width * HASH_BYTES:
            raise LookupError(Tile(level, index, width).path)
        return hashes


async def origins(connection: Connection) -> list[Origin]:
    """Every origin that there ever was, log by log, in order."""
    cursor = await connection.execute(_ORIGINS)
    return [Origin(Place(log, sequence), *rest) for log, sequence, *rest in await cursor.fetchall()]


async def latest(
    connection: Connection, log: str, sequence: int | None = None, size: int | None = None
) -> Published | None:
    """The last checkpoint of a log (of its present origin, unless told), or that of ``size``."""
    values = {"log": log, "sequence": sequence, "size": size}
    return await _published(connection, _LATEST, values)


async def witnessed(
    connection: Connection, log: str, sequence: int | None = None
) -> Published | None:
    """The last checkpoint that a witness countersigned."""
    return await _published(connection, _WITNESSED, {"log": log, "sequence": sequence})


async def tile(connection: Connection, place: Place, wanted: Tile) -> bytes | None:
    """The bytes of a tile, None where the log has not grown so far."""
    return (await _tiles(connection, place, [wanted])).get(wanted[:2])


async def tiles(connection: Connection, place: Place, wanted: Sequence[Tile]) -> Tiles:
    """Many tiles in one query, as a ``TileReader``."""
    return Tiles(await _tiles(connection, place, wanted))


async def prove(
    connection: Connection, place: Place, spans: Sequence[Span], size: int
) -> list[bytes]:
    """The proof that ``spans`` describe (``inclusion_spans``, ``consistency_spans``).

    ``size``: leaves of the tree proved under, no more than are stored. Raises ``LookupError``.
    """
    held = await tiles(connection, place, list(tiles_needed(spans, size)))
    return hashes_of(held, spans, size)


async def leaf_of_look(connection: Connection, look_id: UUID) -> int | None:
    """Which leaf a look is, None where it waits for one."""
    row = await (await connection.execute(_LEAF_OF_LOOK, (look_id,))).fetchone()
    return row[0] if row else None


def leaf_of_event(position: int) -> int:
    """Which leaf an event is, by its position."""
    return position - 1


async def _published(
    connection: Connection, query: LiteralString, values: Mapping[str, object]
) -> Published | None:
    row = await (await connection.execute(query, values)).fetchone()
    if row is None:
        return None
    log, sequence, size, signed_at, note, lines = row
    whole = note + "".join(f"{line}\n" for line in lines)
    return Published(Place(log, sequence), size, signed_at, whole, len(lines))


async def _tiles(
    connection: Connection, place: Place, wanted: Sequence[Tile]
) -> dict[tuple[int, int], bytes]:
    cursor = await connection.execute(
        _TILES,
        (
            [one.level for one in wanted],
            [one.index for one in wanted],
            [one.width * HASH_BYTES for one in wanted],
            place.log,
            place.sequence,
        ),
        binary=True,
    )
    return {(level, index): hashes for level, index, hashes in await cursor.fetchall()}
