"""The one encoding of a stored row that its leaf is the hash of.

    0x01                            this encoding, version 1
    u32 length, table name
    for each column that is not null, in the order of the columns' names as bytes:
        u32 length, column name
        type tag, 1 byte
        u32 length, value

Lengths are big-endian. A null column is left out: so one that is added later changes no old leaf.

| Tag | Type | Value |
|---|---|---|
| ``s`` | text | UTF-8 |
| ``i`` | whole number | decimal, ASCII |
| ``b`` | bytes | as they are |
| ``u`` | UUID | 16 bytes |
| ``d`` | day | ``YYYY-MM-DD``, ASCII |
| ``t`` | instant | microseconds since 1970-01-01T00:00:00Z, decimal, ASCII |
| ``a`` | array without nulls | its elements, each: type tag, u32 length, value |
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

VERSION = b"\x01"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Columns:
    """The columns of a table, in the order in which ``encode`` gets their values."""

    def __init__(self, table: str, names: Sequence[str]) -> None:
        if len(set(names)) != len(names):
            raise ValueError("a column is named twice")
        self.names = tuple(names)
        self._head = VERSION + _sized(table.encode())
        in_order = sorted(range(len(names)), key=lambda at: names[at].encode())
        self._in_order = [(at, _sized(names[at].encode())) for at in in_order]

    def encode(self, row: Sequence[Any]) -> bytes:
        """The canonical bytes of a row. Raises ``TypeError`` for a type that has no tag."""
        parts = [self._head]
        for at, name in self._in_order:
            if (value := row[at]) is not None:
                parts += name, _ENCODE[type(value)](value)
        return b"".join(parts)


def encode_row(table: str, row: dict[str, Any]) -> bytes:
    """The canonical bytes of one row by its columns' names."""
    return Columns(table, list(row)).encode(list(row.values()))


class _Encoders(dict[type, Callable[[Any], bytes]]):
    def __missing__(self, kind: type) -> Callable[[Any], bytes]:
        raise TypeError(f"no canonical encoding for {kind.__name__}")


def _sized(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _text(value: str) -> bytes:
    raw = value.encode()
    return b"s" + len(raw).to_bytes(4, "big") + raw


def _integer(value: int) -> bytes:
    raw = b"%d" % value
    return b"i" + len(raw).to_bytes(4, "big") + raw


def _bytes(value: bytes) -> bytes:
    return b"b" + len(value).to_bytes(4, "big") + value


def _uuid(value: UUID) -> bytes:
    return b"u\x00\x00\x00\x10" + value.bytes


def _day(value: date) -> bytes:
    return b"d\x00\x00\x00\x0a" + value.isoformat().encode()


def _instant(value: datetime) -> bytes:
    raw = b"%d" % ((value - _EPOCH) // _MICROSECOND)
    return b"t" + len(raw).to_bytes(4, "big") + raw


def _array(value: list[Any]) -> bytes:
    return b"a" + _sized(b"".join([_ENCODE[type(item)](item) for item in value]))


_ENCODE = _Encoders(
    {
        # what comes again and again from row to row is not written out each time
        str: lru_cache(4096)(_text),
        date: lru_cache(4096)(_day),
        datetime: lru_cache(4096)(_instant),
        int: _integer,
        bytes: _bytes,
        UUID: _uuid,
        list: _array,
    }
)
