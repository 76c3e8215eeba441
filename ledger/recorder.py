"""The `eventsourcing` library's persistence on our ledger: ``PERSISTENCE_MODULE=ledger.recorder``.

A stock `Application` then writes through ``ledger.append`` and reads the same rows as our async
store. Besides the library's POSTGRES_* variables it takes CASELEDGER_TENANT. What a save may add:

    application.save(case, command=CommandRecord(...), guards=[Guard(...)], claims=[Claim(...)])
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from eventsourcing import persistence, postgres
from eventsourcing.utils import Environment, EnvType, strtobool
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import tuple_row
from psycopg_pool import PoolClosed, PoolTimeout

from ledger.address import to_primary
from ledger.appending import QUERY, encode, outcome, parameters, refusal
from ledger.durable import OPTIONS, WATCHDOG, answers, confirmed
from ledger.notifier import CHANNEL
from ledger.pgarrays import PgArray
from ledger.store_errors import StoreUnavailable
from ledger.stored import (
    Append,
    Appended,
    Claim,
    CommandRecord,
    Guard,
    LedgerEvent,
    LedgerNotification,
)
from ledger.subscription import LedgerSubscription

_COLUMNS: LiteralString = (
    "stream, version, type, state, event_id, schema_version, effective_on, known_at, metadata"
)
_NO_ENVELOPE = b"{}"  # of the stock library's own events

_ATTEMPTS = 10  # to find out, or do again, a command whose connection was lost
_WAIT = 0.2  # seconds between them
_LIMIT = 30.0  # seconds for one of them


class LedgerRecorder(postgres.PostgresRecorder, persistence.ApplicationRecorder):
    """One tenant's events. A notification id is the event's position in the whole ledger."""

    def __init__(self, datastore: postgres.PostgresDatastore, *, tenant: str, **more: Any) -> None:
        super().__init__(datastore, **more)
        self.tenant = tenant

    def insert_events(
        self,
        stored_events: Sequence[persistence.StoredEvent],
        *,
        guards: Sequence[Guard] = (),
        claims: Sequence[Claim] = (),
        command: CommandRecord | None = None,
        **unknown: Any,
    ) -> Sequence[int] | None:
        """Append and return the positions; None when nothing was written (no events, or a
        command that is known already). Raises `AppendRejected` or `StoreUnavailable`.
        """
        # the stock application always passes a tracking, and it is None
        if refused := sorted(name for name, value in unknown.items() if value is not None):
            raise TypeError(f"the ledger records no {', '.join(refused)}")
        if not (stored_events or claims or guards or command):
            return None
        return self._told(self._append(Append(self.tenant, stored_events, guards, claims, command)))

    def _told(self, done: Appended) -> Sequence[int] | None:
        """Wake readers; the positions that were written."""
        if done.replayed or done.first_position is None or done.last_position is None:
            return None
        self._notify(done.last_position)
        return list(range(done.first_position, done.last_position + 1))

    def _append(self, append: Append) -> Appended:
        encoded = encode(append)
        values = parameters([encoded])
        unsure = False  # whether an earlier call may have written it
        failure: Exception | None = None
        for _ in range(_ATTEMPTS):
            try:
                # One that cannot be sent twice had better not meet a connection long dead.
                answer = outcome(encoded, self._call(values, ask_first=append.command is None))
            except persistence.PersistenceError as error:
                failure = error
                cause = error.__cause__
                if isinstance(cause, psycopg.Error) and cause.sqlstate and not _elsewhere(cause):
                    if unsure:  # this call wrote nothing, but that one may have
                        break
                    raise refusal(cause) from error
                waited = isinstance(cause, PoolTimeout | PoolClosed)  # as long as the pool may
                unsure = unsure or not (waited or isinstance(cause, _WROTE_NOTHING))
                # ledger.append looks the command id up first: it is done once, whatever happened
                if (unsure and append.command is None) or (waited and not unsure):
                    break
                self._replace_lost()
                time.sleep(_WAIT)
                continue
            if isinstance(answer, Appended):
                return answer
            raise answer
        raise StoreUnavailable(str(failure), outcome_known=not unsure) from failure

    def _call(self, values: list[PgArray], *, ask_first: bool) -> tuple[Any, ...]:
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(row_factory=tuple_row) as cursor,
        ):
            try:
                if ask_first and not answers(connection):
                    raise _Stale("the connection was lost before anything was sent on it")
                with confirmed(connection), WATCHDOG.limit(connection, _LIMIT):
                    cursor.execute(QUERY, values, prepare=True, binary=True)
            except psycopg.errors.ReadOnlySqlTransaction:
                connection.close()  # a standby: the pool must look for the primary
                raise
            row = cursor.fetchone()
        assert row is not None
        return row

    def _replace_lost(self) -> None:
        """Where one connection is lost, the others of the pool likely are: not one by one."""
        with contextlib.suppress(PoolClosed):
            self.datastore.pool.check()

    def _notify(self, position: int) -> None:
        """Wake readers, in a transaction of its own; they poll, should this fail."""
        try:
            with self.datastore.get_connection() as connection:
                connection.execute("select pg_notify(%s, %s)", [CHANNEL, str(position)])
        except (persistence.OperationalError, persistence.InterfaceError):
            return

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[persistence.StoredEvent]:
        """A stream's events by version; ours come with their envelope, as `LedgerEvent`."""
        query: LiteralString = (
            f"select {_COLUMNS} from ledger.events where tenant = %s and stream = %s"
        )
        values: list[Any] = [self.tenant, str(originator_id)]
        if gt is not None:
            query += " and version > %s"
            values.append(gt)
        if lte is not None:
            query += " and version <= %s"
            values.append(lte)
        query += " order by version desc" if desc else " order by version"
        if limit is not None:
            query += " limit %s"
            values.append(limit)
        return [
            persistence.StoredEvent(self._originator_id(row[0]), *row[1:4])
            if row[8] == _NO_ENVELOPE
            else LedgerEvent(*row)
            for row in self._select(query, values)
        ]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[persistence.Notification]:
        """The tenant's events in the one order, from `start` (or after it) up to `stop`."""
        query: LiteralString = f"select {_COLUMNS}, position from ledger.events where tenant = %s"
        values: list[Any] = [self.tenant]
        if start is not None:
            query += " and position >= %s" if inclusive_of_start else " and position > %s"
            values.append(start)
        if stop is not None:
            query += " and position <= %s"
            values.append(stop)
        if topics:
            query += " and type = any(%s)"
            values.append(list(topics))
        query += " order by position limit %s"
        values.append(limit)
        return [
            persistence.Notification(self._originator_id(row[0]), *row[1:4], row[9])
            if row[8] == _NO_ENVELOPE
            else LedgerNotification(*row[:4], row[9], *row[4:9])
            for row in self._select(query, values)
        ]

    def max_notification_id(self) -> int | None:
        """The position of the tenant's last event."""
        rows = self._select(
            "select max(position) from ledger.events where tenant = %s", [self.tenant]
        )
        return rows[0][0]

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> LedgerSubscription:
        """Notifications after `gt`, now and as they come."""
        return LedgerSubscription(self, gt, topics)

    def _select(self, query: LiteralString, values: list[Any]) -> list[tuple[Any, ...]]:
        """A read may be tried again on another connection."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with (
                    self.datastore.get_connection() as connection,
                    connection.cursor(row_factory=tuple_row) as cursor,
                ):
                    cursor.execute(query, values, prepare=True, binary=True)
                    return cursor.fetchall()
            except (persistence.OperationalError, persistence.InterfaceError):
                if attempt == _ATTEMPTS or self.datastore.pool.closed:
                    raise
                self._replace_lost()
                time.sleep(_WAIT)
        raise AssertionError("unreachable")

    def _originator_id(self, stream: str) -> UUID | str:
        """The library's own streams are UUIDs; ours (``case-<uuid>``) are text."""
        if self.datastore.originator_id_type == "uuid":
            try:
                return UUID(stream)
            except ValueError:
                return stream
        return stream


