"""The shape of every decision: states and a command in, new events or a refusal out."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar
from uuid import UUID

import msgspec

from domain.calendar import local_day
from domain.event import Actor, Authority, Correction, Event, SourceReference

if TYPE_CHECKING:
    from domain.policy import Policy
    from domain.private import Clear, Disposed


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody asks for. Its id and its actor travel beside it, never inside.

    ``filled`` names the fields that the program looks up itself: nobody types them.
    """

    filled: ClassVar[frozenset[str]] = frozenset()


class Refusal(msgspec.Struct, frozen=True):
    """A "no": its code (texts in both languages: ``domain.refusals``), its particulars, its field.

    ``field`` is the command's attribute to mend, where there is one. Where something is claimed
    already, ``details`` name the ``holder``'s stream: for the record, for nobody to read.
    """

    code: str
    details: dict[str, Any] = {}
    field: str | None = None


class NewEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event decided and not yet recorded, with the stream that it belongs to.

    ``effective_on`` is the tenant's local day on which it is true in the world. ``known_at`` stays
    empty for what is learned now; an import or a publication of policy may say earlier. An import
    may name the event too, so that it is the same one however often it is sent.
    """

    stream: str
    event: Event
    effective_on: date
    known_at: datetime | None = None
    authority: Authority | None = None
    source: SourceReference | None = None
    source_hash: str | None = None
    corrects: UUID | None = None
    correction: Correction | None = None
    irregularities: tuple[str, ...] = ()
    programme: str | None = None
    channel: str | None = None
    event_id: UUID | None = None


class Claim(msgspec.Struct, frozen=True):
    """Uniqueness across streams: one holder for each ``kind`` and ``value`` at a time.

    The value is hashed under a key before it is stored. A claim that another stream holds refuses
    the append with ``refusal``.
    """

    kind: str
    value: str
    stream: str
    op: Literal["claim", "release"]
    refusal: Refusal


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided. No event at all means that nothing was left to do.

    Every stream that was read and gets no event is guarded: had it moved meanwhile, the append
    fails and the command is decided again. ``result`` is what the caller is told (ids).
    """

    events: list[NewEvent] = []
    claims: list[Claim] = []
    result: dict[str, str] = {}


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """All that a decision may know beside its states: no clock and no randomness of its own.

    ``now`` is UTC, ``today`` the tenant's local day, and ``zone`` where the tenant's days begin and
    end. ``new_id`` gives UUIDv7. ``source`` is set where the fact is reported by another system
    rather than taken here.
    """

    tenant: str
    actor: Actor
    now: datetime
    today: date
    zone: tzinfo
    new_id: Callable[[], UUID]
    policy: "Policy"
    source: SourceReference | None = None

    def local_day(self, at: datetime) -> date:
        """The tenant's day of an instant."""
        return local_day(at, self.zone)


class PrivateField(msgspec.Struct, frozen=True):
    """One private field of an event that a state still holds, by its name in that event.

    ``name`` is what the decider asks for it by (``States.opened``).
    """

    name: str
    event_id: UUID
    event: Event
    field: str


class States:
    """The states of the streams that a command reads, each folded by its kind's ``evolve``.

    States hold private values sealed. ``opened`` gives the few that the decider declared
    (``decides(..., opens=...)``), by their names: ``Clear``, or ``Disposed`` where the key is gone.
    """

    def __init__(
        self, states: Mapping[str, Any], opened: "Mapping[str, Clear | Disposed] | None" = None
    ) -> None:
        self._states = states
        self._opened = opened or {}

    def __getitem__(self, stream: str) -> Any:
        return self._states[stream]

    def known(self, stream: str) -> Any:
        """The state of a stream, or nothing where it was not read (yet)."""
        return self._states.get(stream)

    def opened(self, name: str) -> "Clear | Disposed | None":
        """A declared private field in clear; nothing where there is no such value."""
        return self._opened.get(name)


C = TypeVar("C", bound=Command)
Decide = Callable[[States, C, Context], Decision | Refusal]


class Decider(msgspec.Struct, frozen=True):
    """How a command is decided: the streams to read first, and the pure function.

    ``opens``: which private fields of what was read it must have in clear, where it needs any.
    ``leads``: the further streams to which what was read leads, asked until it names none that is
    new; they are read and guarded like the others.
    """

    command: type[Command]
    reads: Callable[[Any], tuple[str, ...]]
    decide: Callable[[States, Any, Context], Decision | Refusal]
    opens: Callable[[States, Any], tuple[PrivateField, ...]] | None = None
    leads: Callable[[States, Any], tuple[str, ...]] | None = None

    def further(self, states: Mapping[str, Any], command: Command) -> tuple[str, ...]:
        """The streams that are still to be read before it decides."""
        if self.leads is None:
            return ()
        streams = dict.fromkeys(self.leads(States(states), command))
        return tuple(stream for stream in streams if stream not in states)


_deciders: dict[type[Command], Decider] = {}


def decides(
    command: type[C],
    reads: Callable[[C], tuple[str, ...]],
    opens: Callable[[States, C], tuple[PrivateField, ...]] | None = None,
    leads: Callable[[States, C], tuple[str, ...]] | None = None,
) -> Callable[[Decide[C]], Decide[C]]:
    """Register the function as the decider of a command, with the streams that it reads.

    ``opens`` names the private fields that are opened for it before it decides, and only for it: a
    command that declares none costs nothing, and what is remembered of states stays sealed.
    ``leads`` names streams that only what was read can tell.
    """

    def register(decide: Decide[C]) -> Decide[C]:
        if command in _deciders:
            raise TypeError(f"{command.__name__} has two deciders")
        _deciders[command] = Decider(command, reads, decide, opens, leads)
        return decide

    return register


def deciders() -> Mapping[type[Command], Decider]:
    """Every command's decider."""
    return _deciders
