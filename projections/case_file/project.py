"""The fold of the case file: each event of a case into its rows."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from domain.case import events as e
from domain.event import Event, Recorded
from domain.policy import PolicyPublished
from domain.sealed_files import SEAL_EVENTS
from domain.tasks import TaskClosed, TaskRaised
from projections.case_file.entries import enter
from projections.case_file.rows import (
    ApplicationRow,
    AssessmentRow,
    BenefitRow,
    CaseRow,
    CaseSealRow,
    DeferralRow,
    ExitRow,
    IncomeRow,
    MemberRow,
    MembershipRow,
    OverpaymentRow,
    PlanItemRow,
    PlanRow,
    PolicyRow,
    ReferralRow,
    ResponsibleRow,
    TaskRow,
)
from projections.case_file.seals import seal
from projections.case_file.standing import (
    PARTICIPANT_CLASSES,
    refresh,
    with_attention,
    with_referrals,
    with_responsible,
)
from projections.case_file.support_entries import REFERRAL
from projections.case_file.tasks import task
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work

_STANDING = (
    e.ApplicationSubmitted
    | e.ApplicationCompleted
    | e.ApplicationDecided
    | e.ApplicationWithdrawn
    | e.MemberJoined
    | e.MemberLeft
    | e.CaseExited
    | e.CaseReopened
    | e.ActionPlanCreated
    | e.EntryRetracted
)
_EVENTS: tuple[type[Event], ...] = (
    PolicyPublished,
    e.ApplicationSubmitted,
    e.ApplicationCompleted,
    e.ApplicationDecided,
    e.ApplicationWithdrawn,
    e.MemberJoined,
    e.MemberLeft,
    e.CaseAssigned,
    e.NoteAdded,
    e.AppointmentScheduled,
    e.AppointmentCancelled,
    e.AppointmentHeld,
    e.AppointmentMissed,
    e.CounterVisitRecorded,
    e.AssessmentCompleted,
    e.ActionPlanCreated,
    e.ActionPlanItemAdded,
    e.ActionPlanItemProgressed,
    e.ActionPlanReviewed,
    e.DeferralGranted,
    e.DeferralReviewed,
    *REFERRAL,
    e.IncomeReported,
    e.BenefitIssued,
    e.BenefitReversed,
    e.OverpaymentEstablished,
    e.CaseExited,
    e.CaseReopened,
    e.EntryRetracted,
    *SEAL_EVENTS,
    TaskRaised,
    TaskClosed,
)


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """The case's row, and of its child rows those that the event can change."""
    event: Any = recorded.event
    tenant = recorded.tenant
    if isinstance(event, PolicyPublished) or event.case_id is None:
        return
    case = (tenant, event.case_id)
    yield CaseRow, case
    if isinstance(event, TaskRaised | TaskClosed):
        yield TaskRow, case
    if isinstance(event, SEAL_EVENTS):
        yield CaseSealRow, case
    if isinstance(event, REFERRAL):
        yield ReferralRow, case
    if isinstance(event, _STANDING):
        for kind in (ApplicationRow, ExitRow, MemberRow, MembershipRow, PlanRow):
            yield kind, case
        yield PolicyRow, (tenant, PARTICIPANT_CLASSES)
    match event:
        case e.ActionPlanCreated():
            for item in event.items:
                yield PlanItemRow, (*case, event.plan_id, item.item_id)
        case e.ActionPlanItemAdded():
            yield PlanItemRow, (*case, event.plan_id, event.item.item_id)
        case e.ActionPlanItemProgressed():
            yield PlanItemRow, (*case, event.plan_id, event.item_id)
        case e.ActionPlanReviewed():
            yield PlanRow, case
        case e.DeferralGranted() | e.DeferralReviewed():
            yield DeferralRow, case
        case e.ApplicationSubmitted() | e.CaseAssigned():
            yield ResponsibleRow, case
        case e.EntryRetracted():
            yield from ((kind, case) for kind in (DeferralRow, ReferralRow, ResponsibleRow))
            yield BenefitRow, (*case, event.subject_id)
        case e.BenefitIssued() | e.BenefitReversed():
            yield BenefitRow, (*case, event.benefit_id)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the rows."""
    event: Any = recorded.event
    if isinstance(event, PolicyPublished):
        _policy(work, recorded, event)
        return
    if event.case_id is None:  # a seal on a person
        return
    if isinstance(event, TaskRaised | TaskClosed):
        # In streams of their own: the case has neither moved nor been worked on.
        task(work, recorded, event)
        return
    row = _touched(work, recorded, event.case_id)
    if isinstance(event, SEAL_EVENTS):
        seal(work, recorded, event)
    row = enter(work, recorded, event, row)
    if isinstance(event, e.ApplicationSubmitted | e.CaseAssigned | e.EntryRetracted):
        row = with_responsible(work, row)
    if isinstance(event, _STANDING):
        row = refresh(work, row)
    if isinstance(event, (*REFERRAL, e.EntryRetracted)):
        row = with_referrals(work, row)
    work.put(with_attention(row))


def _policy(work: Work, recorded: Recorded, event: PolicyPublished) -> None:
    if event.policy_id != PARTICIPANT_CLASSES:
        return
    codes = msgspec.json.decode(event.content)["codes"]
    participating = tuple(row["code"] for row in codes if row.get("participates"))
    work.put(
        PolicyRow(
            tenant=recorded.tenant,
            policy_id=event.policy_id,
            participating=participating,
            position=recorded.position,
        )
    )


def _touched(work: Work, recorded: Recorded, case_id: UUID) -> CaseRow:
    day = _acted_on(recorded)
    row = work.get(CaseRow, recorded.tenant, case_id)
    if row is None:
        row = CaseRow(
            tenant=recorded.tenant, case_id=case_id, last_activity_on=day, version=0, position=0
        )
    return replace(
        row,
        version=recorded.version,
        position=recorded.position,
        last_activity_on=max(day, row.last_activity_on),
    )


def _acted_on(recorded: Recorded) -> date:
    """The day of the act: a grant and a benefit are effective on days of their own."""
    match recorded.event:
        case e.ApplicationDecided() as event:
            return event.decided_on
        case e.BenefitIssued() as event:
            return event.issued_on
        case e.IncomeReported() as event:
            return event.reported_on
    return recorded.effective_on


def _of_case(
    name: str, row: type[msgspec.Struct], *key: str, partition: int = 0, history: bool = True
) -> Table:
    return Table(
        name=name,
        row=row,
        key=("tenant", "case_id", *key),
        partition=partition,
        opened_by="case",
        history=history,
    )


CASE_FILE = ReadModel(
    name="case_file",
    version=9,
    tables=(
        _of_case("case_file", CaseRow),
        _of_case("case_seal", CaseSealRow, history=False),
        _of_case("case_member", MemberRow, "person_id", partition=2),
        _of_case("case_membership", MembershipRow, "membership_id", partition=2),
        _of_case("case_responsible", ResponsibleRow, "taken_id", partition=2),
        _of_case("case_application", ApplicationRow, "application_id", partition=2),
        _of_case("case_exit", ExitRow, "event_id", partition=2),
        _of_case("case_assessment", AssessmentRow, "assessment_id"),
        _of_case("case_plan", PlanRow, "plan_id", partition=2),
        _of_case("case_plan_item", PlanItemRow, "plan_id", "item_id"),
        _of_case("case_deferral", DeferralRow, "deferral_id", partition=2),
        _of_case("case_referral", ReferralRow, "referral_id", partition=2),
        _of_case("case_benefit", BenefitRow, "benefit_id"),
        _of_case("case_income", IncomeRow, "event_id"),
        _of_case("case_overpayment", OverpaymentRow, "overpayment_id"),
        _of_case("case_task", TaskRow, "task_id", partition=2),
        Table(name="case_policy", row=PolicyRow, key=("tenant", "policy_id")),
    ),
    asked_of_past=("caseload_ids",),
    events=frozenset(_EVENTS),
    needs=needs,
    fold=fold,
)
