"""Days as they are counted on paper: business days, and each holiday worked out from the calendar."""

from datetime import date, datetime, timedelta

DAY = timedelta(days=1)


def business_days(start: date, end: date) -> int:
    """Business days after one day up to another: Monday to Friday, less nine public holidays."""
    days = (start + n * DAY for n in range(1, (end - start).days + 1))
    return sum(day.weekday() < 5 and day not in holidays(day.year) for day in days)


def holidays(year: int) -> set[date]:
    """The nine public holidays of Ontario's Employment Standards Act, on their own dates."""

    def monday(month: int, first: int) -> date:
        """The first Monday on or after a day of the month."""
        day = date(year, month, first)
        return day + (-day.weekday() % 7) * DAY

    return {
        date(year, 1, 1),
        monday(2, 15),
        easter(year) - 2 * DAY,
        monday(5, 18),
        date(year, 7, 1),
        monday(9, 1),
        monday(10, 8),
        date(year, 12, 25),
        date(year, 12, 26),
    }


def easter(year: int) -> date:
    """Easter Sunday by the moon: the Sunday after the full moon of the church's table."""
    golden, century = year % 19 + 1, year // 100 + 1
    skipped, moon = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    sunday = 5 * year // 4 - skipped - 10
    epact = (11 * golden + 20 + moon - skipped) % 30
    epact += (epact == 25 and golden > 11) or epact == 24
    full = 44 - epact
    full += 30 if full < 21 else 0
    full += 7 - (sunday + full) % 7
    return date(year, 4, full - 31) if full > 31 else date(year, 3, full)


def nearest(told: list[tuple[date, datetime, int, str]], day: date) -> str | None:
    """What was told for the day: the last thing by then, else the first; of one day, told last."""
    before = [one for one in told if one[0] <= day]
    first = [one for one in told if one[0] == min(one[0] for one in told)]
    return max(before or first)[3] if told else None
