"""Whom a command names beside the members of its case: somebody must have found that they may be.

A case's command is held to its case by the decision itself. Whether somebody who is named freely is
the actor's to act for follows from all cases of that person, which no single stream tells: whoever
hands a command on finds it out first, and says for whom they vouch.
"""

from collections.abc import Set
from uuid import UUID

from domain.case.commands import CaseCommand, SubmitApplication
from domain.decision import Command, Refusal
from domain.disposal.commands import (
    ApproveDisposal,
    DeclineDisposal,
    PlaceHold,
    RequestDisposal,
)
from domain.event import Actor
from domain.same_person import KeepApart, MergePersons, UnmergePersons

NOBODY: frozenset[UUID] = frozenset()


def named(command: Command) -> frozenset[UUID]:
    """The persons whom a command names beside those of its case.

    Disposals and holds name ids of the schedule's own lists, which are a role's right whoever it is.
    """
    match command:
        case SubmitApplication():
            return frozenset(member.person_id for member in command.members)
        case MergePersons() | UnmergePersons():
            return frozenset((command.survivor_id, command.merged_id))
        case KeepApart():
            return frozenset((command.person_id, command.other_id))
        case (
            CaseCommand() | RequestDisposal() | ApproveDisposal() | DeclineDisposal() | PlaceHold()
        ):
            return NOBODY
    person: UUID | None = getattr(command, "person_id", None)
    return frozenset((person,)) if person else NOBODY


def not_vouched_for(command: Command, actor: Actor, vouched: Set[UUID]) -> Refusal | None:
    """Refuse a command that names somebody for whom nobody vouched; a system vouches for itself."""
    if actor.kind == "SYSTEM" or named(command) <= vouched:
        return None
    return Refusal("NOT_PERMITTED")
