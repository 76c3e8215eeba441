"""Every fold is a pure function: the same rows, however the same events are cut into batches."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.event import Recorded, event_types
from domain.streams import case_stream
from projections.case_file.rows import CaseRow
from projections.engine.model import ReadModel
from projections.registry import READ_MODELS
from tests.unit.projections.histories import history
from tests.unit.projections.memory import Memory, sealed


def seen_by(model: ReadModel, events: Sequence[Recorded]) -> list[Recorded]:
    return list(events) if model.unsealed else [sealed(r) for r in events]


def whole(model: ReadModel, events: Sequence[Recorded]) -> Memory:
    memory = Memory(model)
    memory.take(events)
    return memory


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda m: m.name)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32), cuts=st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_batches_make_no_difference(model: ReadModel, seed: int, cuts: list[int]) -> None:
    events = seen_by(model, history(Random(seed), 150))
    by_batches, left, turn = Memory(model), list(events), 0
    while left:
        size = cuts[turn % len(cuts)]
        by_batches.take(left[:size])
        left, turn = left[size:], turn + 1
    assert by_batches.bytes() == whole(model, events).bytes()


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda m: m.name)
def test_a_batch_delivered_twice_counts_once(model: ReadModel) -> None:
    events = seen_by(model, history(Random(7), 200))
    twice = Memory(model)
    for start in range(0, len(events), 40):
        twice.take(events[start : start + 40])
        twice.take(events[max(start - 20, 0) : start + 40])
    assert twice.bytes() == whole(model, events).bytes()


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda m: m.name)
def test_a_fold_leaves_what_it_was_given_as_it_was(model: ReadModel) -> None:
    events = model.relevant(seen_by(model, history(Random(11), 200)))
    middle = len(events) // 2
    before = whole(model, events[:middle])
    rows = [row for table in before.tables.values() for row in table.values()]
    shown = before.bytes()
    first = model.changes(rows, events[middle:]).written()
    again = model.changes(rows, events[middle:]).written()
    assert first == again and any(first.values())
    assert before.bytes() == shown


def test_every_event_is_folded_by_some_read_model() -> None:
    folded = {kind for model in READ_MODELS for kind in model.events}
    assert folded == set(event_types().values())


def test_no_private_value_in_clear_stands_outside_the_directory() -> None:
    events = history(Random(5), 400)
    for model in READ_MODELS:
        shown = whole(model, seen_by(model, events)).bytes()
        told = [word for word in ("Gagné", "garderie", "Réunion") if word.encode() in shown]
        assert bool(told) == (model.name == "person_directory"), (model.name, told)


def test_whatever_holds_something_sealed_can_be_purged_by_case_or_person() -> None:
    found = {table.name: table for model in READ_MODELS for table in model.tables if table.sealed}
    assert {"timeline", "consent", "case_assessment", "case_referral"} <= set(found)
    lost = [
        name for name, table in found.items() if not {"case_id", "person_id"} & {*table.columns}
    ]
    assert lost == []


def test_the_file_of_a_case_stands_at_the_version_of_its_stream() -> None:
    """Forms send the version that was shown: an event that does not move it on blocks them all."""
    [model] = [m for m in READ_MODELS if m.name == "case_file"]
    memory = Memory(model)
    for recorded in (sealed(r) for r in history(Random(3), 400)):
        memory.take([recorded])
        if recorded.stream.startswith("case-"):
            shown = {case_stream(c.case_id): c.version for c in memory.rows(CaseRow)}
            assert shown[recorded.stream] == recorded.version, recorded.event
