"""A case: its applications, its benefit unit, who is responsible, its exits, and all that follows."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from caseledger.importer.mapping.around import Around, around
from caseledger.importer.mapping.money import income, overpayment, payment
from caseledger.importer.mapping.referrals import referral
from caseledger.importer.mapping.source import NOT_STATED, KeyedRow, Source
from caseledger.importer.mapping.support import assessment, deferral, plan
from caseledger.importer.rows import Application, Assignment, Exit, Unit
from domain.case.events import (
    ApplicationCompleted,
    ApplicationDecided,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CaseAssigned,
    CaseExited,
    MemberJoined,
    MemberLeft,
)
from domain.decision import NewEvent
from domain.event import Event, Recorded

_DECIDED_BY = {"AUTO": "AUTOMATED", "STAFF": "STAFF"}
_EACH: dict[str, Callable[[Source, KeyedRow], Iterator[NewEvent]]] = {
    "assessments": assessment,
    "plans": plan,
    "deferrals": deferral,
    "referrals": referral,
    "incomes": income,
    "payments": payment,
    "overpayments": overpayment,
}


def case_events(
    source: Source, rows: Sequence[KeyedRow], past: Sequence[Recorded] = ()
) -> Iterator[NewEvent]:
    """All that the rows of one case tell, file by file; ``past`` is what stands of it already."""
    beside = around(source, rows, past)
    for row in rows:
        match row.value:
            case Application():
                yield from _application(source, row, row.value, beside)
            case Unit():
                yield from _unit(source, row, row.value)
            case Assignment():
                yield _assignment(source, row, row.value)
            case Exit():
                yield _exit(source, row, row.value)
            case _:
                yield from _EACH[row.file](source, row)


def _application(
    source: Source, row: KeyedRow, value: Application, beside: Around
) -> Iterator[NewEvent]:
    stream, case_id = source.case_stream(value.case_no), source.case(value.case_no)
    application_id = source.id("application", row.key)

    def new(part: str, event: Event, on: date) -> NewEvent:
        return source.new(
            row, part, stream, event, on, programme=value.programme, channel=value.channel
        )

    at_once = value.completed_on == value.submitted_on
    submitted = ApplicationSubmitted(
        case_id=case_id,
        case_number=value.case_no,
        application_id=application_id,
        programme=value.programme,
        channel=value.channel,
        received_by=value.received_by,
        office=beside.office(value.submitted_on),
        submitted_on=value.submitted_on,
        members=beside.members(value.submitted_on),
        completed_on=value.completed_on if at_once else None,
        ministry_reference=value.ministry_ref,
        risk_band=value.risk_band,
        readiness=value.readiness,
        route_reason=value.route_reason,
        first_nations_site=value.first_nations_site == "Y",
        e_signature=None if value.e_signature is None else value.e_signature == "Y",
    )
    yield new("submitted", submitted, value.submitted_on)
    if value.completed_on and not at_once:
        completed = ApplicationCompleted(
            case_id=case_id, application_id=application_id, completed_on=value.completed_on
        )
        yield new("completed", completed, value.completed_on)
    if value.decided_on is None:
        return
    if value.outcome == "WITHDRAWN":
        withdrawn = ApplicationWithdrawn(
            case_id=case_id,
            application_id=application_id,
            withdrawn_on=value.decided_on,
            reason=NOT_STATED,
        )
        yield new("decided", withdrawn, value.decided_on)
        return
    decided = ApplicationDecided(
        case_id=case_id,
        application_id=application_id,
        outcome=value.outcome,  # type: ignore[arg-type]
        decided_on=value.decided_on,
        decided_by=_DECIDED_BY[value.decided_by or ""],  # type: ignore[arg-type]
        organisation=value.decided_by_org,  # type: ignore[arg-type]
    )
    yield new("decided", decided, value.decided_on)


def _unit(source: Source, row: KeyedRow, value: Unit) -> Iterator[NewEvent]:
    stream, case_id = source.case_stream(value.case_no), source.case(value.case_no)
    membership_id = source.id("membership", row.key)
    person_id = source.person(value.resident_no)
    joined = MemberJoined(
        case_id=case_id,
        membership_id=membership_id,
        person_id=person_id,
        role=value.role,
        participant_class=value.participant_class,
        joined_on=value.from_on,
    )
    yield source.new(row, "joined", stream, joined, value.from_on)
    if value.to_on:
        left = MemberLeft(
            case_id=case_id, membership_id=membership_id, person_id=person_id, left_on=value.to_on
        )
        yield source.new(row, "left", stream, left, value.to_on)


def _assignment(source: Source, row: KeyedRow, value: Assignment) -> NewEvent:
    event = CaseAssigned(
        case_id=source.case(value.case_no),
        office=value.office,
        caseworker_id=source.id("worker", value.worker),
        assigned_on=value.from_on,
        worker=value.worker,
    )
    stream = source.case_stream(value.case_no)
    return source.new(row, "assigned", stream, event, value.from_on)


def _exit(source: Source, row: KeyedRow, value: Exit) -> NewEvent:
    event = CaseExited(
        case_id=source.case(value.case_no), reason=value.reason, exited_on=value.effective_on
    )
    known = value.recorded_on or value.effective_on
    stream = source.case_stream(value.case_no)
    return source.new(row, "exited", stream, event, value.effective_on, known)
