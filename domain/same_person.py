"""One person under two numbers: suspected by the program, merged or kept apart by a person.

What may be done with two numbers, by how each stands (everything else is refused):

| asked            | on                                            | answer                            |
|------------------|-----------------------------------------------|-----------------------------------|
| any              | one number twice                              | SAME_PERSON_TWICE                 |
| suspect          | suspected, kept apart or merged already       | nothing to do                     |
| merge M into S   | M is merged into S                            | nothing to do                     |
|                  | M is merged into somebody else                | ALREADY_MERGED                    |
|                  | S is merged (so that no cycle can be)         | SURVIVOR_IS_MERGED                |
|                  | somebody merged into one was kept apart       | KEPT_APART_BEFORE                 |
|                  | from the other                                |                                   |
|                  | others are merged into M (a chain)            | merged, and they come along       |
|                  | they were kept apart, only suspected, neither | merged: the later decision counts |
| keep apart       | kept apart already                            | nothing to do                     |
|                  | one of them is merged                         | PERSON_IS_MERGED                  |
| unmerge M from S | M is not merged into S                        | NOT_MERGED                        |
|                  | S is merged itself: later merges first        | SURVIVOR_IS_MERGED                |
"""

from uuid import UUID

from domain.access import may_act
from domain.checks import code_valid
from domain.decision import Command, Context, Decision, NewEvent, Refusal, States, decides
from domain.event import Event
from domain.person import person_known
from domain.sameness import (
    DuplicateSuspected,
    PersonsKeptApart,
    PersonsMerged,
    PersonsUnmerged,
    Sameness,
    Sign,
)
from domain.sealed_files import shut_to
from domain.streams import person_stream

# --- Commands -------------------------------------------------------------------------------


class SuspectDuplicate(Command, kw_only=True):
    """Tell that two numbers look like one person. Only the program does, from what it compared."""

    person_id: UUID
    other_id: UUID
    likeness: tuple[Sign, ...]
    score: int


class MergePersons(Command, kw_only=True):
    """Decide that two numbers are one person, shown as the survivor from now on."""

    survivor_id: UUID
    merged_id: UUID
    reason: str


class KeepApart(Command, kw_only=True):
    """Decide that two numbers are two people."""

    person_id: UUID
    other_id: UUID
    reason: str


class UnmergePersons(Command, kw_only=True):
    """Undo a merge: each number stands for itself again, as before."""

    survivor_id: UUID
    merged_id: UUID
    reason: str


# --- Decisions ------------------------------------------------------------------------------


@decides(SuspectDuplicate, reads=lambda c: _streams(c.person_id, c.other_id))
def suspect_duplicate(
    states: States, command: SuspectDuplicate, context: Context
) -> Decision | Refusal:
    """Once a pair; what a person decided about it is not asked again."""
    refused = _may(states, command, context, ("person_id", "other_id"))
    if refused:
        return refused
    one, other = _sameness(states, command.person_id), _sameness(states, command.other_id)
    settled = command.other_id in one.suspected | one.apart
    if settled or one.survivor is not None or other.survivor is not None:
        return Decision()
    low, high = sorted((command.person_id, command.other_id))
    return _both(
        context,
        DuplicateSuspected(
            person_id=low, other_id=high, likeness=command.likeness, score=command.score
        ),
        low,
        high,
    )


@decides(MergePersons, reads=lambda c: _streams(c.survivor_id, c.merged_id))
def merge_persons(states: States, command: MergePersons, context: Context) -> Decision | Refusal:
    """Knowledge alone: no event of either is moved, so that every one keeps whose it is."""
    refused = _may(states, command, context, ("survivor_id", "merged_id"))
    if refused:
        return refused
    survivor, merged = (
        _sameness(states, command.survivor_id),
        _sameness(states, command.merged_id),
    )
    if merged.survivor == command.survivor_id:
        return Decision()
    if merged.survivor is not None:
        return Refusal("ALREADY_MERGED", {}, "merged_id")
    if survivor.survivor is not None:
        return Refusal("SURVIVOR_IS_MERGED", {}, "survivor_id")
    if survivor.absorbed & merged.apart or merged.absorbed & survivor.apart:
        return Refusal("KEPT_APART_BEFORE", {}, "merged_id")
    if refused := code_valid(context, "merge_reasons", command.reason, context.today, "reason"):
        return refused
    event = PersonsMerged(
        survivor_id=command.survivor_id,
        merged_id=command.merged_id,
        members=_members(command.merged_id, merged),
        reason=command.reason,
    )
    return _both(context, event, command.survivor_id, command.merged_id)


