"""Today, where the tenants of tests are: in the evening there, it is tomorrow already by UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Toronto")
WINTER_AND_SUMMER = (date(2026, 1, 15), date(2026, 7, 15))
"""At 23:30 of either (``World.evening``), it is the next day by UTC."""


def local_day() -> date:
    """The day by which the ledger judges what has not come yet."""
    return datetime.now(ZONE).date()
