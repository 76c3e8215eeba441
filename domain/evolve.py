"""How each kind of stream folds: its first state, and one step for each event."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from domain import consent, finding_review, letters, person, policy, tasks
from domain.case import evolve as case
from domain.case.state import CaseState
from domain.disposal import state as disposal
from domain.event import Recorded
from domain.office import state as office
from domain.streams import stream_kind


class Fold(msgspec.Struct, frozen=True):
    """A kind's state, empty when made without arguments (``version`` 0: no such stream), and its step.

    Raise ``version`` when ``evolve`` makes another state of the same events: a snapshot of the
    state is only read by the version that took it. A changed field of the state is seen without.
    """

    state: type[Any]
    evolve: Callable[[Any, Recorded], Any]
    version: int


class Once(msgspec.Struct):
    """The state of a stream that holds one event, which nothing is decided on."""

    version: int = 0


def _once(state: Once, recorded: Recorded) -> Once:
    state.version = recorded.version
    return state


FOLDS = {
    "person": Fold(person.PersonState, person.evolve, version=5),
    "consent": Fold(consent.ConsentState, consent.evolve, version=6),
    "case": Fold(CaseState, case.evolve, version=3),
    "holds": Fold(disposal.HoldsState, disposal.evolve_holds, version=1),
    "access_request": Fold(office.MatterState, office.evolve, version=1),
    "correction": Fold(office.MatterState, office.evolve, version=1),
    "incident": Fold(office.MatterState, office.evolve, version=1),
    "visit": Fold(Once, _once, version=1),
    "finding": Fold(finding_review.FindingState, finding_review.evolve, version=1),
    "task": Fold(tasks.TaskState, tasks.evolve, version=1),
    "letter": Fold(letters.LetterState, letters.evolve, version=1),
    "policy": Fold(policy.PolicyState, policy.evolve, version=1),
}


def initial(kind: str) -> Any:
    """The state of a stream that does not exist. ``KeyError`` for a kind that does not either."""
    return FOLDS[kind].state()


def evolve(state: Any, recorded: Recorded) -> Any:
    """The state after one more event; it is moved on in place, so give it one of your own."""
    return FOLDS[stream_kind(recorded.stream)].evolve(state, recorded)


def fold(kind: str, events: Iterable[Recorded], onto: Any = None) -> Any:
    """The state of a stream of that kind after all its events, in the order of their versions.

    ``onto`` is the state before the first of them, where that is not the stream's first; it is
    moved on in place.
    """
    step = FOLDS[kind].evolve
    state = initial(kind) if onto is None else onto
    for recorded in events:
        state = step(state, recorded)
    return state
