"""Where a case stands, worked out from its child rows: status, people, and what waits for somebody."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol, TypeVar
from uuid import UUID

import msgspec

from domain.case.events import Member
from domain.case.state import Period
from projections.case_file.rows import (
    NEVER,
    ApplicationRow,
    CaseRow,
    ExitRow,
    MemberRow,
    MembershipRow,
    PlanRow,
    PolicyRow,
    ReferralRow,
    ResponsibleRow,
)
from projections.engine.work import Work
from projections.history import History, since

PARTICIPANT_CLASSES = "participant_classes"


class Placed(Protocol):
    """A row that knows its event's position."""

    @property
    def position(self) -> int: ...


R = TypeVar("R", bound=Placed)


def in_order(rows: Iterable[R]) -> list[R]:
    """Rows as they were learned: what is read from a table comes in no order."""
    return sorted(rows, key=lambda row: row.position)


def refresh(work: Work, row: CaseRow) -> CaseRow:
    """The case's row, with all that follows from its applications, exits, members and plans."""
    history = History(
        in_order(work.under(ApplicationRow, row.tenant, row.case_id)),
        in_order(work.under(ExitRow, row.tenant, row.case_id)),
    )
    changed = _status(history)
    if latest := history.latest:
        received = work.get(ApplicationRow, row.tenant, row.case_id, latest.application_id)
        changed["submitted_on"] = latest.submitted_on
        changed["completed_on"] = received.completed_on if received else None
    if governing := history.governing:
        changed["programme"] = governing.programme or None
    changed |= _members(work, row, _unit(work, row) or (governing.members if governing else ()))
    changed |= _plans(work, row, changed["status"], history.current)
    return with_attention(msgspec.structs.replace(row, **changed))


def _status(history: History) -> dict[str, Any]:
    nothing = {"granted_on": None, "exited_on": None, "exit_reason": None}
    current, latest = history.current, history.latest
    if current and current.exit is None:
        return nothing | {"status": "GRANTED", "granted_on": _granted_on(current)}
    if history.pending:
        return nothing | {"status": "APPLIED"}
    if latest and not (current and current.application is latest):
        refused = latest.decision is not None
        return nothing | {"status": "REFUSED" if refused else "WITHDRAWN"}
    if current and current.exit:
        return {
            "status": "EXITED",
            "granted_on": _granted_on(current),
            "exited_on": current.exit.exited_on,
            "exit_reason": current.exit.reason,
        }
    return nothing | {"status": None}


def _granted_on(period: Period) -> date | None:
    return period.application.decision.decided_on if period.application.decision else None


_ROLES = ("APPLICANT", "SPOUSE", "DEPENDENT")


def _unit(work: Work, row: CaseRow) -> list[Member]:
    """Who is of the unit by their memberships; where all have left, those who left last."""
    known = [m for m in work.under(MembershipRow, row.tenant, row.case_id) if m.joined_on]
    last = max((m.left_on or NEVER for m in known), default=NEVER)
    present = [m for m in known if (m.left_on or NEVER) == last]

    def place(m: MembershipRow) -> tuple:
        role = _ROLES.index(m.role) if m.role in _ROLES else len(_ROLES)
        return (role, m.joined_on, m.position)

    unit: dict[UUID, Member] = {}
    for m in sorted(present, key=place):
        member = Member(m.person_id, m.role or "", m.participant_class or "")
        unit.setdefault(m.person_id, member)
    return list(unit.values())


def _members(work: Work, row: CaseRow, members: Iterable[Member]) -> dict[str, Any]:
    members = tuple(members)
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
        (p for p in work.under(PlanRow, row.tenant, row.case_id) if p.created_on),
        key=lambda p: (p.created_on, p.position),
    )
    latest = {p.person_id: p for p in plans if p.created_on and p.created_on >= since(current)}
    members = work.under(MemberRow, row.tenant, row.case_id)
    without = [
        m for m in members if m.participant_class in participating and m.person_id not in latest
    ]
    mine = (latest[m.person_id].review_on for m in members if m.person_id in latest)
    reviews = [day for day in mine if day is not None]
    return {
        "participants_without_plan": len(without),
        "plan_review_on": min(reviews, default=None),
    }


def with_responsible(work: Work, row: CaseRow) -> CaseRow:
    """The case's row with the office responsible and its caseworker, by the day they took over.

    The office that receives a return is responsible, and its caseworker is yet to be named.
    """
    office, caseworker, since_on = None, None, None
    taken = in_order(work.under(ResponsibleRow, row.tenant, row.case_id))
    for one in sorted(taken, key=lambda t: t.on_day):
        if one.caseworker_id is not None or one.office != office:
            caseworker = one.caseworker_id
        office, since_on = one.office, one.on_day
    return msgspec.structs.replace(
        row, office=office, caseworker_id=caseworker, office_since=since_on
    )


def with_referrals(work: Work, row: CaseRow) -> CaseRow:
    """The case's row with the replies that it waits for, and to whom a referral of anybody runs."""
    referrals = work.under(ReferralRow, row.tenant, row.case_id)
    waiting = [r.reply_due_on for r in referrals if r.state == "MADE" and r.reply_due_on]
    recipients = sorted({r.recipient for r in referrals if r.recipient and r.runs})
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
        days += [row.completed_on or row.submitted_on, row.referral_reply_due_on, row.task_due_on]
    elif row.status == "GRANTED":
        days += [row.plan_review_on, row.referral_reply_due_on, row.task_due_on]
        if row.participants_without_plan or row.caseworker_id is None:
            days.append(row.granted_on)
    known = [day for day in days if day is not None]
    return msgspec.structs.replace(row, attention_on=min(known, default=NEVER))
