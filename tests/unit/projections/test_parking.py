"""What cannot be folded waits with all that hangs on it, and nothing else does: without a database."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.disposal.events import CARRIED_OUT
from domain.event import Recorded, event_types
from domain.person import PersonRegistered
from domain.policy import PolicyPublished
from domain.streams import case_stream, person_stream
from ledger.history import Unreadable
from ledger.stored import Wanted
from projections.case_file.project import CASE_FILE
from projections.engine.errors import Poison
from projections.engine.model import ReadModel
from projections.engine.parked import Parked
from projections.engine.parking import Folding
from projections.engine.refold import Component
from projections.engine.subjects import NAMES, PROTECTS, named, own_subject
from projections.engine.work import Work
from projections.outcomes.project import OUTCOMES
from projections.person_directory.project import PERSON_DIRECTORY
from projections.registry import READ_MODELS
from projections.timeline.project import TIMELINE
from tests.unit.projections.histories import erasure, history, neighbours
from tests.unit.projections.memory import Memory, sealed


class Bench:
    """The engine's folding, with tables in memory: a batch that fails leaves nothing of itself."""

    broken = False

    def __init__(self, model: ReadModel, most: int = 100) -> None:
        self.memory = Memory(model)
        self.waiting: dict[int, str] = {}
        self.errors: dict[str, str] = {}
        self.folding = self.folder(most)

    def folder(self, most: int = 100) -> Folding:
        async def move(_: int) -> None: ...

        async def unseal(events: Sequence[Recorded]) -> list[Recorded]:
            return list(events)

        return Folding(self, self, self.memory.model, "", unseal, Parked(), move=move, most=most)  # type: ignore[arg-type]

    @asynccontextmanager
    async def transaction(self) -> Any:
        tables = {kind: dict(rows) for kind, rows in self.memory.tables.items()}
        try:
            yield
        except BaseException:
            self.memory.tables = tables
            raise

    async def execute(self, _: Any, parameters: Any) -> None:
        if isinstance(parameters, dict) and "streams" in parameters:
            told = (parameters[key] for key in ("positions", "streams", "errors"))
            for position, subject, error in zip(*told, strict=True):
                self.waiting[position] = subject
                if error:
                    self.errors[subject] = error

    async def load(self, needed: Any) -> list[Any]:
        return self.memory.known(needed)

    async def save(self, work: Work) -> None:
        self.memory.keep(work)

    def begin(self) -> None: ...
    def forget(self) -> None: ...

    def take(self, batch: Sequence[Recorded]) -> None:
        asyncio.run(self.folding.take(batch))

    def refold(self, ledger: "Ledger", seeds: Iterable[str], upto: int) -> set[str]:
        """As ``projections.engine.refold`` does it; answers what was folded again."""
        component = Component(self.memory.model, seeds)
        asyncio.run(component.reach(ledger, upto))
        for table in self.memory.model.tables:
            rows = self.memory.tables[table.row]
            for key, row in list(rows.items()):
                if not table.whose or {getattr(row, c) for c in table.whose} & set(component.ids):
                    del rows[key]
        old = self.folding.parked
        self.waiting = {p: s for p, s in self.waiting.items() if s not in component.subjects}
        self.errors = {s: e for s, e in self.errors.items() if s not in component.subjects}
        self.folding = self.folder()
        policy = [r for r, _ in ledger.events if isinstance(r.event, PolicyPublished)]
        again = {r.position: r for r in policy if r.position <= upto} | component.events
        self.take([again[at] for at in sorted(again)])
        stay = old.subjects - component.subjects
        self.folding.parked = Parked(self.folding.parked.subjects | stay, len(self.errors))
        return component.subjects


class Ledger:
    """Finds events by their stream and by the ids in them, as the real one does."""

    tenant = ""

    def __init__(self, events: Sequence[Recorded]) -> None:
        self.events = [(r, _IDS(msgspec.json.encode(r.event).decode())) for r in events]

    async def of_streams(
        self, wire_names: Iterable[str], streams: Iterable[str], after: int, upto: int
    ) -> list[Recorded | Unreadable]:
        wanted = set(streams)
        return [r for r, _ in self._between(wire_names, after, upto) if r.stream in wanted]

    async def naming(
        self, wanted: Sequence[Wanted], after: int, upto: int
    ) -> list[Recorded | Unreadable]:
        return [
            r
            for each in wanted
            for r, found in self._between(each.types, after, upto)
            if not r.stream.startswith(each.outside) and {*map(str, each.ids)} & {*found}
        ]

    def _between(
        self, wire_names: Iterable[str], after: int, upto: int
    ) -> Iterator[tuple[Recorded, list[str]]]:
        types = set(wire_names)
        for r, found in self.events:
            if after < r.position <= upto and r.event.wire_name in types:
                yield r, found


