"""A PostgreSQL server of a test's own, to be killed at will, on a machine whose faults are ours."""

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from caseledger.migrate import migrate
from tests.support.databases import Database, ServerByAddress, new_database
from tests.support.independent_server import IndependentServer

_SOURCE = Path(__file__).with_name("faults.c")
_FAULTS = struct.Struct("=qqqq")  # `struct faults` of that file
_REVIVAL_SECONDS = 120  # recovery on a busy machine


@dataclass
class FaultyServer(IndependentServer):
    """`faults()` switches what tests/support/faults.c can do, when it was compiled in."""

    def kill(self) -> None:
        """`kill -9` of the postmaster; its backends find out by themselves."""
        assert self.process
        self.process.kill()
        self.process.wait(30)

    def kill_all(self) -> None:
        """`kill -9` of every process of the server at once, as when the machine loses power."""
        assert self.process
        children = self.processes()
        self.process.kill()
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(30)

    def processes(self) -> list[int]:
        """The process ids of the server's backends and workers; none while it is down."""
        try:
            with psycopg.connect(self.url, autocommit=True) as boss:
                rows = boss.execute("select pid from pg_stat_activity").fetchall()
        except psycopg.OperationalError:
            return []
        return [pid for (pid,) in rows]

    def stop_immediately(self) -> None:
        """As `pg_ctl stop -m immediate`, which an operator runs when nothing else helps."""
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(60)

    def down(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def revive(self) -> None:
        """Wait until it takes connections, started again as often as it needs.

        A busy backend of a killed postmaster outlives it, and bars a new one for a while.
        """
        deadline = time.monotonic() + _REVIVAL_SECONDS
        while True:
            if self.down():
                self.launch()
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def arm(self) -> None:
        """Compile the faults and start again with them. Skips the test where that cannot be."""
        compiler = shutil.which("gcc") or shutil.which("cc")
        if sys.platform != "linux" or compiler is None:
            pytest.skip("faults of the machine need Linux and a C compiler")
        library, control = self.folder / "faults.so", self.folder / "faults"
        subprocess.run(
            [compiler, "-O1", "-shared", "-fPIC", "-o", library, _SOURCE, "-ldl"], check=True
        )
        control.write_bytes(bytes(_FAULTS.size))
        control.chmod(0o666)
        self.env = {"LD_PRELOAD": str(library), "FAULTS_FILE": str(control)}
        self.stop()
        self.start()

    def faults(
        self, *, disk_full: bool = False, sync_fails: bool = False, clock_shift: int = 0
    ) -> None:
        """From now on these and no others; `clock_shift` in seconds."""
        with (self.folder / "faults").open("r+b", buffering=0) as control:
            control.write(_FAULTS.pack(disk_full, sync_fails, clock_shift, 0))

    def met(self) -> int:
        """How often a process of the server met a fault since they were last switched."""
        return _FAULTS.unpack((self.folder / "faults").read_bytes())[-1]

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A fresh, migrated database on it."""
        prepared = ServerByAddress.prepare(self.url, self.folder / "key")
        with new_database(prepared) as made:
            migrate(made.url("migrator"))
            yield made
