"""What stands of a stream: of each chain of corrections the last word, and since when it was known."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from domain.case.events import CaseReopened, EntryRetracted
from domain.event import Recorded


class Standing(msgspec.Struct, frozen=True):
    """The last word (``latest``) on what was first told by ``first``."""

    first: Recorded
    latest: Recorded

    @property
    def known_at(self) -> datetime:
        """Since when it was known: a correction is learned later, what it is about is not."""
        return self.first.known_at


def standing(events: Sequence[Recorded]) -> tuple[list[Standing], int]:
    """What stands, in the order in which it was first told; and how many events were replaced."""
    chains: dict[UUID, list[Recorded]] = {}
    root: dict[UUID, UUID] = {}
    for each in events:
        corrects = each.metadata.corrects
        first = root.get(corrects, each.event_id) if corrects else each.event_id
        root[each.event_id] = first
        chains.setdefault(first, []).append(each)
    found = [
        Standing(chain[0], chain[-1])
        for chain in chains.values()
        if not isinstance(chain[-1].event, EntryRetracted | CaseReopened)
    ]
    return found, len(events) - len(found)
