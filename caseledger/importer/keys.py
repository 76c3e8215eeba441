"""Rows under their final keys: where several rows of a file share one, each gets a number."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from caseledger.importer.mapping.source import KeyedRow
from caseledger.importer.rows import decode_row
from caseledger.importer.stage import StagedRow


def keyed(
    rows: Sequence[StagedRow], taken: Mapping[str, str], *, additional: bool = False
) -> list[KeyedRow]:
    """The rows decoded, each under its key. ``taken`` gives the hash under each reference so far.

    Rows that share a key are numbered in the order of what they say; one that was taken before
    keeps the number it had then, so that a change of its twin does not look like a change of it.
    ``additional`` rows never take the number of one that says something else.
    """
    sharing: dict[tuple[str, str], list[StagedRow]] = defaultdict(list)
    for row in rows:
        sharing[row.file, row.key].append(row)
    found = []
    for (file, key), twins in sharing.items():
        alone = f"{file}/{key}" if additional else f"{file}/{key}#2"
        if len(twins) == 1 and alone not in taken:
            found.append(_row(twins[0], key))
            continue
        names = _names(file, key, twins, taken, additional)
        found.extend(_row(row, name) for row, name in zip(twins, names, strict=True))
    return found


def _names(
    file: str,
    key: str,
    twins: Sequence[StagedRow],
    taken: Mapping[str, str],
    additional: bool,
) -> list[str]:
    known: dict[str, str] = {}
    number = 1
    while (hashed := taken.get(f"{file}/{numbered(key, number)}")) is not None:
        known.setdefault(hashed, numbered(key, number))
        number += 1
    names = {row.hash: known[row.hash] for row in twins if row.hash in known}
    first = number if additional else 1
    free = (
        name
        for name in (numbered(key, n) for n in range(first, len(twins) + number))
        if name not in names.values()
    )
    return [names.get(row.hash) or next(free) for row in twins]


def numbered(key: str, nth: int) -> str:
    """``key``, ``key#2``, ``key#3``."""
    return key if nth == 1 else f"{key}#{nth}"


def bare(key: str) -> str:
    """A key without its number."""
    return re.sub(r"#\d+$", "", key)


def _row(row: StagedRow, key: str) -> KeyedRow:
    return KeyedRow(row.file, key, row.hash, decode_row(row.file, row.content), row.known)
