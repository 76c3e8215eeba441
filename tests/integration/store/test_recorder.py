"""A stock application on our recorder, beside our own path."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import (
    InfrastructureFactory,
    InfrastructureFactoryError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresDatastore

from ledger.recorder import Factory, LedgerRecorder
from ledger.store import Store
from ledger.store_errors import CommandReused, GuardConflict
from ledger.stored import Append, Guard, LedgerEvent
from tests.support import events
from tests.support.databases import Database
from tests.support.stock import environment


@pytest.fixture
def recorder(database: Database) -> Iterator[LedgerRecorder]:
    factory = Factory(environment(database.url("writer")))
    yield factory.application_recorder()
    factory.close()


class Dog(Aggregate):
    @event("Registered")
    def __init__(self, name: str) -> None:
        self.name = name
        self.tricks: list[str] = []

    @event("TrickAdded")
    def add_trick(self, trick: str) -> None:
        self.tricks.append(trick)


class Dogs(Application[UUID]):
    name = "dogs"


def test_a_stock_application_saves_and_gets(database: Database) -> None:
    app = Dogs(env=environment(database.url("writer"), "kennel"))
    dog = Dog("Fido")
    dog.add_trick("roll over")
    saved = app.save(dog)
    assert [r.notification.id for r in saved] == [
        saved[0].notification.id,
        saved[0].notification.id + 1,
    ]
    dog.add_trick("play dead")
    app.save(dog)
    assert app.repository.get(dog.id).tricks == ["roll over", "play dead"]
    assert app.repository.get(dog.id, version=2).tricks == ["roll over"]
    app.close()


async def test_stock_and_async_read_each_other(recorder: LedgerRecorder, store: Store) -> None:
    stream = events.new_stream()
    ours = events.event(stream, 1)
    await store.append(Append("stock", [ours]))
    [stored] = recorder.select_events(stream)
    assert stored == ours

    [position] = recorder.insert_events([StoredEvent(stream, 2, "stock.topic", b"{}")]) or []
    read = await store.load("stock", stream)
    assert [e.originator_version for e in read] == [1, 2]
    assert (read[1].position, read[1].topic, read[1].metadata) == (position, "stock.topic", b"{}")
    assert isinstance(read[1], LedgerEvent)


def test_guards_and_command_travel_with_the_save(recorder: LedgerRecorder) -> None:
    stream, sent = events.new_stream(), events.command()
    first = recorder.insert_events([events.event(stream, 1)], command=sent)
    assert first is not None
    assert recorder.insert_events([events.event(stream, 2)], command=sent) is None
    other = events.command()
    with pytest.raises(CommandReused):
        recorder.insert_events(
            [events.event(stream, 2)], command=type(sent)(sent.command_id, b"x", b"")
        )
    with pytest.raises(GuardConflict):
        recorder.insert_events(
            [events.event(events.new_stream(), 1)], guards=[Guard(stream, 7)], command=other
        )
    assert len(recorder.select_events(stream)) == 1


def test_what_the_ledger_cannot_record_is_refused(recorder: LedgerRecorder) -> None:
    stream = events.new_stream()
    with pytest.raises(TypeError, match="tracking"):
        recorder.insert_events([events.event(stream, 1)], tracking=object())
    assert recorder.select_events(stream) == []


@pytest.mark.parametrize(
    ("variable", "value"), [("POSTGRES_ENABLE_DB_FUNCTIONS", "yes"), ("CASELEDGER_TENANT", "")]
)
def test_an_unsafe_setting_is_refused(database: Database, variable: str, value: str) -> None:
    env = environment(database.url("writer")) | {variable: value}
    with pytest.raises(InfrastructureFactoryError, match=variable):
        InfrastructureFactory.construct(env)


def test_tables_of_events_are_never_created(database: Database) -> None:
    factory = Factory(environment(database.url("writer")) | {"CREATE_TABLE": "yes"})
    factory.application_recorder()
    factory.close()
    with database.connect("migrator") as admin:
        assert admin.execute("select to_regclass('public.stored_events')").fetchone() == (None,)


def test_a_large_save_over_a_unix_socket_does_not_hang(recorder: LedgerRecorder) -> None:
    assert isinstance(recorder.datastore, PostgresDatastore)
    stream = events.new_stream()
    large = [
        events.event(stream, version, state=b'"' + b"x" * 20_000 + b'"')
        for version in range(1, 301)
    ]
    positions = recorder.insert_events(large)
    assert positions is not None
    assert len(positions) == 300
    assert sum(len(e.state) for e in recorder.select_events(stream)) > 6_000_000
