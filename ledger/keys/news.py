"""What changes about keys in another process is heard here, or memory is not trusted.

A process that listens hears of a disposal within milliseconds. One whose connection is lost, however
silently, stops trusting what it remembers `TRUST` seconds after it last knew that it would hear.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from ledger.durable import sever

CHANNEL = "caseledger_keys"
BEAT = 2.0  # seconds between two questions whether the connection still lives
TRUST = 10.0  # seconds for which an answer to one of them holds
PAUSE = 0.5  # seconds between attempts to reach the database
PATIENCE = 5.0  # seconds that the first who asks waits for it


class News(msgspec.Struct, frozen=True):
    """The persons whose keys changed, None: whose is not known; whether another key wraps now."""

    tenant: str
    persons: list[UUID] | None = None
    kek: bool = True


class KeyNews:
    """Listens in a thread of its own, from the first ``sure`` on.

    ``heard`` is called there with what changed.
    """

    def __init__(self, url: str, tenant: str, heard: Callable[[News], None]) -> None:
        self._url = url
        self._tenant = tenant
        self._heard = heard
        self._sure_until = float("-inf")
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._listens = threading.Event()
        self._closed = threading.Event()
        self._connection: psycopg.Connection[Any] | None = None

    def sure(self) -> bool:
        """Whether everything that changed up to ``TRUST`` seconds ago has been heard."""
        return time.monotonic() < self._sure_until

    def start(self) -> None:
        """Begin to listen, and wait for it a moment where the database is away; again does nothing."""
        if self._thread is not None:
            return
        with self._starting:
            if self._thread is None and not self._closed.is_set():
                thread = threading.Thread(target=self._run, name="ledger key news", daemon=True)
                thread.start()
                self._listens.wait(PATIENCE)
                self._thread = thread

    def close(self) -> None:
        self._closed.set()
        self._sure_until = float("-inf")
        if (connection := self._connection) is not None:
            sever(connection)
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        while not self._closed.is_set():
            with (
                contextlib.suppress(psycopg.Error),
                psycopg.connect(
                    self._url,
                    autocommit=True,
                    connect_timeout=5,
                    application_name="caseledger key news",
                ) as connection,
            ):
                self._connection = connection
                self._listen(connection)
            self._sure_until = float("-inf")
            self._connection = None
            self._closed.wait(PAUSE)

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(f"listen {CHANNEL}")
        self._heard(News(self._tenant))  # what was said while nobody listened
        while not self._closed.is_set():
            asked = time.monotonic()
            connection.execute("")
            # What was committed before the question came with the answer: first act, then trust.
            self._act(connection, 0)
            self._sure_until = asked + TRUST
            self._listens.set()
            self._act(connection, BEAT)

    def _act(self, connection: psycopg.Connection[Any], seconds: float) -> None:
        """Do what is told within so many seconds, or at least what is told first."""
        for told in connection.notifies(timeout=seconds, stop_after=1 if seconds else None):
            try:
                news = msgspec.json.decode(told.payload, type=News)
            except msgspec.MsgspecError:
                news = News(self._tenant)  # of a newer program: whatever it means
            if news.tenant == self._tenant:
                self._heard(news)
