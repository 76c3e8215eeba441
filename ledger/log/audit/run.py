"""The whole audit, log by log and origin by origin."""

import time
from collections.abc import Callable, Iterator, Sequence
from heapq import merge
from typing import LiteralString

from ledger.log.audit.findings import Checked, Finding, Report
from ledger.log.audit.signed import Life, Mark, Signed
from ledger.log.audit.stored import Reading
from ledger.log.audit.tree import Audited
from ledger.log.checkpoint import Checkpoint
from ledger.log.names import LOGS, LOOKS
from ledger.log.note import BadNote, VerifierKey, open_note, parse
from ledger.log.rows import Connection
from ledger.log.tiles import WIDTH
from ledger.log.tree import HASH_BYTES

_LIVES: LiteralString = """
    select o.log, o.sequence, o.name, o.verifier, o.cites, s.size, s.signed
    from log.origin as o left join log.state as s using (log, sequence)
    order by o.log, o.sequence
"""
_STORED_SIZE: LiteralString = """
    select t.index * %s + length(t.hashes) / %s from log.tile as t
    where t.log = %s and t.sequence = %s and t.level = 0 order by t.index desc limit 1
"""
_LAST_SIZE: LiteralString = (
    "select max(c.size) from log.checkpoint as c where c.log = %s and c.sequence = %s"
)
# The first leaf tile of an ended origin that does not begin the same tile of the next one.
_OTHER_LEAVES: LiteralString = """
    select old.index from log.tile as old
    join log.tile as now
        on now.log = old.log and now.sequence = %s and now.level = 0 and now.index = old.index
    where old.log = %s and old.sequence = %s and old.level = 0
        and substr(now.hashes, 1, length(old.hashes))
            <> substr(old.hashes, 1, length(now.hashes))
    order by old.index limit 1
"""

Told = Callable[[str, int, int], None]
"""Of which log, how many leaves, of how many."""


def audit(
    connection: Connection,
    known: Sequence[str] = (),
    keys: Sequence[VerifierKey] = (),
    told: Told = lambda *_: None,
) -> Report:
    """Check all that was signed. ``connection``: of ``rows.connect``, as the auditor or sequencer.

    ``known``: checkpoints as others kept them, each as signed. ``keys``: the keys that the auditor
    knows the logs by, whatever the database says; without any, those that stand there are believed.
    Raises ``BadNote`` where one of ``known`` is no signed checkpoint at all.
    """
    begun = time.monotonic()
    by_origin: dict[str, list[str]] = {}
    for written in known:
        by_origin.setdefault(Checkpoint.parse(parse(written).text).origin, []).append(written)
    lives = [Life(*row) for row in connection.execute(_LIVES).fetchall()]
    findings: list[Finding] = []
    checked: list[Checked] = []
    for log in LOGS:
        own = [life for life in lives if life.log == log]
        for life, following in zip(own, [*own[1:], None], strict=True):
            one = _Origin(connection, life, following, by_origin.pop(life.name, []), keys)
            findings += one.audit(told)
            checked.append(one.checked)
    for origin in by_origin:
        findings.append(Finding(code="UNKNOWN_ORIGIN", log="", origin=origin))
    return Report(findings=findings, checked=checked, seconds=time.monotonic() - begun)


class _Origin:
    def __init__(
        self,
        connection: Connection,
        life: Life,
        following: Life | None,
        known: Sequence[str],
        keys: Sequence[VerifierKey],
    ) -> None:
        self._connection = connection
        self._life = life
        self._following = following
        self._known = known
        self._keys = keys
        self._findings: list[Finding] = []
        self.checked = Checked(
            log=life.log, origin=life.name, verifier=life.verifier, ended=following is not None
        )

    def audit(self, told: Told) -> list[Finding]:
        life = self._life
        try:
            key = life.key
        except BadNote:
            key = None
        if key is None and (life.verifier or life.signed):
            self._say("OTHER_KEY", detail=life.verifier)
            return self._findings
        if key and self._keys and key.public not in {known.public for known in self._keys}:
            self._say("OTHER_KEY", detail=life.verifier)
        size = self._size()
        marks = [*self._from_elsewhere(key, size), *self._citation(key, size)]
        signed = Signed(self._connection, life, self.checked)
        reading = Reading(self._connection, life.log) if self._following is None else None
        tree = Audited(
            self._connection,
            life,
            size,
            reading,
            self.checked,
            lambda done: told(life.name, done, size),
        )
        tree.run(_merged(marks, signed.marks(size)))
        self._findings += tree.findings
        self._findings += signed.findings
        if self._following is not None:
            self._past(self._following)
        elif life.log == LOOKS and reading is not None:
            reading.leafless()
            self._findings += [each for each in reading.findings if each not in self._findings]
        return self._findings

    def _size(self) -> int:
        if self._life.size is not None:
            return self._life.size
        row = self._connection.execute(
            _STORED_SIZE, (WIDTH, HASH_BYTES, self._life.log, self._life.sequence)
        ).fetchone()
        return row[0] if row else 0

    def _from_elsewhere(self, key: VerifierKey | None, size: int) -> Iterator[Mark]:
        """What others kept of this origin."""
        for written in self._known:
            said = Checkpoint.parse(parse(written).text)
            try:
                open_note(written, [key] if key else [])
            except BadNote:
                self._say("OTHER_KEY", detail=f"{said.size}")
                continue
            if said.size > size:
                if self._following is None or self._owned_up_to() < said.size:
                    self._say("ROLLED_BACK", since=size, until=said.size, expected=said.root.hex())
                continue
            yield Mark(said.size, said.root, "FORK")

    def _owned_up_to(self) -> int:
        """How many leaves of this origin the next one says that there were."""
        try:
            found = Checkpoint.parse(parse((self._following and self._following.cites) or "").text)
        except BadNote:
            return -1
        return found.size

    def _citation(self, key: VerifierKey | None, size: int) -> Iterator[Mark]:
        """The next origin cites this one by a checkpoint of its own, and no earlier than its last."""
        if self._life.sequence == 1 and self._life.cites is not None:
            self._say("BAD_CITATION")
        if self._following is None:
            return
        row = self._connection.execute(_LAST_SIZE, (self._life.log, self._life.sequence)).fetchone()
        last = row[0] if row else None
        if self._following.cites is None:
            if last is not None:
                self._say("BAD_CITATION", detail=self._following.name)
            return
        try:
            found = Checkpoint.parse(open_note(self._following.cites, [key] if key else []).text)
        except BadNote:
            found = None
        if found is None or found.origin != self._life.name or (last or 0) > found.size:
            self._say("BAD_CITATION", detail=self._following.name)
        elif found.size <= size:
            yield Mark(found.size, found.root, "BAD_CITATION", self._following.name)

    def _past(self, following: Life) -> None:
        """What this origin had as leaves, the next one has as well."""
        row = self._connection.execute(
            _OTHER_LEAVES, (following.sequence, self._life.log, self._life.sequence)
        ).fetchone()
        if row is not None:
            self._say("OTHER_PAST", since=row[0] * WIDTH, detail=following.name)

    def _say(self, code: str, **more: object) -> None:
        named = {"log": self._life.log, "origin": self._life.name}
        self._findings.append(Finding(code=code, **named, **more))  # type: ignore[arg-type]


def _merged(known: Sequence[Mark], signed: Iterator[Mark]) -> Iterator[Mark]:
    return merge(signed, sorted(known), key=lambda mark: mark.size)
