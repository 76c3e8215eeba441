"""Snapshots on PostgreSQL: long streams are folded on from them, and nothing rests on them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from itertools import count
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.case import events as e
from domain.case.commands import AddNote
from domain.event import Actor, Recorded
from domain.evolve import fold
from domain.private import Clear, Text
from domain.streams import stream_kind
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.snapshots import Kept
from ledger.states import StateLoader
from ledger.store import Store
from tests.integration.projections.town import append
from tests.support.databases import Database
from tests.support.policies import published
from tests.unit.projections.histories import TENANT, Town

EVERY = 20
CANARY = "Zanzibar"
SEEDS = count(1)
SYSTEM = Actor(id=uuid4(), kind="SYSTEM", role="SYSTEM", organisation=TENANT)


class Case:
    """A case of its own, whose events say ``CANARY`` wherever they may say anything in words."""

    def __init__(self) -> None:
        self.town = Town(Random(next(SEEDS)))
        self.person = self.town._register().event.person_id
        self.submitted = self.town._submit()
        self.case_id: UUID = self.submitted.event.case_id
        self.stream = self.submitted.stream

    def events(self, number: int) -> list[Recorded]:
        """So many events of the case, from its first."""
        return [self.submitted, *(self.noted() for _ in range(number - 1))]

    def noted(self) -> Recorded:
        text = Text("fr", Clear(CANARY, self.person, own_key=True))
        assessed = e.AssessmentCompleted(
            case_id=self.case_id,
            assessment_id=uuid4(),
            person_id=self.person,
            tool="CAT",
            tool_version="1",
            completed_on=self.town._near(),
            strengths=(),
            needs=("HOUSING",),
            readiness="READY",
            summary=text,
        )
        return self.town._case(self.case_id, assessed)

    def note(self) -> AddNote:
        return AddNote(case_id=self.case_id, person_id=self.person, body=CANARY)


class CountingStore:
    """The store, and how many events each call loaded."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.loaded: list[int] = []

    async def load_rows(self, *given: Any, **named: Any) -> dict[str, list[Any]]:
        found = await self._store.load_rows(*given, **named)
        self.loaded += map(len, found.values())
        return found


@pytest.fixture
async def ledger(database: Database) -> AsyncIterator[Ledger]:
    kek = KeyEncryptionKey(bytes(32))
    # a stream whose state is remembered is not read, and asks for no snapshot
    async with Ledger(database.url("writer"), TENANT, kek, remembered=0) as opened:
        await published(opened)
        await opened.snapshots.drop()
        opened.commands.states = StateLoader(opened.store, TENANT, every=EVERY)
        yield opened


@pytest.fixture
def states(ledger: Ledger) -> StateLoader:
    return ledger.commands.states


async def folded_whole(ledger: Ledger, stream: str) -> Any:
    return fold(stream_kind(stream), await ledger.load(stream))


async def kept(ledger: Ledger, number: int) -> Kept:
    """Wait until there are so many snapshots."""
    async with asyncio.timeout(10):
        while (found := await ledger.snapshots.kept()).count != number:
            await asyncio.sleep(0.02)
    return found


def rows(database: Database) -> Sequence[Any]:
    with database.connect("migrator") as connection:
        return connection.execute("select * from ledger.snapshots order by stream").fetchall()


async def noted(ledger: Ledger, case: Case) -> int:
    answer = await ledger.execute(case.note(), command_id=uuid7(), actor=SYSTEM)
    assert isinstance(answer, Accepted) and answer.position, answer
    return answer.position


async def test_a_command_on_a_long_stream_leaves_a_snapshot_that_the_next_goes_on_from(
    ledger: Ledger, states: StateLoader, database: Database
) -> None:
    case = Case()
    await append(ledger, case.events(EVERY))
    await noted(ledger, case)
    await asyncio.sleep(0.3)
    assert await ledger.snapshots.kept() == Kept(0, 0), "a stream that is not long has none"
    await noted(ledger, case)
    assert await ledger.snapshots.kept() == Kept(0, 0), "the answer came first"
    found = await kept(ledger, 1)
    [row] = rows(database)
    assert found.bytes == len(row[6]) and row[1:3] == (case.stream, EVERY + 2)
    for _ in range(3):
        await noted(ledger, case)
    counting = CountingStore(ledger.store)
    states._store = counting  # type: ignore[assignment]
    read = await states.load_states([case.stream])
    assert read == {case.stream: await folded_whole(ledger, case.stream)}
    # what shows it to be long; then the event that the snapshot ends with, and what came since
    assert counting.loaded == [EVERY + 1, 1 + 3]


async def test_a_stream_that_is_remembered_and_never_loaded_gets_its_snapshots_too(
    ledger: Ledger, database: Database
) -> None:
    case = Case()
    await append(ledger, case.events(2))
    kek = KeyEncryptionKey(bytes(32))
    async with Ledger(database.url("writer"), TENANT, kek, remembered=10) as remembering:
        remembering.commands.states = StateLoader(remembering.store, TENANT, every=EVERY)
        await remembering.policies.refresh()
        await _often(remembering, case, EVERY - 2)
        await kept(ledger, 1)
    [row] = rows(database)
    assert row[1:3] == (case.stream, EVERY)


