"""Which facts follow from an application, an exit or a referral, for which measures."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from domain.calendar import add_business_days
from domain.case.state import Period
from domain.policy import Policy
from projections.outcomes.measures import READINGS
from projections.outcomes.rows import Application, Exit, Referral

EMPLOYMENT = "EMPLOYMENT"
ONTARIO_WORKS = "OW"
EMPLOYMENT_ONTARIO = "EO"
FAST_TRACK = "FAST_TRACK"
PROVINCIAL_INTAKE = "IBAU"
NOT_WATCHED = frozenset({"DECEASED", "MOVED_TO_OTHER_AGENT", "ODSP_GRANTED"})
"""Exits after which nobody is expected back: left out of "no return within a year"."""

DECISION_MEASURES = ("applications_decided", "applications_granted", *READINGS.values())
EXIT_MEASURES = ("exits", "exits_to_employment", "exits_matured", "no_return_within_a_year")
ANSWER_MEASURES = ("referrals_accepted", "referrals_accepted_without_fast_track")

Fact = tuple[str, date]
"""A measure and the day on which it counts."""


def of_decision(application: Application, policy: Policy) -> Iterator[Fact]:
    """A decision, its outcome, and each reading of the standard that it kept."""
    day = application.decided_on
    if application.outcome not in ("GRANTED", "REFUSED") or day is None:
        return
    yield "applications_decided", day
    if application.outcome == "GRANTED":
        yield "applications_granted", day
    if application.submitted_on is None:
        return
    for measure, due in _due_days(application, application.submitted_on, policy):
        if day <= due:
            yield measure, day


def _due_days(
    application: Application, submitted_on: date, policy: Policy
) -> Iterator[tuple[str, date]]:
    clock: dict[str, Any] | None = policy.content("clocks", submitted_on).get(
        "eligibility_decision"
    )
    if clock is None:
        return
    starts = {"SUBMITTED": submitted_on, "COMPLETED": application.completed_on or submitted_on}
    for reading in (clock, *clock.get("also", ())):
        measure = READINGS.get((reading["basis"], reading["start"]))
        if measure is None:
            continue
        start, days = starts[reading["start"]], reading.get("days", clock["days"])
        if reading["basis"] == "BUSINESS":
            yield measure, add_business_days(start, days, _holidays(policy, submitted_on))
        else:
            yield measure, start + timedelta(days=days)


def _holidays(policy: Policy, on: date) -> frozenset[date]:
    return policy.holidays() if policy.content("holidays", on) else frozenset()


def of_exit(
    exit: Exit, programme: str | None, periods: list[Period], policy: Policy
) -> Iterator[Fact]:
    """An exit that stands; and, once its watch is over, whether the case stayed away."""
    if exit.corrected:
        return
    if programme == ONTARIO_WORKS:
        yield "exits", exit.exited_on
        if exit.reason == EMPLOYMENT:
            yield "exits_to_employment", exit.exited_on
    watch = policy.content("clocks", exit.exited_on).get("return_watch")
    if watch is None or exit.reason in NOT_WATCHED:
        return
    matures = exit.exited_on + timedelta(days=watch["days"])
    yield "exits_matured", matures
    if not any(exit.exited_on <= period.from_on <= matures for period in periods):
        yield "no_return_within_a_year", matures


def of_answer(referral: Referral) -> Iterator[Fact]:
    """An acceptance by Employment Ontario."""
    if referral.to_type != EMPLOYMENT_ONTARIO or referral.answer != "ACCEPTED":
        return
    if referral.answered_on is not None:
        yield "referrals_accepted", referral.answered_on
        if referral.origin != FAST_TRACK:
            yield "referrals_accepted_without_fast_track", referral.answered_on
