"""The sequencer: in every process, active in one, whichever holds the lease.

A thread of its own with one connection, so that hashing holds up nobody's answer. It hears the
writers' notifications, and looks by itself twice a second. Whatever happens to the connection or the
server, it tries again, after pauses that grow to 15 s; where the process dies, its lease ends with
its session and another takes over.
"""

import hashlib
import logging
import os
import random
import socket
import threading
import time
from contextlib import suppress
from uuid import uuid4

import psycopg

from ledger.durable import WATCHDOG, sever
from ledger.leases import LAPSES
from ledger.log.growth import SIGN_EVERY, Faulty, Fenced, Growth, SigningKey
from ledger.log.names import LOGS
from ledger.log.origins import begin
from ledger.log.rows import Connection, connect
from ledger.notifier import CHANNEL

log = logging.getLogger(__name__)

POLL = 0.5  # seconds between looks where nobody notifies
STANDBY = 1.0  # seconds between tries to get the lease
HEARTBEAT = 2.0
GRACE = 2.0  # seconds to finish in when told to stop
STEP_LIMIT = 60.0  # seconds for one step, a commit that waits for its standbys included
FAULT_PAUSE = 15.0  # seconds until a log that does not go together is looked at again
LONGEST_PAUSE = 15.0
THIN_EVERY = 3600.0

_LEASE = int.from_bytes(hashlib.sha256(b"caseledger.log").digest()[:8], signed=True)


class Sequencer:
    """Both logs of one database, in this process. ``url``: a member of ``caseledger_sequencer``.

    ``key`` gives the signing key by an origin's name; ``base`` names the logs where they begin.
    """

    def __init__(self, url: str, key: SigningKey, base: str) -> None:
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._url = url
        self._key = key
        self._base = base
        self._stopped = threading.Event()
        self._connection: Connection | None = None
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="sequencer", daemon=True)

    def start(self) -> None:
        """Returns at once, also while the database is away."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, once all that is there is signed, or after a moment with what is not left to others."""
        self._stopped.set()
        self._thread.join(GRACE)
        while self._thread.is_alive():
            # what waits for an answer, a standby's say, finds its connection cut
            if connection := self._connection:
                sever(connection)
            self._thread.join(0.2)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._with_connection()
            except Exception as error:
                self._failures += 1
                if not self._stopped.is_set():
                    log.warning("the logs stand still: %s", _code(error))
            pause = min(LONGEST_PAUSE, 0.1 * 2 ** min(self._failures, 10))
            self._stopped.wait(pause * random.uniform(0.7, 1.3))

    def _with_connection(self) -> None:
        with connect(self._url) as connection:
            self._connection = connection
            try:
                while not _take_lease(connection):
                    if self._stopped.wait(STANDBY):
                        return
                begin(connection, self._base)
                connection.execute(f"listen {CHANNEL}")
                self._own(connection)
            finally:
                self._connection = None

    def _own(self, connection: Connection) -> None:
        logs = [_OneLog(connection, name, self._key, self.owner) for name in LOGS]
        beaten = thinned = time.monotonic()
        more, stopping = True, False
        while more or not stopping:
            stopping = self._stopped.is_set()
            with WATCHDOG.limit(connection, STEP_LIMIT):
                steps = [one.step() for one in logs]
                more = any(steps)
                now = time.monotonic()
                if now - beaten >= HEARTBEAT:
                    self._beat(connection)
                    beaten = now
                if now - thinned >= THIN_EVERY:
                    for one in logs:
                        one.thin_out()
                    thinned = now
            self._failures = 0
            if not more and not stopping and not self._stopped.wait(SIGN_EVERY):
                for _ in connection.notifies(timeout=POLL - SIGN_EVERY, stop_after=1):
                    pass

    def _beat(self, connection: Connection) -> None:
        beat = "update log.state set heartbeat = clock_timestamp() where owner = %s"
        if connection.execute(beat, (self.owner,)).rowcount != len(LOGS):
            raise Fenced("another sequencer has taken over")


class _OneLog:
    """One of the logs; what is wrong with it does not hold up the other."""

    def __init__(self, connection: Connection, name: str, key: SigningKey, owner: str) -> None:
        self._connection = connection
        self._name = name
        self._key = key
        self._owner = owner
        self._growth: Growth | None = None
        self._fault: str | None = None
        self._look_again = 0.0

    def step(self) -> bool:
        """One step; whether there is more to do at once."""
        if time.monotonic() < self._look_again:
            return False
        try:
            if self._growth is None:
                self._growth = Growth(self._connection, self._name, self._key, self._owner)
            more = self._growth.step()
        except (psycopg.OperationalError, psycopg.InterfaceError, Fenced):
            raise
        except Exception as error:
            self._stand_still(_code(error))
            return False
        if self._fault:
            log.warning("the log of %s goes on", self._name)
            self._fault = None
        return more

    def thin_out(self) -> None:
        if self._growth is not None:
            self._growth.thin_out()

    def _stand_still(self, fault: str) -> None:
        self._growth = None
        self._look_again = time.monotonic() + FAULT_PAUSE
        if fault != self._fault:
            log.critical("the log of %s is not signed any further: %s", self._name, fault)
            self._fault = fault
        with suppress(psycopg.DatabaseError):
            self._connection.execute(
                "update log.state set fault = %s, heartbeat = clock_timestamp() where log = %s",
                (fault, self._name),
            )


def _take_lease(connection: Connection) -> bool:
    row = connection.execute(f"select pg_try_advisory_lock(%s), {LAPSES}", (_LEASE,)).fetchone()
    return bool(row and row[0])


def _code(error: Exception) -> str:
    """What went wrong, without a message that could hold what a row holds."""
    if isinstance(error, Faulty | Fenced):
        return str(error)
    if isinstance(error, psycopg.Error) and error.sqlstate:
        return error.sqlstate
    return type(error).__name__
