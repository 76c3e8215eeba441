"""A few connections for code that waits in threads, each asked whether it lives before it is used.

A pool that reconnects by itself waits ever longer between its attempts, and after a few short
outages would let a database wait that has long been back.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

import psycopg

from ledger.durable import OPTIONS, answers

PATIENCE = 5.0  # seconds: for one of them to be free, and for the server to be there
PAUSE = 0.1  # seconds between attempts to reach it


class Connections:
    """At most ``count`` autocommit connections to ``url``, for any thread."""

    def __init__(self, url: str, count: int, name: str) -> None:
        self._url = url
        self._name = name
        self._free = BoundedSemaphore(count)
        self._idle: list[psycopg.Connection[Any]] = []

    @contextmanager
    def one(self) -> Iterator[psycopg.Connection[Any]]:
        """One that answers. Raises ``psycopg.OperationalError`` where there is none in time."""
        if not self._free.acquire(timeout=PATIENCE):
            raise psycopg.OperationalError("every connection is in use")
        try:
            connection = self._living()
            try:
                yield connection
            finally:
                if not connection.closed:
                    self._idle.append(connection)
        finally:
            self._free.release()

    def close(self) -> None:
        """Close those that are not in use."""
        while self._idle:
            self._idle.pop().close()

    def _living(self) -> psycopg.Connection[Any]:
        while self._idle:
            connection = self._idle.pop()
            if answers(connection):
                return connection
            connection.close()
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return psycopg.connect(
                    self._url, autocommit=True, application_name=self._name, options=OPTIONS
                )
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE)