async def test_snapshots_follow_a_stream_and_never_run_ahead_of_it(
    ledger: Ledger, states: StateLoader, database: Database
) -> None:
    cases = [Case(), Case()]
    for case in cases:
        await append(ledger, case.events(EVERY))
    ahead = """
        select count(*) from ledger.snapshots as s
        where not exists (
            select from ledger.events as e where e.tenant = s.tenant and e.stream = s.stream
              and e.version = s.version and e.position = s.position)"""
    writing = asyncio.gather(*(_often(ledger, case, 3 * EVERY) for case in cases))
    with database.connect("migrator") as connection:
        while not writing.done():
            assert connection.execute(ahead).fetchone() == (0,)
            await asyncio.sleep(0.01)
    await writing
    assert await ledger.snapshots.kept() != Kept(0, 0)
    for case in cases:
        await states.take(case.stream)
        whole = await folded_whole(ledger, case.stream)
        assert whole.version == 4 * EVERY
        assert (await states.load_states([case.stream]))[case.stream] == whole
    assert [row[2] for row in rows(database)] == [4 * EVERY] * 2


async def _often(ledger: Ledger, case: Case, times: int) -> None:
    for _ in range(times):
        await noted(ledger, case)


@pytest.mark.parametrize(
    "damage",
    [
        "delete from ledger.snapshots",
        "update ledger.snapshots set state = '{}'",
        "update ledger.snapshots set state = state || ' '",
        "update ledger.snapshots set state = overlay(state placing '9' from 12)",
        "update ledger.snapshots set fingerprint = sha256('other code')",
        "update ledger.snapshots set version = version + 1",
        "update ledger.snapshots set position = position + 1",
    ],
)
async def test_a_snapshot_that_is_gone_or_not_as_it_was_only_costs_time(
    ledger: Ledger, states: StateLoader, database: Database, damage: str
) -> None:
    case = Case()
    await append(ledger, case.events(2 * EVERY))
    await states.take(case.stream)
    with database.connect("writer") as connection:
        assert connection.execute(damage).rowcount == 1  # type: ignore[arg-type]
    whole = await folded_whole(ledger, case.stream)
    assert await states.load_states([case.stream]) == {case.stream: whole}
    async with asyncio.timeout(10):
        while (taken := await ledger.snapshots.latest(case.stream)) is None:
            await asyncio.sleep(0.02)
    assert taken.state == whole, "taken anew"


async def test_a_snapshot_of_a_history_that_the_ledger_does_not_have_is_passed_over(
    ledger: Ledger, states: StateLoader, database: Database
) -> None:
    """As after a restore to an earlier point: the digest is right, and the event is not there."""
    case, other = Case(), Case()
    await append(ledger, case.events(3 * EVERY))
    await append(ledger, other.events(2 * EVERY))
    await states.take(other.stream)
    taken = await ledger.snapshots.latest(other.stream)
    assert taken is not None
    await ledger.snapshots.save(case.stream, taken)
    whole = await folded_whole(ledger, case.stream)
    assert await states.load_states([case.stream]) == {case.stream: whole}


async def test_dropping_them_while_commands_go_on_loses_nothing(
    ledger: Ledger, states: StateLoader
) -> None:
    case = Case()
    await append(ledger, case.events(2 * EVERY))
    await states.take(case.stream)  # one to drop, however little time the busy writer leaves
    writing = asyncio.create_task(_often(ledger, case, 2 * EVERY))
    dropped = 0
    while not writing.done():
        dropped += await ledger.snapshots.drop()
        await asyncio.sleep(0.05)
    await writing
    assert dropped > 0
    whole = await folded_whole(ledger, case.stream)
    assert whole.version == 4 * EVERY
    assert await states.load_states([case.stream]) == {case.stream: whole}


async def test_nothing_private_stands_in_a_snapshot_in_clear(
    ledger: Ledger, states: StateLoader, database: Database
) -> None:
    case = Case()
    await append(ledger, case.events(2 * EVERY))
    registered = case.town._register()
    await append(ledger, [registered])
    await states.take(case.stream)
    await states.take(registered.stream)
    shown = b"".join(row[6] for row in rows(database))
    assert shown.count(b'["s","') >= 2 * EVERY, "what was said is there, sealed"
    for canary in (CANARY, "1990-02-28", "Élodie", "Noah", "Anne-Marie", "Ünal"):
        assert canary.encode() not in shown


@pytest.mark.parametrize("role", ["projector", "reader", "auth", "auditor"])
def test_the_writer_alone_knows_them(database: Database, role: str) -> None:
    with database.connect("migrator") as connection:
        for privilege in ("select", "insert", "update", "delete", "truncate"):
            asked = "select has_table_privilege(%s, 'ledger.snapshots', %s)"
            [held] = connection.execute(asked, [f"caseledger_{role}", privilege]).fetchone() or ()
            assert not held, privilege
            [held] = connection.execute(asked, ["caseledger_writer", privilege]).fetchone() or ()
            assert held == (privilege != "truncate")
