"""The retention schedule: from what is known of a person to the last day that their data is kept.

Each class of record that somebody's data falls under has a trigger (closure, last use, end of
consent …) and a term; the latest end counts. Pure, and the same for a decision and for a list.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Literal

import msgspec

from domain.policy import Policy

Trigger = Literal[
    "CLOSURE", "APPLICATION_ENDED", "CONSENT_ENDED", "LAST_DISCLOSURE", "LAST_PAYMENT", "LAST_USE"
]


class Facts(msgspec.Struct, frozen=True):
    """What the schedule asks about a person: the days of its triggers, and whether a case is open.

    A trigger without a day never happened, and its class keeps nothing. CLOSURE: the last day of
    assistance. APPLICATION_ENDED: the last refusal or withdrawal of an application.
    """

    triggers: Mapping[str, date]
    open_case: bool = False


class Kept(msgspec.Struct, frozen=True):
    """Until when a class of record keeps a person's data (the last day), and from when it counts."""

    record_class: str
    since: date
    until: date


class Standing(msgspec.Struct, frozen=True):
    """Where a person stands: every class that keeps, the one that keeps longest first.

    ``minimum``: the last day before which no schedule may dispose (one year after last use).
    """

    kept: tuple[Kept, ...]
    minimum: date | None
    open_case: bool

    @property
    def record_class(self) -> str | None:
        """The class that keeps longest, and so gives its name to the disposal."""
        return self.kept[0].record_class if self.kept else None

    @property
    def until(self) -> date | None:
        """The last day on which anything is kept; nothing where no class says so."""
        days = [each.until for each in self.kept] + ([self.minimum] if self.minimum else [])
        return max(days, default=None)

    def due(self, today: date) -> bool:
        """Whether all may go today."""
        return not self.open_case and self.until is not None and self.until < today


def standing(facts: Facts, policy: Policy, today: date) -> Standing:
    """Where somebody of whom this is known stands, by the schedule in force today."""
    least = policy.content("retention", today).get("minimum", {})
    last_use = facts.triggers.get("LAST_USE")
    return Standing(
        kept=tuple(
            sorted(_kept(facts, policy, today), key=lambda k: (k.until, k.record_class))[::-1]
        ),
        minimum=last_use + timedelta(days=least["days"]) if last_use and least else None,
        open_case=facts.open_case,
    )


def _kept(facts: Facts, policy: Policy, today: date) -> Iterator[Kept]:
    assisted = "CLOSURE" in facts.triggers
    applied = assisted or "APPLICATION_ENDED" in facts.triggers
    for each in policy.codes("retention", today):
        trigger = each.get("trigger")
        since = facts.triggers.get(trigger)
        if each.get("action") != "PERSON" or since is None:
            continue
        # Who was assisted, or applied, has a file; the shorter terms are for who has none.
        if (trigger == "APPLICATION_ENDED" and assisted) or (trigger == "LAST_USE" and applied):
            continue
        yield Kept(each.code, since, years_after(since, each.get("years", 0)))


def years_after(day: date, years: int) -> date:
    """The same day so many years later; February 29 becomes March 1 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
