"""What an event is: an immutable fact under an explicit wire name, and the envelope around it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import ClassVar, Literal, TypeVar
from uuid import UUID

import msgspec

ActorKind = Literal["STAFF", "CLIENT", "PARTNER", "SERVICE", "SYSTEM"]
AuthorityKind = Literal["CONSENT", "STATUTE", "AGREEMENT", "DELEGATION", "ASSIGNMENT"]

_by_wire_name: dict[str, type["Event"]] = {}


class Event(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """A fact in the past tense. Every subclass is named by ``@wire``.

    ``gc=False``: what cannot change cannot be part of a cycle, and millions of them are made.
    """

    wire_name: ClassVar[str]
    schema_version: ClassVar[int]


E = TypeVar("E", bound=type[Event])


def wire(name: str, version: int) -> Callable[[E], E]:
    """Give an event type its wire name and schema version, once and for ever.

    The name and version stand in the ledger, never the class path, so that code can be moved and
    renamed: ``@wire("consent.granted", 1)``.
    """

    def register(event_type: E) -> E:
        if name in _by_wire_name:
            raise TypeError(f"two events claim the wire name {name!r}")
        event_type.wire_name, event_type.schema_version = name, version
        _by_wire_name[name] = event_type
        return event_type

    return register


def event_types() -> Mapping[str, type[Event]]:
    """Every event type by its wire name (of its newest schema version)."""
    return _by_wire_name


class Actor(msgspec.Struct, frozen=True, gc=False):
    """Who acted, in the role they acted in (a person with two hats acts under one)."""

    id: UUID
    kind: ActorKind
    role: str
    organisation: str
    office: str | None = None


class Authority(msgspec.Struct, frozen=True, gc=False):
    """By what right: its kind and the reference that proves it (consent id, section, agreement)."""

    kind: AuthorityKind
    reference: str


class SourceReference(msgspec.Struct, frozen=True, gc=False):
    """Where a fact was reported from, under that system's own reference (a ministry's, a city's)."""

    system: str
    reference: str


class Correction(msgspec.Struct, frozen=True, gc=False):
    """Why an event corrects an earlier one, and who found it: codes (SOURCE_CHANGED, SOURCE_SYSTEM)."""

    cause: str
    party: str


class Metadata(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The envelope beside an event that stands in no column of its own.

    ``policy`` is the position at which policy was read. ``corrects`` names the event that this one
    corrects, ``correction`` why. ``irregularities`` are the codes of the rules of today that history
    brought from elsewhere breaks (texts: ``domain.irregularity_texts``). ``source_hash`` tells which
    content of the source's row the event came from: a keyed hash, 16 hexadecimal digits.
    ``correlation`` is the command that began the chain, or the run (of an import, of a set-up) that
    many commands belong to; ``causation`` is the event or command that led directly to this one.
    """

    actor: Actor
    command: UUID | None = None
    authority: Authority | None = None
    channel: str | None = None
    site: str | None = None
    programme: str | None = None
    policy: int | None = None
    correlation: UUID | None = None
    causation: UUID | None = None
    source: SourceReference | None = None
    source_hash: str | None = None
    corrects: UUID | None = None
    correction: Correction | None = None
    irregularities: tuple[str, ...] = ()


class Cause(msgspec.Struct, frozen=True, gc=False):
    """Why a command is sent: the chain that it belongs to, and what in it led directly to it.

    Without one a command begins a chain of its own.
    """

    correlation: UUID
    causation: UUID | None = None


class Recorded(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """An event as the ledger holds it, with its three times.

    ``effective_on``: when it was true in the world (a local day of the tenant).
    ``known_at``: when the organisation learned it (UTC). ``appended_at``: when the ledger wrote it
    (UTC), never decreasing with ``position``.
    """

    position: int
    tenant: str
    stream: str
    version: int
    event_id: UUID
    event: Event
    effective_on: date
    known_at: datetime
    appended_at: datetime
    metadata: Metadata

    @property
    def cause(self) -> Cause:
        """For a command that this event leads to."""
        began = self.metadata.correlation or self.metadata.command or self.event_id
        return Cause(correlation=began, causation=self.event_id)
