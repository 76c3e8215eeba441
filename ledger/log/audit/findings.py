"""What an audit says: what is wrong, and what was looked at."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

ROWS = (
    "ROW_MISSING",
    "ROW_INSERTED",
    "ROW_MOVED",
    "ROW_ALTERED",
    "VERSION_GAP",
    "TIME_BACK",
    "LOOK_WITHOUT_LEAF",
)
"""Codes of what is wrong with a row."""

OTHERS = (
    *("TILE_MISSING", "TILE_ALTERED", "OTHER_TREE"),
    *("BAD_CHECKPOINT", "CHECKPOINT_MISSING", "BAD_COSIGNATURE"),
    *("OTHER_KEY", "BAD_CITATION", "OTHER_PAST"),
    *("ROLLED_BACK", "FORK", "UNKNOWN_ORIGIN"),
)
"""Codes of what is wrong with the tree, the signatures, or the log beside what others know of it."""


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that does not hold; ``code`` says what, of ``ROWS`` or ``OTHERS``.

    ``leaf`` counts from 0; of an event ``position`` is one more. ``expected`` and ``found`` are
    hashes, in hexadecimal. ``belongs_at``: the position (of a look, the leaf + 1) at which the log
    has the row that stands here; ``stands_at``: where the row that belongs here stands now.
    ``column`` and ``column_of``: with this column as it is there, the row would be as it was signed.
    ``since`` and ``until``: what is wrong lies in the leaves from the one to before the other.
    ``detail``: a tile's path, a key, a size.
    """

    code: str
    log: str
    origin: str | None = None
    leaf: int | None = None
    position: int | None = None
    tenant: str | None = None
    stream: str | None = None
    version: int | None = None
    event_id: UUID | None = None
    look_id: UUID | None = None
    expected: str | None = None
    found: str | None = None
    belongs_at: int | None = None
    stands_at: int | None = None
    column: str | None = None
    column_of: int | None = None
    since: int | None = None
    until: int | None = None
    detail: str | None = None


class Checked(msgspec.Struct, kw_only=True):
    """What was looked at of one origin. ``unsigned``: rows that no checkpoint covers yet."""

    log: str
    origin: str
    verifier: str | None
    ended: bool
    leaves: int = 0
    rows: int = 0
    unsigned: int = 0
    checkpoints: int = 0
    cosignatures: dict[str, int] = {}
    """By each witness's key, the largest size that it countersigned."""
    last: str | None = None
    """Root of the last checkpoint, hexadecimal."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found; ``findings`` by log, the first row that is wrong first."""

    findings: Sequence[Finding]
    checked: Sequence[Checked]
    seconds: float

    @property
    def sound(self) -> bool:
        return not self.findings

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.checked)
