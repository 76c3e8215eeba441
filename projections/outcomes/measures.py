"""Which figures there are, and of what sets of facts each is made.

Names and definitions in both languages are policy (``measures``); here is how they are counted.
"""

from typing import Literal

import msgspec

DEFINITION_VERSION = "1"
"""Of all measures below; a changed way of counting gets a version of its own."""

Unit = Literal["applications", "cases", "persons", "referrals", "assessments", "plans", "cents"]


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure. ``counted`` over a period by the day of each fact, or ``standing`` on a day.

    ``numerator`` and ``denominator`` name sets of facts (``read.outcome_fact.measure``), or, for a
    standing figure, sets of ``read.outcome_standing``. Cents are summed, all else is counted.
    """

    id: str
    unit: Unit
    kind: Literal["counted", "standing"] = "counted"
    numerator: str
    denominator: str | None = None


def _counted(id: str, unit: Unit, of: str | None = None) -> Measure:
    return Measure(id=id, unit=unit, numerator=id, denominator=of)


def _standing(id: str, unit: Unit, numerator: str, of: str | None = None) -> Measure:
    return Measure(id=id, unit=unit, kind="standing", numerator=numerator, denominator=of)


READINGS = {
    ("BUSINESS", "COMPLETED"): "decided_within_standard",
    ("CALENDAR", "COMPLETED"): "decided_within_standard_calendar",
    ("BUSINESS", "SUBMITTED"): "decided_within_standard_submitted",
    ("CALENDAR", "SUBMITTED"): "decided_within_standard_calendar_submitted",
}
"""The readings of "four days" (A1) by basis and start of the clock, each a figure of its own."""

MEASURES: dict[str, Measure] = {
    measure.id: measure
    for measure in (
        _standing("open_cases", "cases", "open_cases"),
        _standing("action_plan_in_place", "persons", "planned", "participants"),
        _standing("referred_to_employment", "persons", "referred", "participants"),
        _standing("referred_without_fast_track", "persons", "referred_otherwise", "participants"),
        _counted("applications_received", "applications"),
        _counted("received_centrally", "applications", "applications_received"),
        _counted("applications_decided", "applications"),
        _counted("applications_granted", "applications", "applications_decided"),
        *(_counted(id, "applications", "applications_decided") for id in READINGS.values()),
        _counted("assessments_completed", "assessments"),
        _counted("plans_created", "plans"),
        _counted("referrals_made", "referrals"),
        _counted("referrals_made_without_fast_track", "referrals"),
        _counted("referrals_accepted", "referrals", "referrals_made"),
        _counted(
            "referrals_accepted_without_fast_track",
            "referrals",
            "referrals_made_without_fast_track",
        ),
        _counted("exits", "cases"),
        _counted("exits_to_employment", "cases", "exits"),
        _counted("exits_matured", "cases"),
        _counted("no_return_within_a_year", "cases", "exits_matured"),
        _counted("benefits_issued", "cents"),
        _counted("benefits_reversed", "cents"),
    )
}
