"""Sealed files: events, what stands of a seal, and to whom it opens.

A seal stands on a case or on a person, in that stream. Whoever is outside its circle is not told that
the file is there. What is sealed follows the people: a sealed case seals whoever is of its unit, a
sealed person every case whose unit they are of. Kind and circle are plain, for rights are decided on
them; why is sealed.
"""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from domain.event import Actor, Event, Recorded, wire
from domain.policy import Policy
from domain.private import Private, Text

SealKind = Literal["VIOLENCE", "STAFF", "FAMILY"]


@wire("file.sealed", 1)
class FileSealed(Event, kw_only=True):
    """A file was shut to all but the accounts of its circle and those who review it.

    ``case_id`` is empty where the seal is on a person. ``person_id`` is whose key seals the words:
    that person's, or for a case its applicant's. ``reason`` is a code of ``seal_reasons``.
    """

    seal_id: UUID
    case_id: UUID | None
    person_id: UUID
    kind: SealKind
    circle: tuple[UUID, ...]
    reviewers: tuple[UUID, ...]
    sealed_on: date
    reason: Private
    words: Text | None = None


@wire("file.circle_changed", 1)
class CircleChanged(Event, kw_only=True):
    """Others than before may open a sealed file; ``reason`` is a code of ``circle_reasons``."""

    seal_id: UUID
    case_id: UUID | None
    person_id: UUID
    circle: tuple[UUID, ...]
    reviewers: tuple[UUID, ...]
    changed_on: date
    reason: Private
    words: Text | None = None


@wire("file.unsealed", 1)
class FileUnsealed(Event, kw_only=True):
    """A seal was lifted; ``reason`` is a code of ``unseal_reasons``."""

    seal_id: UUID
    case_id: UUID | None
    person_id: UUID
    unsealed_on: date
    reason: Private
    words: Text | None = None


SEAL_EVENTS = (FileSealed, CircleChanged, FileUnsealed)


class Seal(msgspec.Struct, frozen=True):
    """A seal in force: who works on the file, and who reviews who did."""

    seal_id: UUID
    person_id: UUID
    kind: str
    circle: tuple[UUID, ...]
    reviewers: tuple[UUID, ...]

    @property
    def open_to(self) -> frozenset[UUID]:
        """The accounts that may open the file."""
        return frozenset((*self.circle, *self.reviewers))


def after(seal: Seal | None, recorded: Recorded) -> Seal | None:
    """The seal that stands after one more event of its stream."""
    match recorded.event:
        case FileSealed() as e:
            return Seal(e.seal_id, e.person_id, e.kind, e.circle, e.reviewers)
        case CircleChanged() as e if seal is not None and seal.seal_id == e.seal_id:
            return Seal(e.seal_id, e.person_id, seal.kind, e.circle, e.reviewers)
        case FileUnsealed() as e if seal is not None and seal.seal_id == e.seal_id:
            return None
    return seal


def shut_to(actor: Actor, seal: Seal | None) -> bool:
    """Whether a seal keeps this actor out. The system's own work goes on."""
    return seal is not None and actor.kind != "SYSTEM" and actor.id not in seal.open_to


def oversees(actor: Actor, policy: Policy, today: date) -> bool:
    """Whether the actor's role may change and lift seals from outside the circle, opening nothing."""
    role = policy.code("roles", actor.role, today)
    return bool(role and role.get("oversees_seals"))
