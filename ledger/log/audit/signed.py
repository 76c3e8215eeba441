"""What was signed of one origin: its checkpoints in their order, each with its keys checked."""

from collections.abc import Iterator
from typing import Any, LiteralString, NamedTuple

import msgspec

from ledger.log.audit.findings import Checked, Finding
from ledger.log.checkpoint import Checkpoint
from ledger.log.note import BadNote, Note, VerifierKey, open_note, parse_signature, verified
from ledger.log.rows import Connection

PAGE = 500

_CHECKPOINTS: LiteralString = """
    select c.size, c.note, array(
        select w.witness from log.cosignature as w
        where (w.log, w.sequence, w.size) = (c.log, c.sequence, c.size) order by w.witness
    ), array(
        select w.line from log.cosignature as w
        where (w.log, w.sequence, w.size) = (c.log, c.sequence, c.size) order by w.witness
    )
    from log.checkpoint as c
    where c.log = %s and c.sequence = %s and c.size > %s and c.size <= %s
    order by c.size limit %s
"""


class Life(msgspec.Struct, frozen=True):
    """An origin as it is stored; ``size`` and ``signed`` are those of the present one alone."""

    log: str
    sequence: int
    name: str
    verifier: str | None
    cites: str | None
    size: int | None
    signed: int | None

    @property
    def key(self) -> VerifierKey | None:
        """The key that it is signed with; raises ``BadNote``."""
        return VerifierKey.parse(self.verifier) if self.verifier else None


class Mark(NamedTuple):
    """Where a root is known: a tree of ``size`` leaves has ``root``, else ``code`` is what is wrong."""

    size: int
    root: bytes
    code: str
    detail: str | None = None


class Signed:
    """The checkpoints of one origin as marks; what is wrong with themselves is in ``findings``."""

    def __init__(self, connection: Connection, life: Life, checked: Checked) -> None:
        self._connection = connection
        self._life = life
        self._checked = checked
        self.findings: list[Finding] = []
        self._cited = cited(life)

    def marks(self, upto: int) -> Iterator[Mark]:
        """Those of at most so many leaves, the smallest first."""
        key = self._life.key
        after = -1
        of = (self._life.log, self._life.sequence)
        while key is not None:
            page: list[Any] = self._connection.execute(
                _CHECKPOINTS, (*of, after, upto, PAGE)
            ).fetchall()
            for size, note, witnesses, lines in page:
                after = size
                found = self._open(size, note, key)
                if found is not None:
                    self._checked.checkpoints += 1
                    self._checked.last = found.root.hex()
                    self._check_cosignatures(size, found.text(), witnesses, lines)
                    yield Mark(size, found.root, "OTHER_TREE")
            if len(page) < PAGE:
                break
        if self._life.signed is not None and after != self._life.signed:
            self._note("CHECKPOINT_MISSING", detail=str(self._life.signed))

    def _open(self, size: int, written: str, key: VerifierKey) -> Checkpoint | None:
        try:
            found = Checkpoint.parse(open_note(written, [key]).text)
        except BadNote as error:
            self._note("BAD_CHECKPOINT", until=size, detail=str(error))
            return None
        right = (self._life.name, size, self._cited)
        if (found.origin, found.size, found.previous) != right:
            said = f"{found.origin} {found.size}"
            self._note("BAD_CHECKPOINT", until=size, detail=said)
            return None
        return found

    def _check_cosignatures(
        self, size: int, text: str, witnesses: list[str], lines: list[str]
    ) -> None:
        for witness, line in zip(witnesses, lines, strict=True):
            try:
                by = VerifierKey.parse(witness)
                good = verified(Note(text, (parse_signature(line),)), [by])
            except BadNote:
                good = []
            if good:
                self._checked.cosignatures[witness] = size
            else:
                self._note("BAD_COSIGNATURE", until=size, detail=witness)

    def _note(self, code: str, **more: Any) -> None:
        self.findings.append(Finding(code=code, log=self._life.log, origin=self._life.name, **more))


def cited(life: Life) -> Any:
    """What an origin's checkpoints must cite; raises ``BadNote``."""
    if life.cites is None:
        return None
    return Checkpoint.parse(life.cites.rpartition("\n\n")[0] + "\n").cited()
