"""Business days by the published holidays, months and due days."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    add_business_days,
    business_days_after,
    due_on,
    is_business_day,
    local_day,
    month_days,
    months_between,
    parse_day,
)
from tests.support.days import WINTER_AND_SUMMER, ZONE
from tests.support.world import published_policy

HOLIDAYS = published_policy().holidays()


@pytest.mark.parametrize(
    ("start", "fourth"),
    [
        (date(2026, 3, 2), date(2026, 3, 6)),  # Monday to Friday
        (date(2026, 3, 6), date(2026, 3, 12)),  # over a weekend
        (date(2026, 3, 31), date(2026, 4, 7)),  # over Good Friday; Easter Monday counts
        (date(2025, 12, 24), date(2026, 1, 2)),  # Christmas, Boxing Day, New Year's Day
        (date(2028, 12, 29), date(2029, 1, 5)),  # New Year's Day on a Monday
        (date(2027, 12, 23), date(2027, 12, 29)),  # Christmas on a Saturday: no substitute day
    ],
)
def test_the_fourth_business_day(start: date, fourth: date) -> None:
    assert add_business_days(start, 4, HOLIDAYS) == fourth
    assert business_days_after(start, fourth, HOLIDAYS) == 4


@given(st.dates(date(2019, 1, 1), date(2029, 12, 31)), st.integers(1, 30))
def test_counting_and_adding_agree(start: date, count: int) -> None:
    end = add_business_days(start, count, HOLIDAYS)
    assert is_business_day(end, HOLIDAYS)
    assert business_days_after(start, end, HOLIDAYS) == count
    assert business_days_after(start, end - timedelta(days=1), HOLIDAYS) == count - 1


def test_nothing_lies_after_a_day_before_its_start() -> None:
    assert business_days_after(date(2026, 3, 6), date(2026, 3, 2), HOLIDAYS) == 0
    assert add_business_days(date(2026, 3, 7), 0, HOLIDAYS) == date(2026, 3, 7)


def test_nine_holidays_a_year() -> None:
    for year in range(2019, 2031):
        assert sum(day.year == year for day in HOLIDAYS) == 9
    assert date(2026, 5, 18) in HOLIDAYS and date(2026, 8, 3) not in HOLIDAYS


def test_each_clock_counts_by_its_own_basis() -> None:
    policy = published_policy()
    assert due_on(policy, "eligibility_decision", date(2026, 3, 6)) == date(2026, 3, 12)
    assert due_on(policy, "action_plan_review", date(2026, 3, 6)) == date(2026, 4, 5)


@pytest.mark.parametrize("month", ["2026-2", "2026-13", "2026-00", "0000-01", "٢٠٢٦-٠١", "2026W01"])
def test_a_month_that_does_not_exist_has_no_days(month: str) -> None:
    assert month_days(month) is None


def test_first_and_last_day_of_a_month() -> None:
    assert month_days("2028-02") == (date(2028, 2, 1), date(2028, 2, 29))
    assert month_days("9999-12") == (date(9999, 12, 1), date(9999, 12, 31))
    assert months_between(date(2025, 12, 31), date(2026, 2, 1)) == 2
    assert months_between(date(2026, 2, 1), date(2025, 12, 31)) == -2


def test_a_day_is_read_in_one_form_only() -> None:
    assert parse_day("2024-02-29") == date(2024, 2, 29)
    assert parse_day("2023-02-29") is parse_day("20240229") is parse_day("2024-W01-1") is None


@pytest.mark.parametrize("day", WINTER_AND_SUMMER)
def test_a_day_begins_and_ends_at_midnight_where_the_zone_holds(day: date) -> None:
    begins = datetime.combine(day, time(), ZONE).astimezone(UTC)
    ends = datetime.combine(day, time(23, 59, 59, 999999), ZONE).astimezone(UTC)
    assert begins.hour in (4, 5) and ends.day == day.day + 1, "by UTC it ends the day after"
    assert local_day(begins, ZONE) == local_day(ends, ZONE) == day
    tick = timedelta(microseconds=1)
    assert local_day(begins - tick, ZONE) == day - timedelta(days=1)
    assert local_day(ends + tick, ZONE) == day + timedelta(days=1)
