"""What a witness signs, and what it will not: every way in which a log may show another past."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from caseledger.witness import look as looking
from caseledger.witness.errors import Refusal, Trouble
from caseledger.witness.folder import Folder
from caseledger.witness.look import Seen, look
from ledger.log.checkpoint import Checkpoint, Citation
from ledger.log.note import Cosigner, Note, Signer, VerifierKey, open_note, parse, verified
from ledger.log.tiles import Edge, Tile
from ledger.log.tree import EMPTY_ROOT, leaf_hash

ORIGIN = "ledger.example/events"
LOG = Signer(ORIGIN, bytes(range(32)))
TIME = 1_800_000_000


class Log:
    """A log as it could be served, honestly or not."""

    def __init__(self, leaves: Sequence[bytes] = (), signer: Signer = LOG) -> None:
        self.signer = signer
        self.previous: Citation | None = None
        self.down = False
        self.witnesses: list[VerifierKey] = []
        self.handed: list[Note] = []
        self.put(leaves)

    def put(self, leaves: Sequence[bytes]) -> None:
        self.leaves = list(leaves)
        edge = Edge()
        hashes = b"".join(leaf_hash(leaf) for leaf in leaves)
        self.tiles = {tile[:2]: held for tile, held in edge.append(hashes)}
        self.root = edge.root()

    def note(self) -> Note:
        made = Checkpoint(self.signer.verifier.name, len(self.leaves), self.root, self.previous)
        text = made.text()
        ours = [note.signatures[-1] for note in self.handed if note.text == text]
        return Note(text, (self.signer.sign(text), *ours))

    def checkpoint(self) -> str:
        if self.down:
            raise Trouble("en panne", "down")
        return self.note().write()

    def tile(self, level: int, index: int, width: int) -> bytes:
        held = self.tiles.get((level, index), b"")[: width * 32]
        if len(held) < width * 32:
            raise LookupError(Tile(level, index, width).path)
        return held

    def hand_in(self, note: Note) -> str | None:
        if not verified(note, self.witnesses):
            return "403"
        self.handed.append(note)
        return None


def numbered(count: int) -> list[bytes]:
    return [b"%d" % n for n in range(count)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.setattr(looking.time, "time", lambda: TIME)
    return Folder(tmp_path / "state")


@pytest.fixture
def key(folder: Folder) -> Cosigner:
    return folder.key("witness.example")


@pytest.fixture
def log(key: Cosigner) -> Log:
    made = Log(numbered(300))
    made.witnesses = [key.verifier]
    return made


def seen(log: Log, folder: Folder, key: Cosigner) -> Seen:
    return look(log, log.signer.verifier, folder, key)  # type: ignore[arg-type]


def refused(log: Log, folder: Folder, key: Cosigner, verifier: VerifierKey = LOG.verifier) -> str:
    """The code of the refusal; nothing is signed, nothing forgotten, and what was shown is kept."""
    before = {file: file.read_bytes() for file in folder.root.glob("*.note")}
    handed = list(log.handed)
    with pytest.raises(Refusal) as caught:
        look(log, verifier, folder, key)  # type: ignore[arg-type]
    assert caught.value.fr != caught.value.en
    assert log.handed == handed
    after = {file: file.read_bytes() for file in folder.root.glob("*.note")}
    [evidence] = after.keys() - before.keys()
    assert before.items() <= after.items()
    assert after[evidence].decode() == log.checkpoint()
    evidence.unlink()
    return caught.value.code


def test_what_continues_is_countersigned(log: Log, folder: Folder, key: Cosigner) -> None:
    for size in (300, 301, 700):
        log.put(numbered(size))
        assert seen(log, folder, key) == Seen(Checkpoint(ORIGIN, size, log.root), new=True)
        note = parse(log.checkpoint())
        assert verified(note, [key.verifier]) == [(key.verifier, TIME)]
        assert not seen(log, folder, key).new, "the log has it already"
        assert folder.last(ORIGIN, key.verifier) == Checkpoint(ORIGIN, size, log.root)
    assert len(log.handed) == 3


def test_an_empty_log_may_be_countersigned(folder: Folder, key: Cosigner) -> None:
    log = Log()
    log.witnesses = [key.verifier]
    assert seen(log, folder, key).new
    log.put(numbered(5))
    assert seen(log, folder, key).checkpoint.size == 5


def test_a_rollback_is_refused(log: Log, folder: Folder, key: Cosigner) -> None:
    seen(log, folder, key)
    log.put(numbered(299))
    assert refused(log, folder, key) == "ROLLED_BACK"


def test_a_fork_is_refused(log: Log, folder: Folder, key: Cosigner) -> None:
    seen(log, folder, key)
    for size, code in ((300, "FORK"), (301, "NOT_CONTINUED"), (900, "NOT_CONTINUED")):
        log.put([b"slipped in", *numbered(size - 1)])
        assert refused(log, folder, key) == code
    log.put(numbered(900))
    assert seen(log, folder, key).checkpoint.size == 900


def test_tiles_that_do_not_fit_the_checkpoint_are_refused(
    log: Log, folder: Folder, key: Cosigner
) -> None:
    log.tiles[0, 0] = bytes(32) + log.tiles[0, 0][32:]
    log.tiles[1, 0] = bytes(32)
    assert refused(log, folder, key) == "NOT_CONTINUED"
    log.put(numbered(300))
    seen(log, folder, key)
    log.put(numbered(600))
    del log.tiles[0, 1]
    assert refused(log, folder, key) == "NOT_CONTINUED"


def test_another_log_is_refused(log: Log, folder: Folder, key: Cosigner) -> None:
    other = Signer("other.example/events", bytes(range(32)))
    assert refused(log, folder, key, other.verifier) == "BAD_CHECKPOINT"
    stolen = Signer(ORIGIN, bytes(32))
    assert refused(log, folder, key, stolen.verifier) == "BAD_CHECKPOINT"


def test_a_key_that_signs_for_another_origin_is_refused(
    log: Log, folder: Folder, key: Cosigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Checkpoint("other.example/events", 300, log.root).text()
    monkeypatch.setattr(log, "note", lambda: Note(text, (LOG.sign(text),)))
    assert refused(log, folder, key) == "OTHER_ORIGIN"


def test_a_restored_log_must_own_up_to_what_was_signed(
    log: Log, folder: Folder, key: Cosigner
) -> None:
    seen(log, folder, key)
    signed = Citation(ORIGIN, 300, log.root)
    restored = Log(numbered(200), Signer(f"{ORIGIN}/2", bytes(range(32))))
    restored.witnesses = [key.verifier]
    for cited, code in (
        (Citation(ORIGIN, 299, log.root), "DENIED"),
        (Citation(ORIGIN, 300, leaf_hash(b"")), "DENIED"),
    ):
        restored.previous = cited
        assert refused(restored, folder, key, restored.signer.verifier) == code
    restored.previous = signed
    assert seen(restored, folder, key).new
    restored.put(numbered(201))
    restored.previous = Citation(ORIGIN, 400, log.root)
    assert refused(restored, folder, key, restored.signer.verifier) == "FORK"
    restored.previous = signed
    assert seen(restored, folder, key).checkpoint.previous == signed
    assert seen(log, folder, key).checkpoint.size == 300, "the old one is still what it was"


def test_what_the_log_did_not_take_is_handed_in_again(
    log: Log, folder: Folder, key: Cosigner
) -> None:
    log.witnesses = []
    with pytest.raises(Trouble, match=r"did not take the signature \(403\)"):
        seen(log, folder, key)
    kept = open_note(folder.file(ORIGIN).read_text(), [key.verifier])
    assert verified(kept, [LOG.verifier]), "whole: it can be carried there by hand"
    log.witnesses = [key.verifier]
    assert seen(log, folder, key).new
    assert len(log.handed) == 1


def test_a_log_that_is_away_is_no_refusal(log: Log, folder: Folder, key: Cosigner) -> None:
    log.down = True
    with pytest.raises(Trouble):
        seen(log, folder, key)
    assert not list(folder.root.glob("*.note"))


def test_a_witness_that_forgot_does_not_begin_anew(log: Log, folder: Folder, key: Cosigner) -> None:
    seen(log, folder, key)
    file = folder.file(ORIGIN)
    file.write_text(file.read_text().replace("300", "200"))
    with pytest.raises(Trouble, match="do not delete it"):
        seen(log, folder, key)


def test_the_key_is_made_once_and_only_for_its_owner(folder: Folder, key: Cosigner) -> None:
    assert (folder.root / "witness.key").stat().st_mode & 0o777 == 0o600
    assert folder.key(None).verifier == key.verifier
    with pytest.raises(Trouble, match="is that of witness"):
        folder.key("somebody.else")
    with pytest.raises(Trouble, match="--name"):
        Folder(folder.root / "new").key(None)
    with pytest.raises(Trouble):
        Folder(folder.root / "bad").key("two words")
    (folder.root / "witness.key").write_text("nonsense")
    with pytest.raises(Trouble, match="cannot be read"):
        folder.key(None)


def test_an_empty_root_is_that_of_nothing() -> None:
    assert Log().root == EMPTY_ROOT
