"""Which days a figure is asked for: the period, the day on which it stands, and what was known."""

from datetime import date, timedelta
from typing import Any

import msgspec

from api.context import Context
from api.errors import Fault
from api.parse import day_argument
from api.read.past import Then, at_position
from api.schema.scalars import Day
from domain.calendar import month_days
from domain.refusals import day_in_words
from projections.outcomes.queries import Period

FIRST_YEAR = 1900
LONGEST_BY_MONTH = 120
"""Months that are answered one by one."""


class Days(msgspec.Struct, frozen=True):
    """Counted from ``first`` to ``last`` (both included), standing ``on`` a day, as ``known_on``.

    With a ``position``: as the ledger stood there.
    """

    first: date
    last: date
    on: date
    known_on: date
    position: int | None = None

    def months(self) -> dict[str, Period]:
        """The period's months (``YYYY-MM``), cut to it. Raises ``Fault`` where they are too many."""
        found: dict[str, Period] = {}
        first = self.first
        while first <= self.last:
            if len(found) == LONGEST_BY_MONTH:
                raise Fault("PERIOD_TOO_LONG", field="from", months=LONGEST_BY_MONTH)
            name = f"{first.year:04d}-{first.month:02d}"
            _, end = month_days(name) or (first, self.last)
            found[name] = (first, min(end, self.last))
            if end >= self.last:
                break
            first = end + timedelta(days=1)
        return found

    def in_words(self, *, standing: bool, french: bool) -> str:
        """The axes of an answer: which days it is effective for, and when it was known."""
        language = "fr" if french else "en"
        first, last, on, known = (
            day_in_words(day, language) for day in (self.first, self.last, self.on, self.known_on)
        )
        if self.position is not None:
            words = (
                "dans l’état du registre à la position {}"
                if french
                else "as the ledger stood at {}"
            )
            known = f"{known}, {words.format(self.position)}"
        if french:
            days = f"au {on}" if standing else f"du {first} au {last}"
            return f"en vigueur {days}, selon ce qui était connu le {known}"
        days = f"on {on}" if standing else f"from {first} to {last}"
        return f"effective {days}, as known on {known}"


async def days(
    context: Context, from_: Any, to: Any, on: Any, known_on: Any, position: int | None = None
) -> Days:
    """The days as asked for, each with its default. Raises ``Fault``.

    Known now, or on the day of the position; up to what was known; standing on the last day; from
    the first day of its year.
    """
    now = Then(context.today) if position is None else await at_position(context, position)
    known = day_argument(known_on, "knownOn") or now.day
    if known > context.today:
        raise Fault("DAY_TO_COME", field="knownOn")
    asked_on, asked_to = day_argument(on, "on"), day_argument(to, "to")
    last = asked_to or asked_on or known
    first = day_argument(from_, "from") or date(last.year, 1, 1)
    stands = asked_on or last
    if first > last:
        raise Fault("BAD_PERIOD", field="from")
    if min(first, stands).year < FIRST_YEAR or max(last, stands).year > context.today.year + 100:
        raise Fault("BAD_DATE", field="from" if first.year < FIRST_YEAR else "to")
    return Days(first, last, stands, known, position)


def as_day(day: date) -> Day:
    return Day(day.isoformat())
