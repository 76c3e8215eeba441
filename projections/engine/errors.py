"""What went wrong with a projection: whose fault it is, and a code for it that tells nothing else."""

import psycopg

from ledger.store_errors import StoreUnavailable
from ledger.upcasters import WrittenByNewerCode


class Fenced(Exception):
    """The place is not where this runner left it: another owner, a rebuild or a refold moved it."""


class Poison(Exception):
    """An event that cannot be folded and cannot wait: the projection stands before it.

    A policy, for every row rests on it; an erasure, for nobody must wait for that; or one more than
    may be parked, for then it is rather this code that is bad.
    """

    def __init__(self, at: int, cause: str, why: str = "") -> None:
        super().__init__(f"{cause} at position {at}{why}")
        self.at = at


def is_outage(error: BaseException) -> bool:
    """Whether it is the database or the ledger that is away, rather than an event that is bad."""
    if isinstance(error, psycopg.errors.ProgramLimitExceeded):
        return False
    away = psycopg.OperationalError | psycopg.InterfaceError | StoreUnavailable | OSError
    return isinstance(error, away)


def is_of_event(error: BaseException) -> bool:
    """Whether the event is what is bad, so that others may fare better.

    Not where tables, columns or rights are missing, or a transaction is no longer one (classes 42
    and 25 of PostgreSQL): no event is to blame.
    """
    if isinstance(error, Fenced | Poison | WrittenByNewerCode | MemoryError) or is_outage(error):
        return False
    return not (isinstance(error, psycopg.Error) and (error.sqlstate or "")[:2] in ("25", "42"))


def code_of(error: BaseException) -> str:
    """A code for an error, without its message: that could hold what an event holds."""
    if isinstance(error, Poison):
        return str(error)
    if isinstance(error, WrittenByNewerCode):
        return f"{type(error).__name__} {error.wire_name} v{error.version}"
    if isinstance(error, psycopg.Error) and error.sqlstate:
        return error.sqlstate
    return type(error).__name__
