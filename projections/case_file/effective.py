"""A case as it was on a day, out of what is known of it: by the fold's own rules, on that day's rows."""

from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec.structs import replace

from projections.case_file.project import CASE_FILE
from projections.case_file.rows import (
    NEVER,
    ApplicationRow,
    CaseRow,
    ExitRow,
    MemberRow,
    MembershipRow,
    ResponsibleRow,
)
from projections.case_file.standing import refresh, with_responsible


class Known(msgspec.Struct, frozen=True):
    """What is known of one case that has days of its own."""

    applications: Iterable[ApplicationRow]
    exits: Iterable[ExitRow]
    memberships: Iterable[MembershipRow]
    responsible: Iterable[ResponsibleRow]


def on_day(row: CaseRow, known: Known, day: date) -> tuple[CaseRow, list[MemberRow]]:
    """The case with its status, unit, office and caseworker of that day, and its members then.

    A grant counts from the first day it covers, all else from the day it is told for. What waits
    for somebody (``attention_on``) is said of now alone: here nothing does. A case of which nothing
    had happened by that day has no status and no ``submitted_on``.
    """
    work = CASE_FILE.work(
        [
            *(a for each in known.applications if (a := _application(each, day)) is not None),
            *(each for each in known.exits if each.exited_on <= day),
            *(_membership(each, day) for each in known.memberships if _joined(each) <= day),
            *(each for each in known.responsible if each.on_day <= day),
        ]
    )
    bare = replace(
        row, status=None, programme=None, submitted_on=None, completed_on=None, members=0
    )
    then = refresh(work, with_responsible(work, bare))
    nothing = {"participants_without_plan": 0, "plan_review_on": None, "attention_on": NEVER}
    members = sorted(work.under(MemberRow, row.tenant, row.case_id), key=lambda m: m.ordinal)
    return replace(then, referral_reply_due_on=None, **nothing), members


def _application(row: ApplicationRow, day: date) -> ApplicationRow | None:
    """The application as it stood on that day, if it had been made or its grant covers the day."""
    from_on = row.effective_on or row.decided_on if row.outcome == "GRANTED" else row.decided_on
    decided = from_on is not None and from_on <= day
    if row.submitted_on is None or (row.submitted_on > day and not decided):
        return None
    told = replace(row, completed_on=_by(row.completed_on, day))
    if decided:
        return told
    return replace(told, outcome=None, decided_on=None, effective_on=None)


def _membership(row: MembershipRow, day: date) -> MembershipRow:
    return replace(row, left_on=_by(row.left_on, day))


def _joined(row: MembershipRow) -> date:
    return row.joined_on or NEVER


def _by(told: date | None, day: date) -> date | None:
    return told if told is not None and told <= day else None
