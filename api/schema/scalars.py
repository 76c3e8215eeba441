"""Scalars that GraphQL lacks, and the ones whose bad values we refuse in the reader's language.

``Date``, ``Month`` and ``Cents`` let every literal pass on input: the resolver parses it, so that a
day that does not exist is answered with a refusal that names its field, not a coercion fault.
"""

from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

Cents = NewType("Cents", int)
Position = NewType("Position", int)
Month = NewType("Month", str)
Day = NewType("Day", str)


def _as_given(value: Any) -> Any:
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("a whole number is needed")
    return value


def _position(value: Any) -> int:
    if _whole(value) < 0 or value > 2**53:
        raise ValueError("a position lies between 0 and 2^53")
    return value


def _day(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_DATE = strawberry.scalar(
    name="Date",
    description="A local day of the tenant, YYYY-MM-DD.",
    serialize=_day,
    parse_value=_as_given,
)

SCALARS: dict[object, ScalarDefinition] = {
    Cents: strawberry.scalar(
        name="Cents",
        description="Whole cents of CAD, as a JSON integer.",
        serialize=_whole,
        parse_value=_as_given,
    ),
    Position: strawberry.scalar(
        name="Position",
        description="A position in the ledger's one order, as a JSON integer up to 2^53.",
        serialize=_whole,
        parse_value=_position,
    ),
    Month: strawberry.scalar(
        name="Month",
        description="A month, YYYY-MM.",
        serialize=str,
        parse_value=_as_given,
    ),
    date: _DATE,
    Day: _DATE,
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, ISO 8601.",
        serialize=_instant,
        parse_value=_as_given,
    ),
}