class _Stale(psycopg.OperationalError):
    """The connection was lost before anything was sent on it."""


_WROTE_NOTHING = (_Stale, psycopg.errors.ReadOnlySqlTransaction)


def _elsewhere(error: psycopg.Error) -> bool:
    """Whether another connection may do better: this one ended, or leads to a standby."""
    return (error.sqlstate or "").startswith(("08", "57P", "25006"))


class LedgerProcessRecorder(
    LedgerRecorder, postgres.PostgresTrackingRecorder, persistence.ProcessRecorder
):
    """For an `EventSourcedProjection`, whose events go where all go, through ``ledger.append``.

    Its tracking table stands in POSTGRES_SCHEMA. The order lock is held until the transaction
    ends: POSTGRES_IDLE_IN_TRANSACTION_SESSION_TIMEOUT (5 seconds) frees it from a process that hangs.
    """

    def insert_events(
        self,
        stored_events: Sequence[persistence.StoredEvent],
        *,
        tracking: persistence.Tracking | None = None,
        **more: Any,
    ) -> Sequence[int] | None:
        """As `LedgerRecorder` does, and note `tracking` with it or do neither.

        Raises `IntegrityError` where the same or a later notification is noted already.
        """
        if tracking is None:
            return super().insert_events(stored_events, **more)
        if not stored_events and not more:
            self.insert_tracking(tracking)
            return None
        done = self._append_tracked(Append(self.tenant, stored_events, **more), tracking)
        return self._told(done)

    def _append_tracked(self, append: Append, tracking: persistence.Tracking) -> Appended:
        encoded = encode(append)
        try:
            with self._fresh() as connection:
                with (
                    confirmed(connection),
                    WATCHDOG.limit(connection, _LIMIT),
                    connection.transaction(),
                ):
                    cursor = connection.cursor()
                    self._insert_tracking(cursor, tracking)
                    cursor.execute(QUERY, parameters([encoded]), prepare=True, binary=True)
                    row = cursor.fetchone()
                    assert row is not None
                    answer = outcome(encoded, tuple(row.values()))
                    if not isinstance(answer, Appended):
                        raise answer
                return answer
        except persistence.PersistenceError as error:
            cause = error.__cause__
            if not isinstance(cause, psycopg.Error) or isinstance(cause, psycopg.IntegrityError):
                raise
            if cause.sqlstate and not _elsewhere(cause):
                raise refusal(cause) from error
            known = isinstance(cause, _WROTE_NOTHING)
            raise StoreUnavailable(str(error), outcome_known=known) from error

    @contextlib.contextmanager
    def _fresh(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection that answers: what may have been tracked cannot be sent twice on trust."""
        with self.datastore.get_connection() as connection:
            if answers(connection):
                yield connection
                return
        self._replace_lost()
        with self.datastore.get_connection() as connection:
            yield connection


class Factory(postgres.PostgresFactory):
    """Builds recorders on the ledger, whose tables the migrations own.

    Raises `InfrastructureFactoryError` for what the ledger cannot promise: no tenant;
    POSTGRES_ENABLE_DB_FUNCTIONS (the library's own way around its lock, which lets readers skip
    events); an aggregate recorder, which would write beside the one order. The tables of tracking
    and process recorders are the library's own, in POSTGRES_SCHEMA, and heed CREATE_TABLE.
    """

    TENANT = "CASELEDGER_TENANT"

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        # POSTGRES_HOST may name several servers ("a,b,c"); only one of them takes writes.
        self.datastore.pool.kwargs |= {**conninfo_to_dict(to_primary("")), "options": OPTIONS}
        self.tenant = self.env.get(self.TENANT)
        if not self.tenant:
            raise persistence.InfrastructureFactoryError(f"{self.TENANT} is not set")
        if strtobool(self.env.get(self.POSTGRES_ENABLE_DB_FUNCTIONS) or "no"):
            raise persistence.InfrastructureFactoryError(
                f"{self.POSTGRES_ENABLE_DB_FUNCTIONS} is refused: readers would skip events"
            )

    def application_recorder(self) -> LedgerRecorder:
        assert self.tenant is not None
        return LedgerRecorder(self.datastore, tenant=self.tenant)

    def aggregate_recorder(self, purpose: str = "events") -> persistence.AggregateRecorder:
        raise persistence.InfrastructureFactoryError(f"the ledger keeps no {purpose} apart")

    def process_recorder(self) -> persistence.ProcessRecorder:
        assert self.tenant is not None
        name = self.env.name.lower() or "notification"
        recorder = LedgerProcessRecorder(
            self.datastore, tenant=self.tenant, tracking_table_name=f"{name}_tracking"
        )
        if self.env_create_table():
            recorder.create_table()
        return recorder
