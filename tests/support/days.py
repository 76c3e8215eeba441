"""Today, where the tenants of tests are: in the evening there, it is tomorrow already by UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Toronto")


def local_day() -> date:
    """The day by which the ledger judges what has not come yet."""
    return datetime.now(ZONE).date()
