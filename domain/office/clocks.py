"""The clocks of the privacy office: which one runs, and until when. Worked out, never stored."""

from datetime import date, timedelta

import msgspec

from domain.policy import Policy

RUNS: dict[str, str] = {
    "RECEIVED": "ACCESS_ANSWER",
    "EXTENDED": "ACCESS_ANSWER",
    "ANSWERED": "ACCESS_APPEAL",
    "REQUESTED": "CORRECTION_ANSWER",
    "GRANTED": "CORRECTION_NOTICE",
    "DISAGREED": "CORRECTION_NOTICE",
    "REPORTED": "INCIDENT_CONTAIN",
    "CONTAINED": "INCIDENT_ASSESS",
    "ASSESSED": "INCIDENT_NOTIFY",
}
"""The clock that runs (of ``office_clocks``) while a matter is that."""
FROM_RECEIPT = frozenset({"ACCESS_ANSWER", "CORRECTION_ANSWER", "INCIDENT_CONTAIN"})
NOBODY_LATE = frozenset({"ACCESS_APPEAL"})
"""Clocks of the person's: when one is over, nothing is overdue here."""


class Clock(msgspec.Struct, frozen=True):
    """A clock that runs: its name, and the last day on which it is kept."""

    name: str
    due_on: date

    def overdue(self, today: date) -> bool:
        """Whether the office is late."""
        return self.name not in NOBODY_LATE and today > self.due_on


def clock(
    policy: Policy,
    status: str,
    received_on: date,
    since: date,
    *,
    extended_by: int = 0,
    waiting: bool = True,
) -> Clock | None:
    """The clock that runs, if one does.

    ``since``: the day on which the matter became what it is. ``extended_by``: days by which the time
    to answer was made longer. ``waiting``: whether somebody is still to be told.
    """
    name = RUNS.get(status)
    if name is None or (name in ("CORRECTION_NOTICE", "INCIDENT_NOTIFY") and not waiting):
        return None
    start = received_on if name in FROM_RECEIPT else since
    days = policy.content("office_clocks", start)[name]["days"]
    if name == "ACCESS_ANSWER":
        days += extended_by
    return Clock(name, start + timedelta(days=days))
