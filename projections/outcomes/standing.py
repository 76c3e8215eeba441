"""Periods of assistance and who takes part in them, for figures as they stood on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from domain.case.state import Period
from domain.policy import Policy
from projections.engine.work import Work
from projections.history import since
from projections.outcomes.facts import EMPLOYMENT_ONTARIO, FAST_TRACK
from projections.outcomes.rows import Application, CaseRow, ParticipantRow, PeriodRow

GRANT = "application.decided"


def refresh(work: Work, row: CaseRow, periods: list[Period], policy: Policy) -> None:
    """Set the case's periods and participants to what follows from all that is known of it."""
    applications = {a.application_id: a for a in row.applications}
    standing: set[tuple[Any, ...]] = set()
    for period in periods:
        application = applications[period.application.application_id]
        told = {
            "tenant": row.tenant,
            "case_id": row.case_id,
            "application_id": application.application_id,
            "from_on": period.from_on,
            "to_on": period.until,
            "position": application.decided_position,
            "event_type": GRANT,
            "office": row.office,
            "programme": application.programme,
        }
        work.put(PeriodRow(**told))
        standing.add((row.tenant, row.case_id, application.application_id))
        for participant in _participants(row, application, period, policy, told):
            work.put(participant)
            standing.add(
                (row.tenant, row.case_id, application.application_id, participant.person_id)
            )
    for old in work.under(PeriodRow, row.tenant, row.case_id):
        key: tuple[Any, ...] = (old.tenant, old.case_id, old.application_id)
        if key not in standing:
            work.remove(PeriodRow, *key)
    for gone in work.under(ParticipantRow, row.tenant, row.case_id):
        key = (gone.tenant, gone.case_id, gone.application_id, gone.person_id)
        if key not in standing:
            work.remove(ParticipantRow, *key)


def _participants(
    row: CaseRow,
    application: Application,
    period: Period,
    policy: Policy,
    told: dict[str, Any],
) -> Iterable[ParticipantRow]:
    for member in application.members:
        found = policy.code("participant_classes", member.participant_class, period.from_on)
        if found is None or not found.get("participates"):
            continue
        person = member.person_id
        plans = [p.created_on for p in row.plans if p.person_id == person]
        referrals = [
            r
            for r in row.referrals
            if r.person_id == person and r.to_type == EMPLOYMENT_ONTARIO and r.made_on
        ]
        yield ParticipantRow(
            **told,
            person_id=person,
            planned_on=_first(plans, period),
            referred_on=_first((r.made_on for r in referrals), period),
            referred_otherwise_on=_first(
                (r.made_on for r in referrals if r.origin != FAST_TRACK), period
            ),
        )


def _first(days: Iterable[date | None], period: Period) -> date | None:
    """The first of these days that counts for the period."""
    start = since(period)
    return min((day for day in days if day and start <= day < period.until), default=None)
