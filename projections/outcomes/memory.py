"""What the outcomes remember of a case: its history as far as figures need it, a row a case."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.case import events as e
from domain.event import Recorded
from projections.outcomes.rows import Application, CaseRow, Exit, Plan, Referral


def programme_of(row: CaseRow) -> str | None:
    """The programme of the latest application."""
    received = [a for a in row.applications if a.submitted_on is not None]
    latest = max(received, key=lambda a: a.submitted_on or date.min, default=None)
    return latest.programme if latest else None


def told(row: CaseRow, recorded: Recorded) -> CaseRow:
    """What is remembered of the case, with what this event says of it."""
    match recorded.event:
        case e.ApplicationSubmitted() as event:
            said: dict[str, Any] = {
                "programme": event.programme,
                "submitted_on": event.submitted_on,
                "members": event.members,
            }
            if event.completed_on:
                said["completed_on"] = event.completed_on
            row = _application(row, event.application_id, said)
            return _responsible(row, event.office, event.submitted_on)
        case e.ApplicationCompleted() as event:
            return _application(row, event.application_id, {"completed_on": event.completed_on})
        case e.ApplicationDecided() as event:
            said = {
                "outcome": event.outcome,
                "decided_on": event.decided_on,
                "effective_on": recorded.effective_on,
                "decided_position": recorded.position,
            }
            return _application(row, event.application_id, said)
        case e.ApplicationWithdrawn() as event:
            known = next(
                (a for a in row.applications if a.application_id == event.application_id), None
            )
            if known and known.outcome in ("GRANTED", "REFUSED"):
                return row
            return _application(row, event.application_id, {"outcome": "WITHDRAWN"})
        case e.CaseAssigned() as event:
            return _responsible(row, event.office, event.assigned_on)
        case e.ActionPlanCreated() as event:
            plan = Plan(person_id=event.person_id, created_on=event.created_on)
            return replace(row, plans=(*row.plans, plan))
        case e.ReferralMade() as event:
            said = {
                "to_type": event.to_type,
                "origin": event.origin,
                "made_on": event.made_on,
                "office": row.office,
            }
            return _referral(row, event, said)
        case e.ReferralAnswered() as event:
            said = {
                "answer": event.answer,
                "answered_on": event.answered_on,
                "answered_position": recorded.position,
            }
            return _referral(row, event, said)
        case e.CaseExited() as event:
            exit = Exit(
                event_id=recorded.event_id,
                reason=event.reason,
                exited_on=event.exited_on,
                position=recorded.position,
                office=row.office,
            )
            return replace(row, exits=(*row.exits, exit))
        case e.CaseReopened():
            return _correct_exit(row, recorded.metadata.corrects)
    return row


def _application(row: CaseRow, application_id: UUID, told: dict[str, Any]) -> CaseRow:
    known = {a.application_id: a for a in row.applications}
    before = known.get(application_id) or Application(application_id=application_id)
    known[application_id] = replace(before, **told)
    return replace(row, applications=tuple(known.values()))


def _responsible(row: CaseRow, office: str, day: date) -> CaseRow:
    if row.office_since is not None and day < row.office_since:
        return row
    return replace(row, office=office, office_since=day)


def _referral(
    row: CaseRow, event: e.ReferralMade | e.ReferralAnswered, told: dict[str, Any]
) -> CaseRow:
    known = {r.referral_id: r for r in row.referrals}
    before = known.get(event.referral_id) or Referral(
        referral_id=event.referral_id, person_id=event.person_id
    )
    known[event.referral_id] = replace(before, **told)
    return replace(row, referrals=tuple(known.values()))


def _correct_exit(row: CaseRow, event_id: UUID | None) -> CaseRow:
    standing = [x for x in row.exits if not x.corrected and event_id in (None, x.event_id)]
    if not standing:
        return row
    last = standing[-1]
    exits = (replace(x, corrected=x.corrected or x is last) for x in row.exits)
    return replace(row, exits=tuple(exits))