@decides(KeepApart, reads=lambda c: _streams(c.person_id, c.other_id))
def keep_apart(states: States, command: KeepApart, context: Context) -> Decision | Refusal:
    """Neither is suspected of being the other any more; a later merge is a new decision."""
    refused = _may(states, command, context, ("person_id", "other_id"))
    if refused:
        return refused
    one, other = _sameness(states, command.person_id), _sameness(states, command.other_id)
    for state, field in ((one, "person_id"), (other, "other_id")):
        if state.survivor is not None:
            return Refusal("PERSON_IS_MERGED", {}, field)
    if command.other_id in one.apart:
        return Decision()
    if refused := code_valid(
        context, "keep_apart_reasons", command.reason, context.today, "reason"
    ):
        return refused
    low, high = sorted((command.person_id, command.other_id))
    event = PersonsKeptApart(person_id=low, other_id=high, reason=command.reason)
    return _both(context, event, low, high)


@decides(UnmergePersons, reads=lambda c: _streams(c.survivor_id, c.merged_id))
def unmerge_persons(
    states: States, command: UnmergePersons, context: Context
) -> Decision | Refusal:
    """The last merge first: what came to the survivor with the merged one leaves with them."""
    refused = _may(states, command, context, ("survivor_id", "merged_id"))
    if refused:
        return refused
    survivor, merged = (
        _sameness(states, command.survivor_id),
        _sameness(states, command.merged_id),
    )
    if merged.survivor != command.survivor_id:
        return Refusal("NOT_MERGED", {}, "merged_id")
    if survivor.survivor is not None:
        return Refusal("SURVIVOR_IS_MERGED", {}, "survivor_id")
    if refused := code_valid(context, "unmerge_reasons", command.reason, context.today, "reason"):
        return refused
    event = PersonsUnmerged(
        survivor_id=command.survivor_id,
        merged_id=command.merged_id,
        members=_members(command.merged_id, merged),
        reason=command.reason,
    )
    return _both(context, event, command.survivor_id, command.merged_id)


def _streams(one: UUID, other: UUID) -> tuple[str, ...]:
    return tuple(dict.fromkeys((person_stream(one), person_stream(other))))


def _may(
    states: States, command: Command, context: Context, fields: tuple[str, str]
) -> Refusal | None:
    code = may_act(context.actor, type(command).__name__, context.policy, context.today)
    if code:
        return Refusal(code)
    one, other = (getattr(command, field) for field in fields)
    if one == other:
        return Refusal("SAME_PERSON_TWICE", {}, fields[1])
    if any(shut_to(context.actor, states[person_stream(person)].seal) for person in (one, other)):
        return Refusal("NOT_PERMITTED")
    return person_known(states, one, fields[0]) or person_known(states, other, fields[1])


def _sameness(states: States, person_id: UUID) -> Sameness:
    return states[person_stream(person_id)].sameness


def _members(merged_id: UUID, merged: Sameness) -> tuple[UUID, ...]:
    return (merged_id, *sorted(merged.absorbed))


def _both(context: Context, event: Event, *persons: UUID) -> Decision:
    """The same fact in both streams."""
    return Decision(
        events=[
            NewEvent(
                stream=person_stream(person),
                event=event,
                effective_on=context.today,
                source=context.source,
            )
            for person in persons
        ],
        result={"person_id": str(persons[0])},
    )
