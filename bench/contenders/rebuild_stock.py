"""The stock `eventsourcing` library's projections over its own store: ``python -m`` this.

As its documentation has it: a projection with a view that records its tracking position with each
event, run by a ``ProjectionRunner``; two of them side by side in one process.
"""

import asyncio
import time
from typing import Any, ClassVar, LiteralString
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from bench.contenders.rebuilding import Clock, month_of
from bench.filled import EVENTS_OF_A_CASE
from bench.loops import Job, Measured, serve

PATIENCE = 600.0  # seconds


class Case(Aggregate):
    """As many events as a case of ours has, of the same three types."""

    @event("Submitted")
    def __init__(self, body: str) -> None:
        self.body = body

    @event("Decided")
    def decide(self, outcome: str) -> None:
        self.outcome = outcome

    @event("NoteAdded")
    def add(self, body: str) -> None:
        self.body = body


class Cases(Application[UUID]):
    """The store that is read from."""


class View(PostgresTrackingRecorder):
    """Rows and tracking position, in one transaction an event."""

    table: ClassVar[LiteralString]

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.sql_create_statements.append(sql.SQL(self.table).format())

    def write(self, statement: LiteralString, values: tuple[Any, ...], tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(statement, values, prepare=True)


class CaseView(View):
    table = (
        "create table if not exists bench_case (stream text primary key, state text not null,"
        " events int not null, notes int not null, last_on date not null)"
    )


class MonthView(View):
    table = (
        "create table if not exists bench_month (month date, kind text, events int not null,"
        " primary key (month, kind))"
    )


class CaseProjection(Projection[CaseView]):
    name = "cases"
    topics = ()

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        kind = type(domain_event).__name__
        state = "APPLIED" if kind == "Submitted" else getattr(domain_event, "outcome", None)
        self.view.write(
            "insert into bench_case values (%s, coalesce(%s, 'NONE'), 1, %s, %s)"
            " on conflict (stream) do update set state = coalesce(%s, bench_case.state),"
            " events = bench_case.events + 1, notes = bench_case.notes + excluded.notes,"
            " last_on = greatest(bench_case.last_on, excluded.last_on)",
            (
                str(domain_event.originator_id), state, int(kind == "NoteAdded"),
                domain_event.timestamp.date(), state,
            ),
            tracking,
        )  # fmt: skip


class MonthProjection(Projection[MonthView]):
    name = "months"
    topics = ()

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.write(
            "insert into bench_month values (%s, %s, 1) on conflict (month, kind)"
            " do update set events = bench_month.events + 1",
            (month_of(domain_event.timestamp.date()), type(domain_event).__name__),
            tracking,
        )


class Stock:
    """Filled by its own application, then projected."""

    def __init__(self, env: dict[str, str]) -> None:
        self._env = env

    async def run(self, job: Job) -> Measured:
        return await asyncio.to_thread(self._run, job["events"], job["body"])

    def _run(self, events: int, body: str) -> Measured:
        with Cases(self._env) as application:
            for _ in range(events // EVENTS_OF_A_CASE):
                case = Case(body)
                case.decide("GRANTED")
                for _ in range(EVENTS_OF_A_CASE - 2):
                    case.add(body)
                application.save(case)
            head = application.recorder.max_notification_id()
        assert head
        clock = Clock()
        with (
            ProjectionRunner(
                application_class=Cases, projection_class=CaseProjection,
                view_class=CaseView, env=self._env,
            ) as cases,
            ProjectionRunner(
                application_class=Cases, projection_class=MonthProjection,
                view_class=MonthView, env=self._env,
            ) as months,
        ):  # fmt: skip
            until = time.monotonic() + PATIENCE
            for runner in (cases, months):
                runner.wait(head, timeout=until - time.monotonic())
            return clock.answer(head)

    async def close(self) -> None:
        """Nothing is kept open."""


async def opened(job: Job) -> Stock:
    address = conninfo_to_dict(job["superuser"])
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": address["dbname"],
        "POSTGRES_HOST": address["host"],
        "POSTGRES_PORT": address.get("port") or "5432",
        "POSTGRES_USER": address["user"],
        "POSTGRES_PASSWORD": address["password"],
    }
    return Stock({name: str(value) for name, value in env.items()})


if __name__ == "__main__":
    serve(opened)
