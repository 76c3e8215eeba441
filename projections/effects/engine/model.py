"""What a process is: a name, the events that it hears, and a pure function from one to effects.

RECEIPTS = Process(name="receipts", events=frozenset({ConsentWithdrawn}), react=receipt_of)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid5

import msgspec

from domain.decision import Command, deciders
from domain.event import Event, Recorded
from domain.policy import Policy

LEARNED_LATE = timedelta(days=1)
"""What was known so long before it was recorded is history being loaded."""


class Known(msgspec.Struct, frozen=True):
    """What a reaction may know beside its event. No clock: now is the event's time.

    ``facts`` are those that the process keeps under the names that it recalls for the event, and of
    the persons whom it recalls; ``whose``: of whom each of them is.
    """

    policy: Policy
    facts: Mapping[str, Any] = {}
    whose: Mapping[str, UUID] = {}


class Send(msgspec.Struct, frozen=True):
    """A command through the ledger; the effect's key is its id. ``about``: the person, the case."""

    command: Command
    person_id: UUID | None = None
    case_id: UUID | None = None


class Tell(msgspec.Struct, frozen=True):
    """A partner's endpoint is told that something of ``kind`` happened, by ids alone.

    Nothing is made of it where the partner has none. ``ids`` are shown as they are.
    """

    recipient: str
    kind: str
    ids: dict[str, str]
    person_id: UUID | None = None
    case_id: UUID | None = None


class SetTimer(msgspec.Struct, frozen=True):
    """On the day ``on``, as it begins for the tenant, ``then``; of one ``name`` there is one."""

    name: str
    on: date
    then: Send | Tell


class CancelTimer(msgspec.Struct, frozen=True):
    """Nothing comes of the timer of that name any more, if it still stands."""

    name: str


class CallOff(msgspec.Struct, frozen=True):
    """What earlier events would tell of these kinds about ``ids`` is not told, if it waits still."""

    kinds: tuple[str, ...]
    ids: dict[str, str]
    person_id: UUID | None = None


class Keep(msgspec.Struct, frozen=True):
    """The process keeps a fact (JSON) under a name, for events to come; ``None``: no more."""

    name: str
    value: Any
    person_id: UUID | None = None


class Kept:
    """The facts that a batch recalls (name, value, person), moved on by each of its events."""

    def __init__(self, rows: Iterable[tuple[str, Any, UUID | None]] = ()) -> None:
        self._facts: dict[str, Any] = {}
        self._whose: dict[str, UUID] = {}
        for name, value, person_id in rows:
            self.keep(Keep(name, value, person_id))

    def keep(self, fact: Keep) -> None:
        """It is so from now on."""
        self._facts[fact.name] = fact.value
        self._whose.pop(fact.name, None)
        if fact.value is not None and fact.person_id is not None:
            self._whose[fact.name] = fact.person_id

    def known(self, policy: Policy) -> Known:
        """What a reaction may know, as it stands whenever it is asked."""
        return Known(policy, self._facts, self._whose)


Effect = Send | Tell | SetTimer | CancelTimer | CallOff | Keep
Since = Literal["HEAD", "BEGINNING"]


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """A process manager. ``react`` is pure: the same event gives the same effects in their order.

    ``since``: what it hears when it is first installed, what comes or all that there is. Unless it
    hears ``history``, what another system reported, or was learned long before it was recorded, is
    none of its business: an import sends no letters. ``recalls`` names the facts that an event needs,
    or a person all of whose facts it needs.
    """

    name: str
    events: frozenset[type[Event]]
    react: Callable[[Known, Recorded], Iterator[Effect]]
    since: Since = "HEAD"
    history: bool = False
    recalls: Callable[[Recorded], Iterable[str | UUID]] = lambda recorded: ()

    def hears(self, recorded: Recorded) -> bool:
        """Whether this event is one to react to."""
        return type(recorded.event) in self.events and (self.history or taken_here(recorded))

    def key(self, event_id: UUID, of: int | str) -> UUID:
        """The key of the n-th effect of an event, or of a timer that it set."""
        return uuid5(event_id, f"caseledger.effect:{self.name}:{of}")


def taken_here(recorded: Recorded) -> bool:
    """Whether it was done here and now, and not reported by another system or loaded afterwards."""
    fresh = recorded.appended_at - recorded.known_at < LEARNED_LATE
    return recorded.metadata.source is None and fresh


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An effect as it waits: what it is (``kind``, ``effect``), whom it is about, what led to it.

    In ``effect`` is ``at``, when it came about (UTC); and of a timer ``on``, its day. Noted again
    after a restore, it is the same.
    """

    key: UUID
    process: str
    kind: str
    effect: Mapping[str, Any]
    person_id: UUID | None
    case_id: UUID | None
    event_id: UUID
    position: int
    correlation: UUID


def written(instant: datetime) -> str:
    """An instant as it is told: UTC, whole seconds."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def row_of(key: UUID, process: str, effect: Send | Tell, recorded: Recorded) -> Row:
    """The row of an effect of an event that is to be carried out."""
    kind, content = content_of(effect)
    return Row(
        key=key,
        process=process,
        kind=kind,
        effect=content | {"at": written(recorded.appended_at)},
        person_id=effect.person_id,
        case_id=effect.case_id,
        event_id=recorded.event_id,
        position=recorded.position,
        correlation=recorded.cause.correlation,
    )


def content_of(effect: Send | Tell) -> tuple[str, dict[str, Any]]:
    """An effect's kind (COMMAND, WEBHOOK) and what of it is kept."""
    if isinstance(effect, Send):
        name = type(effect.command).__name__
        return "COMMAND", {"command": name, "given": msgspec.to_builtins(effect.command)}
    return "WEBHOOK", {"recipient": effect.recipient, "type": effect.kind, "ids": effect.ids}


def command_of(content: Mapping[str, Any]) -> Command:
    """The command that was kept. Raises ``KeyError`` or ``msgspec.ValidationError``: unknown now."""
    kinds = {kind.__name__: kind for kind in deciders()}
    return msgspec.convert(content["given"], kinds[content["command"]])
