"""The Merkle logs in one process: the sequencer, how they stand, and what witnesses hand in."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, LiteralString

import msgspec
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from ledger.address import to_primary
from ledger.durable import OPTIONS, confirmed
from ledger.hanging import WatchfulConnection
from ledger.log import store
from ledger.log.checkpoint import Checkpoint
from ledger.log.growth import SigningKey
from ledger.log.note import BadNote, VerifierKey, parse, verified
from ledger.log.sequencer import Sequencer

HEALTHY_FOR = 15.0
"""Seconds after which a sequencer that was not heard of counts as gone."""

_STATUS: LiteralString = """
    select s.log, s.sequence, o.name, o.verifier, s.size, s.signed, c.signed_at,
        greatest(0, case s.log
            when 'events' then (select h.position from ledger.head as h) - coalesce(s.signed, 0)
            else (select count(*) from log.look_waiting)
                + (select coalesce(max(f.leaf) + 1, 0) from log.look as f) - coalesce(s.signed, 0)
        end),
        extract(epoch from clock_timestamp() - case s.log
            when 'events' then (
                select e.appended_at from ledger.events as e
                where e.position = coalesce(s.signed, 0) + 1
            )
            else coalesce(
                (
                    select l.at from log.look as f join access.look as l using (look_id)
                    where f.leaf = coalesce(s.signed, 0)
                ),
                (
                    select min(l.at) from log.look_waiting as w
                    join access.look as l using (look_id)
                )
            )
        end)::float8,
        (
            select max(w.size) from log.cosignature as w
            where w.log = s.log and w.sequence = s.sequence
        ),
        s.owner, extract(epoch from clock_timestamp() - s.heartbeat)::float8, s.fault
    from log.state as s
    join log.origin as o using (log, sequence)
    left join log.checkpoint as c
        on c.log = s.log and c.sequence = s.sequence and c.size = s.signed
    order by s.log
"""
_COSIGN: LiteralString = """
    insert into log.cosignature (log, sequence, size, witness, line)
    values (%s, %s, %s, %s, %s) on conflict do nothing
"""


class LogStatus(msgspec.Struct, frozen=True):
    """How one log stands. Ages in seconds.

    ``size``: leaves under the last checkpoint; ``lag``: rows that are under none yet, and
    ``lag_age`` since when the first of them waits; ``witnessed``: leaves under the last checkpoint
    that a witness countersigned. Healthy: a sequencer was heard of lately and nothing is wrong.
    """

    log: str
    sequence: int
    origin: str
    verifier: str | None
    tree: int
    size: int | None
    signed_at: datetime | None
    lag: int
    lag_age: float | None
    witnessed: int | None
    owner: str | None
    heartbeat_age: float | None
    fault: str | None

    @property
    def healthy(self) -> bool:
        age = self.heartbeat_age
        return self.fault is None and age is not None and age < HEALTHY_FOR


class Refused(ValueError):
    """A cosignature that is not taken; ``code`` says why.

    NOT_A_NOTE, UNKNOWN_CHECKPOINT, UNKNOWN_WITNESS, BAD_SIGNATURE.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Logs:
    """``url``: a member of ``caseledger_sequencer``; ``witnesses``: whose cosignatures are taken.

    ``key`` gives the signing key by an origin's name, ``base`` names the logs where they begin:
    ``base/events`` and ``base/looks``.
    """

    def __init__(
        self, url: str, key: SigningKey, base: str, witnesses: Sequence[VerifierKey] = ()
    ) -> None:
        self.witnesses = tuple(witnesses)
        self.key = key
        self._sequencer = Sequencer(url, key, base)
        self._pool = _pool(url)

    async def __aenter__(self) -> "Logs":
        await self._pool.open()
        self._sequencer.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._sequencer.stop)
        await self._pool.close()

    async def status(self) -> list[LogStatus]:
        """How both logs stand, whoever runs them; none before they ever began.

        Raises ``psycopg.OperationalError`` or ``PoolTimeout`` while the database is away.
        """
        async with self._pool.connection() as connection:
            return await status(connection)

    async def cosign(self, place: store.Place, written: str) -> int:
        """Take the cosignatures of a checkpoint's note; how many. Raises ``Refused``.

        Signatures of others than ``witnesses`` are passed over: the whole note may be handed in.
        """
        try:
            note = parse(written)
            size = Checkpoint.parse(note.text).size
        except BadNote:
            raise Refused("NOT_A_NOTE") from None
        async with self._pool.connection() as connection:
            stored = await store.latest(connection, place.log, place.sequence, size)
            if stored is None or parse(stored.note).text != note.text:
                raise Refused("UNKNOWN_CHECKPOINT")
            try:
                taken = [key for key, _ in verified(note, self.witnesses)]
            except BadNote:
                raise Refused("BAD_SIGNATURE") from None
            if not taken:
                raise Refused("UNKNOWN_WITNESS")
            lines = {(one.name, one.key_id): one.line() for one in reversed(note.signatures)}
            with confirmed(connection):
                for key in taken:
                    line = lines[key.name, key.key_id].removesuffix("\n")
                    await connection.execute(
                        _COSIGN, (place.log, place.sequence, size, str(key), line)
                    )
        return len(taken)


@asynccontextmanager
async def looking(url: str) -> AsyncIterator[AsyncConnection[Any]]:
    """A connection of the sequencer's role, to look at the logs where none is run."""
    async with await AsyncConnection.connect(to_primary(url), autocommit=True) as connection:
        yield connection


async def status(connection: AsyncConnection[Any]) -> list[LogStatus]:
    """How both logs stand, for the sequencer's role."""
    cursor = await connection.execute(_STATUS)
    return [LogStatus(*row) for row in await cursor.fetchall()]


def _pool(url: str) -> AsyncConnectionPool[AsyncConnection[Any]]:
    return AsyncConnectionPool(
        to_primary(url),
        connection_class=WatchfulConnection,
        min_size=0,
        max_size=2,
        open=False,
        timeout=5,
        kwargs={
            "autocommit": True,
            "application_name": "caseledger logs",
            "options": f"{OPTIONS} -c timezone=UTC -c statement_timeout=10000",
        },
    )
