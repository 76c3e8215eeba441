"""An event of three versions, met by old code and by new, everywhere that events are read.

``kite.seen`` is known here alone. Version 1 has a size and words (which are private), version 2 adds
a colour, version 3 measures in centimetres.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal
from uuid import UUID, uuid4

import msgspec
import pytest
from eventsourcing.application import Application
from psycopg import AsyncConnection

from domain import decision, event, evolve
from domain.decision import Command, Context, Decider, Decision, NewEvent, Refusal, States
from domain.event import Actor, Event, Recorded
from domain.evolve import Fold, fold
from domain.private import Clear, Sealed, Text
from domain.refusals import text
from ledger import upcasters
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.mapper import LedgerRecord
from ledger.upcasters import UnknownVersion
from projections.engine.model import ReadModel
from projections.paging import fetch
from projections.run import Projections
from projections.timeline.project import TIMELINE
from projections.timeline.queries import recorded
from projections.timeline.rows import TimelineRow
from tests.integration.projections.town import KEK, dump, rebuilt
from tests.support.databases import Database
from tests.support.stock import environment
from tests.unit.projections.histories import TENANT

PATIENCE = 20.0
SYSTEM = Actor(id=uuid4(), kind="SYSTEM", role="SYSTEM", organisation=TENANT)


class Kite1(Event, kw_only=True):
    size: Literal["S", "L"]
    words: Text


class Kite2(Event, kw_only=True):
    size: Literal["S", "L"]
    words: Text
    colour: str | None


class Kite3(Event, kw_only=True):
    span_cm: int
    words: Text
    colour: str | None


class SeeKite(Command, kw_only=True):
    """Somebody saw a kite."""

    kite_id: UUID
    words: str


MADE: dict[int, Callable[[Text], Event]] = {
    1: lambda words: Kite1(size="S", words=words),
    2: lambda words: Kite2(size="L", words=words, colour="RED"),
    3: lambda words: Kite3(span_cm=123, words=words, colour=None),
}
KINDS: dict[int, type[Event]] = {1: Kite1, 2: Kite2, 3: Kite3}
STEPS = {
    1: lambda fields: fields | {"colour": None},
    2: lambda fields: (
        {name: value for name, value in fields.items() if name != "size"}
        | {"span_cm": {"S": 80, "L": 200}[fields["size"]]}
    ),
}
for number, kind in KINDS.items():
    kind.wire_name, kind.schema_version = "kite.seen", number


def stream_of(kite_id: UUID) -> str:
    return f"kite-{kite_id}"


def state_of(kind: type[Event]) -> type[Any]:
    seen = msgspec.field(default_factory=list)
    return msgspec.defstruct("KiteState", [("version", int, 0), ("seen", list[kind], seen)])


STATES = {number: state_of(kind) for number, kind in KINDS.items()}


def see(state: Any, recorded: Recorded) -> Any:
    state.version = recorded.version
    state.seen.append(recorded.event)
    return state


@contextmanager
def code_of(version: int) -> Iterator[ReadModel]:
    """The program as it was when it knew this version; its timeline."""

    def decide(states: States, command: SeeKite, context: Context) -> Decision:
        assert all(type(e) is KINDS[version] for e in states[stream_of(command.kite_id)].seen)
        words = Text("en", Clear(command.words, command.kite_id, own_key=True))
        new = NewEvent(
            stream=stream_of(command.kite_id),
            event=MADE[version](words),
            effective_on=context.today,
        )
        return Decision(events=[new])

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(event._by_wire_name, "kite.seen", KINDS[version])
        for step in range(1, version):
            patch.setitem(upcasters.UPCASTERS, ("kite.seen", step), STEPS[step])
        patch.setitem(evolve.FOLDS, "kite", Fold(STATES[version], see, version=1))
        decider = Decider(SeeKite, lambda c: (stream_of(c.kite_id),), decide)
        patch.setitem(decision._deciders, SeeKite, decider)
        yield timeline(KINDS[version], TIMELINE.version)


def timeline(kind: type[Event], version: int) -> ReadModel:
    fields = {name: getattr(TIMELINE, name) for name in ("name", "tables", "needs", "fold")}
    return ReadModel(**fields, events=TIMELINE.events | {kind}, version=version)


async def seen(ledger: Ledger, kite_id: UUID, words: str) -> int:
    answer = await ledger.execute(
        SeeKite(kite_id=kite_id, words=words), command_id=uuid7(), actor=SYSTEM
    )
    assert isinstance(answer, Accepted) and answer.position, answer
    return answer.position


async def projected(ledger: Ledger, fresh: Database, model: ReadModel, last: int) -> None:
    async with Projections(ledger, fresh.url("projector"), models=[model]) as projections:
        assert await projections.wait_for(None, last, PATIENCE)


async def rows(fresh: Database) -> list[Recorded]:
    """The kites on the timeline, as its readers get them."""
    columns = ", ".join(TimelineRow.__struct_fields__)
    query = f"select {columns} from read.timeline where kind = 'kite' order by position"
    async with await AsyncConnection.connect(fresh.url("migrator")) as connection:
        await connection.execute("set timezone = 'UTC'")
        return [recorded(row) for row in await fetch(connection, TimelineRow, query, {})]


@contextmanager
def library(fresh: Database) -> Iterator[Application[str]]:
    env = environment(fresh.url("writer"), TENANT) | {
        "MAPPER_TOPIC": "ledger.mapper:LedgerMapper",
        "POSTGRES_ORIGINATOR_ID_TYPE": "text",
    }
    with Application[str](env=env) as application:
        yield application


@pytest.fixture
async def ledger(fresh: Database) -> AsyncIterator[Ledger]:
    """A ledger without a memory: old and new code are never one process."""
    kek = KeyEncryptionKey(KEK)
    async with Ledger(fresh.url("writer"), TENANT, kek, remembered=0) as opened:
        yield opened


def told(events: list[Any]) -> list[tuple[int, str | None, str]]:
    """What new code knows of kites, the words opened."""
    assert all(type(e) is Kite3 for e in events)
    return [(e.span_cm, e.colour, e.words.body.value) for e in events]


EXPECTED = [(80, None, "un"), (200, "RED", "deux"), (123, None, "trois")]


@pytest.fixture
async def kite(ledger: Ledger, fresh: Database) -> UUID:
    """A kite of which each version of the code told once, and its timeline showed all of it."""
    kite_id = uuid4()
    for version, words in enumerate(("un", "deux", "trois"), 1):
        with code_of(version) as model:
            last = await seen(ledger, kite_id, words)
            await ledger.commands.states.take(stream_of(kite_id))
            await projected(ledger, fresh, model, last)
    return kite_id


async def test_new_code_reads_every_version_wherever_it_reads(
    ledger: Ledger, fresh: Database, kite: UUID
) -> None:
    stream = stream_of(kite)
    stored = await ledger.store.load(TENANT, stream)
    assert [row.schema_version for row in stored] == [1, 2, 3], "each as its own code wrote it"
    with code_of(3):
        loaded = await ledger.load(stream)
        assert all(isinstance(r.event.words.body, Sealed) for r in loaded)
        opened = await ledger.unseal(loaded)
        assert told([r.event for r in opened]) == EXPECTED, "and every box opens"
        assert await ledger.read(0, 100) == loaded
        whole = fold("kite", loaded)
        assert await ledger.commands.states.load_states([stream]) == {stream: whole}
        with library(fresh) as application:
            assert application.repository.get(stream) == whole
            with application.recorder.subscribe(gt=0) as subscription:
                mapped: list[LedgerRecord] = [
                    application.mapper.to_domain_event(next(subscription)) for _ in range(3)
                ]
            assert [r.event for r in mapped] == [r.event for r in loaded]


async def test_what_old_code_projected_reads_as_what_a_rebuild_makes_of_it(
    ledger: Ledger, fresh: Database, kite: UUID
) -> None:
    with code_of(3) as model:
        loaded = await ledger.load(stream_of(kite))
        live = await rows(fresh)
        assert live == loaded
        opened = await ledger.unseal(live)
        assert told([r.event for r in opened]) == EXPECTED
        async with Projections(ledger, fresh.url("projector"), models=[model]) as projections:
            assert await projections.wait_for(None, 3, PATIENCE)
            await rebuilt(projections, "timeline")
        assert await rows(fresh) == live
        newer = timeline(Kite3, TIMELINE.version + 1)
        await projected(ledger, fresh, newer, 3)
        last = await seen(ledger, kite, "quatre")
        await projected(ledger, fresh, newer, last)
        with fresh.connect("migrator") as connection:
            shown = dump(connection, [newer])
            async with Projections(ledger, fresh.url("projector"), models=[newer]) as projections:
                await rebuilt(projections, "timeline")
            assert dump(connection, [newer]) == shown, "byte for byte, once its version is raised"


async def test_a_snapshot_is_passed_over_by_newer_and_by_older_code(ledger: Ledger) -> None:
    kite, states = uuid4(), ledger.commands.states
    stream = stream_of(kite)
    with code_of(1):
        await seen(ledger, kite, "un")
        await states.take(stream)
        assert await ledger.snapshots.latest(stream) is not None
    with code_of(2):
        assert await ledger.snapshots.latest(stream) is None
        await states.take(stream)
        taken = await ledger.snapshots.latest(stream)
        assert taken is not None and taken.state == fold("kite", await ledger.load(stream))
    with code_of(1):
        assert await ledger.snapshots.latest(stream) is None


async def test_old_code_refuses_what_newer_code_wrote(
    ledger: Ledger, fresh: Database, kite: UUID
) -> None:
    head = await ledger.head()
    with code_of(2) as model:
        answer = await ledger.execute(
            SeeKite(kite_id=kite, words="cinq"), command_id=uuid7(), actor=SYSTEM
        )
        assert answer == Refusal("PROGRAM_TOO_OLD")
        assert "version plus récente" in text(answer, "fr")
        assert "newer version" in text(answer, "en")
        assert await ledger.head() == head
        with library(fresh) as application, pytest.raises(UnknownVersion):
            application.repository.get(stream_of(kite))
        async with Projections(ledger, fresh.url("projector"), models=[model]) as projections:
            async with asyncio.timeout(PATIENCE):
                while (await projections.status())[0].state != "superseded":
                    await asyncio.sleep(0.02)
            assert not await projections.wait_for(None, head + 1, 0.1)
    with code_of(3):
        assert len(await rows(fresh)) == 3, "it leaves alone what newer code projects"


async def test_old_code_projects_up_to_what_newer_code_wrote(
    ledger: Ledger, fresh: Database
) -> None:
    kite_id = uuid4()
    for version in (1, 2, 3):
        with code_of(version):
            await seen(ledger, kite_id, "un")
    with code_of(2) as model:
        async with Projections(ledger, fresh.url("projector"), models=[model]) as projections:
            async with asyncio.timeout(PATIENCE):
                # one by one, up to the event that it cannot read
                while (status := (await projections.status())[0]).position < 2 or (
                    status.state != "failing"
                ):
                    await asyncio.sleep(0.02)
            assert (status.position, status.lag_events, status.healthy) == (2, 1, False)
            assert status.error == "UnknownVersion kite.seen v3"
        assert len(await rows(fresh)) == 2, "all before it got in"
