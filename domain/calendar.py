"""Days and their counting: of instants, business days by published holidays, months, due days."""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.policy import Policy

_ONE_DAY = timedelta(days=1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


def local_day(at: datetime, zone: tzinfo) -> date:
    """The day of an instant where ``zone`` holds; by UTC, an evening in Ontario is tomorrow."""
    return at.astimezone(zone).date()


def is_business_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday, and no public holiday."""
    return day.weekday() < 5 and day not in holidays


def add_business_days(day: date, count: int, holidays: Collection[date]) -> date:
    """The ``count``-th business day after ``day``; ``day`` itself never counts."""
    while count > 0:
        day += _ONE_DAY
        count -= is_business_day(day, holidays)
    return day


def business_days_after(start: date, end: date, holidays: Collection[date]) -> int:
    """How many business days lie after ``start``, up to and with ``end``; 0 where none does."""
    days = (end - start).days
    return sum(
        is_business_day(start + timedelta(days=n), holidays) for n in range(1, max(days, 0) + 1)
    )


def due_on(policy: "Policy", clock: str, start: date) -> date:
    """The last day of a clock that starts on that day, by its own basis (business or calendar)."""
    terms = policy.clock(clock, start)
    if terms["basis"] == "BUSINESS":
        return add_business_days(start, terms["days"], policy.holidays())
    return start + timedelta(days=terms["days"])


def parse_day(text: str) -> date | None:
    """A day written ``YYYY-MM-DD``, or nothing where there is no such day."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def month_days(month: str) -> tuple[date, date] | None:
    """First and last day of a month written ``YYYY-MM``; nothing where there is no such month."""
    if not _MONTH.fullmatch(month):
        return None
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    following = (first + timedelta(days=31)).replace(day=1) if first < date(9999, 12, 1) else None
    return (first, following - _ONE_DAY if following else date.max)


def months_between(first: date, last: date) -> int:
    """Whole months from one day's month to another's; negative where ``last`` is earlier."""
    return (last.year - first.year) * 12 + last.month - first.month
