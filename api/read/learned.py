"""What was learned between two days, as positions: between the ledger as known before each."""

from datetime import date, datetime, time, timedelta
from typing import Any

from api.context import Context
from api.errors import Fault
from api.parse import day_argument

_BEFORE = "select ledger.position_known(%s, %s) as position"


async def positions(context: Context, from_: Any, to: Any) -> tuple[int, int]:
    """After which position, and up to which, these days' events stand. Raises ``Fault``."""
    first = day_argument(from_, "from") or context.today
    last = day_argument(to, "to") or context.today
    if first > last:
        raise Fault("BAD_PERIOD", field="from")
    if last > context.today:
        raise Fault("DAY_TO_COME", field="to")
    return await _before(context, first), await _before(context, last + timedelta(days=1))


async def _before(context: Context, day: date) -> int:
    begins = datetime.combine(day, time(), context.zone)
    [row] = await context.reader.rows(_BEFORE, [context.tenant, begins])
    return row["position"]
