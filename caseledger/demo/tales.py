"""How the demo's stories are told: steps in time order, each after the answer to the last.

A tale is a generator. It yields a step (who asks for what, when) and is sent the result of that
command, so it reads like what happened, knows nothing of a database, and can be told dry to count
its steps. Several tales of one case, told side by side, are merged by time.
"""

import heapq
from collections.abc import Generator, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import msgspec

from domain.calendar import add_business_days, is_business_day
from domain.decision import Command
from domain.event import Actor, SourceReference
from domain.policy import Policy

_OPENS_MINUTE, _CLOSES_MINUTE = 8 * 60 + 30, 16 * 60 + 30


class Step(msgspec.Struct, frozen=True):
    """A command that somebody gives at an instant (UTC), ``source`` where it is only reported."""

    at: datetime
    actor: Actor
    command: Command
    source: SourceReference | None = None


Tale = Generator[Step, Mapping[str, str], None]


class Town(msgspec.Struct, frozen=True):
    """Where and when the stories happen: the last day told of is the one before ``today``."""

    today: date
    zone: ZoneInfo
    policy: Policy

    @property
    def holidays(self) -> frozenset[date]:
        return self.policy.holidays()

    @property
    def last_instant(self) -> datetime:
        """The end of yesterday: whatever would come later has not happened."""
        return datetime.combine(self.today, time(), self.zone)

    def open_day(self, day: date) -> date:
        """That day where the offices are open on it, else the next one on which they are."""
        while not is_business_day(day, self.holidays):
            day += timedelta(days=1)
        return day

    def after(self, day: date, business_days: int) -> date:
        """So many business days later; with 0, that day or the next business day."""
        if business_days == 0:
            return self.open_day(day)
        return add_business_days(day, business_days, self.holidays)

    def before(self, day: date, business_days: int) -> date:
        """So many business days earlier."""
        while business_days > 0:
            day -= timedelta(days=1)
            business_days -= is_business_day(day, self.holidays)
        return day


class Hours:
    """Instants of one tale: within office hours, and never earlier than the one before."""

    def __init__(self, rng: Random, town: Town, after: datetime | None = None) -> None:
        self._rng = rng
        self._town = town
        self._last = after

    def on(self, day: date) -> datetime:
        """An instant of that day, or minutes after the last one where that is later."""
        minute = self._rng.randint(_OPENS_MINUTE, _CLOSES_MINUTE)
        hour, minute = divmod(minute, 60)
        second = self._rng.randint(0, 59)
        at = datetime.combine(day, time(hour, minute, second), self._town.zone)
        if self._last is not None and at <= self._last:
            at = self._last + timedelta(seconds=self._rng.randint(150, 600))
        self._last = at
        return at


def merged(tales: Iterable[Tale]) -> Tale:
    """All of them as one, by the instants of their steps."""
    waiting: list[tuple[datetime, int, Step, Tale]] = []
    for order, tale in enumerate(tales):
        if (first := next(tale, None)) is not None:
            waiting.append((first.at, order, first, tale))
    heapq.heapify(waiting)
    while waiting:
        _, order, step, tale = waiting[0]
        result = yield step
        following = go_on(tale, result)
        if following is None:
            heapq.heappop(waiting)
        else:
            heapq.heapreplace(waiting, (following.at, order, following, tale))


def told_until(tale: Tale, last: datetime) -> Tale:
    """The tale up to that instant (included)."""
    step = next(tale, None)
    while step is not None and step.at <= last:
        result = yield step
        step = go_on(tale, result)


def go_on(tale: Tale, result: Mapping[str, str]) -> Step | None:
    """Tell the tale what its last command gave; its next step, or nothing at its end."""
    try:
        return tale.send(result)
    except StopIteration:
        return None


def nothing() -> Tale:
    """A tale in which nothing happens."""
    yield from ()
