"""Rows of one log in their order, read in blocks, each row checked against the one before it."""

from datetime import datetime
from typing import Any, LiteralString

from ledger.log.audit.findings import Finding
from ledger.log.names import EVENTS
from ledger.log.rows import Connection, Stored, read_stored
from ledger.log.tree import leaf_hash

Row = tuple[Any, ...]

# Of streams that go on in this block: where their event before it stands.
_BEFORE: LiteralString = """
    select a.tenant, a.stream, a.version, e.position
    from unnest(%s::text[], %s::text[], %s::bigint[]) as a(tenant, stream, version)
    left join ledger.events as e
        on e.tenant = a.tenant and e.stream = a.stream and e.version = a.version
"""
_LEAFLESS: LiteralString = """
    select l.look_id from access.look as l
    where not exists (select from log.look as f where f.look_id = l.look_id)
        and not exists (select from log.look_waiting as w where w.look_id = l.look_id)
    limit 1
"""


class Block:
    """Consecutive rows with their hashes. ``hashes`` stops before a row that is missing."""

    def __init__(self, log: str, first: int, stored: Stored) -> None:
        self.log = log
        self.first = first
        self.rows: list[Row] = []
        for row in stored.rows:
            if row[0] != first + len(self.rows):
                break
            self.rows.append(row)
        self.stored = stored
        self.cut = len(self.rows) < len(stored.rows)
        """Whether there are rows after the one that is missing."""
        self.hashes = [leaf_hash(stored.canonical(row)) for row in self.rows]
        self._at = {name: at + 1 for at, name in enumerate(stored.columns.names)}

    def value(self, row: Row, column: str) -> Any:
        return row[self._at[column]]

    def finding(self, code: str, leaf: int, **more: Any) -> Finding:
        """What is wrong at a leaf, with what names its row, where there is one."""
        at = leaf - self.first
        row = self.rows[at] if 0 <= at < len(self.rows) else None
        named: dict[str, Any] = {}
        if self.log == EVENTS:
            named["position"] = leaf + 1
            if row is not None:
                names = ("tenant", "stream", "version", "event_id")
                named |= {name: self.value(row, name) for name in names}
        elif row is not None:
            named["look_id"] = self.value(row, "look_id")
        return Finding(code=code, log=self.log, leaf=leaf, **named, **more)

    def differs(self, leaf: int, expected: list[bytes], base: int) -> Finding:
        """Why the row at a leaf is not the one signed; ``expected``: hashes from leaf ``base`` on."""
        at = leaf - self.first
        wanted, found = expected[leaf - base], self.hashes[at]
        belongs = self._belongs(at, expected, base)
        stands = next(
            (
                self.first + other + 1
                for other, row in enumerate(self.rows)
                if other != at and self._as_at(row, leaf) == wanted
            ),
            None,
        )
        column, of = None, None
        if belongs is None and stands is None:
            code = "ROW_ALTERED"
            column, of = self._swapped(at, wanted)
        elif belongs is None:
            code = "ROW_INSERTED"
        elif stands is None:
            code = "ROW_MISSING"
        else:
            code = "ROW_MOVED"
        return self.finding(
            code,
            leaf,
            expected=wanted.hex(),
            found=found.hex(),
            belongs_at=belongs,
            stands_at=stands,
            column=column,
            column_of=of,
        )

    def _belongs(self, at: int, expected: list[bytes], base: int) -> int | None:
        for other, wanted in enumerate(expected, base):
            if other != self.first + at and self._as_at(self.rows[at], other) == wanted:
                return other + 1
        return None

    def _as_at(self, row: Row, leaf: int) -> bytes:
        """The hash that a row would have as a leaf elsewhere: an event's holds its position."""
        if self.log == EVENTS:
            column = self._at["position"]
            row = (*row[:column], leaf + 1, *row[column + 1 :])
        return leaf_hash(self.stored.canonical(row))

    def _swapped(self, at: int, wanted: bytes) -> tuple[str | None, int | None]:
        """The column that another row of the block has, and with which the row would be right."""
        row = self.rows[at]
        for name, column in self._at.items():
            tried = {row[column]} if row[column].__hash__ else set()
            for other, there in enumerate(self.rows):
                value = there[column]
                if not value.__hash__ or value in tried:
                    continue
                tried.add(value)
                mended = (*row[:column], value, *row[column + 1 :])
                if leaf_hash(self.stored.canonical(mended)) == wanted:
                    return name, self.first + other + 1
        return None, None


class Reading:
    """One log's rows, block by block; ``findings`` holds the first row that breaks the order."""

    def __init__(self, connection: Connection, log: str) -> None:
        self._connection = connection
        self.log = log
        self.findings: list[Finding] = []
        self._last_at: datetime | None = None

    def block(self, first: int, limit: int) -> Block:
        """The rows of the leaves ``first`` and on, at most so many."""
        found = Block(self.log, first, read_stored(self._connection, self.log, first, limit))
        if found.cut:
            self._note(found.finding("ROW_MISSING", first + len(found.rows)))
        if self.log == EVENTS:
            self._check_versions(found)
            self._check_times(found)
        return found

    def leafless(self) -> None:
        """A look that is in no log and waits for none."""
        row = self._connection.execute(_LEAFLESS).fetchone()
        if row is not None:
            self._note(Finding(code="LOOK_WITHOUT_LEAF", log=self.log, look_id=row[0]))

    def _note(self, finding: Finding) -> None:
        if not self.findings:
            self.findings.append(finding)

    def _check_versions(self, block: Block) -> None:
        last: dict[tuple[str, str], int] = {}
        before: dict[tuple[str, str, int], int] = {}
        for row in block.rows:
            tenant, stream, version = (
                block.value(row, name) for name in ("tenant", "stream", "version")
            )
            known = last.get((tenant, stream))
            if known is None and version > 1:
                before[tenant, stream, version - 1] = row[0]
            elif version != (known or 0) + 1:
                self._note(block.finding("VERSION_GAP", row[0]))
            last[tenant, stream] = version
        if not before:
            return
        columns = [list(column) for column in zip(*before, strict=True)]
        for *key, position in self._connection.execute(_BEFORE, columns):
            leaf = before[tuple(key)]  # type: ignore[index]
            if position is None or position > leaf:
                self._note(block.finding("VERSION_GAP", leaf))

    def _check_times(self, block: Block) -> None:
        for row in block.rows:
            at = block.value(row, "appended_at")
            if self._last_at is not None and at < self._last_at:
                self._note(block.finding("TIME_BACK", row[0]))
            self._last_at = at
