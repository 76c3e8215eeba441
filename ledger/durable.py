"""Calls whose answer can be trusted, and that end.

PostgreSQL's commit waits for its synchronous standbys, for ever if it must: no time-out of the
server ends that wait. When an operator cancels it, the commit stands on the primary alone, and is
answered as if nothing were amiss, but for a warning. Hence `confirmed`, which takes a warning for
no answer; and a limit on our side, which cuts the connection (`sever`) and never asks the server
to cancel, for that would be such a commit.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg.errors import Diagnostic

AnyConnection = psycopg.Connection[Any] | psycopg.AsyncConnection[Any]

# A server or a role may be set to promise less; here a commit is on disk, and on a standby's where
# there are synchronous ones, and what is not is said.
OPTIONS = "-c synchronous_commit=on -c client_min_messages=warning"

_GLANCE = 0.25  # seconds between looks at calls that run


class Unconfirmed(psycopg.OperationalError):
    """The commit was answered with a warning: a synchronous standby may not have it."""


@contextmanager
def confirmed(connection: AnyConnection) -> Iterator[None]:
    """Raise `Unconfirmed` where what runs inside was answered with a warning.

    The connection must let warnings through: see `OPTIONS`.
    """
    warnings: list[Diagnostic] = []

    def hear(message: Diagnostic) -> None:
        # by severity: the text is in the server's language, and the warning has no code of its own
        if message.severity_nonlocalized == "WARNING":
            warnings.append(message)

    connection.add_notice_handler(hear)
    try:
        yield
    finally:
        connection.remove_notice_handler(hear)
    if warnings:
        raise Unconfirmed(warnings[0].message_primary or "a warning")


def answers(connection: psycopg.Connection[Any]) -> bool:
    """Whether a connection that lay idle still leads anywhere."""
    try:
        connection.execute("")
    except psycopg.OperationalError:
        return False
    return True


def sever(connection: AnyConnection) -> None:
    """Cut the wire: whoever waits on the connection finds it lost at once."""
    with (
        suppress(OSError, psycopg.Error),
        # a descriptor of our own, which may be closed while libpq keeps its
        socket.socket(fileno=os.dup(connection.fileno())) as wire,
    ):
        wire.shutdown(socket.SHUT_RDWR)


class Watchdog:
    """Severs synchronous connections whose call takes too long. One thread, while any call runs."""

    def __init__(self) -> None:
        self._calls: dict[int, tuple[float, AnyConnection]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._begun = threading.Event()

    @contextmanager
    def limit(self, connection: AnyConnection, seconds: float) -> Iterator[None]:
        """What runs inside finds its connection lost after so many seconds, or a moment more."""
        with self._lock:
            self._calls[id(connection)] = (time.monotonic() + seconds, connection)
            if self._thread is None or not self._thread.is_alive():  # not in a forked child
                self._thread = threading.Thread(target=self._run, name="ledger limit", daemon=True)
                self._thread.start()
        self._begun.set()
        try:
            yield
        finally:
            with self._lock:
                self._calls.pop(id(connection), None)

    def _run(self) -> None:
        while True:
            self._begun.wait()
            time.sleep(_GLANCE)
            with self._lock:
                now = time.monotonic()
                for ends, connection in self._calls.values():
                    if ends < now:
                        sever(connection)
                if not self._calls:
                    self._begun.clear()


WATCHDOG = Watchdog()
