"""PostgreSQL arrays in its binary form, each with its type, so that one prepared statement fits.

A plain list would be sent under a type guessed from its content (and an empty or all-null one
under none), which prepares a new statement for every mixture.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

# element type oid, array type oid: fixed in PostgreSQL's own catalogue
TEXT = (25, 1009)
BYTEA = (17, 1001)
UUID = (2950, 2951)
INT2 = (21, 1005)
INT4 = (23, 1007)
INT8 = (20, 1016)
DATE = (1082, 1182)
TIMESTAMPTZ = (1184, 1185)

_EMPTY = struct.Struct("!iiI").pack
_HEADER = struct.Struct("!iiIii").pack
_NULL = struct.pack("!i", -1)

int2 = struct.Struct("!h").pack
int4 = struct.Struct("!i").pack
int8 = struct.Struct("!q").pack

_DAY_ZERO = date(2000, 1, 1).toordinal()
_TIME_ZERO = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def day(value: date) -> bytes:
    """A `date` as PostgreSQL holds it: days since 2000-01-01."""
    return int4(value.toordinal() - _DAY_ZERO)


def instant(value: datetime) -> bytes:
    """An aware `datetime` as PostgreSQL holds it: microseconds since 2000-01-01 UTC.

    Raises `TypeError` for a naive one.
    """
    return int8((value - _TIME_ZERO) // _MICROSECOND)


@dataclass(frozen=True, slots=True)
class PgArray:
    """An array parameter: its type's oid and its binary form."""

    oid: int
    data: bytes


def array(type_: tuple[int, int], values: Iterable[bytes | None]) -> PgArray:
    """An array of already encoded elements; None is NULL."""
    element, oid = type_
    parts: list[bytes] = [b""]
    count = 0
    for value in values:
        count += 1
        if value is None:
            parts.append(_NULL)
        else:
            parts.append(int4(len(value)))
            parts.append(value)
    parts[0] = _HEADER(1, 1, element, count, 1) if count else _EMPTY(0, 0, element)
    return PgArray(oid, b"".join(parts))


class _PgArrayDumper(Dumper):
    format = Format.BINARY

    def get_key(self, obj: PgArray, format: Any) -> Any:
        return (PgArray, obj.oid)

    def upgrade(self, obj: PgArray, format: Any) -> Dumper:
        typed = type(self)(PgArray)
        typed.oid = obj.oid
        return typed

    def dump(self, obj: PgArray) -> bytes:
        return obj.data


# The class is ours alone, so that registering it for every connection changes nothing else.
psycopg.adapters.register_dumper(PgArray, _PgArrayDumper)
