"""The folder that is written to: closed to others, and no file under its final name before it is whole."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from caseledger.exporter.errors import ExportStopped

MANIFEST = "manifest.json"
_PARTIAL = ".partial"
_BUFFER = 1 << 20


class Written(msgspec.Struct, frozen=True):
    """A file as it stands on the disk: its name from the folder, bytes, SHA-256 (hexadecimal)."""

    file: str
    bytes: int
    sha256: str


class Out:
    """A file being written, hashed on the way."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._bytes = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._hash.update(data)
        self._bytes += len(data)

    def written(self, name: str) -> Written:
        return Written(name, self._bytes, self._hash.hexdigest())


class Folder:
    """A new folder, or one in which an export was begun and not finished."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: dict[str, Written] = {}

    def make(self, names: set[str]) -> None:
        """Make it, readable by its owner alone. ``names`` are the entries that an export may leave.

        Raises ``ExportStopped`` where something else stands there, or a whole export.
        """
        with _told(self.path):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            found = {entry.name.removesuffix(_PARTIAL) for entry in self.path.iterdir()}
            if MANIFEST in found or not found <= names:
                raise ExportStopped(
                    f"« {self.path} » n’est pas vide. Donnez un dossier nouveau : un export n’écrase "
                    "rien.",
                    f"{self.path} is not empty. Give a new folder: an export overwrites nothing.",
                )
            self.path.chmod(0o700)

    @contextmanager
    def create(self, name: str) -> Iterator[Out]:
        """A file, mode 0600: written under another name, flushed, then renamed."""
        final = self.path / name
        partial = final.with_name(final.name + _PARTIAL)
        with _told(final):
            final.parent.mkdir(mode=0o700, exist_ok=True)
            number = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(number, "wb", buffering=_BUFFER) as file:
                out = Out(file)
                try:
                    yield out
                    file.flush()
                    os.fsync(file.fileno())
                except BaseException:
                    partial.unlink(missing_ok=True)
                    raise
            partial.replace(final)
            _flush(final.parent)
        self.files[name] = out.written(name)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ExportStopped(
            f"« {path} » ne peut pas être écrit ({error.strerror}). Rien n’y porte un nom final sans "
            "être complet ; recommencez ailleurs, ou faites de la place.",
            f"{path} cannot be written ({error.strerror}). Nothing there has its final name without "
            "being whole; begin again elsewhere, or make room.",
        ) from error


def _flush(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
