"""What the ledger holds of a stream already: which rows are in it, and what they said when last seen.

The ledger itself is the truth of what was imported: no list beside it can disagree with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from domain.case.events import EntryRetracted
from domain.event import Metadata, Recorded
from ledger.codec import decode_metadata
from ledger.history import Row, recorded

_VERSION, _METADATA = 1, 8


class Past:
    """The events of one stream that stand in the ledger; decoded only where that is needed."""

    def __init__(self, rows: Sequence[Row], system: str) -> None:
        self._rows = rows
        self.version: int = rows[-1][_VERSION] if rows else 0
        self.hashes: dict[str, str] = {}
        """By source reference, the hash of the row as it was last taken."""
        for row in rows:
            metadata = decode_metadata(row[_METADATA])
            if _is_of(metadata, system) and metadata.source_hash:
                assert metadata.source is not None
                self.hashes[metadata.source.reference] = metadata.source_hash

    def holds(self, references: Iterable[tuple[str, str]]) -> bool:
        """Whether each of these rows (reference, hash) was last taken with just that content."""
        return all(self.hashes.get(reference) == hashed for reference, hashed in references)

    def events(self) -> list[Recorded]:
        """All events, decoded; private values are sealed."""
        return [recorded(row) for row in self._rows]


class Standing(msgspec.Struct):
    """The latest word on one part of a row: the event, and that of its chain which came first."""

    first: UUID
    latest: Recorded

    @property
    def retracted(self) -> bool:
        return isinstance(self.latest.event, EntryRetracted)


def standings(events: Sequence[Recorded], system: str) -> dict[str, dict[UUID, Standing]]:
    """By source reference, the standing parts of each row, by the id of each part's first event."""
    found: dict[str, dict[UUID, Standing]] = defaultdict(dict)
    first_of: dict[UUID, UUID] = {}
    for each in events:
        if not _is_of(each.metadata, system):
            continue
        assert each.metadata.source is not None
        first = first_of.get(each.metadata.corrects or each.event_id, each.event_id)
        first_of[each.event_id] = first
        found[each.metadata.source.reference][first] = Standing(first, each)
    return found


def _is_of(metadata: Metadata, system: str) -> bool:
    return metadata.source is not None and metadata.source.system == system
