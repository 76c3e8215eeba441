"""What a ledger holds, for comparing one import with another."""

from collections.abc import Sequence

from domain.event import Recorded
from ledger.ledger import Ledger
from tests.support.databases import Database
from tests.support.imported import KEK


async def told(database: Database, tenant: str) -> list[Recorded]:
    """All events that came from a source, in clear, in the ledger's order."""
    async with Ledger(database.url("writer"), tenant, KEK) as ledger:
        found: list[Recorded] = []
        position = 0
        while page := await ledger.read(position, 5000):
            position = page[-1].position
            found += await ledger.unseal([e for e in page if e.metadata.source is not None])
        return found


def content(events: Sequence[Recorded]) -> set[tuple]:
    """What the events say and under which ids, whatever order they came in (hashes of rows
    are keyed, so that two ledgers never have the same)."""
    return {
        (
            e.stream,
            str(e.event_id),
            repr(e.event),
            e.effective_on,
            e.known_at,
            repr(e.metadata.source),
            e.metadata.irregularities,
        )
        for e in events
    }


async def head(database: Database, tenant: str) -> int:
    async with Ledger(database.url("writer"), tenant, KEK) as ledger:
        return await ledger.head()
