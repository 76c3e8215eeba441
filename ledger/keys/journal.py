"""The journal of disposals: what was destroyed, in a file outside the database and its backups.

A restore brings back keys that were destroyed since the backup was taken; it destroys them again by
this journal before anything opens. It holds ids only. One line each, JSON.
"""

import errno
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from ledger.files import sync_folder


class Disposal(msgspec.Struct, frozen=True):
    """Keys that were destroyed: of persons, and of single texts. ``at`` in UTC."""

    at: datetime
    tenant: str
    persons: Sequence[UUID] = ()
    items: Sequence[UUID] = ()


class DisposalJournal:
    """Append-only; several processes may write to one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, disposal: Disposal) -> None:
        """On disk when it returns. Raises ``OSError``."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(fd).st_size
            # The last writer may have been killed in the middle of its line.
            torn = size > 0 and os.pread(fd, 1, size - 1) != b"\n"
            line = (b"\n" if torn else b"") + msgspec.json.encode(disposal) + b"\n"
            if os.write(fd, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
            os.fsync(fd)
        finally:
            os.close(fd)
        sync_folder(self.path.parent)

    def read(self) -> list[Disposal]:
        """All of it; nothing where there is no such file. See ``parse``."""
        try:
            return parse(self.path.read_bytes())
        except FileNotFoundError:
            return []


def parse(content: bytes) -> list[Disposal]:
    """The disposals in a journal. A line that is torn is one whose keys were not destroyed yet.

    Raises ``ValueError`` for a line that is whole and cannot be read: something would come back.
    """
    found = []
    for number, line in enumerate(content.splitlines(), 1):
        if not line.startswith(b"{") or not line.endswith(b"}"):
            if line.strip() and not line.startswith(b"{"):
                raise ValueError(f"line {number} is none of a journal of disposals")
            continue
        try:
            found.append(msgspec.json.decode(line, type=Disposal))
        except msgspec.MsgspecError as error:
            raise ValueError(f"line {number} of the journal of disposals: {error}") from None
    return found