_IDS = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").findall


def seen_by(model: ReadModel, events: Sequence[Recorded]) -> list[Recorded]:
    return list(events) if model.unsealed else [sealed(r) for r in events]


def choking(model: ReadModel, poison: set[int]) -> ReadModel:
    """The model, but for events that it cannot fold for as long as they stand in ``poison``."""

    def fold(work: Work, recorded: Recorded) -> None:
        model.fold(work, recorded)
        if recorded.position in poison:
            raise ValueError(f"cannot fold {recorded.event}")

    return msgspec.structs.replace(model, fold=fold)


def cut(events: Sequence[Recorded], cuts: Sequence[int]) -> Iterator[Sequence[Recorded]]:
    start = turn = 0
    while start < len(events):
        yield events[start : start + cuts[turn % len(cuts)]]
        start, turn = start + cuts[turn % len(cuts)], turn + 1


def clean(model: ReadModel, events: Iterable[Recorded]) -> bytes:
    memory = Memory(model)
    memory.take(list(events))
    return memory.bytes()


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda m: m.name)
@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    cuts=st.lists(st.integers(1, 60), min_size=1, max_size=10),
    chances=st.lists(st.integers(0, 10**6), min_size=1, max_size=3),
    when=st.integers(0, 3),
)
def test_what_is_parked_waits_alone_and_mended_it_is_as_if_nothing_had_been(
    model: ReadModel, seed: int, cuts: list[int], chances: list[int], when: int
) -> None:
    events = seen_by(model, neighbours(Random(seed), 160))
    able = [
        r.position
        for r in model.relevant(events)
        if own_subject(r) and not isinstance(r.event, CARRIED_OUT)
    ]
    poison = {able[chance % len(able)] for chance in chances if able}
    bench, ledger = Bench(choking(model, poison)), Ledger(events)
    parts = list(cut(events, cuts))
    for at, part in enumerate(parts):
        bench.take(part)
        if at == (len(parts) - 1) * when // 3:
            rest = [r for r in events if r.position <= part[-1].position]
            others = [r for r in rest if r.position not in bench.waiting]
            assert bench.memory.bytes() == clean(model, others), "all else as if it were not there"
            poison.clear()
            while bench.errors:
                bench.refold(ledger, [next(iter(bench.errors))], part[-1].position)
            # What only waited hung on what was mended, and came with it.
            assert not bench.waiting and not bench.folding.parked.subjects
            assert bench.memory.bytes() == clean(model, rest)
    assert bench.memory.bytes() == clean(model, events)


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda m: m.name)
def test_a_part_folded_again_alone_is_what_it_was(model: ReadModel) -> None:
    events = seen_by(model, neighbours(Random(21), 320))
    last = events[-1].position
    subjects = sorted({own_subject(r) or "" for r in model.relevant(events)} - {""})
    bench, ledger = Bench(model), Ledger(events)
    bench.take(events)
    shown = bench.memory.bytes()
    seen: set[str] = set()
    for subject in subjects:
        if subject not in seen:
            again = bench.refold(ledger, [subject], last)
            assert seen.isdisjoint(again), "whatever hangs together does so from either end"
            seen |= again
    assert bench.memory.bytes() == shown
    assert seen.issuperset(subjects)


def test_a_row_gone_wrong_is_mended_by_folding_its_case_again() -> None:
    events = seen_by(CASE_FILE, history(Random(22), 200))
    bench, ledger = Bench(CASE_FILE), Ledger(events)
    bench.take(events)
    shown = bench.memory.bytes()
    kind = CASE_FILE.tables[0].row
    row = bench.memory.rows(kind)[0]
    for table in CASE_FILE.tables:
        rows = bench.memory.tables[table.row]
        for key in [k for k, r in rows.items() if getattr(r, "case_id", None) == row.case_id]:
            del rows[key]
    assert bench.memory.bytes() != shown
    bench.refold(ledger, [case_stream(row.case_id)], events[-1].position)
    assert bench.memory.bytes() == shown


