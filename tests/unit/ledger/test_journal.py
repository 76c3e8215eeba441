"""The journal of disposals: what was destroyed stays destroyed, whoever was killed while writing."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from ledger.keys.journal import Disposal, DisposalJournal

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def disposal() -> Disposal:
    return Disposal(NOON, "test", [uuid4()], [uuid4(), uuid4()])


def test_what_was_written_is_read_in_its_order(tmp_path: Path) -> None:
    journal = DisposalJournal(tmp_path / "new" / "disposals.jsonl")
    assert journal.read() == []
    written = [disposal() for _ in range(3)]
    for each in written:
        journal.append(each)
    assert journal.read() == written
    assert journal.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("left", [1, 20, -1])
def test_a_line_that_was_torn_costs_no_other(tmp_path: Path, left: int) -> None:
    journal = DisposalJournal(tmp_path / "disposals.jsonl")
    first, second = disposal(), disposal()
    journal.append(first)
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole + whole.rstrip()[:left])
    journal.append(second)
    assert journal.read() == [first, second]


def test_a_line_that_was_altered_is_not_passed_over(tmp_path: Path) -> None:
    journal = DisposalJournal(tmp_path / "disposals.jsonl")
    journal.append(disposal())
    for altered in (b'{"at": "never"}\n', b"hello\n"):
        (tmp_path / "altered").write_bytes(altered + journal.path.read_bytes())
        with pytest.raises(ValueError, match="line 1"):
            DisposalJournal(tmp_path / "altered").read()
