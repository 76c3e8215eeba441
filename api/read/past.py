"""Questions about the past: which position of the ledger, and which day."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import msgspec

from api.context import Context
from api.errors import Fault
from api.parse import day_argument
from domain.access import Moment
from domain.policy import Policy

if TYPE_CHECKING:
    from api.access.gate import Gate, Opened
    from api.schema.past import AsKnown, AsOf


class Then(msgspec.Struct, frozen=True):
    """What an answer tells of. Now, where it says nothing.

    ``position``: of the ledger as it stood then; None as it stands. ``day``: the tenant's day that
    stands for today in it. ``effective_on``: what held on that day, rather than at the end of it all.
    ``known_before``: the end (UTC) of the day up to which it was known, where a day was said;
    ``known_on`` is that day. ``came_at``: when (UTC) the ledger came to the position that was said.
    """

    day: date
    position: int | None = None
    effective_on: date | None = None
    known_on: date | None = None
    known_before: datetime | None = None
    came_at: datetime | None = None

    @property
    def present(self) -> bool:
        return self.position is None and self.effective_on is None

    def knows(self, position: int) -> bool:
        """Whether the event at that position was known."""
        return self.position is None or position <= self.position

    def knew(self, day: date) -> bool:
        """Whether it was known by its own day, of what stands on no timeline."""
        return self.known_on is None or day <= self.known_on

    def at_least(self, asked: int | None) -> int | None:
        """Up to where the read models must have come before they can tell of it."""
        return max(asked or 0, self.position or 0) or None


_BEFORE = "select ledger.position_known(%s, %s) as position"
_BEFORE_OF_FILES = "select read.position_known(%s, %s, %s, %s) as position"
_HEAD = "select position from ledger.head"


async def then_of(
    context: Context, at: "AsOf | AsKnown | None", gate: "Gate | None" = None
) -> Then:
    """What is asked about. Raises ``Fault`` for what lies beyond the present, or is said twice.

    ``gate``: of who asks about files. A consent opens what is told now, and no history of it.
    """
    if at is None:
        return Then(context.today)
    if gate is not None and gate.basis == "CONSENT":
        raise Fault("NO_HISTORY", field="at")
    effective_on = _past_day(context, getattr(at, "effective_on", None), "effectiveOn")
    known_on = _past_day(context, at.known_on, "knownOn")
    if at.position is not None:
        if known_on is not None:
            raise Fault("AT_TWICE", field="position")
        return await at_position(context, at.position, effective_on)
    if known_on is None:
        return Then(effective_on or context.today, effective_on=effective_on)
    end = datetime.combine(known_on + timedelta(days=1), time(), context.zone)
    [row] = await context.reader.rows(_BEFORE, [context.tenant, end])
    return Then(effective_on or known_on, row["position"], effective_on, known_on, end)


async def of_files(context: Context, then: Then | None, opened: "Opened") -> Then | None:
    """The same of these files alone: what came to others later than that day does not end theirs."""
    if then is None or then.known_before is None:
        return then
    asked = [context.tenant, list(opened.cases), list(opened.persons), then.known_before]
    [row] = await context.reader.rows(_BEFORE_OF_FILES, asked)
    return msgspec.structs.replace(then, position=row["position"])


def at_moment(context: Context, when: Moment | None) -> Then:
    """What the privacy officer asks about: rows of now, by a moment's day and by the rules known then."""
    return Then(when.today, known_before=when.known_at) if when else Then(context.today)


async def policy_of(context: Context, then: Then | None) -> Policy:
    """The rules by which an answer is worked out: those of then. Raises ``Unavailable``."""
    if then is None:
        return await context.policy()
    return await context.services.policy_then(then.position, then.known_before)


def _past_day(context: Context, given: object, field: str) -> date | None:
    day = day_argument(given, field)
    if day is not None and day > context.today:
        raise Fault("DAY_TO_COME", field=field)
    return day


async def at_position(context: Context, position: int, effective_on: date | None = None) -> Then:
    """The ledger as it stood at a position. Raises ``Fault`` where it has not come that far.

    Its day is the one on which the ledger came there: what its last event tells may have been known
    long before, as a policy of old or an import is. Before the first event nothing is known.
    """
    if position == 0:
        return Then(effective_on or context.today, 0, effective_on)
    came = await context.services.appended_at(position)
    if came is None:
        [row] = await context.reader.rows(_HEAD, [])
        raise Fault("BEYOND_HEAD", field="position", head=row["position"])
    day = effective_on or context.local_day(came)
    return Then(day, position, effective_on, came_at=came)
