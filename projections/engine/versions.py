"""What each event made of a row: the versions that stood only for a time, and since when."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import msgspec

Key = tuple[Any, ...]
Told = list[tuple[int, Any]]
"""What events made of one row, in their order: the event's position, and the row, None once gone."""


class Versions(msgspec.Struct, frozen=True):
    """How a batch changed the rows of one table, event by event; positions are the ledger's.

    ``ended``: rows that stood before the batch, and from which position on they did no more.
    ``between``: rows that one event of the batch made and a later one changed, with the positions
    from which and up to which (not included) they stood. ``since``: of what stands now. A row
    that an event left as it was has no version of that event, so that every way to cut the same
    events into batches makes the same versions.
    """

    ended: list[tuple[Key, int]]
    between: list[tuple[Any, int, int]]
    since: dict[Key, int]


def versions_of(before: Mapping[Key, Any], told: Mapping[Key, Told]) -> Versions:
    """The versions of one table's rows; ``before`` holds those of them that stood already."""
    made = Versions([], [], {})
    for key, each in told.items():
        stood = before.get(key)
        changes = list(_changes(stood, each))
        if not changes:
            continue
        if stood is not None:
            made.ended.append((key, changes[0][0]))
        made.between.extend(
            (row, since, until) for (since, row), (until, _) in pairwise(changes) if row is not None
        )
        if changes[-1][1] is not None:
            made.since[key] = changes[-1][0]
    return made


def _changes(stood: Any, told: Told) -> Iterable[tuple[int, Any]]:
    for at, row in told:
        if row != stood:
            yield at, row
            stood = row
