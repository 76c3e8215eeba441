"""How each kind of stream folds: its first state, and one step for each event."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from domain import consent, person, policy
from domain.case import evolve as case
from domain.case.state import CaseState
from domain.event import Recorded
from domain.streams import stream_kind


class Fold(msgspec.Struct, frozen=True):
    """A kind's empty state (``version`` 0: no such stream) and its step."""

    initial: Callable[[], Any]
    evolve: Callable[[Any, Recorded], Any]


FOLDS = {
    "person": Fold(person.PersonState, person.evolve),
    "consent": Fold(consent.ConsentState, consent.evolve),
    "case": Fold(CaseState, case.evolve),
    "policy": Fold(policy.PolicyState, policy.evolve),
}


def initial(kind: str) -> Any:
    """The state of a stream that does not exist. ``KeyError`` for a kind that does not either."""
    return FOLDS[kind].initial()


def evolve(state: Any, recorded: Recorded) -> Any:
    """The state after one more event; it is moved on in place, so give it one of your own."""
    return FOLDS[stream_kind(recorded.stream)].evolve(state, recorded)


def fold(kind: str, events: Iterable[Recorded]) -> Any:
    """The state of a stream of that kind after all its events, in the order of their versions."""
    step = FOLDS[kind].evolve
    state = FOLDS[kind].initial()
    for recorded in events:
        state = step(state, recorded)
    return state
