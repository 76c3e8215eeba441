"""A case's own rows: applications, who is responsible, exits."""

from collections.abc import Sequence

from caseledger.exporter.rows.around import Around, last, readable_number
from caseledger.exporter.standing import Standing
from caseledger.importer.rows import Application, Assignment, Exit
from domain.case.events import (
    ApplicationCompleted,
    ApplicationDecided,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CaseAssigned,
    CaseExited,
)

_DECIDED_BY = {"AUTOMATED": "AUTO", "STAFF": "STAFF"}


def application(around: Around, parts: Sequence[Standing]) -> Application | None:
    """An application with all that became of it."""
    submitted = last(parts, ApplicationSubmitted)
    if submitted is None:
        return None
    completed, decided = last(parts, ApplicationCompleted), last(parts, ApplicationDecided)
    withdrawn = last(parts, ApplicationWithdrawn)
    if decided:
        decided_on, outcome = decided.decided_on, decided.outcome
    else:
        decided_on = withdrawn.withdrawn_on if withdrawn else None
        outcome = "WITHDRAWN" if withdrawn else None
    signed = submitted.e_signature
    return Application(
        application_no=around.own_number("application", "applications", parts),
        ministry_ref=submitted.ministry_reference or _reported(parts),
        case_no=around.cases[submitted.case_id],
        programme=submitted.programme,
        channel=submitted.channel,
        received_by=submitted.received_by,
        submitted_on=submitted.submitted_on,
        completed_on=completed.completed_on if completed else submitted.completed_on,
        decided_on=decided_on,
        outcome=outcome,
        decided_by=_DECIDED_BY[decided.decided_by] if decided else None,
        decided_by_org=decided.organisation if decided else None,
        risk_band=submitted.risk_band,
        readiness=submitted.readiness,
        route_reason=submitted.route_reason,
        first_nations_site="Y" if submitted.first_nations_site else "N",
        e_signature=None if signed is None else "Y" if signed else "N",
    )


def _reported(parts: Sequence[Standing]) -> str | None:
    """The reference under which another system reported an application that came by no import."""
    for part in parts:
        told = part.latest.metadata
        if isinstance(part.latest.event, ApplicationSubmitted) and told.source:
            return None if told.source_hash else readable_number(told.source.reference)
    return None


def assignment(around: Around, parts: Sequence[Standing]) -> Assignment | None:
    """Who became responsible, from a day on."""
    told = last(parts, CaseAssigned)
    if told is None:
        return None
    return Assignment(
        case_no=around.cases[told.case_id],
        office=told.office,
        worker=told.worker or str(told.caseworker_id),
        from_on=told.assigned_on,
    )


def case_exit(around: Around, parts: Sequence[Standing]) -> Exit | None:
    """An exit, and when it was recorded."""
    told = last(parts, CaseExited)
    if told is None:
        return None
    return Exit(
        case_no=around.cases[told.case_id],
        effective_on=told.exited_on,
        recorded_on=around.day(parts[0].known_at),
        reason=told.reason,
    )
