"""Files that survive a loss of power, whole or not at all."""

import os
import tempfile
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make a rename inside that folder survive a loss of power."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read: whole or not at all, and durable."""
    fd, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # Mode 0600.
    with os.fdopen(fd, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(fd)
    os.rename(scratch, path)
    sync_folder(path.parent)
