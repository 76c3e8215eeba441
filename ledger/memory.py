"""States of streams kept in memory, so that a busy case need not be read and folded every time.

What is remembered may be old: somebody else may have appended. That does no harm, because an
acceptance is appended only if every stream still stands where the decision saw it, and a refusal is
decided again on what the ledger holds. States hold nothing private in clear.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.evolve import evolve
from ledger.history import to_fold
from ledger.stored import Appended, LedgerEvent


class StateMemory:
    """At most ``size`` states of one tenant, the least used forgotten first.

    A state that is recalled is shared: a decision only reads it, and between two decisions
    ``move_on`` alone changes it, in place. For one event loop.
    """

    def __init__(self, tenant: str, size: int) -> None:
        self._tenant = tenant
        self._size = size
        self._states: OrderedDict[str, Any] = OrderedDict()
        self._losses = 0

    def recall(self, streams: Iterable[str], losses: int) -> dict[str, Any] | None:
        """The states of all these streams, or nothing where one is not remembered.

        All are forgotten once ``losses``, the times that the store lost its server, has changed.
        """
        if losses != self._losses:
            self._losses = losses
            self._states.clear()
        found = {}
        for stream in streams:
            state = self._states.get(stream)
            if state is None:
                return None
            self._states.move_to_end(stream)
            found[stream] = state
        return found

    def keep(self, states: Mapping[str, Any]) -> None:
        """Remember what was just loaded, where nothing newer is known."""
        for stream, state in states.items():
            known = self._states.get(stream)
            if known is None or known.version < state.version:
                self._states[stream] = state
            self._states.move_to_end(stream)
        while len(self._states) > self._size:
            self._states.popitem(last=False)

    def move_on(self, events: Sequence[LedgerEvent], done: Appended) -> None:
        """Bring what is remembered up to what was appended; forget what does not fit."""
        for position, event in enumerate(events, done.first_position or 0):
            stream = str(event.originator_id)
            state = self._states.pop(stream, None)
            if state is None or done.replayed or state.version != event.originator_version - 1:
                continue
            row = (
                stream, event.originator_version, event.topic, event.state, event.event_id,
                event.schema_version, event.effective_on, event.known_at, event.metadata,
                position, done.appended_at, self._tenant,
            )  # fmt: skip
            self._states[stream] = evolve(state, to_fold(row))

    def forget(self, streams: Iterable[str]) -> None:
        """What the ledger says of these streams is no longer what is remembered."""
        for stream in streams:
            self._states.pop(stream, None)
