"""What waits of one projection, and which events of a batch have to wait with it. Pure."""

from collections.abc import Iterable, Sequence

import msgspec

from domain.event import Recorded
from projections.engine.subjects import PROTECTS, named, own_subject


class Waiting(msgspec.Struct, frozen=True):
    """An event that waits, under its subject. ``error``: the code of why, where it is its own."""

    position: int
    subject: str
    error: str | None = None


class Parked(msgspec.Struct, frozen=True):
    """The subjects whose events wait, and how many of them were parked by an error of their own."""

    subjects: frozenset[str] = frozenset()
    failed: int = 0

    def divide(self, batch: Sequence[Recorded]) -> tuple[Sequence[Recorded], list[Waiting]]:
        """The events that go on and those that wait, both in order.

        Whatever names a parked subject waits, and parks its own, so that no subject is ever folded
        out of its order. Only what protects somebody goes on whatever is parked.
        """
        if not self.subjects:
            return batch, []
        parked, free, waiting = set(self.subjects), [], []
        for recorded in batch:
            if isinstance(recorded.event, PROTECTS) or parked.isdisjoint(named(recorded)):
                free.append(recorded)
                continue
            subject = own_subject(recorded)
            assert subject is not None, "what is nobody's names nobody"
            parked.add(subject)
            waiting.append(Waiting(recorded.position, subject))
        return free, waiting

    def with_(self, waiting: Iterable[Waiting]) -> "Parked":
        """What is parked once these wait, too."""
        found = list(waiting)
        if not found:
            return self
        failed = {each.subject for each in found if each.error} - self.subjects
        return Parked(self.subjects.union(w.subject for w in found), self.failed + len(failed))
