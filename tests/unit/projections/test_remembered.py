"""What is remembered of the last transactions is what the tables hold, and there is little of it."""

from random import Random

import msgspec
import pytest

from projections.case_file.project import CASE_FILE
from projections.engine import remembered
from projections.engine.model import ReadModel
from projections.engine.remembered import Needed, Remembered
from projections.engine.work import Work
from projections.registry import READ_MODELS
from tests.unit.projections.histories import history
from tests.unit.projections.memory import Memory, sealed
from tests.unit.projections.test_folds import seen_by


def encoded(rows: list) -> list[bytes]:
    return sorted(map(msgspec.json.encode, rows))


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda m: m.name)
@pytest.mark.parametrize("most", (12, 2_000))
def test_it_is_what_the_tables_hold(
    model: ReadModel, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MOST", most)
    monkeypatch.setattr(remembered, "WIDEST", max(3, most // 20))
    tables, kept = Memory(model), Remembered()
    events = model.relevant(seen_by(model, history(Random(most), 300)))
    for at in range(0, len(events), 3):
        batch = events[at : at + 3]
        needed = model.needed(batch)
        lacking = kept.lacking(needed)
        rows = kept.rows(needed) + tables.known(lacking)
        assert encoded(rows) == encoded(tables.known(needed))
        work = model.changes(rows, batch)
        tables.keep(work)
        kept.note(needed, work)
        assert len(kept) <= most
    asked = [(kind, key) for kind, keys in model.needed(events).items() for key in keys]
    known = [(kind, key) for kind, key in asked if not kept.lacking({kind: {key}})]
    assert len(kept) == sum(max(len(kept.rows({kind: {key}})), 1) for kind, key in known)
    assert known or not asked


ROW = CASE_FILE.tables[0].row


def folded() -> tuple[Needed, Work]:
    """What some events of cases need, and what they come to."""
    events = CASE_FILE.relevant(map(sealed, history(Random(1), 300)))
    return CASE_FILE.needed(events), CASE_FILE.changes([], events)


def test_nothing_is_known_once_it_is_forgotten() -> None:
    kept, (needed, work) = Remembered(), folded()
    kept.note(needed, work)
    assert kept.rows(needed) and not kept.lacking(needed)
    kept.forget()
    assert not kept.rows(needed) and kept.lacking(needed) == needed
    assert len(kept) == 0


def test_what_a_fold_changes_without_asking_for_it_is_read_again() -> None:
    kept, (needed, work) = Remembered(), folded()
    kept.note(needed, work)
    [row, other, *_] = work.written()[ROW]
    unasked = CASE_FILE.work([])
    unasked.put(row)
    unasked.remove(ROW, *unasked.key_of(other))
    kept.note({}, unasked)
    both = {unasked.key_of(row), unasked.key_of(other)}
    assert kept.lacking(needed) == {ROW: both}
