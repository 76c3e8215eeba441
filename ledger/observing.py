"""What the program does, told to whoever watches: measures count it, traces draw it.

    with observed("append", events=3) as seen:
        ...
        seen.outcome = "replayed"

Nobody watches until ``watching`` is entered; until then it costs one comparison.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Protocol, Self
from uuid import UUID

log = logging.getLogger(__name__)


class Observer(Protocol):
    """Told of everything that is observed, in the task that does it; must be quick."""

    def begin(self, seen: "Seen") -> Any:
        """As it begins; what is answered comes back at the end."""

    def end(self, seen: "Seen", kept: Any) -> None:
        """When it has ended."""


class Seen:
    """One thing under way. ``about`` says of it what names no person, and may be added to.

    ``outcome``: how it ended, a code of few; ``error``: what was raised out of it; ``seconds``: how
    long it took. ``command``: the command that it is, ``commands``: those that it comes from.
    """

    __slots__ = (
        "_kept",
        "_started",
        "about",
        "command",
        "commands",
        "error",
        "name",
        "outcome",
        "seconds",
    )

    def __init__(
        self, name: str, command: UUID | None, commands: Iterable[UUID], about: dict[str, Any]
    ) -> None:
        self.name = name
        self.command = command
        self.commands = commands
        self.about = about
        self.outcome = "ok"
        self.error: type[BaseException] | None = None
        self.seconds = 0.0

    def __enter__(self) -> Self:
        self._kept = [(observer, _begun(observer, self)) for observer in _observers]
        self._started = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.seconds = time.perf_counter() - self._started
        self.error = kind
        if kind is not None:
            self.outcome = "error"
        for observer, kept in reversed(self._kept):
            try:
                observer.end(self, kept)
            except Exception as failed:
                log.error("an observer failed: %s", type(failed).__name__)


class _Unseen:
    """Stands in for what nobody watches: takes whatever is said, and keeps nothing."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __setattr__(self, name: str, value: object) -> None:
        return None

    @property
    def about(self) -> dict[str, Any]:
        return {}


_UNSEEN = _Unseen()
_observers: tuple[Observer, ...] = ()


def observed(
    name: str, *, command: UUID | None = None, commands: Iterable[UUID] = (), **about: Any
) -> Seen | _Unseen:
    """A context in which something happens; ``commands`` is gone through only if it is drawn."""
    return Seen(name, command, commands, about) if _observers else _UNSEEN


@contextmanager
def watching(*observers: Observer) -> Iterator[None]:
    """Have all that happens in this process told to these as well, while this is open."""
    global _observers
    _observers += observers
    try:
        yield
    finally:
        _observers = tuple(each for each in _observers if each not in observers)


def _begun(observer: Observer, seen: Seen) -> Any:
    try:
        return observer.begin(seen)
    except Exception as failed:
        log.error("an observer failed: %s", type(failed).__name__)
        return None
