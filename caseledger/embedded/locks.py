"""Locks between processes: `flock` on a file, dropped by the kernel however the process ends."""

import errno
import fcntl
import os
from pathlib import Path


class FileLock:
    """One open lock file. Not held until `exclusive`, `try_exclusive` or `shared` is called.

    `fileno()` may be handed to a child process, which then holds the same lock.
    """

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @classmethod
    def inherited(cls, fd: int) -> "FileLock":
        """The lock whose descriptor a parent process passed on."""
        lock = cls.__new__(cls)
        lock._fd = fd
        return lock

    def fileno(self) -> int:
        return self._fd

    def exclusive(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def shared(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN):
                return False
            raise
        return True

    def close(self) -> None:
        """Let go. Safe to call twice."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
