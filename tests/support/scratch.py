"""The temporary folder of a test process, and the end of what runs in it, however the process ends.

The tests make and drop some thousand databases of five hundred files each: where the machine has
memory to spare they stand in memory. A process that is killed, or that faulthandler ends, tidies
nothing up: a watcher does, which holds the other end of a pipe.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 6 << 30  # bytes; a run of all tests on two processes has needed half of it
_PATIENCE = 30.0  # seconds


class Scratch:
    """A folder of its own, in which this process and its children make temporary files.

    ``TMPDIR`` names it from now on; where it was set before, it says in which folder. Another
    process that lives on this folder ends with this one: it names it in its command or environment.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cl-", dir=_place()))
        self.folder.chmod(0o711)  # PostgreSQL, started by root, is another user.
        self._before = tempfile.tempdir, os.environ.get("TMPDIR")
        tempfile.tempdir = os.environ["TMPDIR"] = str(self.folder)
        self._watcher = subprocess.Popen(
            [sys.executable, "-S", __file__, self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def discard(self) -> None:
        """End what still runs there, and remove it."""
        tempfile.tempdir, before = self._before
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
        assert self._watcher.stdin
        self._watcher.stdin.close()
        self._watcher.wait(_PATIENCE * 2)


def _place() -> Path | None:
    """Memory, where there is enough of it and programs may be run in it."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return None
    found = os.statvfs(MEMORY)
    roomy = min(found.f_bavail * found.f_frsize, _free_memory()) >= ROOM
    return MEMORY if roomy and not found.f_flag & os.ST_NOEXEC else None


def _free_memory() -> int:
    """Bytes."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    return 0


def _living_on(folder: str) -> list[int]:
    """The processes that name the folder, or what is in it; none where there is no ``/proc``."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            told = (process / "cmdline").read_bytes()
            with contextlib.suppress(PermissionError):
                told += (process / "environ").read_bytes()
            if folder.encode() in told:
                found.append(int(process.name))
    return [pid for pid in found if pid != os.getpid()]


def _end(folder: str) -> None:
    """Kill all of them, and remove the folder."""
    deadline = time.monotonic() + _PATIENCE
    while (left := _living_on(folder)) and time.monotonic() < deadline:
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.stdin.read()  # until the process that holds the other end is gone
    _end(sys.argv[1])
