"""Where a case stands, worked out from its child rows: status, people, and what waits for somebody."""

from datetime import date
from typing import Any

import msgspec

from domain.case.state import Period
from projections.case_file.rows import (
    NEVER,
    ApplicationRow,
    CaseRow,
    ExitRow,
    MemberRow,
    PlanRow,
    PolicyRow,
    ReferralRow,
)
from projections.engine.work import Work
from projections.history import periods, since

PARTICIPANT_CLASSES = "participant_classes"


def in_order(rows: list[Any]) -> list[Any]:
    """Rows as they were learned: what is read from a table comes in no order."""
    return sorted(rows, key=lambda row: row.position)


def refresh(work: Work, row: CaseRow) -> CaseRow:
    """The case's row, with all that follows from its applications, exits, members and plans."""
    applications = in_order(work.under(ApplicationRow, row.tenant, row.case_id))
    exits = in_order(work.under(ExitRow, row.tenant, row.case_id))
    received = [a for a in applications if a.submitted_on is not None]
    latest = received and sorted(received, key=lambda a: a.submitted_on)[-1]
    found = periods(applications, exits)
    current = found[-1] if found else None
    changed: dict[str, Any] = _status(applications, latest or None, exits, current)
    if latest:
        changed |= {"programme": latest.programme, "submitted_on": latest.submitted_on}
        changed |= {"completed_on": latest.completed_on}
        changed |= _members(work, row, latest)
    changed |= _plans(work, row, changed["status"], current)
    return with_attention(msgspec.structs.replace(row, **changed))


def _status(
    applications: list[ApplicationRow],
    latest: ApplicationRow | None,
    exits: list[ExitRow],
    current: Period | None,
) -> dict[str, Any]:
    nothing = {"granted_on": None, "exited_on": None, "exit_reason": None}
    if current and (current.exit is None or not _later(latest, current)):
        decision, ended = current.application.decision, current.exit
        return {
            "status": "EXITED" if ended else "GRANTED",
            "granted_on": decision.decided_on if decision else None,
            "exited_on": ended.exited_on if ended else None,
            "exit_reason": ended.reason if ended else None,
        }
    if any(a.submitted_on is not None and a.outcome is None for a in applications):
        return nothing | {"status": "APPLIED"}
    if latest:
        return nothing | {"status": latest.outcome}
    return nothing | {"status": "EXITED" if exits else None}


def _later(latest: ApplicationRow | None, current: Period) -> bool:
    """Whether the latest application is another one than the one that the period rests on."""
    return latest is not None and latest.application_id != current.application.application_id


def _members(work: Work, row: CaseRow, latest: ApplicationRow) -> dict[str, Any]:
    members = latest.members or ()
    named = {m.person_id for m in members}
    for old in work.under(MemberRow, row.tenant, row.case_id):
        if old.person_id not in named:
            work.remove(MemberRow, old.tenant, old.case_id, old.person_id)
    for ordinal, member in enumerate(members):
        work.put(
            MemberRow(
                tenant=row.tenant,
                case_id=row.case_id,
                person_id=member.person_id,
                ordinal=ordinal,
                role=member.role,
                participant_class=member.participant_class,
            )
        )
    applicants = [m.person_id for m in members if m.role == "APPLICANT"]
    return {"members": len(named), "applicant_id": applicants[0] if applicants else None}


def _plans(work: Work, row: CaseRow, status: str | None, current: Period | None) -> dict[str, Any]:
    if status != "GRANTED" or current is None:
        return {"participants_without_plan": 0, "plan_review_on": None}
    policy = work.get(PolicyRow, row.tenant, PARTICIPANT_CLASSES)
    participating = policy.participating if policy else ()
    plans = sorted(
        (p for p in work.under(PlanRow, row.tenant, row.case_id)),
        key=lambda p: (p.created_on, p.position),
    )
    latest = {p.person_id: p for p in plans if p.created_on >= since(current)}
    members = work.under(MemberRow, row.tenant, row.case_id)
    without = [
        m for m in members if m.participant_class in participating and m.person_id not in latest
    ]
    reviews = [latest[m.person_id].review_on for m in members if m.person_id in latest]
    return {
        "participants_without_plan": len(without),
        "plan_review_on": min(reviews, default=None),
    }


def with_referrals(work: Work, row: CaseRow) -> CaseRow:
    """The case's row with the replies that it waits for, and to whom anybody was referred."""
    referrals = work.under(ReferralRow, row.tenant, row.case_id)
    waiting = [r.reply_due_on for r in referrals if r.state == "MADE" and r.reply_due_on]
    recipients = sorted({r.recipient for r in referrals if r.recipient})
    return with_attention(
        msgspec.structs.replace(
            row,
            referral_reply_due_on=min(waiting, default=None),
            recipients=tuple(recipients),
        )
    )


def with_attention(row: CaseRow) -> CaseRow:
    """The earliest day from which the case waits for somebody: its place in the caseload."""
    days: list[date | None] = []
    if row.status == "APPLIED":
        days += [row.completed_on or row.submitted_on, row.referral_reply_due_on]
    elif row.status == "GRANTED":
        days += [row.plan_review_on, row.referral_reply_due_on]
        if row.participants_without_plan or row.caseworker_id is None:
            days.append(row.granted_on)
    known = [day for day in days if day is not None]
    return msgspec.structs.replace(row, attention_on=min(known, default=NEVER))
