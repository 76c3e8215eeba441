"""What each event enters into a case file: applications, the unit, who is responsible, exits.

Events come in any order: what is told of something not yet known makes its row, to be completed.
An event that corrects another overwrites its row. Sealed texts are kept as they are.
"""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.case import events as e
from domain.event import Event, Recorded
from projections.case_file.money_entries import MONEY, enter_money
from projections.case_file.retractions import retract
from projections.case_file.rows import (
    ApplicationRow,
    CaseRow,
    ExitRow,
    MembershipRow,
    ResponsibleRow,
)
from projections.case_file.standing import in_order
from projections.case_file.support_entries import SUPPORT, enter_support
from projections.engine.work import Work
from projections.texts import sealed_text


def enter(work: Work, recorded: Recorded, event: Event, row: CaseRow) -> CaseRow:
    """The child row that the event is about; the case's own row where it says something of it."""
    at = {"tenant": recorded.tenant, "case_id": row.case_id, "position": recorded.position}
    corrects = recorded.metadata.corrects
    if isinstance(event, SUPPORT):
        enter_support(work, recorded, event, at)
        return row
    if isinstance(event, MONEY):
        enter_money(work, recorded, event, at)
        return row
    match event:
        case e.ApplicationSubmitted():
            known = work.get(ApplicationRow, row.tenant, row.case_id, event.application_id)
            told = _submission(event, known, corrected=corrects is not None)
            _application(work, row, event.application_id, at, told, fresh=True)
            _taken(work, at, event.application_id, event.submitted_on, event.office)
            return replace(row, case_number=event.case_number)
        case e.ApplicationCompleted():
            _application(work, row, event.application_id, at, {"completed_on": event.completed_on})
        case e.ApplicationDecided():
            _application(work, row, event.application_id, at, _decision(recorded, event))
        case e.ApplicationWithdrawn():
            _withdraw(work, row, event, at, corrected=corrects is not None)
        case e.MemberJoined() | e.MemberLeft():
            _membership(work, event, at)
        case e.CaseAssigned():
            if corrects is not None:
                work.remove(ResponsibleRow, row.tenant, row.case_id, corrects)
            on = event.assigned_on
            _taken(work, at, recorded.event_id, on, event.office, event.caseworker_id)
        case e.CaseExited():
            if corrects is not None:
                _correct_exit(work, row, corrects)
            told_at = at | {"event_id": recorded.event_id}
            work.put(ExitRow(**told_at, reason=event.reason, exited_on=event.exited_on))
        case e.CaseReopened():
            _correct_exit(work, row, corrects)
        case e.EntryRetracted():
            retract(work, row, event)
    return row


def _submission(
    event: e.ApplicationSubmitted, known: ApplicationRow | None, *, corrected: bool
) -> dict[str, Any]:
    before = known.completed_on if known else None
    told = event.completed_on
    return {
        "programme": event.programme,
        "channel": event.channel,
        "received_by": event.received_by,
        "office": event.office,
        "submitted_on": event.submitted_on,
        "members": event.members,
        "completed_on": (told or before) if corrected else (before or told),
    }


def _decision(recorded: Recorded, event: e.ApplicationDecided) -> dict[str, Any]:
    return {
        "outcome": event.outcome,
        "decided_on": event.decided_on,
        "effective_on": recorded.effective_on,
        "decided_by": event.decided_by,
        "organisation": event.organisation,
        "reasons": event.reasons,
        "explanation": sealed_text(recorded, "explanation", event.explanation),
    }


def _application(
    work: Work,
    row: CaseRow,
    application_id: UUID,
    at: dict[str, Any],
    told: dict[str, Any],
    *,
    fresh: bool = False,
) -> None:
    known = work.get(ApplicationRow, row.tenant, row.case_id, application_id)
    known = known or ApplicationRow(**at, application_id=application_id)
    if fresh:
        told = told | {"position": at["position"]}
    work.put(replace(known, **told))


def _withdraw(
    work: Work,
    row: CaseRow,
    event: e.ApplicationWithdrawn,
    at: dict[str, Any],
    *,
    corrected: bool,
) -> None:
    known = work.get(ApplicationRow, row.tenant, row.case_id, event.application_id)
    if known and known.outcome in ("GRANTED", "REFUSED") and not corrected:
        return
    told = {
        "outcome": "WITHDRAWN",
        "decided_on": event.withdrawn_on,
        "reasons": (event.reason,),
        "effective_on": None,
        "decided_by": None,
        "organisation": None,
        "explanation": None,
    }
    _application(work, row, event.application_id, at, told)


def _membership(work: Work, event: e.MemberJoined | e.MemberLeft, at: dict[str, Any]) -> None:
    key = (at["tenant"], at["case_id"], event.membership_id)
    known = work.get(MembershipRow, *key) or MembershipRow(
        **at, membership_id=event.membership_id, person_id=event.person_id
    )
    if isinstance(event, e.MemberLeft):
        work.put(replace(known, left_on=event.left_on))
        return
    work.put(
        replace(
            known,
            person_id=event.person_id,
            role=event.role,
            participant_class=event.participant_class,
            joined_on=event.joined_on,
            position=at["position"],
        )
    )


def _taken(
    work: Work,
    at: dict[str, Any],
    taken_id: UUID,
    on: Any,
    office: str,
    caseworker_id: UUID | None = None,
) -> None:
    work.put(
        ResponsibleRow(
            **at, taken_id=taken_id, on_day=on, office=office, caseworker_id=caseworker_id
        )
    )


def _correct_exit(work: Work, row: CaseRow, event_id: UUID | None) -> None:
    exits = in_order(work.under(ExitRow, row.tenant, row.case_id))
    standing = [x for x in exits if not x.corrected and event_id in (None, x.event_id)]
    if standing:
        work.put(replace(standing[-1], corrected=True))
