"""What must hold after any fault: every acknowledged command is whole, and none is half there.

Each append here touches two streams and a claim, and its events name their command; how many they
are stands in the command's result. So a part that is missing anywhere shows.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from uuid import UUID, uuid4

import psycopg

from ledger.store import Store
from ledger.store_errors import StoreUnavailable
from ledger.stored import Append, Appended, Claim, CommandRecord
from tests.support.databases import Database
from tests.support.events import event

TENANT = "survival"


def whole(size: int = 20) -> Append:
    """An append of 2 to 6 events of about `size` incompressible bytes each."""
    command_id = uuid4()
    cases, consents = random.randint(1, 3), random.randint(1, 3)
    versions = [("case", v + 1) for v in range(cases)] + [
        ("consent", v + 1) for v in range(consents)
    ]
    random.shuffle(versions)
    versions.sort(key=lambda v: v[1])
    state = random.randbytes(size)
    return Append(
        TENANT,
        [
            replaced(
                event(f"{kind}-{command_id}", version, state=state),
                metadata=f'{{"command":"{command_id}"}}'.encode(),
            )
            for kind, version in versions
        ],
        claims=[Claim("survival", command_id.bytes, f"case-{command_id}")],
        command=CommandRecord(command_id, b"body", str(len(versions)).encode()),
    )


@dataclass
class Tried:
    """What callers were told about each command."""

    acknowledged: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    not_written: set[UUID] = field(default_factory=set)
    unknown: set[UUID] = field(default_factory=set)

    async def one(self, store: Store, size: int = 20) -> Appended | StoreUnavailable:
        """Append once and note the answer; any other error than `StoreUnavailable` is a fault."""
        append = whole(size)
        assert append.command is not None
        command_id = append.command.command_id
        try:
            done = await store.append(append)
        except StoreUnavailable as error:
            (self.not_written if error.outcome_known else self.unknown).add(command_id)
            return error
        assert done.first_position is not None and done.last_position is not None
        self.acknowledged[command_id] = (done.first_position, done.last_position)
        return done

    async def many(self, store: Store, count: int, size: int = 20) -> list[StoreUnavailable]:
        """So many at once; the errors among the answers."""
        answers = await asyncio.gather(*[self.one(store, size) for _ in range(count)])
        return [answer for answer in answers if isinstance(answer, StoreUnavailable)]


def assert_survived(database: Database, tried: Tried) -> None:
    """The ledger is whole, and holds exactly what its callers were promised."""
    with database.connect("migrator") as admin:
        assert_whole(admin)
        stored = assert_kept(admin, tried.acknowledged)
    assert tried.not_written & stored == set(), "said to be refused, and there"
    assert stored <= tried.acknowledged.keys() | tried.unknown, "nobody sent it"


def assert_kept(
    admin: psycopg.Connection, acknowledged: Mapping[UUID, tuple[int, int]]
) -> set[UUID]:
    """Every acknowledged command stands at its positions; the ids of all that are there."""
    rows = admin.execute(
        "select command_id, first_position, last_position from ledger.commands where tenant = %s",
        [TENANT],
    ).fetchall()
    stored = {command_id: (first, last) for command_id, first, last in rows}
    lost = {c: at for c, at in acknowledged.items() if stored.get(c) != at}
    assert lost == {}, "acknowledged and not there"
    return set(stored)


def assert_whole(admin: psycopg.Connection) -> None:
    """One gap-free order in time, streams without gaps, no command without its events and claim.

    For a ledger in which every append had a command.
    """
    checks = {
        "positions": "select count(*), max(position) from ledger.events"
        " having count(*) <> coalesce(max(position), 0) or min(position) <> 1",
        "times": "select position from (select position, appended_at,"
        "  lag(appended_at) over (order by position) as before from ledger.events) as e"
        " where appended_at < before",
        "streams": "select tenant, stream from ledger.events group by tenant, stream"
        " having max(version) <> count(*) or min(version) <> 1",
        "half commands": """
            select c.command_id, e.metadata
            from (select * from ledger.commands where tenant = 'survival') as c
            full join (
                select metadata, count(*) as n, min(position) as first, max(position) as last
                from ledger.events where tenant = 'survival' group by metadata
            ) as e on e.metadata = convert_to('{"command":"' || c.command_id || '"}', 'UTF8')
            where c.command_id is null or e.metadata is null
               or n <> convert_from(c.result, 'UTF8')::int
               or (first, last) is distinct from (first_position, last_position)
               or last - first + 1 <> n""",
        "events without a command": "select from ledger.commands"
        " having coalesce(sum(last_position - first_position + 1), 0)"
        " <> (select count(*) from ledger.events)",
        "half claims": """
            select command_id, key
            from (select * from ledger.commands where tenant = 'survival') as c
            full join (select * from ledger.claims where tenant = 'survival') as k
              on k.key = uuid_send(c.command_id)
            where c.command_id is null or k.key is null""",
    }
    for what, query in checks.items():
        assert admin.execute(query).fetchall() == [], what


def unavailable(errors: Iterable[StoreUnavailable]) -> dict[bool, int]:
    """How many errors say that nothing was written (True), and how many cannot tell (False)."""
    known = [error.outcome_known for error in errors]
    return {answer: known.count(answer) for answer in set(known)}
