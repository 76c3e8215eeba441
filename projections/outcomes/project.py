"""The fold of the outcomes: facts, and what has to be remembered of a case to find them."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from domain.case import events as e
from domain.case.state import Period
from domain.event import Event, Recorded
from domain.policy import Policy, PolicyPublished
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.history import History
from projections.outcomes import facts
from projections.outcomes.measures import DEFINITION_VERSION
from projections.outcomes.memory import programme_of, told
from projections.outcomes.rows import (
    CaseRow,
    Exit,
    FactRow,
    ParticipantRow,
    PeriodRow,
    PolicyRow,
)
from projections.outcomes.standing import refresh

POLICIES = ("clocks", "holidays", "participant_classes")
_APPLICATION = (
    e.ApplicationSubmitted | e.ApplicationCompleted | e.ApplicationDecided | e.ApplicationWithdrawn
)
_REFERRAL = e.ReferralMade | e.ReferralAnswered
_EVENTS: tuple[type[Event], ...] = (
    PolicyPublished,
    e.ApplicationSubmitted,
    e.ApplicationCompleted,
    e.ApplicationDecided,
    e.ApplicationWithdrawn,
    e.CaseAssigned,
    e.AssessmentCompleted,
    e.ActionPlanCreated,
    e.ReferralMade,
    e.ReferralAnswered,
    e.BenefitIssued,
    e.BenefitReversed,
    e.CaseExited,
    e.CaseReopened,
)


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """What is remembered of the case, its standing rows, and the policy."""
    event: Any = recorded.event
    if isinstance(event, PolicyPublished):
        return
    case = (recorded.tenant, event.case_id)
    yield CaseRow, case
    if not isinstance(event, e.BenefitIssued | e.BenefitReversed | e.AssessmentCompleted):
        yield PeriodRow, case
        yield ParticipantRow, case
        yield PolicyRow, (recorded.tenant,)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the rows."""
    event: Any = recorded.event
    if isinstance(event, PolicyPublished):
        if event.policy_id in POLICIES:
            work.put(
                PolicyRow(
                    tenant=recorded.tenant,
                    policy_id=event.policy_id,
                    version=event.version,
                    event=event,
                    position=recorded.position,
                )
            )
        return
    row = work.get(CaseRow, recorded.tenant, event.case_id)
    row = row or CaseRow(tenant=recorded.tenant, case_id=event.case_id)
    counting = _Counting(work, recorded, row)
    match event:
        case e.AssessmentCompleted():
            _count(counting, "assessments_completed", event.assessment_id, event.completed_on)
        case e.BenefitIssued():
            _count(
                counting,
                "benefits_issued",
                event.benefit_id,
                event.issued_on,
                amount_cents=event.amount_cents,
                person_id=event.payee_id,
            )
        case e.BenefitReversed():
            _count(
                counting,
                "benefits_reversed",
                event.benefit_id,
                event.reversed_on,
                amount_cents=event.amount_cents,
            )
        case _:
            _remember(counting, event)


class _Counting(msgspec.Struct):
    """One event at work: the rows, the event, and what is remembered of its case."""

    work: Work
    recorded: Recorded
    row: CaseRow


def _remember(counting: _Counting, event: Any) -> None:
    """What changes the case's history: remember it, then set anew all that follows from it."""
    work, recorded = counting.work, counting.recorded
    row = counting.row = told(counting.row, recorded)
    work.put(row)
    known = sorted(work.under(PolicyRow, row.tenant), key=lambda p: p.position)
    policy = _policy(tuple(p.event for p in known))
    found = History(row.applications, row.exits).periods
    refresh(work, row, found, policy)
    if isinstance(event, _APPLICATION):
        _application_facts(counting, event, policy)
    for exit in row.exits:
        programme = _programme_left(row, exit, found)
        place = {
            "office": exit.office,
            "programme": programme,
            "position": exit.position,
            "event_type": "case.exited",
        }
        of = facts.of_exit(exit, programme, found, policy)
        _set(counting, facts.EXIT_MEASURES, exit.event_id, of, place)
    match event:
        case e.ActionPlanCreated():
            _count(counting, "plans_created", event.plan_id, event.created_on)
        case e.ReferralMade() if event.to_type == facts.EMPLOYMENT_ONTARIO:
            _count(counting, "referrals_made", event.referral_id, event.made_on)
            if event.origin != facts.FAST_TRACK:
                measure = "referrals_made_without_fast_track"
                _count(counting, measure, event.referral_id, event.made_on)
    if isinstance(event, _REFERRAL):
        referral = next(r for r in row.referrals if r.referral_id == event.referral_id)
        place = {
            "person_id": referral.person_id,
            "position": referral.answered_position or recorded.position,
            "event_type": "referral.answered",
            "office": referral.office,
        }
        of = facts.of_answer(referral)
        _set(counting, facts.ANSWER_MEASURES, referral.referral_id, of, place)


