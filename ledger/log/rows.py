"""The rows that become leaves, by leaf index, as the sequencer reads them."""

from collections.abc import Callable, Sequence
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import pq
from psycopg.types.numeric import Int8BinaryLoader

from ledger.address import to_primary
from ledger.durable import OPTIONS, confirmed
from ledger.log.canonical import Columns
from ledger.log.names import EVENTS, LOOKS, TABLES
from ledger.log.tree import leaf_hash

Connection = psycopg.Connection[Any]

XID8 = 5069
"""The type of a transaction's number; read as the whole number that it is."""

# Every read here goes by an index, also by a plan made while the tables were empty.
_PLANS = "-c enable_seqscan=off -c jit=off -c timezone=UTC -c statement_timeout=60000"

_EVENTS: LiteralString = (
    "select e.position - 1, e.* from ledger.events as e"
    " where e.position > %s order by e.position limit %s"
)
_LOOKS: LiteralString = (
    "select f.leaf, l.* from log.look as f join access.look as l using (look_id)"
    " where f.leaf >= %s order by f.leaf limit %s"
)
_ASSIGN: LiteralString = """
    with taken as (
        delete from log.look_waiting where look_id in (
            select look_id from log.look_waiting limit %s
        )
        returning look_id
    )
    insert into log.look (leaf, look_id)
    select
        (select coalesce(max(f.leaf) + 1, 0) from log.look as f) + row_number() over () - 1,
        t.look_id
    from taken as t
"""

_AT: LiteralString = (
    "select e.position - 1, e.* from ledger.events as e where e.position = any(%s::bigint[])"
    " order by e.position"
)

Leaf = tuple[int, bytes]
"""The index of a leaf, and its hash."""


def connect(url: str, name: str = "caseledger sequencer") -> Connection:
    """An autocommit connection of the sequencer to the primary."""
    connection = psycopg.connect(
        to_primary(url),
        autocommit=True,
        application_name=name,
        options=f"{OPTIONS} {_PLANS}",
    )
    adapt(connection)
    return connection


def adapt(connection: psycopg.Connection[Any] | psycopg.AsyncConnection[Any]) -> None:
    """Teach a connection to read every column that a leaf has; with binary cursors."""
    loader = type("Xid8", (Int8BinaryLoader,), {"format": pq.Format.BINARY})
    connection.adapters.register_loader(XID8, loader)


def read_events(connection: Connection, first: int, limit: int) -> list[Leaf]:
    """Leaves ``first`` and on, at most so many: the events in the ledger's one order."""
    return _leaves(connection, EVENTS, first, limit)


def read_looks(connection: Connection, first: int, limit: int) -> list[Leaf]:
    """Leaves ``first`` and on of the looks. Those without a leaf get the next ones, for good.

    They are committed here, before anything is made of them: the order is never decided twice.
    """
    found = _leaves(connection, LOOKS, first, limit)
    if len(found) < limit:
        with confirmed(connection):
            assigned = connection.execute(_ASSIGN, (limit,)).rowcount
        if assigned:
            found = _leaves(connection, LOOKS, first, limit)
    return found


READERS: dict[str, Callable[[Connection, int, int], list[Leaf]]] = {
    EVENTS: read_events,
    LOOKS: read_looks,
}


class Stored(NamedTuple):
    """Rows as they are stored: each a leaf's index, and behind it the values of ``columns``."""

    columns: Columns
    rows: list[tuple[Any, ...]]

    def canonical(self, row: tuple[Any, ...]) -> bytes:
        """What the row's leaf is the hash of."""
        return self.columns.encode(row[1:])


def read_stored(connection: Connection, log: str, first: int, limit: int) -> Stored:
    """Leaves ``first`` and on, at most so many, as rows. A look without a leaf is not among them."""
    cursor = connection.cursor(binary=True)
    cursor.execute(_EVENTS if log == EVENTS else _LOOKS, (first, limit))
    assert cursor.description is not None
    columns = Columns(TABLES[log], [column.name for column in cursor.description[1:]])
    return Stored(columns, cursor.fetchall())


async def read_at(
    connection: psycopg.AsyncConnection[Any], positions: Sequence[int]
) -> dict[int, bytes]:
    """The canonical bytes of events by their positions. ``connection``: taught by ``adapt``, UTC."""
    cursor = connection.cursor(binary=True)
    await cursor.execute(_AT, (list(positions),))
    assert cursor.description is not None
    columns = Columns(TABLES[EVENTS], [column.name for column in cursor.description[1:]])
    return {row[0] + 1: columns.encode(row[1:]) for row in await cursor.fetchall()}


def _leaves(connection: Connection, log: str, first: int, limit: int) -> list[Leaf]:
    found = read_stored(connection, log, first, limit)
    return [(row[0], leaf_hash(found.canonical(row))) for row in found.rows]
