"""What a witness keeps: its key, what it signed last, and what it refused."""

import secrets
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from caseledger.witness.errors import Trouble
from ledger.files import write_secret
from ledger.log.checkpoint import Checkpoint
from ledger.log.note import (
    BadNote,
    Cosigner,
    Note,
    VerifierKey,
    check_name,
    open_note,
    read_private,
    write_private,
)


class Folder:
    """What a witness remembers: its key, and the last checkpoint it signed of each log."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def key(self, name: str | None) -> Cosigner:
        """The witness's key, made at its first use under ``name``. Raises ``Trouble``."""
        file = self.root / "witness.key"
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not file.exists():
                if name is None:
                    raise Trouble(
                        f"Le dossier « {self.root} » n'a pas encore de clé. Donnez une première "
                        "fois le nom de ce témoin, par exemple --name temoin.example.org.",
                        f"The folder {self.root} has no key yet. Give the name of this witness a "
                        "first time, for example --name witness.example.org.",
                    )
                check_name(name)
                write_secret(file, write_private(Cosigner(name, secrets.token_bytes(32))).encode())
            key = read_private(file.read_text(encoding="utf-8").strip())
        except (OSError, BadNote, UnicodeDecodeError) as error:
            raise Trouble(
                f"La clé « {file} » ne peut pas être lue ou faite ({type(error).__name__}).",
                f"The key {file} cannot be read or made ({type(error).__name__}).",
            ) from None
        if not isinstance(key, Cosigner) or (name is not None and key.verifier.name != name):
            raise Trouble(
                f"La clé « {file} » est celle de « {key.verifier.name} ».",
                f"The key {file} is that of {key.verifier.name}.",
            )
        return key

    def last(self, origin: str, key: VerifierKey) -> Checkpoint | None:
        """The last checkpoint of a log that this witness signed. Raises ``Trouble``."""
        file = self.file(origin)
        if not file.exists():
            return None
        try:
            found = Checkpoint.parse(open_note(file.read_text(encoding="utf-8"), [key]).text)
        except (OSError, BadNote, UnicodeDecodeError) as error:
            raise Trouble(
                f"« {file} » ne peut pas être lu ({type(error).__name__}). Sans lui ce témoin ne "
                "sait plus ce qu'il a signé : remettez-le, ne le supprimez pas.",
                f"{file} cannot be read ({type(error).__name__}). Without it this witness does not "
                "know what it has signed: put it back, do not delete it.",
            ) from None
        return found

    def keep(self, note: Note) -> None:
        """Remember a checkpoint, durably."""
        write_secret(self.file(Checkpoint.parse(note.text).origin), note.write().encode())

    def keep_evidence(self, origin: str, shown: str) -> Path:
        """What was refused, beside what was signed before."""
        at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        file = self.root / f"refused-{_hashed(origin)}-{at}.note"
        write_secret(file, shown.encode())
        return file

    def file(self, origin: str) -> Path:
        return self.root / f"{_hashed(origin)}.note"


def _hashed(origin: str) -> str:
    return sha256(origin.encode()).hexdigest()[:16]