def _programme_left(row: CaseRow, exit: Exit, found: Sequence[Period]) -> str | None:
    """The programme of the period that the exit ended, else the case's."""
    for period in found:
        if period.exit is not None and period.exit.event_id == exit.event_id:
            return period.application.programme or None
    return programme_of(row)


@lru_cache(maxsize=8)
def _policy(events: tuple[PolicyPublished, ...]) -> Policy:
    return Policy(events)


def _application_facts(counting: _Counting, event: Any, policy: Policy) -> None:
    row = counting.row
    application = next(a for a in row.applications if a.application_id == event.application_id)
    if isinstance(event, e.ApplicationSubmitted):
        _count(counting, "applications_received", event.application_id, event.submitted_on)
        if event.received_by == facts.PROVINCIAL_INTAKE:
            _count(counting, "received_centrally", event.application_id, event.submitted_on)
    place = {
        "position": application.decided_position or counting.recorded.position,
        "event_type": "application.decided",
        "programme": application.programme,
    }
    of = facts.of_decision(application, policy)
    _set(counting, facts.DECISION_MEASURES, application.application_id, of, place)


def _count(counting: _Counting, measure: str, subject_id: UUID, day: date, **also: Any) -> None:
    """One fact for the event itself."""
    event = counting.recorded.event
    also = {
        "person_id": getattr(event, "person_id", None),
        "office": counting.row.office,
        "programme": programme_of(counting.row),
    } | also
    counting.work.put(
        FactRow(
            tenant=counting.recorded.tenant,
            measure=measure,
            definition_version=DEFINITION_VERSION,
            subject_id=subject_id,
            day=day,
            case_id=counting.row.case_id,
            position=counting.recorded.position,
            event_type=event.wire_name,
            **also,
        )
    )


def _set(
    counting: _Counting,
    measures: Sequence[str],
    subject_id: UUID,
    found: Iterable[facts.Fact],
    place: dict[str, Any],
) -> None:
    """All facts of a subject for these measures: those found, and none of the others."""
    row = counting.row
    days = dict(found)
    for measure in measures:
        if measure not in days:
            key = (row.tenant, measure, DEFINITION_VERSION, subject_id)
            counting.work.remove(FactRow, *key)
            continue
        also: dict[str, Any] = {"office": row.office, "programme": programme_of(row)} | place
        counting.work.put(
            FactRow(
                tenant=row.tenant,
                measure=measure,
                definition_version=DEFINITION_VERSION,
                subject_id=subject_id,
                day=days[measure],
                case_id=row.case_id,
                **also,
            )
        )


def _of_case(name: str, row: type[msgspec.Struct], *key: str) -> Table:
    return Table(name=name, row=row, key=("tenant", "case_id", *key), partition=2, opened_by="case")


OUTCOMES = ReadModel(
    name="outcomes",
    version=1,
    tables=(
        Table(
            name="outcome_fact",
            row=FactRow,
            key=("tenant", "measure", "definition_version", "subject_id"),
            opened_by="case",
        ),
        _of_case("outcome_period", PeriodRow, "application_id"),
        _of_case("outcome_participant", ParticipantRow, "application_id", "person_id"),
        Table(name="outcome_case", row=CaseRow, key=("tenant", "case_id")),
        Table(
            name="outcome_policy",
            row=PolicyRow,
            key=("tenant", "policy_id", "version"),
            partition=1,
        ),
    ),
    events=frozenset(_EVENTS),
    needs=needs,
    fold=fold,
)
