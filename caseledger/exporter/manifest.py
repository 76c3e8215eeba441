"""The manifest of an export: what it is of, up to where, and which files belong to it."""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import msgspec

from caseledger.exporter.folder import MANIFEST, Written

FORM = "caseledger-export"
FORM_VERSION = 1
EVENTS = "events.ndjson"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """``position`` is the last position of the ledger that was looked at; ``events`` how many there are.

    ``as_of`` is the last local day on which anything in it was learned. ``sealed``: private values
    are as the ledger stores them, and open only with its keys. ``invented``: nobody in it exists.
    """

    form: str = FORM
    form_version: int = FORM_VERSION
    export_id: UUID
    tenant: str
    position: int
    as_of: date
    exported_at: datetime
    exported_by: str
    sealed: bool
    invented: bool
    events: int
    files: list[Written]


class _Form(msgspec.Struct, frozen=True):
    form: str = ""


def is_export(folder: Path) -> bool:
    """Whether a folder's manifest is one of these, and not an extract's."""
    try:
        found = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Form)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return False
    return found.form == FORM
