"""Who is shown for whom, after whatever was decided: as a naive reading has it, now and at any time."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decision import Decision
from domain.same_person import KeepApart, MergePersons, UnmergePersons
from domain.sameness import PersonsMerged, PersonsUnmerged
from projections.same_person.project import SAME_PERSON
from projections.same_person.rows import AliasRow, PairRow
from tests.support.world import World
from tests.unit.domain.test_same_person import STEPS, merge, people, step, undo
from tests.unit.projections.memory import Memory


def walk(steps) -> tuple[World, list[UUID]]:
    world, who = people(5)
    for each in steps:
        world.now += timedelta(minutes=1)
        world.do(step(world, who, *each))
    return world, who


def folded(world: World) -> Memory:
    memory = Memory(SAME_PERSON)
    for at in range(0, len(world.log), 3):
        memory.take(world.log[at : at + 3])
    return memory


def shown(memory: Memory) -> dict[UUID, UUID]:
    rows = [row for row in memory.rows(AliasRow) if row.known_to is None]
    assert len({row.person_id for row in rows}) == len(rows), "one row a person at a time"
    return {row.person_id: row.canonical_id for row in rows}


def naive(world: World, before: int | None = None) -> dict[UUID, UUID]:
    """Follow each merge that stands to its end."""
    into: dict[UUID, UUID] = {}
    for recorded in world.log[:before]:
        match recorded.event:
            case PersonsMerged() as event:
                into[event.merged_id] = event.survivor_id
            case PersonsUnmerged() as event:
                into.pop(event.merged_id, None)

    def last(person: UUID) -> UUID:
        return last(into[person]) if person in into else person

    return {person: last(person) for person in into}


def pairs(memory: Memory) -> set[PairRow]:
    return set(memory.rows(PairRow))


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_who_is_shown_is_the_end_of_the_merges_that_stand(steps) -> None:
    world, _ = walk(steps)
    memory = folded(world)
    assert shown(memory) == naive(world)
    # As known at every earlier instant too: what was known then stays readable.
    for at, recorded in enumerate(world.log):
        later = world.log[at + 1] if at + 1 < len(world.log) else None
        if later is not None and later.known_at == recorded.known_at:
            continue
        known = {
            row.person_id: row.canonical_id
            for row in memory.rows(AliasRow)
            if row.known_from <= recorded.known_at
            and (row.known_to is None or row.known_to > recorded.known_at)
        }
        assert known == naive(world, at + 1)


@given(STEPS, st.integers(0, 4), st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_a_merge_and_its_undoing_leave_the_rows_as_if_it_had_never_been(steps, s, m) -> None:
    world, who = walk(steps)
    before = folded(world)
    world.now += timedelta(minutes=1)
    outcome = world.do(merge(who[s], who[m]))
    if not isinstance(outcome, Decision) or not outcome.events:
        return
    assert shown(folded(world)) != shown(before)
    world.now += timedelta(minutes=1)
    world.accepts(undo(who[s], who[m]))
    after = folded(world)
    assert shown(after) == shown(before)
    assert pairs(after) == pairs(before)


def test_a_pair_tells_what_stands_and_remembers_what_was_decided_before() -> None:
    world, [a, b] = people(2)
    world.accepts(KeepApart(person_id=a, other_id=b, reason="RELATIVES"))
    world.accepts(MergePersons(survivor_id=a, merged_id=b, reason="PERSON_CONFIRMED"))
    [row] = folded(world).rows(PairRow)
    assert (row.status, row.merged_reason, row.apart_reason) == (
        "MERGED",
        "PERSON_CONFIRMED",
        "RELATIVES",
    )
    world.accepts(UnmergePersons(survivor_id=a, merged_id=b, reason="DOCUMENTS_DIFFER"))
    [row] = folded(world).rows(PairRow)
    assert (row.status, row.survivor_id) == ("APART", None)
