"""What the figures were taken on."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from bench.peers import fetch
from bench.place import file_system
from caseledger.embedded import binaries

LIBRARIES = ("cryptography", "eventsourcing", "msgspec", "psycopg")


def describe(folder: Path) -> dict[str, str]:
    """Machine and releases; `folder` is where the server keeps its data."""
    return {
        "CPU": f"{_cpu()}, {os.cpu_count()} cores",
        "Memory": f"{_memory():.0f} GiB",
        "Kernel": f"{platform.system()} {platform.release()}",
        "Data on": file_system(folder),
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "PostgreSQL": f"{binaries.find().version}, flush on",
    } | {name: version(name) for name in LIBRARIES}


def peers() -> dict[str, str]:
    """Releases of the peers, as locked."""
    return fetch.versions()


def busy() -> float:
    """Processes that wanted to run in the last minute: well above 0 before a run spoils it."""
    return os.getloadavg()[0]


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        return named[0]
    except (OSError, IndexError):
        return platform.processor() or platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
