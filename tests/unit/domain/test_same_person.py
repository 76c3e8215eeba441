"""Two numbers of one person: what may be decided about them, and that undoing loses nothing."""

from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.decision import Command
from domain.person import ContactUpdated, UpdateContact
from domain.same_person import KeepApart, MergePersons, SuspectDuplicate, UnmergePersons
from domain.sameness import (
    DuplicateSuspected,
    PersonsKeptApart,
    PersonsMerged,
    PersonsUnmerged,
    Sameness,
    Sign,
)
from domain.streams import person_stream
from tests.support.world import CASEWORKER, World, actor, uuid

SUPERVISOR = actor("SUPERVISOR", number=902)


def suspect(one: UUID, other: UUID) -> SuspectDuplicate:
    return SuspectDuplicate(
        person_id=one, other_id=other, likeness=(Sign("SAME_SIN", 70),), score=70
    )


def merge(survivor: UUID, merged: UUID) -> MergePersons:
    return MergePersons(survivor_id=survivor, merged_id=merged, reason="DOCUMENTS_AGREE")


def undo(survivor: UUID, merged: UUID) -> UnmergePersons:
    return UnmergePersons(survivor_id=survivor, merged_id=merged, reason="MERGED_BY_MISTAKE")


def apart(one: UUID, other: UUID) -> KeepApart:
    return KeepApart(person_id=one, other_id=other, reason="RELATIVES")


def people(count: int) -> tuple[World, list[UUID]]:
    world = World()
    return world, [world.person() for _ in range(count)]


def sameness(world: World, person: UUID) -> Sameness:
    return world.state(person_stream(person)).sameness


def test_each_fact_is_told_whole_in_both_streams() -> None:
    world, [a, b] = people(2)
    for command, kind in (
        (suspect(b, a), DuplicateSuspected),
        (apart(b, a), PersonsKeptApart),
        (merge(b, a), PersonsMerged),
        (undo(b, a), PersonsUnmerged),
    ):
        new = world.accepts(command).events
        assert {each.stream for each in new} == {person_stream(a), person_stream(b)}
        assert new[0].event == new[1].event and isinstance(new[0].event, kind)


def test_a_pair_is_suspected_once_and_never_again_after_a_decision() -> None:
    world, [a, b, c] = people(3)
    world.records(suspect(a, b), DuplicateSuspected, DuplicateSuspected)
    world.says_nothing_new(suspect(b, a))
    world.accepts(apart(a, c))
    world.says_nothing_new(suspect(c, a))
    world.accepts(merge(a, b))
    world.says_nothing_new(suspect(b, c))


def test_a_chain_brings_everybody_to_the_last_survivor_and_back() -> None:
    world, [a, b, c] = people(3)
    world.accepts(merge(b, a))
    [event, _] = world.records(merge(c, b), PersonsMerged, PersonsMerged)
    assert event.members == (b, a)
    assert sameness(world, c).absorbed == {a, b}
    world.refuses("SURVIVOR_IS_MERGED", undo(b, a))
    world.accepts(undo(c, b))
    assert sameness(world, c).absorbed == set()
    assert sameness(world, b).absorbed == {a}
    world.accepts(undo(b, a))
    assert sameness(world, a).survivor is None


def test_no_cycle_can_be_made() -> None:
    world, [a, b, c] = people(3)
    world.accepts(merge(b, a))
    world.refuses("SURVIVOR_IS_MERGED", merge(a, b))
    world.accepts(merge(c, b))
    world.refuses("SURVIVOR_IS_MERGED", merge(a, c))
    world.refuses("SURVIVOR_IS_MERGED", merge(b, c))


def test_what_is_merged_elsewhere_has_to_be_undone_first() -> None:
    world, [a, b, c] = people(3)
    world.accepts(merge(a, b))
    world.says_nothing_new(merge(a, b))
    world.refuses("ALREADY_MERGED", merge(c, b))
    world.refuses("PERSON_IS_MERGED", apart(a, b))
    world.refuses("PERSON_IS_MERGED", apart(c, b))
    world.refuses("NOT_MERGED", undo(c, b))
    world.refuses("NOT_MERGED", undo(b, a))


