"""The cases that the library ships for a persistence module, unchanged, on ours.

Its tables of tracking are the library's own: these tests sign in as who may create them.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactoryError,
    IntegrityError,
    ProcessRecorder,
    StoredEvent,
    Tracking,
    TrackingRecorder,
)
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import EventSourcedProjectionRunner
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    InfrastructureFactoryTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)
from eventsourcing.tests.projection import Counters
from eventsourcing.utils import Environment

from ledger.recorder import Factory, LedgerProcessRecorder, LedgerRecorder
from ledger.store_errors import VersionConflict
from tests.support.databases import Database, PgServer, new_database
from tests.support.stock import environment


@pytest.fixture
def own_database(pg_server: PgServer, migrated_template: str) -> Iterator[Database]:
    """This test's own: the cases count positions from 1."""
    with new_database(pg_server, migrated_template) as made:
        yield made


@pytest.fixture
def factory(own_database: Database) -> Iterator[Factory]:
    made = Factory(environment(own_database.url("migrator")))
    yield made
    made.close()


@pytest.fixture
def make_recorder(request: pytest.FixtureRequest, own_database: Database) -> Iterator[None]:
    factory = Factory(environment(own_database.url("writer")))
    request.instance.create_recorder = factory.application_recorder
    yield
    factory.close()


@pytest.fixture
def make_tracking(request: pytest.FixtureRequest, factory: Factory) -> None:
    request.instance.create_recorder = factory.tracking_recorder


@pytest.fixture
def make_process(request: pytest.FixtureRequest, factory: Factory) -> None:
    request.instance.create_recorder = factory.process_recorder


@pytest.fixture
def make_env(request: pytest.FixtureRequest, own_database: Database) -> None:
    request.cls.env = Environment("app", environment(own_database.url("migrator")))


def set_by_the_fixture(*_: object) -> Any:
    raise AssertionError("the fixture sets it")


@pytest.mark.usefixtures("make_recorder")
class TestApplicationRecorder(ApplicationRecorderTestCase[ApplicationRecorder]):
    create_recorder = set_by_the_fixture

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


@pytest.mark.usefixtures("make_recorder")
class TestNonInterleaving(NonInterleavingNotificationIDsBaseCase):
    create_recorder = set_by_the_fixture


@pytest.mark.usefixtures("make_tracking")
class TestTrackingRecorder(TrackingRecorderTestCase):
    create_recorder = set_by_the_fixture


@pytest.mark.usefixtures("make_process")
class TestProcessRecorder(ProcessRecorderTestCase):
    create_recorder = set_by_the_fixture


class OwnTracking(PostgresTrackingRecorder):
    pass


@pytest.mark.usefixtures("make_env")
class TestFactory(InfrastructureFactoryTestCase[Factory]):
    def expected_factory_class(self) -> type[Factory]:
        return Factory

    def expected_application_recorder_class(self) -> type[ApplicationRecorder]:
        return LedgerRecorder

    def expected_tracking_recorder_class(self) -> type[TrackingRecorder]:
        return PostgresTrackingRecorder

    def tracking_recorder_subclass(self) -> type[TrackingRecorder]:
        return OwnTracking

    def expected_process_recorder_class(self) -> type[ProcessRecorder]:
        return LedgerProcessRecorder

    def expected_aggregate_recorder_class(self) -> type[AggregateRecorder]:
        raise AssertionError("there is none: its events would stand beside the one order")

    def test_create_aggregate_recorder(self) -> None:
        with pytest.raises(InfrastructureFactoryError):
            self.factory.aggregate_recorder("snapshots")


def events(versions: range) -> list[StoredEvent]:
    stream = uuid4()
    return [StoredEvent(stream, version, "topic", b"{}") for version in versions]


def test_an_event_and_what_led_to_it_are_noted_together_or_not_at_all(factory: Factory) -> None:
    recorder = factory.process_recorder()
    with pytest.raises(VersionConflict):
        recorder.insert_events(events(range(3, 5)), tracking=Tracking("upstream", 7))
    assert recorder.max_tracking_id("upstream") is None
    assert recorder.insert_events(events(range(1, 3)), tracking=Tracking("upstream", 7)) == [1, 2]
    with pytest.raises(IntegrityError):
        recorder.insert_events(events(range(1, 3)), tracking=Tracking("upstream", 7))
    assert recorder.max_notification_id() == 2
    recorder.insert_events([], tracking=Tracking("upstream", 8))
    assert recorder.max_tracking_id("upstream") == 8


def test_a_stock_event_sourced_projection_runs_on_it(own_database: Database) -> None:
    """Its own events go into the ledger, of another tenant, exactly one for each it met."""
    env = environment(own_database.url("migrator"), "up") | {"COUNTERS_CASELEDGER_TENANT": "down"}
    with EventSourcedProjectionRunner(
        application_class=Application, projection_class=Counters, env=env
    ) as runner:
        for _ in range(5):
            [saved] = runner.app.save(Aggregate())
        runner.wait(saved.notification.id, timeout=20)
        assert runner.projection.get_count(Aggregate.Created) == 5
