"""Every event's version of a row is kept, however the events are cut into batches."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from domain.event import Recorded
from projections.case_file.project import CASE_FILE
from projections.case_file.rows import CaseRow, MemberRow, MembershipRow
from projections.consent_audit.project import CONSENT_AUDIT
from projections.consent_audit.rows import ConsentRow
from projections.engine.model import ReadModel
from projections.engine.versions import versions_of
from projections.registry import READ_MODELS
from tests.unit.projections.imported import imported_history
from tests.unit.projections.memory import Memory, sealed

EVENTS = [sealed(event) for event in imported_history(Random(7), 400)]
Version = tuple[Any, int, int | None]


class Kept:
    """The versions of one type's rows, as live rows and twins hold them."""

    def __init__(self, model: ReadModel, kind: type) -> None:
        self._model, self._kind = model, kind
        self._memory = Memory(model)
        self._live: dict[Any, tuple[Any, int]] = {}
        self._past: list[Version] = []

    def take(self, batch: Sequence[Recorded]) -> None:
        work = self._memory.take(batch)
        versions = work.versions(self._kind)
        for key, until in versions.ended:
            row, since = self._live.pop(key)
            self._past.append((row, since, until))
        self._past += versions.between
        after = {work.key_of(row): row for row in self._memory.rows(self._kind)}
        self._live |= {key: (after[key], since) for key, since in versions.since.items()}

    def all(self) -> list[Version]:
        return sorted([*self._past, *((r, s, None) for r, s in self._live.values())], key=repr)

    def at(self, position: int) -> list[Any]:
        stood = (
            row
            for row, since, until in self.all()
            if since <= position and (until is None or position < until)
        )
        return sorted(stood, key=repr)


def batches(events: Sequence[Recorded], sizes: Iterable[int]) -> Iterable[Sequence[Recorded]]:
    at = 0
    for size in sizes:
        if at >= len(events):
            return
        yield events[at : at + size]
        at += size


def test_however_events_are_cut_into_batches_the_versions_are_the_same() -> None:
    random = Random(1)
    for model, kind in (
        (CASE_FILE, CaseRow),
        (CASE_FILE, MemberRow),
        (CASE_FILE, MembershipRow),
        (CONSENT_AUDIT, ConsentRow),
    ):
        whole = Kept(model, kind)
        whole.take(EVENTS)
        cut = Kept(model, kind)
        for batch in batches(EVENTS, iter(lambda: random.choice((1, 2, 7, 90)), None)):
            cut.take(batch)
        assert cut.all() == whole.all()
        assert any(until is not None for _, _, until in whole.all())


def test_as_at_any_position_they_are_the_rows_that_stood_there() -> None:
    kept, memory = Kept(CASE_FILE, CaseRow), Memory(CASE_FILE)
    kept.take(EVENTS)
    for event in EVENTS:
        memory.take([event])
        if event.position % 40 == 0:
            assert kept.at(event.position) == sorted(memory.rows(CaseRow), key=repr)


def test_what_an_event_left_as_it_was_has_no_version_and_what_came_back_has_two() -> None:
    made = versions_of({1: "a", 2: "b"}, {1: [(5, "a")], 2: [(5, "c"), (6, "c"), (9, "b")]})
    assert (made.ended, made.between, made.since) == ([(2, 5)], [("c", 5, 9)], {2: 9})
    gone = versions_of({1: "a"}, {1: [(5, None), (8, "a")], 3: [(6, "d"), (7, None)]})
    assert (gone.ended, gone.between, gone.since) == ([(1, 5)], [("d", 6, 7)], {1: 8})


def test_no_row_has_a_column_by_the_name_of_what_the_engine_adds() -> None:
    for model in READ_MODELS:
        for table in model.tables:
            if table.history:
                assert not {"since", "until"} & set(table.columns), table.name
