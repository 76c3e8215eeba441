"""The terms of the measures, out of policy: they hold for any year, whenever a standard began."""

from datetime import date, timedelta
from typing import Any

from domain.calendar import add_business_days
from domain.policy import Policy


class Terms:
    """What the newest definition of the measures says: days, classes, reasons."""

    def __init__(self, policy: Policy) -> None:
        self._holidays = policy.holidays() if policy.content("holidays", date.max) else frozenset()
        terms: dict[str, Any] = policy.content("measures", date.max).get("terms", {})
        self._decision_days: int | None = terms.get("decision_days")
        self._participants = frozenset(terms.get("participant_classes", ()))
        self._watch_days: int | None = terms.get("return_watch_days")
        self._not_watched = frozenset(terms.get("exits_not_watched", ()))

    def takes_part(self, participant_class: str) -> bool:
        """Whether such a member is expected to take part in employment assistance."""
        return participant_class in self._participants

    def watched_until(self, exited_on: date, reason: str) -> date | None:
        """The last day on which a return counts; nothing where nobody is expected back."""
        if reason in self._not_watched or self._watch_days is None:
            return None
        return exited_on + timedelta(days=self._watch_days)

    def due(self, clock: str, start: date | None) -> dict[str, date]:
        """The last days that keep the standard of a decision, in business and in calendar days.

        A Saturday is no business day more than its Friday: the last day with at most so many
        business days behind it is the one before the next of them.
        """
        days = self._decision_days
        if start is None or days is None:
            return {}
        too_late = add_business_days(start, days + 1, self._holidays)
        return {
            f"{clock}_due_business": too_late - timedelta(days=1),
            f"{clock}_due_calendar": start + timedelta(days=days),
        }
