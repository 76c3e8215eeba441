"""Why the store said no.

    StoreError
    ├── AppendRejected          nothing was written; the store is well
    │   ├── VersionConflict     someone else appended to the stream first
    │   ├── GuardConflict       a stream that was only read has moved
    │   ├── ClaimConflict       another stream holds what must be unique
    │   ├── CommandReused       the command id came before with another body
    │   ├── EventIdUsed         the event id is in the ledger already
    │   ├── KeyGone             a person's key was destroyed since it sealed
    │   ├── KekRetired          what wraps keys was replaced since: seal again
    │   ├── AppendTooLarge      more events than one append may carry
    │   └── AppendFailed        the database refused this append (a fault of ours)
    └── StoreUnavailable        the database cannot be reached, or did not answer in time

Each is also the `eventsourcing` library's error of that kind, so that stock code understands.
"""

from __future__ import annotations

from uuid import UUID

import psycopg
from eventsourcing.persistence import IntegrityError, OperationalError, PersistenceError


class StoreError(PersistenceError):
    """The store said no."""


class AppendRejected(StoreError):
    """Nothing was written."""


class VersionConflict(AppendRejected, IntegrityError):
    """The stream stands at `actual`, not at `expected`."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream} stands at version {actual}, not {expected}")
        self.stream = stream
        self.expected = expected
        self.actual = actual


class GuardConflict(AppendRejected, IntegrityError):
    """A stream the decision leaned on stands at `actual`, not at `expected` (0: not there)."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream}, which was read, stands at version {actual}, not {expected}")
        self.stream = stream
        self.expected = expected
        self.actual = actual


class ClaimConflict(AppendRejected, IntegrityError):
    """The stream `holder` holds what must be unique among `kind`; `key` is the claimed hash."""

    def __init__(self, kind: str, holder: str, key: str) -> None:
        super().__init__(f"{kind} is held by {holder}")
        self.kind = kind
        self.holder = holder
        self.key = bytes.fromhex(key)


class CommandReused(AppendRejected, IntegrityError):
    """This command id was accepted before with another body."""

    def __init__(self, command_id: UUID) -> None:
        super().__init__(f"command {command_id} was accepted before with another body")
        self.command_id = command_id


class EventIdUsed(AppendRejected, IntegrityError):
    """This event id is in the ledger already, or twice in the append."""

    def __init__(self, event_id: UUID) -> None:
        super().__init__(f"event id {event_id} is already used")
        self.event_id = event_id


class KeyGone(AppendRejected):
    """The key of `person` that an event was sealed under is no longer active."""

    def __init__(self, person: UUID) -> None:
        super().__init__("a person's key is no longer active")
        self.person = person


class KekRetired(AppendRejected):
    """A key that goes with it is wrapped under a key-encryption key that a rotation has retired."""

    def __init__(self) -> None:
        super().__init__("another key-encryption key wraps by now")


def is_retired(error: psycopg.Error) -> bool:
    """Whether the database refused a wrapped key because another key-encryption key wraps now."""
    return error.sqlstate == "CL423"


class AppendTooLarge(AppendRejected):
    """One append may carry at most `limit` events."""

    def __init__(self, events: int, limit: int) -> None:
        super().__init__(f"{events} events in one append; the limit is {limit}")
        self.events = events
        self.limit = limit


class AppendFailed(AppendRejected):
    """The database refused this append for a reason of its own."""


class StoreUnavailable(StoreError, OperationalError):
    """The database cannot be reached or did not answer in time.

    `outcome_known`: True when nothing was written for certain; False when the append may have
    been, so that only its command id can tell.
    """

    def __init__(self, reason: str, *, outcome_known: bool) -> None:
        outcome = "nothing was written" if outcome_known else "outcome unknown"
        super().__init__(f"the ledger's database is unavailable ({outcome}): {reason}")
        self.reason = reason
        self.outcome_known = outcome_known
