"""A folder of key-encryption keys: the source that makes a new one and destroys an old one.

`<anything>.key` holds 32 raw bytes; `<id>.wrapped` a key as a key service wrapped it. A name that
begins with `next-` is a key that was made for a rotation and not used yet.
"""

import os
import secrets
from collections.abc import Collection, Iterator
from pathlib import Path
from threading import Lock

from ledger.files import sync_folder, write_secret
from ledger.keys.journal import DisposalJournal
from ledger.keys.kek import KEY_BYTES, KeyEncryptionKey
from ledger.keys.service import KeyService
from ledger.keys.sources import MissingKek

_NEXT = "next-"


class KeyFolder:
    """``first``: a key file outside the folder, of a time before there was one; it may be gone.

    With a ``service`` new keys lie here wrapped. Raises ``OSError`` where the folder cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        *,
        first: Path | None = None,
        service: KeyService | None = None,
        journal: DisposalJournal | None = None,
    ) -> None:
        self.folder = folder
        self.journal = journal
        self._first = first
        self._service = service
        self._opened: dict[str, KeyEncryptionKey] = {}
        self._lock = Lock()

    def get(self, kek_id: str) -> KeyEncryptionKey:
        if (known := self._opened.get(kek_id)) is not None:
            return known
        for name, path in self._files():
            if name == kek_id:
                return self._open(name, path)
        raise MissingKek(kek_id)

    def initial(self) -> KeyEncryptionKey:
        with self._lock:
            files = list(self._files())
            if not files:
                return self._make("")
            newest = max(files, key=lambda each: (not _prepared(each[1]), each[1].stat().st_mtime))
            return self._open(*newest)

    def next(self, used: Collection[str]) -> KeyEncryptionKey:
        with self._lock:
            for name, path in self._files():
                if not _prepared(path):
                    continue
                if name not in used:
                    return self._open(name, path)
                self._settle(path)
            return self._make(_NEXT)

    def keep(self, kek_id: str) -> None:
        for name, path in self._files():
            if name == kek_id and _prepared(path):
                self._settle(path)

    def holds(self, kek_id: str) -> bool:
        return any(name == kek_id for name, _ in self._files())

    def destroy(self, kek_id: str) -> bool:
        self._opened.pop(kek_id, None)
        for name, path in self._files():
            if name == kek_id:
                _overwrite(path)
        return True

    def refresh(self) -> None:
        here = {name for name, _ in self._files()}
        self._opened = {name: kek for name, kek in self._opened.items() if name in here}

    def _files(self) -> Iterator[tuple[str, Path]]:
        """The name of each key that is here, and its file."""
        paths = sorted(self.folder.glob("*.key"))
        for path in [*paths, self._first] if self._first else paths:
            try:
                key = path.read_bytes()
            except FileNotFoundError:
                continue  # destroyed just now
            if len(key) == KEY_BYTES:
                yield KeyEncryptionKey(key).id, path
        for path in sorted(self.folder.glob("*.wrapped")):
            yield path.stem.removeprefix(_NEXT), path

    def _settle(self, path: Path) -> None:
        path.rename(path.with_name(path.name.removeprefix(_NEXT)))
        sync_folder(self.folder)

    def _open(self, name: str, path: Path) -> KeyEncryptionKey:
        if path.suffix == ".wrapped":
            if self._service is None:
                raise MissingKek(name)
            kek = KeyEncryptionKey(self._service.unwrap(name, path.read_bytes()))
        else:
            kek = KeyEncryptionKey.from_file(path)
        if kek.id != name:  # another file under its name
            raise MissingKek(name)
        self._opened[name] = kek
        return kek

    def _make(self, prefix: str) -> KeyEncryptionKey:
        key = secrets.token_bytes(KEY_BYTES)
        kek = KeyEncryptionKey(key)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._service is None:
            write_secret(self.folder / f"{prefix}{kek.id}.key", key)
        else:
            wrapped = self._service.wrap(kek.id, key)
            write_secret(self.folder / f"{prefix}{kek.id}.wrapped", wrapped)
        self._opened[kek.id] = kek
        return kek


def _prepared(path: Path) -> bool:
    return path.name.startswith(_NEXT)


def _overwrite(path: Path) -> None:
    """Write over a file, on disk, before its name goes: what it held is not left in a free block."""
    fd = os.open(path, os.O_WRONLY)
    try:
        for fill in (secrets.token_bytes, bytes):
            os.pwrite(fd, fill(os.fstat(fd).st_size), 0)
            os.fsync(fd)
    finally:
        os.close(fd)
    path.unlink()
    sync_folder(path.parent)
