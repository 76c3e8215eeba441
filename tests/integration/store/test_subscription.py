"""A subscription loses nothing and does not end: the library's own did both."""

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from ledger.recorder import Factory, LedgerRecorder
from ledger.subscription import LedgerSubscription
from tests.support.databases import Database, wait_until
from tests.support.events import event as ledger_event
from tests.support.events import events, new_stream
from tests.support.stock import environment


@pytest.fixture
def recorder(database: Database) -> Iterator[LedgerRecorder]:
    # few connections: after an outage the pool takes a second to find each of them dead
    factory = Factory(environment(database.url("writer")) | {"POSTGRES_POOL_SIZE": "2"})
    yield factory.application_recorder()
    factory.close()


def listeners(database: Database) -> list[int]:
    with database.connect("migrator") as admin:
        rows = admin.execute(
            "select pid from pg_stat_activity where datname = current_database()"
            " and usename = 'cl_writer' and query ilike 'listen%'"
        ).fetchall()
    return [pid for (pid,) in rows]


def test_an_event_between_the_pull_and_the_listen_is_not_waited_for(
    recorder: LedgerRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    # without polling, only a wake-up can bring the event
    monkeypatch.setattr("ledger.subscription._POLL", 60.0)
    go = threading.Event()
    listen = LedgerSubscription._listen
    monkeypatch.setattr(LedgerSubscription, "_listen", lambda self: go.wait() and listen(self))
    start = recorder.max_notification_id()
    with recorder.subscribe(gt=start) as subscription:
        received: list[int] = []
        reader = threading.Thread(target=lambda: received.append(next(subscription).id))
        reader.start()
        time.sleep(0.2)  # it has pulled nothing and waits; nobody listens yet
        [position] = recorder.insert_events([ledger_event(new_stream(), 1)]) or []
        go.set()
        reader.join(5)
        assert received == [position]


def test_a_wake_up_comes_at_once(
    recorder: LedgerRecorder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.subscription._POLL", 60.0)
    with recorder.subscribe(gt=recorder.max_notification_id()) as subscription:
        wait_until(lambda: listeners(database))
        stream = new_stream()
        threading.Timer(0.2, recorder.insert_events, [[ledger_event(stream, 1)]]).start()
        started = time.monotonic()
        assert next(subscription).originator_id == stream
        assert time.monotonic() - started < 10


def test_a_killed_listen_connection_is_made_again(
    recorder: LedgerRecorder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.subscription._POLL", 60.0)
    with recorder.subscribe(gt=recorder.max_notification_id()) as subscription:
        wait_until(lambda: listeners(database))
        [killed] = listeners(database)
        with database.connect("migrator") as admin:
            admin.execute("select pg_terminate_backend(%s)", [killed])
        [position] = recorder.insert_events([ledger_event(new_stream(), 1)]) or []
        assert next(subscription).id == position
        wait_until(lambda: listeners(database) not in ([], [killed]))


def test_every_connection_killed_ends_nothing(recorder: LedgerRecorder, database: Database) -> None:
    with recorder.subscribe(gt=recorder.max_notification_id()) as subscription:
        for _ in range(2):
            positions = recorder.insert_events(events(new_stream(), 1, 3))
            with database.connect("migrator") as admin:
                admin.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where usename = 'cl_writer' and datname = current_database()"
                )
            assert [n.id for n in islice(subscription, 3)] == positions


def test_a_topic_filter_steps_over_what_it_leaves_out(recorder: LedgerRecorder) -> None:
    start = recorder.max_notification_id() or 0
    recorder.insert_events(events(new_stream(), 1, 600))
    with recorder.subscribe(gt=start, topics=["none.such"]) as subscription:
        threading.Timer(0.3, subscription.stop).start()
        assert list(subscription) == []
        assert subscription._last_notification_id == start + 600


@pytest.mark.parametrize("topics", [(), ("b", "d")])
def test_writers_at_once_make_a_subscription_miss_nothing(
    recorder: LedgerRecorder, topics: tuple[str, ...]
) -> None:
    start = recorder.max_notification_id() or 0
    written: dict[int, str] = {}

    def write() -> None:
        for _ in range(40):
            stream = new_stream()
            saved = [replace(e, topic=random.choice("abcd")) for e in events(stream, 1, 3)]
            positions = recorder.insert_events(saved) or []
            written.update(zip(positions, (e.topic for e in saved), strict=True))

    writers = [threading.Thread(target=write) for _ in range(4)]
    with recorder.subscribe(gt=start, topics=topics) as subscription:
        end = threading.Timer(60, subscription.stop)  # what was missed never comes
        end.start()
        for writer in writers:
            writer.start()
        received = list(islice(subscription, 50))
        for writer in writers:
            writer.join()
        expected = [at for at, topic in sorted(written.items()) if not topics or topic in topics]
        received += islice(subscription, len(expected) - len(received))
        end.cancel()
    assert len(written) == 480
    assert [n.id for n in received] == expected


class Counter(Aggregate):
    @event("Counted")
    def count(self) -> None:
        pass


class Counters(Application[UUID]):
    name = "counters"


class Tally(POPOTrackingRecorder):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[int] = []

    def add(self, tracking: Tracking) -> None:
        with self._database_lock:
            self._insert_tracking(tracking)
            self.seen.append(tracking.notification_id)


class Tallying(Projection[Tally]):
    name = "tallying"

    def process_event(self, domain_event: object, tracking: Tracking) -> None:
        time.sleep(0.02)  # slower than the writer
        self.view.add(tracking)


def test_a_stock_projection_runner_outlives_a_slow_handler_and_a_lost_connection(
    database: Database,
) -> None:
    env = environment(database.url("writer"), "runner")
    env["TALLYING_PERSISTENCE_MODULE"] = "eventsourcing.popo"
    with ProjectionRunner(
        application_class=Counters, projection_class=Tallying, view_class=Tally, env=env
    ) as runner:
        wait_until(lambda: listeners(database))
        saved = []
        for _ in range(10):
            counter = Counter()
            for _ in range(4):
                counter.count()
            saved += [recording.notification.id for recording in runner.app.save(counter)]
        with database.connect("migrator") as admin:
            for pid in listeners(database):
                admin.execute("select pg_terminate_backend(%s)", [pid])
        saved += [recording.notification.id for recording in runner.app.save(Counter())]
        runner.wait(saved[-1], timeout=20)
        assert runner.projection.view.seen == saved