def test_an_event_elsewhere_waits_with_the_case_that_it_names_and_parks_its_stream() -> None:
    events = seen_by(TIMELINE, neighbours(Random(23), 400))
    disclosed = next(r for r in events if r.event.wire_name == "disclosure.made")
    case, person = disclosed.event.case_id, disclosed.event.person_id
    first = next(r for r in events if r.stream == case_stream(case))
    assert first.position < disclosed.position
    bench = Bench(choking(TIMELINE, {first.position}))
    bench.take(events)
    assert bench.errors == {case_stream(case): "ValueError"}
    assert bench.waiting[disclosed.position] == person_stream(person), "consents are the person's"
    later = [r for r in TIMELINE.relevant(events) if r.position > disclosed.position]
    theirs = [r for r in later if person_stream(person) in named(r)]
    ahead = [r for r in theirs if isinstance(r.event, PROTECTS)]
    assert len(theirs) > len(ahead)
    assert max(len(bench.waiting), 50) < len(TIMELINE.relevant(events)) / 2, "the others go on"
    for recorded in theirs:
        assert (recorded.position in bench.waiting) == (recorded not in ahead)


def test_what_fails_again_stays_parked_with_the_new_error() -> None:
    events = seen_by(TIMELINE, history(Random(24), 200))
    stream = max((r.stream for r in events if r.stream.startswith("case-")), key=str.__len__)
    first, second, *_ = (r.position for r in events if r.stream == stream)
    poison = {first}
    bench, ledger = Bench(choking(TIMELINE, poison)), Ledger(events)
    bench.take(events)
    assert min(bench.waiting) == first
    poison.clear()
    poison.add(second)
    bench.refold(ledger, [stream], events[-1].position)
    assert min(bench.waiting) == second
    assert bench.folding.parked.subjects == frozenset(bench.waiting.values())


def test_more_than_may_be_parked_and_the_projection_stands() -> None:
    events = seen_by(TIMELINE, history(Random(25), 200))
    registered = {r.position for r in events if isinstance(r.event, PersonRegistered)}
    bench = Bench(choking(TIMELINE, registered), most=2)
    with pytest.raises(Poison, match=r"ValueError at position .* after 2 that are parked"):
        bench.take(events)
    assert len(bench.errors) == 2, "all before it got in, or waits"


def test_a_policy_and_an_erasure_stop_the_projection_rather_than_wait() -> None:
    events = seen_by(TIMELINE, history(Random(26), 40))
    policy = next(
        r for r in events if getattr(r.event, "policy_id", None) in ("measures", "holidays")
    )
    erased = erasure(events)[1]
    for model, poison in ((OUTCOMES, policy), (TIMELINE, erased)):
        bench = Bench(choking(model, {poison.position}))
        with pytest.raises(Poison, match=f"ValueError at position {poison.position}"):
            bench.take([*events, erased])
        assert not bench.waiting


def test_an_erasure_does_not_wait_for_a_person_who_is_parked() -> None:
    town = history(Random(27), 40)
    person, erased = erasure(town)
    first = next(r for r in town if r.stream == person_stream(person))
    for model in (TIMELINE, PERSON_DIRECTORY):
        events = seen_by(model, [*town, erased])
        bench = Bench(choking(model, {first.position}))
        bench.take(events)
        assert bench.waiting[first.position] == person_stream(person)
        assert erased.position not in bench.waiting
        others = [r for r in events if r.position not in bench.waiting]
        assert bench.memory.bytes() == clean(model, others)


NOT_NAMED = {
    # who acts, signs or is told, and things that stand in the stream of a case or a person
    "about", "account_id", "alerted", "answered_by", "application_id", "appointment_id",
    "assessment_id",
    "benefit_id", "caseworker_id", "circle", "consent_id", "consent_ids", "corrected_by",
    "deferral_id", "disclosure_id", "disclosure_ids", "disposal_id", "emergency_id", "ending_id",
    "finding_id", "grantor_id", "incident_id", "item_id", "items", "matter_id", "membership_id",
    "letter_id", "note_id", "of_event", "overpayment_id", "part_of", "plan_id", "reaffirmed_by",
    "referral_id", "reviewers", "seal_id", "staff_id", "subject_id", "superseded_by", "supersedes",
    "task_id", "telling_id", "verification_id", "visit_id",
}  # fmt: skip


def test_every_id_of_an_event_is_known_to_name_somebody_or_not_to() -> None:
    found = {
        field
        for kind in event_types().values()
        for field, hint in get_type_hints(kind).items()
        if "UUID" in str(hint)
    }
    assert found - NAMES.keys() - NOT_NAMED == set()


def test_tables_that_are_everybodys_hold_nothing_that_could_have_to_be_erased() -> None:
    shared = [table for model in READ_MODELS for table in model.tables if not table.whose]
    assert {table.name for table in shared} == {"case_policy", "outcome_policy"}
    assert not any(table.sealed for table in shared)
