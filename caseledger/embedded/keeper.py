"""The server's parent: starts it, again when it dies, and stops it after the last user.

Run as `python -m caseledger.embedded.keeper HOME LOCK_FD`, where LOCK_FD is the descriptor of the
home's keeper lock, already held: so there is one keeper, however many start at once. The command
returns 0 as soon as the server takes connections, and the keeper goes on in the background in a
session of its own; or it returns 1 and no server runs.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from caseledger.embedded import binaries
from caseledger.embedded.cluster import CLEAN_ENV, Cluster
from caseledger.embedded.home import Home, ServerUser, as_user
from caseledger.embedded.locks import FileLock

POLL_SECONDS = 0.1
START_SECONDS = 60.0  # Recovery after a crash is part of a start.
STOP_SECONDS = 60.0
AFTER_CRASH_ATTEMPTS = 7  # A busy backend of a killed server outlives it, and bars a new one.
LOG_BYTES = 10_000_000


class Keeper:
    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Start the server, or adopt one whose keeper died; True once it takes connections."""
        for attempt in range(AFTER_CRASH_ATTEMPTS if self._cluster.crashed() else 1):
            if attempt:
                time.sleep(POLL_SECONDS * 2**attempt)
            if self._cluster.postmaster() is None:
                self._launch()
            if self._wait_until_ready():
                return True
        return False

    def keep(self, users: FileLock) -> None:
        """Return with `users` held exclusively, and the server stopped, once nobody uses it."""
        pause = POLL_SECONDS
        while not users.try_exclusive():
            time.sleep(pause)
            pause = POLL_SECONDS if self._alive() or self._start_once() else min(pause * 2, 5.0)
        self.stop()

    def stop(self) -> None:
        for how in (signal.SIGINT, signal.SIGQUIT):  # PostgreSQL's "fast", then "immediate".
            if not self._alive():
                return
            if pid := self._cluster.postmaster():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, how)
            deadline = time.monotonic() + STOP_SECONDS
            while self._alive() and time.monotonic() < deadline:
                time.sleep(POLL_SECONDS / 4)

    def _start_once(self) -> bool:
        self._launch()
        return self._wait_until_ready()

    def _launch(self) -> None:
        home = self._cluster.home
        self._cluster.drop_stale_pid_file()
        if home.log.exists() and home.log.stat().st_size > LOG_BYTES:
            home.log.replace(home.log.with_suffix(".log.1"))
        log = os.open(home.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self._child = subprocess.Popen(
                self._cluster.command(),
                cwd="/",
                env=CLEAN_ENV,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **as_user(self._cluster.user),
            )
        finally:
            os.close(log)

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._cluster.ready():
                return True
            if not self._alive():
                return False
            time.sleep(POLL_SECONDS / 4)
        return False

    def _alive(self) -> bool:
        if self._child is not None and self._child.poll() is None:
            return True
        return self._cluster.postmaster() is not None


def _detach() -> int:
    """Go on as a background process; the first process waits for its word.

    Returns, in the background process, a pipe on which one byte says that the server is ready.
    """
    told, tell = os.pipe()
    if os.fork():
        os.close(tell)
        ready = os.read(told, 1)
        os._exit(0 if ready else 1)
    os.close(told)
    os.setsid()
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    return tell


def main(root: str, lock_fd: int) -> None:
    lock = FileLock.inherited(lock_fd)
    tell = _detach()
    home = Home(Path(root))
    user = ServerUser.needed()
    keeper = Keeper(Cluster(home, binaries.usable_by(binaries.find(), home, user), user))
    if not keeper.start():
        keeper.stop()
        return
    os.write(tell, b"1")
    os.close(tell)
    with FileLock(home.locks / "users") as users:
        keeper.keep(users)
        # Whoever waits for `users` next must find the keeper's place free.
        lock.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