def test_a_pair_kept_apart_may_be_merged_later_and_undone_to_kept_apart() -> None:
    world, [a, b] = people(2)
    world.accepts(apart(a, b))
    world.says_nothing_new(apart(b, a))
    before = sameness(world, a), sameness(world, b)
    world.accepts(merge(a, b))
    world.accepts(undo(a, b))
    assert (sameness(world, a), sameness(world, b)) == before
    assert sameness(world, a).apart == {b}


def test_nobody_is_merged_with_whom_they_were_kept_apart_from_by_way_of_a_third() -> None:
    world, [a, b, c] = people(3)
    world.accepts(apart(a, b))
    world.accepts(merge(c, a))
    world.refuses("KEPT_APART_BEFORE", merge(c, b))
    world.refuses("KEPT_APART_BEFORE", merge(b, c))
    world.accepts(undo(c, a))
    world.accepts(merge(c, b))


@pytest.mark.parametrize("command", [suspect, merge, apart, undo])
def test_one_number_twice_and_unknown_ones_are_refused(command) -> None:
    world, [a] = people(1)
    world.refuses("SAME_PERSON_TWICE", command(a, a))
    world.refuses("PERSON_UNKNOWN", command(a, uuid(1)))
    world.refuses("PERSON_UNKNOWN", command(uuid(1), a))


def test_a_supervisor_decides_a_caseworker_does_not_and_only_the_program_suspects() -> None:
    world, [a, b] = people(2)
    for command in (merge(a, b), apart(a, b), undo(a, b)):
        world.refuses("NOT_PERMITTED", command, who=CASEWORKER)
    world.refuses("NOT_PERMITTED", suspect(a, b), who=SUPERVISOR)
    world.accepts(merge(a, b), who=SUPERVISOR)


@pytest.mark.parametrize("make", [merge, apart, undo])
def test_a_reason_has_to_be_one_of_the_list(make) -> None:
    world, [a, b] = people(2)
    if make is undo:
        world.accepts(merge(a, b))
    command = msgspec.structs.replace(make(a, b), reason="BECAUSE")
    assert world.refuses("CODE_NOT_VALID", command).field == "reason"


STEPS = st.lists(
    st.tuples(st.sampled_from("smkuc"), st.integers(0, 4), st.integers(0, 4)), max_size=25
)
MAKE = {"s": suspect, "m": merge, "k": apart, "u": undo}


def step(world: World, who: list[UUID], kind: str, a: int, b: int) -> Command:
    if kind == "c":
        return UpdateContact(person_id=who[a], telephone=f"613-555-01{b:02}")
    return MAKE[kind](who[a], who[b])


@given(STEPS, st.integers(0, 4), st.integers(0, 4))
@settings(max_examples=80, deadline=None)
def test_merge_then_unmerge_leaves_every_number_as_it_was(steps, s: int, m: int) -> None:
    world, who = people(5)
    for each in steps:
        world.do(step(world, who, *each))
    before = {person: sameness(world, person) for person in who}
    told = {stream: list(events) for stream, events in world.streams.items()}
    outcome = world.do(merge(who[s], who[m]))
    if not getattr(outcome, "events", None):
        return
    world.accepts(undo(who[s], who[m]))
    assert {person: sameness(world, person) for person in who} == before
    # Every event stands where it stood, with whose it was; two facts came behind.
    for stream, events in told.items():
        assert world.streams[stream][: len(events)] == events
        assert all(
            isinstance(each.event, PersonsMerged | PersonsUnmerged)
            for each in world.streams[stream][len(events) :]
        )


@given(STEPS)
@settings(max_examples=80, deadline=None)
def test_whatever_is_decided_everybody_has_one_last_survivor(steps) -> None:
    world, who = people(5)
    for each in steps:
        world.do(step(world, who, *each))
    states = {person: sameness(world, person) for person in who}

    def last(person: UUID) -> UUID:
        for _ in who:
            survivor = states[person].survivor
            if survivor is None:
                return person
            person = survivor
        raise AssertionError("a cycle")

    for person in who:
        if states[person].survivor is None:
            assert states[person].absorbed == {p for p in who if p != person and last(p) == person}


def test_a_change_of_contact_stays_with_the_number_that_it_was_told_of() -> None:
    world, [a, b] = people(2)
    world.accepts(merge(a, b))
    [event] = world.records(UpdateContact(person_id=b, telephone="613-555-0100"), ContactUpdated)
    assert event.person_id == b
